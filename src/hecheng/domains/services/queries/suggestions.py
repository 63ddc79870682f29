"""What of the menu somebody means who says in their own words what they need: names first, then what the rest says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log

from hecheng.domains.services.models import Offering
from hecheng.domains.services.queries.menu import offerings

_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff\U00020000-\U0003ffff]+")
#: words that say nothing about what is wanted
_EMPTY = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "you",
        "your",
        "our",
        "who",
        "can",
        "how",
        "into",
        "from",
        "that",
        "this",
        "need",
        "help",
        "please",
        "want",
        "would",
        "like",
    ]
)
_EMPTY_ZH = frozenset("我我们您你的了吗呢吧啊请要想有人能不能帮帮忙一下一个可以希望需要给把在和")
#: how much a hit counts by where it stands
_NAME, _THEME, _REST = 5, 2, 1


def suggest(text: str, area: str = "", most: int = 5) -> list[Offering]:
    """The offerings of an area that fit the words best, best first; none when nothing fits. Two queries."""
    asked = _parts(text[:400])
    if not asked:
        return []
    rows = list(offerings(area))
    told = [_told(row) for row in rows]
    known = Counter(part for parts in told for part in parts)
    scored = [
        (_score(asked, parts, known, len(rows)), -at, row)
        for at, (row, parts) in enumerate(zip(rows, told, strict=True))
    ]
    best = sorted((found for found in scored if found[0] > 0), key=lambda found: found[:2], reverse=True)[:most]
    return [row for score, _order, row in best if score >= best[0][0] / 3]


def _told(row: Offering) -> dict[str, int]:
    """Each part of what an offering says, with the weight of the best place it stands in."""
    places: Sequence[tuple[int, Iterable[str]]] = (
        (_REST, (row.summary_zh, row.summary_en, row.audience_zh, row.audience_en)),
        (_THEME, (row.theme.zh, row.theme.en)),
        (_NAME, (row.zh, row.en)),
    )
    return {part: weight for weight, texts in places for text in texts for part in _parts(text)}


def _score(asked: set[str], parts: dict[str, int], known: Counter[str], rows: int) -> float:
    """Rare parts weigh more: “医院” tells more than “老人”."""
    return sum(
        parts[part] * log(1 + rows / known[part]) * (2 if len(part) > 1 else 0.5) for part in asked if part in parts
    )


def _parts(text: str) -> set[str]:
    """Words of letters; of Chinese, pairs of characters, and single ones that carry something."""
    found: set[str] = set()
    for run in _WORD.findall(text.lower()):
        if run.isascii():
            if len(run) > 2 and run not in _EMPTY:
                found.add(run.removesuffix("s"))
            continue
        found.update(sign for sign in run if sign not in _EMPTY_ZH)
        found.update(pair for pair in map("".join, pairwise(run)) if not set(pair) <= _EMPTY_ZH)
    return found
