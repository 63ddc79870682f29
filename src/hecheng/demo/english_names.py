"""English names of divisions, made from their pinyin, so that the English pages of the demo read as English."""

from __future__ import annotations

import re

from hecheng.domains.areas.models import Area

#: where the established name is not the pinyin
ESTABLISHED = {"230000000000": "Heilongjiang", "230200000000": "Qiqihar", "230208000000": "Meilisi Daur"}

#: how a division ends, and what English says for it (nothing for the plain levels)
_KINDS = {
    **dict.fromkeys(("街道", "自治县", "自治州", "社区", "省", "市", "区", "县", "镇", "乡", "村"), ""),
    "机械林场": "Forest Farm",
    "林场": "Forest Farm",
    "农场": "Farm",
    "种畜场": "Breeding Farm",
    "良种繁殖场": "Seed Farm",
    "良种场": "Seed Farm",
    "果树繁殖场": "Orchard",
    "果树场": "Orchard",
    "葡萄场": "Vineyard",
    "种猪场": "Pig Farm",
    "奶牛场": "Dairy Farm",
    "奶山羊场": "Goat Farm",
    "苗圃": "Nursery",
    "监狱": "Prison",
    "管理区": "Section",
    "生活区": "Quarter",
    "局直": "Offices",
    "社会救助安置中心": "Relief Centre",
}
_ENDING = re.compile("(" + "|".join(sorted(_KINDS, key=len, reverse=True)) + ")$")
_PEOPLES = re.compile(
    "达斡尔族|柯尔克孜族|蒙古族|朝鲜族|鄂温克族|哈尼族|拉祜族|瑶族|苗族|壮族|傣族|彝族|满族|回族|羌族"
)
#: a farm's name may begin with the county or town it is in
_SEAT = re.compile("^.{2,4}?[省市县镇乡](?=.{3,})")


def english_name(area: Area) -> str:
    """`龙沙区` → `Longsha`, `克山县河北林场` → `Hebei Forest Farm`."""
    if area.code in ESTABLISHED:
        return ESTABLISHED[area.code]
    syllables = area.pinyin.split()
    if len(syllables) != len(area.short):
        return "".join(syllables).capitalize()
    ending = _ENDING.search(area.short)
    kind = _KINDS[ending[1]] if ending else ""
    dropped = set(range(ending.start(), len(syllables))) if ending else set()
    for pattern in (_PEOPLES, _SEAT) if kind else (_PEOPLES,):
        for match in pattern.finditer(area.short):
            dropped |= set(range(*match.span()))
    stem = "".join(syllable for index, syllable in enumerate(syllables) if index not in dropped)
    return " ".join(part for part in (stem.capitalize(), kind) if part) or "".join(syllables).capitalize()
