"""The reasons in short plain words, Chinese and English."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Key = int | str  # an index of the engine, or the id that the caller put in its place


@dataclass(frozen=True)
class Names:
    """How the caller calls things; the engine itself knows only numbers. Each takes (what, lang)."""

    person: Callable[[Key, str], str]
    order: Callable[[Key, str], str]
    skills: Callable[[int, str], str]  # of a bitmask
    language: Callable[[int, str], str]


def _numbered(english: str, chinese: str) -> Callable[[Key, str], str]:
    return lambda number, lang: f"{chinese}{number}" if lang == "zh" else f"{english} {number}"


def _numbered_skills(mask: int, lang: str) -> str:
    bits = [str(bit) for bit in range(mask.bit_length()) if mask >> bit & 1]
    return ("技能" + "、".join(bits)) if lang == "zh" else "skill " + ", ".join(bits)


NUMBERED = Names(
    person=_numbered("volunteer", "志愿者"),
    order=_numbered("order", "需求"),
    skills=_numbered_skills,
    language=_numbered("language", "语言"),
)

AFFINITY = {
    "team": ("same team", "与发布方同队"),
    "town": ("same town", "同一街镇"),
    "county": ("same county", "同一区县"),
    "none": ("from another county", "来自其他区县"),
}

FUNNEL = {
    "reach": ("{n} in reach", "距离合适的 {n} 人"),
    "skills": ("{n} with {asked}", "会{asked}的 {n} 人"),
    "star": ("{n} with {asked} stars or more", "{asked} 星以上的 {n} 人"),
    "language": ("{n} speak {asked}", "会说{asked}的 {n} 人"),
    "clearance": ("{n} cleared to work with the vulnerable", "通过安全审查的 {n} 人"),
    "available": ("{n} free then", "当时有空的 {n} 人"),
    "not_refused": ("{n} who have not declined", "没有谢绝过的 {n} 人"),
}

REASONS = {
    "here": ("{n} go here", "{n} 人已派到这里"),
    "serves_higher": ("{n} serve orders of higher priority", "{n} 人在更急的需求上"),
    "serves_same": ("{n} serve orders as urgent", "{n} 人在同样急的需求上"),
    "serves_lower": ("{n} serve other orders, where moving them loses more", "{n} 人在别的需求上，调来得不偿失"),
    "locked": ("{n} are locked elsewhere", "{n} 人已锁定在别处"),
    "too_long": ("{n} offer less time than this takes", "{n} 人愿意服务的时长不够"),
    "not_worth_it": ("{n} would cost more than the seat is worth", "{n} 人来了得不偿失"),
    "free": ("{n} are free", "{n} 人还空着"),
}

SEAT = (
    "{rank} of {eligible} who qualify, {km:.1f} km; {hours:.0f} h served this month; {affinity}.{lock}{after}",
    "符合条件的 {eligible} 人里{rank}，{km:.1f} 公里；本月已服务 {hours:.0f} 小时；{affinity}。{lock}{after}",
)
NEAREST = ("Nearest", "最近")
BY_HAND = ("Chosen by a dispatcher.", "由调度员选定。")
LOCK = (" Locked by a dispatcher.", "由调度员锁定。")
AFTER = (" If they decline: {person}.", "若不能来，可由{person}接替。")
NOBODY_AFTER = (" If they decline, nobody else is free.", "若不能来，暂无人接替。")
EMPTY = (
    "{seats} seats empty: {funnel}.{quorum}{reasons}{trade}",
    "还缺 {seats} 人：{funnel}。{quorum}{reasons}{trade}",
)
ONE_EMPTY = ("1 seat empty: {funnel}.{quorum}{reasons}{trade}", EMPTY[1])
QUORUM = (" It needs {quorum} together or is not held.", "至少要 {quorum} 人同去，凑不齐就不办。")
TRADE = (" Nearest trade-off: {person} leaves {orders}, {cost}.", "最接近的办法：{person}放下{orders}，{cost}。")
COST = ("at a cost of {n} points", "总分少 {n}")
GAIN = ("a gain of {n} points", "总分多 {n}")
BETWEEN = ("; ", "；")
AND = (" and ", "和")
SENTENCE = (" {text}.", "{text}。")


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th …"""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def words(reason: Mapping[str, Any], lang: str = "zh", names: Names = NUMBERED) -> str:
    """One reason, as `Explanation.reason_for` or `reason_for_empty` gave it, in words; `lang` zh or en."""
    match reason.get("code"):
        case "seat":
            return _of_seat(reason, lang, names)
        case "empty":
            return _of_empty(reason, lang, names)
        case "chosen-by-hand":
            return BY_HAND[lang == "zh"]
        case _:
            return ""


def _of_seat(reason: Mapping[str, Any], lang: str, names: Names) -> str:
    zh, following = int(lang == "zh"), reason["next"]
    return SEAT[zh].format(
        rank=NEAREST[zh]
        if reason["rank"] == 1
        else (f"第 {reason['rank']} 近" if zh else f"{ordinal(reason['rank'])} nearest"),
        eligible=reason["eligible"],
        km=reason["km"],
        hours=reason["hours"],
        affinity=AFFINITY[reason["affinity"]][zh],
        lock=LOCK[zh] if reason["locked"] else "",
        after=NOBODY_AFTER[zh] if following is None else AFTER[zh].format(person=names.person(following, lang)),
    )


def _of_empty(reason: Mapping[str, Any], lang: str, names: Names) -> str:
    """Who is left after each rule, what keeps them, the nearest way out."""
    zh = int(lang == "zh")
    funnel = BETWEEN[zh].join(_of_step(step, lang, names) for step in reason["funnel"])
    keeping = BETWEEN[zh].join(REASONS[code][zh].format(n=n) for code, n in reason["reasons"].items())
    return (EMPTY if reason["seats"] > 1 else ONE_EMPTY)[zh].format(
        seats=reason["seats"],
        funnel=funnel,
        quorum=QUORUM[zh].format(quorum=reason["quorum"]) if reason["quorum"] > 1 else "",
        reasons=SENTENCE[zh].format(text=keeping) if keeping else "",
        trade=_of_trade(reason["trade_off"], lang, names),
    )


def _of_step(step: Mapping[str, Any], lang: str, names: Names) -> str:
    asked: str | int = step["asked"]
    if step["rule"] == "skills":
        asked = names.skills(step["asked"], lang)
    elif step["rule"] == "language":
        asked = names.language(step["asked"] - 1, lang)
    return FUNNEL[step["rule"]][lang == "zh"].format(n=step["left"], asked=asked)


def _of_trade(trade: Mapping[str, Any] | None, lang: str, names: Names) -> str:
    zh = int(lang == "zh")
    if trade is None:
        return ""
    return TRADE[zh].format(
        person=names.person(trade["person"], lang),
        orders=AND[zh].join(names.order(order, lang) for order in trade["leaves"]),
        cost=(COST if trade["cost"] >= 0 else GAIN)[zh].format(n=abs(trade["cost"])),
    )
