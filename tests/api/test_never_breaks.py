"""Whatever is sent, to any operation: an answer in our shape, never a fault of ours."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from hecheng.api.urls import v1
from tests.api.callers import V1, Caller
from tests.api.test_rights import Neighbour, a_neighbour, address
from tests.factories.areas import XINGONG
from tests.factories.people import a_holder, a_resident, a_volunteer
from tests.factories.services import PLAIN

pytestmark = pytest.mark.django_db

#: bodies that are no JSON, or not what they say they are → status
BODIES: dict[str, tuple[bytes, str, int]] = {
    "no JSON": (b"{", "application/json", 400),
    "not a number": (b'{"stars": NaN}', "application/json", 400),
    "a number of 5,000 digits": (b'{"stars": ' + b"9" * 5000 + b"}", "application/json", 400),
    "deeper than anybody reads": (b"[" * 100_000, "application/json", 400),
    "half a character": (rb'{"words": "\ud800", "stars": 5}', "application/json", 422),
    "NUL": (rb'{"words": "a\u0000b", "stars": 5}', "application/json", 422),
    "NUL in a name": (rb'{"\u0000": 1}', "application/json", 422),
    "bytes that are no text": (b'{"words": "\xff\xfe"}', "application/json", 400),
    "a list": (b"[1, 2]", "application/json", 422),
    "a bare text": (b'"stars"', "application/json", 422),
    "nothing": (b"", "application/json", 422),
    "a form": (b"stars=5", "application/x-www-form-urlencoded", 415),
    "plain text": (b'{"stars": 5}', "text/plain", 415),
    "XML": (b"<stars>5</stars>", "application/xml", 415),
}

#: what a field may be given; texts hold what databases, calendars and pages trip over
NASTY: list[Any] = [
    *(None, True, -1, 0, 2**31, 2**63, 10**30, 1.5, 1e308, [], {}, [[]], [None]),
    *("", " ", "0", "nan", "-Infinity", "'; DROP TABLE people_person; --", "%s%%", "../../etc/passwd", "𠮷😀\u202e"),
    *("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-02-30T25:61", "2026-11-24T09:00", "9999"),
    *("2026-13", "1900-01-01..2200-12-31", "0000", "999999999999", "230202", "２３０２０２", "0" * 12),
    *("00000000-0000-0000-0000-000000000000", "x" * 5000),
]


@pytest.mark.parametrize("what", BODIES)
def test_a_body_that_cannot_be_read(what: str) -> None:
    body, kind, status = BODIES[what]
    app = Caller(a_resident(), language="en")
    answer = app.send("POST", f"{V1}/needs/{uuid4()}/rate", body, Content_Type=kind)
    assert answer.status == status, answer
    assert set(answer.body) == {"code", "message", "field"}
    assert answer["message"].endswith(".")


def test_a_body_of_more_than_twelve_megabytes() -> None:
    body = b'{"words": "' + b"x" * (12 * 1024 * 1024) + b'", "stars": 5}'
    answer = Caller(a_volunteer()).send("POST", f"{V1}/needs/{uuid4()}/rate", body)
    assert (answer.status, answer["message"]) == (413, "内容太大了：一次最多发送 12 MB。")


@pytest.mark.parametrize("query", ["text=%00", "%00=1", "text=%ed%a0%80", "limit=0", "limit=101", "page=-1"])
def test_a_query_that_cannot_be_read(query: str) -> None:
    response = Caller().client.get(f"{V1}/menu/offerings?{query}")
    assert response.status_code in (200, 422), response.content
    assert query == "text=%ed%a0%80" or response.status_code == 422


@pytest.mark.parametrize("path", ["/nowhere", "/needs/1/2/3", "/areas/1/children/x", "/needs/not-an-id", "/areas/9"])
def test_an_address_where_nothing_is(path: str) -> None:
    answer = Caller(a_volunteer(), language="en").get(path)
    assert answer.status == 404
    assert set(answer.body) == {"code", "message", "field"}


class Mistreated:
    """Every operation, with something nasty in each of its fields in turn.

    Each field is given every seventh value, beginning at another one than the field before; EVERY_VALUE=1: every value.
    """

    def __init__(self) -> None:
        self.schema = v1.get_openapi_schema(path_prefix="/")
        self._turn = itertools.count()

    def _nasty(self) -> list[Any]:
        return NASTY if os.environ.get("EVERY_VALUE") else NASTY[next(self._turn) % 7 :: 7]

    def requests(self, there: Neighbour) -> Iterator[tuple[str, str, dict[str, str], Any]]:
        """(method, address, query, body)."""
        for path, methods in self.schema["paths"].items():
            for method, operation in methods.items():
                if path in ("/me", "/files") and method != "get":
                    continue  # would make the one who asks somebody else; pictures have tests of their own
                yield from self._of(method.upper(), path, operation, there)

    def _of(self, method: str, path: str, operation: dict[str, Any], there: Neighbour) -> Iterator[Any]:
        where, body = address(path, there), self._body(operation, there)
        yield method, where, {}, body
        for parameter in operation.get("parameters", ()):
            for value in self._nasty():
                if parameter["in"] == "query":
                    yield method, where, {parameter["name"]: _text(value)}, body
                elif parameter["in"] == "path" and _text(value).strip(" ./%"):
                    named = {"id": "x", "line": "x", "count": "x", "code": "x", "form": "x", "record": "x"}
                    yield method, path.format(**named | {parameter["name"]: _quoted(value)}), {}, body
        for name in body or ():
            for value in self._nasty():
                yield method, where, {}, body | {name: value}

    def _body(self, operation: dict[str, Any], there: Neighbour) -> dict[str, Any] | None:
        """A body of the operation in which each field has a value of its kind."""
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        return self._example(content["schema"], there) if content else None

    def _example(self, schema: dict[str, Any], there: Neighbour) -> Any:
        if "$ref" in schema:
            schema = self.schema["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        schema = schema.get("anyOf", [schema])[0]
        if "$ref" in schema:
            return self._example(schema, there)
        match schema:
            case {"type": "object"}:
                fields = schema.get("properties", {})
                return {name: KNOWN.get(name) or self._example(part, there) for name, part in fields.items()}
            case {"enum": [first, *_]} | {"const": first}:
                return first
            case {"type": "array"}:
                return [self._example(schema["items"], there)]
            case {"format": "uuid"}:
                return there.ids["persons"]
            case {"format": "date-time"}:
                return "2030-05-01T09:00:00+08:00"
            case {"format": "date"}:
                return "2030-05-01"
            case {"type": "integer" | "number"}:
                return 1
            case {"type": "boolean"}:
                return False
        return "words"


KNOWN = {
    "offering": PLAIN,
    "area": XINGONG,
    "prefix": "230203",
    "reason": "这是原因",
    "ends": "2030-05-01T11:00:00+08:00",
}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _quoted(value: Any) -> str:
    return quote(_text(value)[:200], safe="")


@pytest.mark.parametrize("who", ["administrator", "resident"])
def test_no_field_of_any_operation_breaks_it(who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hecheng.api.limits.Limit.allow_request", lambda *_: True)  # it would hide what lies behind it
    there = a_neighbour()
    app = Caller(there.resident if who == "resident" else a_holder("administrator", ""))
    app.client.raise_request_exception = False
    broken = []
    for method, path, query, body in Mistreated().requests(there):
        if method == "GET":
            answer = app.get(path, **query)
            if answer.response.streaming:
                b"".join(answer.response)
        else:
            answer = app.send(method, V1 + path, body)
        if answer.status >= 500 or (answer.status >= 400 and set(answer.body or ()) != {"code", "message", "field"}):
            broken.append(f"{method} {path} {query} {str(body)[:300]} → {answer}")
    assert broken == []
