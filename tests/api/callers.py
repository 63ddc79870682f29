"""Somebody who uses the interface from an app: JSON in, JSON out, a session token, a language."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from hecheng.domains.people.models import Account, Person
from tests.factories.people import PASSWORD, an_account

V1 = "/api/v1"
APP = "/_allauth/app/v1"


class Answer:
    """What came back; `body` is the JSON, or None where there is none."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response
        self.status = response.status_code
        is_json = response.get("Content-Type", "").startswith("application/json")
        self.body: Any = json.loads(response.content) if is_json and response.content else None

    def __getitem__(self, name: str) -> Any:
        return self.body[name]

    @property
    def code(self) -> tuple[int, str]:
        """Status and the refusal's code."""
        return self.status, (self.body or {}).get("code", "")

    def __repr__(self) -> str:
        return f"{self.status} {json.dumps(self.body, ensure_ascii=False)[:800]}"


class Caller:
    """One person's app, or (without a person) anybody's."""

    def __init__(self, person: Person | None = None, *, language: str = "zh-hans") -> None:
        self.client, self.language, self.token = Client(), language, ""
        if person is not None:
            account = Account.objects.filter(person=person).first() or an_account(person)
            self.sign_in(account.phone or account.email, PASSWORD)

    def sign_in(self, who: str, password: str) -> Answer:
        way = "email" if "@" in who else "phone"
        return self._enter("/auth/login", {way: who, "password": password})

    def sign_up(self, **answers: Any) -> Answer:
        return self._enter("/auth/signup", answers)

    def _enter(self, path: str, sent: dict[str, Any]) -> Answer:
        answer = self.send("POST", APP + path, sent)
        self.token = ((answer.body or {}).get("meta") or {}).get("session_token", "")
        return answer

    def get(self, path: str, **filters: Any) -> Answer:
        headers = self._headers()
        return Answer(self.client.get(V1 + path, filters, headers=headers))

    def post(self, path: str, sent: Any = None, **headers: str) -> Answer:
        return self.send("POST", V1 + path, {} if sent is None else sent, **headers)

    def patch(self, path: str, sent: Any) -> Answer:
        return self.send("PATCH", V1 + path, sent)

    def send(self, method: str, path: str, sent: Any, **headers: str) -> Answer:
        raw = sent if isinstance(sent, bytes | str) else json.dumps(sent, ensure_ascii=False)
        every = self._headers() | {name.replace("_", "-"): value for name, value in headers.items()}
        kind = every.pop("Content-Type", "application/json")
        return Answer(self.client.generic(method, path, raw, content_type=kind, headers=every))

    def _headers(self) -> dict[str, str]:
        headers = {"Accept-Language": self.language}
        return headers | {"X-Session-Token": self.token} if self.token else headers
