"""Input that cannot be meant: one sentence that names the array and the row."""

from typing import Any

# the hard rules in words: English, Chinese
RULES: dict[str, tuple[str, str]] = {
    "reach": ("within reach", "在服务半径内"),
    "skills": ("has the skills", "具备所需技能"),
    "star": ("has the stars", "达到星级"),
    "language": ("speaks the language", "会所需语言"),
    "clearance": ("is cleared to work with the vulnerable", "通过安全审查"),
    "available": ("is free then", "当时有空"),
    "not_refused": ("has not declined", "没有谢绝过"),
    "time_to_get_there": ("time to get there", "来得及赶到"),
    "rest": ("rest between two orders", "两次之间的休息"),
    "at_most_k": ("orders in a week", "一周单数"),
    "minutes": ("minutes in a week", "一周时长"),
}

WHAT = {"team": "队伍", "volunteer": "志愿者", "order": "需求"}

SENTENCES: dict[str, tuple[str, str]] = {
    "unreadable": (
        "{array}: the file cannot be read as an .npz instance; it is missing, truncated or of another kind.",
        "{array}：文件读不出来，可能不存在、不完整或不是 .npz。",
    ),
    "missing_array": ("{array} is missing.", "缺少数组 {array}。"),
    "unknown_array": ("{array} is not an array of an instance.", "不认识数组 {array}。"),
    "not_a_list": (
        "{array} has {dimensions} dimensions; it must be a plain list.",
        "{array} 是 {dimensions} 维的，应为一维。",
    ),
    "wrong_type": ("{array} holds {found}; it must hold {wanted}.", "{array} 的类型是 {found}，应为 {wanted}。"),
    "wrong_length": (
        "{array} row {row}: the array has {found} rows, {like} has {wanted}.",
        "{array} 第 {row} 行：共 {found} 行，而 {like} 有 {wanted} 行。",
    ),
    "not_finite": ("{array} row {row}: {value} is not a number.", "{array} 第 {row} 行：{value} 不是有效数字。"),
    "out_of_range": (
        "{array} row {row}: {value} is outside {low} to {high}.",
        "{array} 第 {row} 行：{value} 不在 {low} 到 {high} 之间。",
    ),
    "unknown_index": (
        "{array} row {row}: there is no {what} {value} (0 to {high}).",
        "{array} 第 {row} 行：没有编号为 {value} 的{what}（0 到 {high}）。",
    ),
    "ends_before_start": (
        "o_end row {row}: the order ends at {value}, not after its start at {start}.",
        "o_end 第 {row} 行：结束于 {value}，不晚于开始 {start}。",
    ),
    "quorum_over_seats": (
        "o_quorum row {row}: at least {value} people are asked for, but there are {seats} seats.",
        "o_quorum 第 {row} 行：至少要 {value} 人，却只有 {seats} 个名额。",
    ),
    "lock_twice": (
        "lock_v row {row}: volunteer {volunteer} is locked to order {order} twice.",
        "lock_v 第 {row} 行：志愿者 {volunteer} 在需求 {order} 上锁定了两次。",
    ),
    "lock_banned": (
        "lock_v row {row}: volunteer {volunteer} is both locked to order {order} and refused it.",
        "lock_v 第 {row} 行：志愿者 {volunteer} 对需求 {order} 既被锁定又已拒绝。",
    ),
    "lock_breaks_rule": (
        "lock_v row {row}: volunteer {volunteer} is locked to order {order}, which breaks the rule “{rule}”.",
        "lock_v 第 {row} 行：志愿者 {volunteer} 锁定到需求 {order}，违反“{rule}”。",
    ),
    "locks_collide": (
        "lock_v row {row}: volunteer {volunteer} cannot serve order {order} and order {other}, both locked ({rule}).",
        "lock_v 第 {row} 行：志愿者 {volunteer} 不能同时锁定需求 {order} 和 {other}（{rule}）。",
    ),
    "locks_over_limit": (
        "lock_v row {row}: volunteer {volunteer} has more locked orders than the limit of {limit} ({rule}).",
        "lock_v 第 {row} 行：志愿者 {volunteer} 的锁定超过上限 {limit}（{rule}）。",
    ),
    "locks_over_seats": (
        "lock_o row {row}: order {order} has {seats} seats and more people locked to it.",
        "lock_o 第 {row} 行：需求 {order} 只有 {seats} 个名额，锁定的人更多。",
    ),
    "lock_without_quorum": (
        "lock_o row {row}: order {order} is locked but cannot bring together the {quorum} people it asks for.",
        "lock_o 第 {row} 行：需求 {order} 已锁定，但凑不齐要求的 {quorum} 人。",
    ),
}


class MalformedInstance(ValueError):  # noqa: N818  # it says what the input is
    """`code` and `params` (always `array`; `row` where one is at fault) for programs, `sentence` and `sentence_in("zh")` for people."""

    def __init__(self, code: str, array: str, row: int | None = None, **params: Any) -> None:
        self.code = code
        self.array = array
        self.row = row
        self.params: dict[str, Any] = {"array": array, "row": row, **params}
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        return self.sentence_in("en")

    def sentence_in(self, lang: str) -> str:
        chinese = lang.startswith("zh")
        words = dict(self.params)
        if "rule" in words:
            words["rule"] = RULES[words["rule"]][chinese]
        if chinese and "what" in words:
            words["what"] = WHAT[words["what"]]
        return SENTENCES[self.code][chinese].format(**words)
