"""English names of divisions: the stem in pinyin, what it is in English. `龙沙区` → `Longsha District`."""

from __future__ import annotations

import re

from pypinyin import lazy_pinyin, load_phrases_dict, load_single_dict

# Place names whose reading differs from the everyday one, and characters that the dictionary reads otherwise.
load_phrases_dict(
    {
        "什邡": [["shí"], ["fāng"]],
        "朝阳": [["cháo"], ["yáng"]],
        "新都": [["xīn"], ["dū"]],
        "郫都": [["pí"], ["dū"]],
        "成都": [["chéng"], ["dū"]],
    }
)
load_single_dict({ord("长"): "cháng", ord("垌"): "dòng"})

# Known in English by other spellings than pinyin's.
USUAL = {
    "齐齐哈尔市": "Qiqihar City",
    "富拉尔基区": "Fularji District",
    "秦皇岛市经济技术开发区": "Qinhuangdao Development Zone",
    "齐齐哈尔局直": "Qiqihar Bureau Quarter",
    "黑龙江省社会救助安置中心": "Heilongjiang Social Aid Centre",
    "广西北部湾经济区龙港新区玉林龙潭产业园社区": "Longtan Industrial Park Community",
}
FARMS = (
    ("良种繁殖场", "Seed Farm"),
    ("果树繁殖场", "Fruit Tree Nursery"),
    ("机械林场", "Forest Farm"),
    ("奶山羊场", "Goat Dairy"),
    ("良种场", "Seed Farm"),
    ("种畜场", "Breeding Farm"),
    ("种猪场", "Pig Breeding Farm"),
    ("奶牛场", "Dairy Farm"),
    ("果树场", "Orchard"),
    ("葡萄场", "Vineyard"),
    ("农场", "Farm"),
    ("林场", "Forest Farm"),
    ("苗圃", "Nursery"),
    ("监狱", "Prison"),
    ("场", "Farm"),
)
# What a name ends in at each level, longest first.
ENDINGS = {
    "province": (("自治区", "Autonomous Region"), ("省", "Province")),
    "city": (("自治州", "Autonomous Prefecture"), ("市", "City")),
    "county": (
        ("自治县", "Autonomous County"),
        ("新区", "New Area"),
        ("区", "District"),
        ("县", "County"),
        ("市", "City"),
    ),
    "town": (
        ("街道办事处", "Subdistrict"),
        ("管理处", "Management Office"),
        ("经济开发区", "Development Zone"),
        ("物流园区", "Logistics Park"),
        ("街道", "Subdistrict"),
        ("镇", "Town"),
        ("乡", "Township"),
        *FARMS,
    ),
    "village": (("社区", "Community"), ("村", "Village"), *FARMS),
}
PEOPLES = {
    "达斡尔族": "Daur",
    "柯尔克孜族": "Kirgiz",
    "鄂温克族": "Ewenki",
    "拉祜族": "Lahu",
    "蒙古族": "Mongol",
    "哈尼族": "Hani",
    "朝鲜族": "Korean",
    "壮族": "Zhuang",
    "满族": "Manchu",
    "苗族": "Miao",
    "瑶族": "Yao",
    "傣族": "Dai",
    "彝族": "Yi",
    "回族": "Hui",
}
NUMBERS = {"第一": "First", "第二": "Second", "第三": "Third", "第四": "Fourth", "一": "First", "二": "Second"}
OWNERS = {"省": "Province", "市": "City", "县": "County", "镇": "Town", "乡": "Township"}


def english(short: str, level: str) -> str:
    """The English name of a division by the name people use and its level."""
    if short in USUAL:
        return USUAL[short]
    stem, word = short, "Village" if level == "village" else ""
    for ending, meaning in ENDINGS[level]:
        if short.endswith(ending):
            stem, word = short.removesuffix(ending), meaning
            break
    if (ending, word) not in FARMS:
        stem, peoples = split_peoples(stem)
        return " ".join(filter(None, (romanise(stem), peoples, word)))
    owner = re.match(r"(.{2,3})([省市县镇乡])", stem)
    owned = f"{romanise(owner[1])} {OWNERS[owner[2]]}" if owner else ""
    rest = stem[owner.end() :] if owner else stem
    return " ".join(filter(None, (owned, NUMBERS.get(rest) or romanise(rest), word)))


def split_peoples(stem: str) -> tuple[str, str]:
    """Part the peoples' names from a stem's end: `金平苗族瑶族傣族` → `金平`, `Miao, Yao and Dai`."""
    names: list[str] = []
    while found := next((people for people in PEOPLES if stem.endswith(people) and stem != people), None):
        stem = stem.removesuffix(found)
        names.insert(0, PEOPLES[found])
    return stem, " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def romanise(stem: str) -> str:
    """One capitalised word with an apostrophe where syllables would run together: `依安` → `Yi'an`."""
    spelled = ""
    for syllable in lazy_pinyin(stem):
        syllable = syllable.strip().replace("v", "ü")
        spelled += ("'" if spelled and syllable[:1] in tuple("aeo") else "") + syllable
    return spelled[:1].upper() + spelled[1:]
