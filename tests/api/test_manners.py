"""How the interface behaves: languages, what may be kept, who is let in, how often, and its description."""

from __future__ import annotations

import io

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

from hecheng.domains.files.models import StoredFile
from hecheng.kernel import clock
from tests.api.callers import V1, Caller
from tests.factories.areas import LONGSHA, XINGONG, the_areas
from tests.factories.people import PASSWORD, a_keeper, a_person, a_resident, a_volunteer, an_account, signed_in
from tests.factories.services import a_confirmed_record, an_activity_with_session, an_offering

pytestmark = pytest.mark.django_db


def test_names_are_told_in_the_askers_language() -> None:
    an_offering()
    told = {
        language: Caller(language=language).get("/menu/offerings/winter-clothes")["name"]
        for language in ("zh-hans", "zh-CN,zh;q=0.9", "en-GB,en;q=0.8", "de", "")
    }
    assert told == {
        "zh-hans": "暖冬衣物",
        "zh-CN,zh;q=0.9": "暖冬衣物",
        "en-GB,en;q=0.8": "Warm clothes",
        "de": "暖冬衣物",
        "": "暖冬衣物",
    }


def test_public_facts_are_kept_a_while_and_not_sent_twice() -> None:
    the_areas()
    client = Client()
    first = client.get(f"{V1}/areas/{LONGSHA}000000/outlines")
    again = client.get(f"{V1}/areas/{LONGSHA}000000/outlines", headers={"If-None-Match": first["ETag"]})
    assert (first["Cache-Control"], again.status_code, again.content) == ("public, max-age=300", 304, b"")


def test_what_is_somebodys_own_is_not_stored() -> None:
    app = Caller(a_resident())
    for path in ("/me", "/needs", "/me/messages", "/nowhere", "/areas/999"):
        assert app.get(path).response["Cache-Control"] == "private, no-store", path


def test_a_session_cookie_wants_the_csrf_token_to_change_something() -> None:
    person = a_resident()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person.account)
    send = {"path": f"{V1}/me/messages/read", "data": "{}", "content_type": "application/json"}
    refused = browser.post(**send)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    assert browser.get(f"{V1}/me").status_code == 200, "reading needs none"
    browser.cookies["csrftoken"] = "x" * 32
    assert browser.post(**send, headers={"X-CSRFToken": "x" * 32}).status_code == 200


def test_a_page_and_an_app_are_the_same_person() -> None:
    person = a_person()
    app, browser = Caller(person), signed_in(person)
    assert app.get("/me").body == browser.get(f"{V1}/me", headers={"Accept-Language": "zh-hans"}).json()


def test_signing_in_by_e_mail_and_signing_out_everywhere() -> None:
    person = a_person()
    an_account(person, email="fang@example.org")
    app = Caller()
    assert app.sign_in("fang@example.org", PASSWORD).status == 200
    assert app.get("/me").status == 200
    app.send("DELETE", "/_allauth/app/v1/auth/session", {})
    assert app.get("/me").code == (401, "session_over")
    app.token = "nonsense!"
    assert app.get("/me").code == (401, "session_over")


def test_an_account_that_was_closed_opens_nothing() -> None:
    person = a_resident()
    app = Caller(person)
    person.account.is_active = False
    person.account.save()
    assert app.get("/me").status == 401


def test_guessing_at_codes_is_slowed_down() -> None:
    cache.clear()
    app = Caller(a_volunteer(), language="en")
    session = an_activity_with_session()
    guess = {"token": f"{session.pk.hex}.1.{'0' * 32}"}
    answers = [app.post("/attendances", guess) for _ in range(21)]
    assert {answer.code for answer in answers[:20]} == {(422, "code_unreadable")}
    assert answers[20].code == (429, "too_many")
    assert 0 < int(answers[20].response["Retry-After"]) <= 60
    assert Caller(a_volunteer()).post("/attendances", guess).status == 422, "others are not held up"


def test_the_description_names_every_operation_and_calls_no_foreign_host() -> None:
    response = Client().get(f"{V1}/openapi.json")
    described = response.json()
    assert response.status_code == 200
    assert described["paths"]["/api/v1/needs"]["post"]["summary"] == "Place Need"
    assert all(op.get("description") for path in described["paths"].values() for op in path.values())
    assert b"http://" not in response.content.replace(b"http://json-schema.org", b"")
    assert b"https://" not in response.content
    assert Client().get(f"{V1}/docs").status_code == 404


def test_a_picture_is_kept_as_evidence_of_a_count() -> None:
    keeper = a_keeper(LONGSHA)
    session = an_activity_with_session()
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(picture, "JPEG")
    picture.seek(0)
    picture.name = "hall.jpg"
    app = Caller(keeper)
    headers = {"X-Session-Token": app.token}
    kept = app.client.post(f"{V1}/files", {"file": picture}, headers=headers)
    assert (kept.status_code, kept.json()["width"]) == (201, 64), kept.content
    with clock.at(session.ends):
        counted = app.post(
            f"/sessions/{session.pk}/counts", {"kind": "audience", "count": 40, "photo": kept.json()["id"]}
        )
    assert (counted.status, counted["countersigned_by"]) == (200, None)
    assert StoredFile.objects.get().owner == keeper.pk
    with clock.at(session.ends):
        same = app.post(f"/sessions/{session.pk}/counts/{counted['id']}/countersign")
        other = Caller(a_keeper(LONGSHA)).post(f"/sessions/{session.pk}/counts/{counted['id']}/countersign")
    assert (same.code, other.status) == ((422, "same_hand"), 200)


def test_figures_open_within_the_readers_rights_and_count_the_rest() -> None:
    volunteer = a_volunteer()
    record = a_confirmed_record(volunteer)
    month = f"{clock.local(record.served_at):%Y-%m}"
    where = {"area": XINGONG[:6] + "000000", "period": month}
    code = "services.minutes_confirmed"
    public, own = Caller().get(f"/figures/{code}", **where), Caller(volunteer).get(f"/figures/{code}", **where)
    assert (public["figure"]["counted"], public["count"], public["hidden"]) == (120, 0, 1)
    assert (own["figure"]["counted"], own["count"], own["hidden"]) == (120, 1, 0)
    every = {figure["code"]: figure["counted"] for figure in Caller().get("/figures", **where)["figures"]}
    assert every[code] == 120
    assert Caller().get(f"/figures/{code}/series", **where).body == [{"period": month, "counted": 120}]
    for form in ("csv", "xlsx"):
        answer = Caller(volunteer).get(f"/figures/{code}/export.{form}", **where).response
        assert (answer.status_code, answer["Content-Disposition"].rsplit(".")[-1]) == (200, f'{form}"')


def test_everything_that_is_kept_can_be_taken_along() -> None:
    volunteer = a_volunteer()
    record = a_confirmed_record(volunteer)
    data = Caller(volunteer).get("/me/data").body
    assert data["people.1-person"][0]["area"] == volunteer.area
    assert [row["minutes"] for row in data["services.5-records"]] == [120]
    assert [row["minutes"] for row in data["timebank.1-postings"]] == [120]
    asker = record.session.need.asked_by
    [need] = Caller(asker).get("/me/data")["services.1-needs"]
    assert need["address"] == "龙华路 1 号 2 单元 301"
