"""Apps over real HTTP that go on until each request is acknowledged, and a list of what was."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
from django.db import connection

from hecheng.domains.people.models import Account, Person
from hecheng.kernel import clock
from tests.crash.house import House
from tests.factories.areas import HUXI, LONGSHA, XINGONG
from tests.factories.people import PASSWORD, a_holder, a_resident, a_volunteer
from tests.factories.services import PLAIN

#: seconds that one request is sent again and again
PATIENCE = 90
PAUSE = 0.05
CLIENTS, VOLUNTEERS = 3, 4


class Acknowledged:
    """What clients were told is done: kind → ids. Several clients write it at once."""

    def __init__(self) -> None:
        self.facts: dict[str, list[str]] = defaultdict(list)
        self.minutes: dict[str, int] = defaultdict(int)
        self._changed = threading.Condition()

    def note(self, kind: str, what: str) -> None:
        with self._changed:
            self.facts[kind].append(what)
            self._changed.notify_all()

    def note_minutes(self, volunteer: str, minutes: int) -> None:
        with self._changed:
            self.minutes[volunteer] += minutes

    def __len__(self) -> int:
        return sum(map(len, self.facts.values()))

    def wait_for(self, more: int) -> None:
        """Return when so many more facts are acknowledged."""
        with self._changed:
            goal = len(self) + more
            assert self._changed.wait_for(lambda: len(self) >= goal, PATIENCE), "the clients stand still"


@dataclass
class Answer:
    status: int
    body: Any

    @property
    def code(self) -> str:
        return str(self.body.get("code", "")) if isinstance(self.body, dict) else ""

    def __getitem__(self, name: str) -> Any:
        return self.body[name]


class Phone:
    """One person's app. A request without an answer, or answered 503, is sent again as it was; a 500 is a defect."""

    def __init__(self, url: str, person: str, phone: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=20, headers={"Accept-Language": "en"})
        self.person, self.phone = person, phone

    def sign_in(self) -> Phone:
        entered = self.send("POST", "/_allauth/app/v1/auth/login", {"phone": self.phone, "password": PASSWORD})
        assert entered.status == 200, entered
        self.http.headers["X-Session-Token"] = entered["meta"]["session_token"]
        return self

    def get(self, path: str) -> Answer:
        return self.send("GET", "/api/v1" + path)

    def post(self, path: str, **sent: Any) -> Answer:
        return self.send("POST", "/api/v1" + path, sent)

    def send(self, method: str, path: str, sent: dict[str, Any] | None = None) -> Answer:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                response = self.http.request(method, path, json=sent)
            except httpx.TransportError:
                time.sleep(PAUSE)
                continue
            if response.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                assert response.status_code < httpx.codes.INTERNAL_SERVER_ERROR, f"{method} {path}: {response.text}"
                return Answer(response.status_code, response.json())
            time.sleep(PAUSE)
        raise AssertionError(f"{method} {path} was never answered")


@dataclass
class Crew:
    """Who plays one client's stories: a resident, some volunteers in turn, the keeper of their county."""

    resident: Phone
    volunteers: list[Phone]
    keeper: Phone
    acknowledged: Acknowledged
    noon: datetime
    fresh_keys: bool = False
    told: int = 0

    def __post_init__(self) -> None:
        self.at_work = self.stories()

    def stories(self) -> Iterator[None]:
        """One need after another from placing to rating, without end; yields after each acknowledgement."""
        for number in count():
            yield from self.story(number)

    def story(self, number: int) -> Iterator[None]:
        """One need, by the next volunteer."""
        volunteer = self.volunteers[number % len(self.volunteers)]
        need = self.place(number, uuid4().hex)
        yield
        self.route(need)
        yield
        taken = volunteer.post(f"/needs/{need['id']}/take")
        self.note("taken", taken, need["id"])
        yield
        came = self.with_code(volunteer, taken["session"], "/attendances")
        self.note("came", came, came["id"])
        yield
        left = self.with_code(volunteer, taken["session"], f"/attendances/{came['id']}/check-out")
        self.note("left", left, came["id"])
        yield
        self.confirm(volunteer, taken["session"], came["id"])
        yield
        self.once("rated", "already_rated", self.resident, f"/needs/{need['id']}/rate", taken["session"])
        yield

    def note(self, kind: str, answer: Answer, what: str) -> None:
        assert answer.status in (200, 201), f"{kind}: {answer}"
        self.acknowledged.note(kind, what)
        self.told += 1

    def place(self, number: int, key: str) -> Answer:
        """A request whose words are its key, so that the audit can tell how often it was placed."""
        need = self.resident.post("/needs", **self.wanted(number, key))
        self.note("placed", need, key)
        return need

    def wanted(self, number: int, key: str) -> dict[str, str]:
        """The body. The window is a minute of its own for each of a volunteer's needs: nobody serves twice at once."""
        starts = self.noon + timedelta(minutes=number // len(self.volunteers))
        window = {"starts": starts.isoformat(), "ends": (starts + timedelta(minutes=1)).isoformat()}
        form_key = uuid4().hex if self.fresh_keys else key
        return {"offering": PLAIN, "area": XINGONG, "words": key, "form_key": form_key, **window}

    def route(self, need: Answer) -> None:
        """Sent again after it was done, the version is an old one: look, and see that it is."""
        routed = self.keeper.post(f"/needs/{need['id']}/route", version=need["version"])
        if routed.code == "stale":
            routed = self.keeper.get(f"/needs/{need['id']}")
            assert routed["state"]["code"] == "routed", routed
        self.note("routed", routed, need["id"])

    def with_code(self, volunteer: Phone, session: str, path: str) -> Answer:
        """By the code that the keeper shows; by the next one where a pause has made it old."""
        while True:
            shown = self.keeper.get(f"/sessions/{session}/code")
            answer = volunteer.post(path, token=shown["token"])
            if answer.code != "code_old":
                return answer

    def confirm(self, volunteer: Phone, session: str, attendance: str) -> None:
        confirmed = self.keeper.post(f"/sessions/{session}/confirm", confirmations=[{"attendance": attendance}])
        self.note("confirmed", confirmed, attendance)
        self.acknowledged.note_minutes(volunteer.person, confirmed.body[0]["minutes"])

    def once(self, kind: str, done: str, phone: Phone, path: str, what: str) -> None:
        """What is refused the second time: the refusal tells that the first one counted."""
        answer = phone.post(path, stars=5, words="谢谢")
        if answer.code == done:
            answer = Answer(200, {})
        self.note(kind, answer, what)


def hired(house: House, acknowledged: Acknowledged, crews: int = CLIENTS, *, fresh_keys: bool = False) -> list[Crew]:
    """People for so many clients, signed in over HTTP; each client has its own, but for the keeper."""
    connection.close()  # it may have been killed
    keeper = enter(house, a_holder("site_keeper", LONGSHA))
    made = []
    for _ in range(crews):
        volunteers = [enter(house, a_volunteer(HUXI)) for _ in range(VOLUNTEERS)]
        made.append(Crew(enter(house, a_resident()), volunteers, keeper, acknowledged, noon(), fresh_keys))
    return made


def enter(house: House, person: Person) -> Phone:
    """A person of the factories, signed in by telephone."""
    account = Account.objects.get(person=person)
    return Phone(house.url, str(person.pk), account.phone).sign_in()


def noon() -> datetime:
    """When the first need begins: soon enough to check in now, late enough not to pass during the test."""
    return clock.now().replace(second=0, microsecond=0) + timedelta(minutes=20)
