"""What the verifier says, in Chinese and English. A stranger runs it without our web side, so its words are its own."""

import unicodedata
from typing import Final

from hecheng.engines.merkle.findings import Finding

LANGUAGES: Final = ("zh", "en")

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # what does not agree
    "signature-untrusted": ("没有用您给的公钥签名", "not signed with the key you gave"),
    "signature-forged": ("签名与文字不符", "the signature does not fit the text"),
    "signature-origin": ("您给的公钥属于另一本日志", "the key you gave speaks for another log"),
    "other-log": ("旧检查点来自另一本日志 {other}", "the old checkpoint is of another log, {other}"),
    "consistency-sizes": ("证明不是为 {old} 条到 {new} 条写的", "the proof is not for {old} to {new} entries"),
    "consistency-differs": (
        "日志从 {old} 条到 {new} 条不是只增不改",
        "the log of {new} entries did not grow from the one of {old} by appending only",
    ),
    "seen-elsewhere": (
        "证据包与您留存的 {size} 条检查点对不上，无从比较",
        "the bundle has no checkpoint of {size} entries to compare with the one you kept",
    ),
    "seen-differs": (
        "您留存的 {size} 条检查点与证据包里的不同：日志给人看了两个样子",
        "your checkpoint of {size} entries is not the bundle's: the log has shown two faces",
    ),
    "entry-order": ("第 {index} 条重复或次序颠倒", "entry {index} is repeated or out of order"),
    "entry-outside": (
        "第 {index} 条超出检查点的 {size} 条",
        "entry {index} lies beyond the checkpoint's {size} entries",
    ),
    "entry-differs": (
        "第 {index} 条不在签名的日志里：内容、序号或证明被改过",
        "entry {index} is not in the signed log: its content, index or proof was changed",
    ),
    "leaf-form": ("第 {index} 条不是规范的写法", "entry {index} is not written in the canonical form"),
    "leaf-field": ("第 {index} 条的 {field} 不合规范", "{field} of entry {index} is not what a leaf may hold"),
    "opening-order": ("第 {index} 条的 {field} 重复或次序颠倒", "{field} of entry {index} is repeated or out of order"),
    "opening-without-entry": (
        "公开了第 {index} 条的 {field}，却没有这一条",
        "{field} is shown for entry {index}, which is not there",
    ),
    "opening-differs": (
        "第 {index} 条的 {field} 与当时的承诺不符",
        "{field} shown for entry {index} is not what was committed to",
    ),
    "figure-differs": ("写的是 {counted}，数出来是 {found}", "it says {counted}, its entries count to {found}"),
    "figure-entry-missing": ("第 {index} 条被计入，但证据包里没有", "entry {index} is counted but not in the bundle"),
    "figure-entry-misfit": ("第 {index} 条不该计入：{field} 不符", "entry {index} does not belong to it: {field}"),
    "figure-record-twice": (
        "第 {index} 条与第 {first} 条是同一记录，计了两次",
        "entries {first} and {index} are one record, counted twice",
    ),
    "figure-left-out": ("第 {index} 条该计入却漏了", "entry {index} belongs to it but is left out"),
    # what cannot be read
    "not-a-bundle": ("不是证据包文件夹或 zip", "neither a bundle folder nor a zip"),
    "missing-file": ("缺少这个文件", "this file is missing"),
    "too-large": ("超过 {most} 字节的上限", "larger than the limit of {most} bytes"),
    "too-many": ("超过 {most} 个的上限", "more than the limit of {most}"),
    "bad-name": ("压缩包里不该有这样的文件", "a bundle cannot hold such a file"),
    "twice": ("同名文件出现两次", "the same file is there twice"),
    "broken": ("文件已损坏，或用了不支持的压缩", "damaged, or packed in a way that is not supported"),
    "cut-short": ("这一行不完整", "this line is cut short"),
    "bad-text": ("不是 UTF-8 文字", "not UTF-8 text"),
    "bad-json": ("不是合规的 JSON", "not valid JSON here ({why})"),
    "bad-shape": ("字段 {field} 不合格式", "the field {field} is not as the format says"),
    "bad-checkpoint": ("不是检查点", "not a checkpoint ({why})"),
    "bad-vector": ("不是证明样例文件", "not a proof vector"),
    "no-vectors": ("没有找到样例文件", "no vector files found"),
    "bad-key": ("读不出公钥，应形如 名称+8位十六进制+base64", "not a public key; it reads name+8 hex digits+base64"),
    "key-inside": (
        "公钥取自证据包本身，证明不了什么；请从别处取得",
        "this key comes out of the bundle, so it proves nothing; get it from elsewhere",
    ),
    "no-file": ("打不开这个文件", "this file cannot be opened"),
    # notes
    "ignored": (
        "不属于证据包，未理会（公钥只认您从别处给的）",
        "not part of a bundle, ignored (a key counts only from outside)",
    ),
    "whole-unchecked": (
        "是否有遗漏无法核对：证据包只有 {size} 条中的 {entries} 条",
        "whether anything is left out cannot be told: the bundle has {entries} of {size} entries",
    ),
    # the table
    "title": ("鹤城证据包核对", "Hecheng evidence bundle"),
    "log": ("日志", "log"),
    "checkpoint": ("检查点", "checkpoint"),
    "checkpoint-line": ("{size} 条，根 {root}", "{size} entries, root {root}"),
    "growth": ("旧检查点", "old checkpoint"),
    "growth-line": ("{size} 条", "{size} entries"),
    "entries": ("条目", "entries"),
    "openings": ("公开的承诺", "openings"),
    "recounted": ("重算", "recounted"),
    "differs": ("不符", "differs"),
    "note": ("说明", "note"),
    "more": ("另有 {count} 处不符未列出", "{count} more differences are not listed"),
    "outcome": ("结论", "outcome"),
    "outcome-agrees": ("相符", "agrees"),
    "outcome-differs": ("不相符", "differs"),
    "outcome-unreadable": ("无法读取", "unreadable"),
    "refused-as-wanted": ("应拒绝并拒绝", "refused, as they must be"),
    "held-as-wanted": ("应通过并通过", "accepted, as they must be"),
    "wants-refusal": ("应当拒绝，却通过了", "must be refused, was accepted"),
    "wants-proof": ("应当通过，却拒绝了", "must be accepted, was refused"),
}


def say(code: str, lang: str, **params: str | int) -> str:
    """The sentence of a code, its particulars made safe for a terminal."""
    return _SENTENCES[code][LANGUAGES.index(lang)].format(**{name: plain(value) for name, value in params.items()})


def sentence(finding: Finding, lang: str) -> str:
    """Place and sentence of a finding."""
    said = say(finding.code, lang, **finding.params)
    return f"{plain(finding.place)}: {said}" if finding.place else said


def plain(value: str | int) -> str:
    """Text of a stranger's bundle with everything that could steer a terminal spelt out."""
    return "".join(ch if ch.isprintable() else ch.encode("unicode_escape").decode() for ch in str(value))


def padded(label: str, width: int) -> str:
    """A label filled with spaces to a width in terminal columns, in which a Chinese character takes two."""
    taken = sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in label)
    return label + " " * (width - taken)
