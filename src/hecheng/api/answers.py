"""What is said when it cannot be done: `{"code", "message", "field"}`, one sentence in the asker's language."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError
from ninja.parser import Parser

from hecheng.kernel.errors import Invalid, Missing, Refusal, TooMany

#: megabytes that one body may hold
LARGEST = 12


class Unreadable(Refusal):
    """The body is not what it says it is."""

    status = 400


class TooLarge(Refusal):
    """More than is taken in."""

    status = 413


class OtherType(Refusal):
    """A body of a kind that is not read here."""

    status = 415


def too_large() -> TooLarge:
    return TooLarge("too_large", _("This is too much: at most %(most)s MB can be sent at once."), most=LARGEST)


class HouseAPI(NinjaAPI):
    """Answers are not to be stored, unless an operation says otherwise: most of them are somebody's own."""

    def create_response(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def refuse(self, request: HttpRequest, refused: Refusal) -> HttpResponse:
        body = {"code": refused.code, "message": refused.sentence, "field": refused.field}
        response = self.create_response(request, body, status=refused.status)
        if isinstance(refused, TooMany):
            response["Retry-After"] = str(math.ceil(refused.params.get("retry_after") or 1))
        return response


class StrictParser(Parser):
    """JSON only, and only text that a database and a screen can hold: no NUL, no half characters, no NaN."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type not in ("application/json", ""):
            raise OtherType("type_unknown", _("Please send JSON (Content-Type: application/json)."))
        try:
            read = json.loads(request.body, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise Unreadable("body_unreadable", _("This is not JSON that can be read.")) from None
        require_text(_texts(read))
        return read

    def parse_querydict(self, data: MultiValueDict, list_fields: list[str], request: HttpRequest) -> dict[str, Any]:
        require_text(text for key, values in data.lists() for text in (key, *values) if isinstance(text, str))
        return super().parse_querydict(data, list_fields, request)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _texts(read: Any) -> Iterable[str]:
    """Every text in what was read, names of fields too; without recursion, however deep."""
    waiting = [read]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            waiting += [*part.keys(), *part.values()]
        elif isinstance(part, list):
            waiting += part


def require_text(texts: Iterable[str]) -> None:
    """Raises `Invalid` for text with NUL or half of a character in it."""
    try:
        kept = all("\0" not in text and text.encode() is not None for text in texts)
    except UnicodeEncodeError:
        kept = False
    if not kept:
        raise Invalid("text_unreadable", _("The text holds signs that cannot be kept."))


#: kinds of errors that pydantic finds → (code, sentence); the rest says that the field cannot be read
SENTENCES = {
    "missing": ("field_missing", _("“%(name)s” is missing.")),
    "extra_forbidden": ("field_unknown", _("There is no field “%(name)s” here.")),
    "string_too_long": ("field_too_long", _("“%(name)s” has at most %(max_length)s characters.")),
    "too_long": ("field_too_long", _("“%(name)s” has at most %(max_length)s entries.")),
    "greater_than_equal": ("field_out_of_range", _("“%(name)s” is at least %(ge)s.")),
    "less_than_equal": ("field_out_of_range", _("“%(name)s” is at most %(le)s.")),
    "timezone_aware": ("time_without_zone", _("“%(name)s” needs a time with its zone, like 2026-11-24T09:00+08:00.")),
}
OTHERWISE = ("field_unreadable", _("“%(name)s” cannot be read."))


def refusal_of(errors: Iterable[dict[str, Any]]) -> Refusal:
    """The first thing that pydantic found wrong, as a refusal."""
    first = next(iter(errors))
    kind, context = str(first.get("type", "")), first.get("ctx") or {}
    field = _field(first.get("loc") or ())
    if kind in ("missing", "model_attributes_type", "model_type", "dict_type") and not field:
        return Invalid("body_missing", _("Please send a JSON object."))
    code, message = SENTENCES.get(kind, OTHERWISE)
    shown = {name: str(value)[:40] for name, value in context.items()}
    return Invalid(code, message, field=field, **(shown | {"name": field}))


def _field(location: Iterable[Any]) -> str:
    """`("body", "sent", "roles", 0, "seats")` → `roles.0.seats`: neither the source nor our parameter's name."""
    parts = [str(part) for part in location]
    named = parts[2:] if parts[:1] == ["body"] else parts[1:]
    return ".".join(named)[:80]


def explain_refusals(api: HouseAPI) -> None:
    """Say everything that goes wrong in one shape; what nobody foresaw goes on to `config.health.fault`."""

    def on_refusal(request: HttpRequest, refused: Any) -> HttpResponse:
        return api.refuse(request, refused)

    def on_invalid(request: HttpRequest, invalid: Any) -> HttpResponse:
        return api.refuse(request, refusal_of(invalid.errors))

    def on_throttled(request: HttpRequest, throttled: Any) -> HttpResponse:
        wait = throttled.wait or 60
        return api.refuse(request, TooMany("too_many", _("Please wait a moment and try again."), retry_after=wait))

    def on_http_error(request: HttpRequest, error: Any) -> HttpResponse:
        cause = error.__cause__
        refused = cause if isinstance(cause, Refusal) else Unreadable("unreadable", _("This cannot be read."))
        return api.refuse(request, refused)

    api.add_exception_handler(Refusal, on_refusal)
    api.add_exception_handler(ValidationError, on_invalid)
    api.add_exception_handler(Throttled, on_throttled)
    api.add_exception_handler(HttpError, on_http_error)
    api.add_exception_handler(Http404, lambda request, exc: api.refuse(request, Missing()))
    api.add_exception_handler(RequestDataTooBig, lambda request, exc: api.refuse(request, too_large()))
    api.add_exception_handler(
        UnreadablePostError,
        lambda request, exc: api.refuse(request, Unreadable("unreadable", _("This cannot be read."))),
    )
