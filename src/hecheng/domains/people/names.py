"""Names of people: cleaning, masking and sorting. Works on graphemes, so 𠮷, 䢺 and emoji stay whole."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext_lazy as _
from pypinyin import Style, lazy_pinyin

from hecheng.kernel.errors import Invalid

LONGEST = 60

_DOTS = dict.fromkeys(map(ord, "•・‧∙⋅．"), "·")
_JOINER = "\u200d"

#: family names of two characters, as opposed to one character and a given name
_TWO_CHARACTER_FAMILIES = frozenset(
    [
        "欧阳",
        "太史",
        "端木",
        "上官",
        "司马",
        "东方",
        "独孤",
        "南宫",
        "万俟",
        "闻人",
        "夏侯",
        "诸葛",
        "尉迟",
        "公羊",
        "赫连",
        "澹台",
        "皇甫",
        "宗政",
        "濮阳",
        "公冶",
        "太叔",
        "申屠",
        "公孙",
        "慕容",
        "仲孙",
        "钟离",
        "长孙",
        "宇文",
        "司徒",
        "鲜于",
        "司空",
        "闾丘",
        "亓官",
        "司寇",
        "令狐",
        "呼延",
        "拓跋",
        "轩辕",
        "淳于",
        "单于",
        "百里",
        "东郭",
        "西门",
        "南门",
        "第五",
        "左丘",
        "梁丘",
        "公良",
        "段干",
    ]
)

#: characters that are read otherwise as a family name than in ordinary text
_FAMILY_READINGS = {
    "单": "shan", "仇": "qiu", "曾": "zeng", "解": "xie", "查": "zha", "区": "ou", "朴": "piao", "翟": "zhai", "覃": "qin",
    "盖": "ge", "任": "ren", "尉迟": "yuchi", "万俟": "moqi", "冼": "xian", "缪": "miao", "乐": "yue", "员": "yun", "召": "shao",
    "纪": "ji", "燕": "yan", "宁": "ning", "洗": "xian", "折": "she", "黑": "he", "盛": "sheng", "葛": "ge", "华": "hua",
    "单于": "chanyu", "澹台": "tantai", "长孙": "zhangsun",
}  # fmt: skip


def clean_name(name: str, *, field: str = "name") -> str:
    """The name as kept: NFC, one space between words, one kind of middle dot.

    Raises `Invalid` when it is empty, longer than 60 signs, or holds control signs.
    """
    text = " ".join(unicodedata.normalize("NFC", name).translate(_DOTS).split())
    if not text:
        raise Invalid("name_missing", _("Please give a name."), field=field)
    if len(text) > 4 * LONGEST or len(graphemes(text)) > LONGEST:
        raise Invalid("name_too_long", _("A name has at most %(most)s characters."), field=field, most=LONGEST)
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") or sign in _DIRECTIONS for sign in text):
        raise Invalid("name_unreadable", _("The name holds signs that cannot be shown."), field=field)
    return text


#: signs that turn the direction of text around and so forge what is read
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def graphemes(text: str) -> list[str]:
    """What a reader sees as single signs: base and marks, joined emoji, flags."""
    found: list[str] = []
    for sign in text:
        if found and (_extends(sign) or found[-1].endswith(_JOINER) or _second_half_of_flag(found[-1], sign)):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _extends(sign: str) -> bool:
    return sign == _JOINER or unicodedata.category(sign) in ("Mn", "Me", "Mc") or "\U0001f3fb" <= sign <= "\U0001f3ff"


def _second_half_of_flag(before: str, sign: str) -> bool:
    return len(before) == 1 and all("\U0001f1e6" <= half <= "\U0001f1ff" for half in (before, sign))


def _is_latin(text: str) -> bool:
    return unicodedata.name(text[0], "").startswith("LATIN")


def family_name(name: str) -> str:
    """`欧阳小红` → `欧阳`, `王芳` → `王`, `John Smith` → `Smith`; the first sign where it cannot be told."""
    if _is_latin(name):
        return name.split()[-1]
    return name[:2] if len(graphemes(name)) > 2 and name[:2] in _TWO_CHARACTER_FAMILIES else graphemes(name)[0]


def mask(name: str) -> str:
    """What strangers see: `王*`, `欧阳**`, `J. S***`, `阿***`. At most three stars, so a long name is not told by its length."""
    if _is_latin(name):
        *given, family = name.split()
        return " ".join([*(f"{word[0].upper()}." for word in given[:1]), f"{graphemes(family)[0].upper()}***"])
    signs = graphemes(name)
    if len(signs) == 1:
        return "*"
    shown = family_name(name)
    return shown + "*" * min(3, len(signs) - len(graphemes(shown)))


def sort_key(name: str) -> str:
    """Pinyin of the family name only, for lists in the usual order (PostgreSQL has no pinyin order without ICU)."""
    family = family_name(name)
    reading = _FAMILY_READINGS.get(family) or "".join(lazy_pinyin(family, style=Style.NORMAL, errors="default"))
    return reading.lower()[:24]
