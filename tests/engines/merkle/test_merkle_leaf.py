"""A leaf has one spelling, holds no personal data, and its commitments open to one value only."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hecheng.engines.merkle import Leaf, LeafError, commit, decode_leaf, encode_leaf, new_salt, normal, salt_for
from hecheng.engines.merkle.leaf import commit_opened

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
RECORD = UUID("01935e00-0000-7000-8000-000000000001")


def leaf(**changed: Any) -> Leaf:
    return Leaf(**{"kind": "hours-confirmed", "at": AT, "area": "230202001001", "id": RECORD, **changed})


text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60).map(normal)
names = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
made = st.builds(
    Leaf,
    kind=st.from_regex(r"[a-z]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True),
    at=st.integers(-2_000_000_000, 7_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    area=st.from_regex(r"[0-9]{12}", fullmatch=True),
    id=st.uuids(),
    facts=st.dictionaries(names, text | st.integers(-(2**53) + 1, 2**53 - 1), max_size=8),
    commitments=st.dictionaries(names, st.from_regex(r"[0-9a-f]{64}", fullmatch=True), max_size=4),
)


@settings(deadline=None)
@given(made)
def test_a_leaf_reads_back_as_it_was_written(one: Leaf) -> None:
    assert decode_leaf(encode_leaf(one)) == one


def test_the_bytes_do_not_depend_on_the_order_or_zone_in_which_things_were_told() -> None:
    told = leaf(
        facts={"site": "龙沙站", "minutes": 90}, at=datetime(2026, 11, 23, 16, 0, 0, 999, timezone(timedelta(hours=8)))
    )
    again = leaf(facts={"minutes": 90, "site": "龙沙站"})
    assert encode_leaf(told) == encode_leaf(again)
    assert encode_leaf(told).decode() == (
        '{"area":"230202001001","at":"2026-11-23T08:00:00Z","commitments":{},"facts":{"minutes":90,"site":"龙沙站"},'
        '"id":"01935e00-0000-7000-8000-000000000001","kind":"hours-confirmed","v":1}'
    )


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("kind", {"kind": "Hours"}),
        ("kind", {"kind": "hours--x"}),
        ("kind", {"kind": "a" * 65}),
        ("at", {"at": AT.replace(tzinfo=None)}),
        ("area", {"area": "230202"}),
        ("id", {"id": str(RECORD)}),
        ("facts.hours", {"facts": {"hours": 1.5}}),
        ("facts.hours", {"facts": {"hours": float("nan")}}),
        ("facts.held", {"facts": {"held": True}}),
        ("facts.held", {"facts": {"held": None}}),
        ("facts.n", {"facts": {"n": 2**53}}),
        ("facts.note", {"facts": {"note": "line\nline"}}),
        ("facts.note", {"facts": {"note": "\ud83d"}}),
        ("facts.note", {"facts": {"note": "e\u0301"}}),
        ("facts.note", {"facts": {"note": "长" * 501}}),
        ("facts", {"facts": {"Minutes": 1}}),
        ("facts", {"facts": {f"n{n}": n for n in range(65)}}),
        ("commitments.person", {"commitments": {"person": "李秀兰"}}),
        ("commitments.person", {"commitments": {"person": "A" * 64}}),
    ],
)
def test_what_a_leaf_cannot_hold_is_refused_by_name(field: str, changed: dict[str, Any]) -> None:
    with pytest.raises(LeafError) as refused:
        encode_leaf(leaf(**changed))
    assert refused.value.field == field


GOOD = encode_leaf(leaf(facts={"minutes": 90}))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b'"v"',
        b"\xef\xbb\xbf" + GOOD,
        GOOD + b"\n",
        GOOD.replace(b":90", b": 90"),
        GOOD.replace(b":90", b":90.0"),
        GOOD.replace(b":90", b":9e1"),
        GOOD.replace(b":90", b":090"),
        GOOD.replace(b":90", b":-0"),
        GOOD.replace(b":90", b":NaN"),
        GOOD.replace(b":90", b":Infinity"),
        GOOD.replace(b":90", b":[[[90]]]"),
        GOOD.replace(b":90", b':90,"minutes":91'),
        GOOD.replace(b"hours", b"\\u0068ours"),
        GOOD.replace(b'"v":1', b'"v":2'),
        GOOD.replace(b'"v":1', b'"v":true'),
        GOOD.replace(b'"v":1', b'"v":1,"w":1'),
        GOOD.replace(b',"v":1', b""),
        GOOD.replace(b"T08:00:00Z", b"T08:00:00+00:00"),
        GOOD.replace(b"-23T", b"-31T"),
        GOOD.replace(b"01935e00", b"01935E00"),
        GOOD.replace(b"01935e00-", b"01935e00"),
        b'{"v":1,' + GOOD[1:].replace(b',"v":1', b""),
        b"{" * 100_000,
        b'"' + b"x" * 40_000 + b'"',
    ],
)
def test_any_other_spelling_is_not_the_leaf(raw: bytes) -> None:
    with pytest.raises(LeafError):
        decode_leaf(raw)


def test_a_commitment_opens_to_its_value_and_to_no_other() -> None:
    salt = new_salt()
    committed = commit(salt, "person", "𠮷田·阿依古丽")
    assert commit_opened(salt_for(salt, "person"), "𠮷田·阿依古丽") == committed
    assert commit_opened(salt_for(salt, "person"), "吉田·阿依古丽") != committed
    assert commit(new_salt(), "person", "𠮷田·阿依古丽") != committed


def test_showing_one_name_of_an_entry_does_not_open_the_others() -> None:
    salt = new_salt()
    phone = commit(salt, "phone", "13800000000")
    shown = salt_for(salt, "person")
    assert commit_opened(shown, "13800000000") != phone
    assert salt_for(shown, "phone") != salt_for(salt, "phone")


@pytest.mark.parametrize(
    ("salt", "name", "value"), [(b"short", "a", "b"), (bytes(32), "A b", "c"), (bytes(32), "a", "e\u0301")]
)
def test_a_commitment_needs_a_whole_salt_a_plain_name_and_normal_text(salt: bytes, name: str, value: str) -> None:
    with pytest.raises(LeafError):
        commit(salt, name, value)


def test_salts_are_not_repeated() -> None:
    assert len({new_salt() for _ in range(100)}) == 100
    assert all(len(salt) == 32 for salt in [new_salt()])
