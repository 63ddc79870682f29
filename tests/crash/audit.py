"""Comparing what was acknowledged with what is there: a line for each thing lost, doubled, uncounted or unnumbered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Count, Max, Min, QuerySet

from hecheng.domains.indicators import Period
from hecheng.domains.indicators import queries as figures
from hecheng.domains.notary.models import Entry, Numbered
from hecheng.domains.people.models import Delivery, Person
from hecheng.domains.services.models import (
    Attendance,
    Dispatch,
    Feedback,
    Need,
    NeedEvent,
    ServiceRecord,
)
from hecheng.domains.timebank.models import Transfer
from hecheng.domains.timebank.queries import balance, recounted
from hecheng.kernel import clock
from tests.crash.clients import Acknowledged

#: kind of fact → rows, and the field that names what was acknowledged: exactly one row each
ROWS: dict[str, tuple[QuerySet, str]] = {
    "placed": (Need.objects.all(), "words"),
    "routed": (NeedEvent.objects.filter(went_to="routed"), "need"),
    "taken": (Dispatch.objects.filter(state="accepted"), "need"),
    "came": (Attendance.objects.all(), "pk"),
    "left": (Attendance.objects.filter(checked_out_at__isnull=False), "pk"),
    "confirmed": (ServiceRecord.objects.filter(reversal=None), "attendance"),
    "rated": (Feedback.objects.filter(side="resident"), "session"),
}
#: figure → the kind of fact that it counts
FIGURES = {
    "services.needs_placed": "placed",
    "services.volunteer_attendances": "confirmed",
    "services.need_sessions": "confirmed",
    "services.people_served": "confirmed",
    "services.ratings": "rated",
    "services.ratings_five": "rated",
}


def differences(acknowledged: Acknowledged) -> list[str]:
    """What is not as the clients were told. Ask while they stand still."""
    return [*_rows(acknowledged), *_figures(acknowledged), *_ledger(acknowledged), *_entries(acknowledged)]


def _rows(acknowledged: Acknowledged) -> Iterator[str]:
    for kind, told in acknowledged.facts.items():
        rows, name = ROWS[kind]
        yield from _once(kind, rows, name, told)


def _once(kind: str, rows: QuerySet, name: str, told: Iterable[str]) -> Iterator[str]:
    """Each of `told` in one row, and no row that nobody was told of."""
    found = {str(key): times for key, times in rows.order_by().values_list(name).annotate(times=Count("pk"))}
    for what in sorted(found.keys() | set(told)):
        times = found.get(what, 0) if what in told else -found[what]
        if times != 1:
            yield f"{kind} {what}: {_words(times)}"


def _words(times: int) -> str:
    if times < 0:
        return f"is there {-times}×, but nobody was told"
    return f"is there {times}×" if times else "is lost"


def _figures(acknowledged: Acknowledged) -> Iterator[str]:
    today = clock.today()
    period = Period(today - timedelta(days=1), today + timedelta(days=1))
    expected = {code: len(acknowledged.facts[kind]) for code, kind in FIGURES.items()}
    expected["services.minutes_confirmed"] = sum(acknowledged.minutes.values())
    expected["services.volunteers_active"] = sum(map(bool, acknowledged.minutes.values()))
    for code, told in expected.items():
        counted = figures.count(code, "", period)
        if counted != told:
            yield f"{code} counts {counted}, acknowledged were {told}"


def _ledger(acknowledged: Acknowledged) -> Iterator[str]:
    """One balanced transfer for each confirmation, by its key; balances are the sums of postings."""
    keys = [f"hours:{attendance}:1" for attendance in acknowledged.facts["confirmed"]]
    yield from _once("transfer", Transfer.objects.all(), "idempotency_key", keys)
    for transfer in Transfer.objects.annotate(legs=Count("postings")).exclude(legs=2):
        yield f"transfer {transfer.pk} has {transfer.legs} legs"
    for person in Person.objects.filter(volunteer__isnull=False):
        told, kept, posted = acknowledged.minutes.get(str(person.pk), 0), balance(person), recounted(person)
        if not told == kept == posted:
            yield f"balance of {person.pk}: {kept}, postings {posted}, acknowledged {told}"


def _entries(acknowledged: Acknowledged) -> Iterator[str]:
    """Each record and each transfer sealed once; numbers without gap or double."""
    records = ServiceRecord.objects.filter(attendance__in=acknowledged.facts["confirmed"])
    for kind, ids in (("hours-confirmed", "pk"), ("transfer-posted", "transfer")):
        told = [str(pk) for pk in records.values_list(ids, flat=True)]
        yield from _once(kind, Entry.objects.filter(kind=kind), "record", told)
    log = Numbered.objects.aggregate(
        rows=Count("pk"), entries=Count("entry", distinct=True), last=Max("index"), first=Min("index")
    )
    if log["rows"] and (log["first"], log["last"], log["entries"]) != (0, log["rows"] - 1, log["rows"]):
        yield f"the log's numbers have gaps or doubles: {log}"


def unnumbered() -> int:
    """Entries of the log that the sequencer still has to number."""
    return Entry.objects.filter(numbered=None).count()


def undelivered() -> int:
    """Messages whose delivery is still owed."""
    return Delivery.objects.exclude(state=Delivery.State.SENT).count()
