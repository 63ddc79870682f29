"""The whole journey through the public interface alone: nobody here touches a row or calls an action."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta
from typing import Any

import pytest

from hecheng.domains.notary.actions import sequence, sign_checkpoint
from hecheng.engines import merkle
from hecheng.jobs.services import solve_plan
from hecheng.kernel import clock
from tests.api.callers import Caller
from tests.factories.areas import LONGSHA, XINGONG
from tests.factories.people import LAT, LON, PASSWORD, a_dispatcher, a_keeper, a_phone, a_volunteer
from tests.factories.places import a_place
from tests.factories.services import an_offering, tomorrow

pytestmark = pytest.mark.django_db


def a_new_resident() -> Caller:
    """Somebody who opens an account by the app."""
    app = Caller()
    phone = a_phone()
    answers = {"name": "𠮷田·古丽", "area": XINGONG, "agreed": True}
    entered = app.sign_up(phone=f" {phone[:3]} {phone[3:7]}-{phone[7:]}", password=PASSWORD, **answers)
    assert entered.status == 200, entered
    return app


def place(resident: Caller, site: str) -> dict[str, Any]:
    """A request for tomorrow morning from what the menu offers."""
    [offering] = resident.get("/menu/offerings", area=LONGSHA, text="暖冬衣物")["items"]
    starts = tomorrow()
    sent = {
        "offering": offering["code"],
        "area": XINGONG,
        "site": site,
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(minutes=offering["minutes"])).isoformat(),
        "words": "老人家里缺两件棉衣",
        "address": "龙华路 1 号 2 单元 301",
        "lon": LON,
        "lat": LAT,
        "form_key": "from-the-app",
    }
    placed = resident.post("/needs", sent)
    assert placed.status == 201, placed
    assert resident.post("/needs", sent)["id"] == placed["id"], "sent twice, placed once"
    return placed.body


def dispatch(dispatcher: Caller, need: str) -> None:
    """A plan for the county, asked for, computed by the worker, read, sent."""
    asked = dispatcher.post("/plans", {"prefix": LONGSHA, "horizon": clock.today().isoformat()})
    assert (asked.status, asked["state"]["code"]) == (202, "computing"), asked
    solve_plan.func(plan=asked["id"])
    plan = dispatcher.get(f"/plans/{asked['id']}")
    assert [line["need"] for line in plan["lines"]] == [need], plan
    assert "公里" in plan["lines"][0]["words"]
    sent = dispatcher.post(f"/plans/{plan['id']}/send", {"version": plan["version"]})
    assert (sent.status, sent["sent"], sent["plan"]["state"]["code"]) == (200, 1, "sent"), sent


def serve(volunteer: Caller, keeper: Caller, need: dict[str, Any]) -> str:
    """The volunteer accepts, comes and leaves by the code that the keeper shows; returns the session."""
    [asked] = volunteer.get("/dispatches", state="sent")["items"]
    assert volunteer.get(f"/needs/{need['id']}")["address"] is None, "the address is told once somebody comes"
    assert volunteer.post(f"/dispatches/{asked['id']}/accept").status == 200
    assert volunteer.get(f"/needs/{need['id']}")["address"] == "龙华路 1 号 2 单元 301"
    session = asked["session"]
    with clock.at(tomorrow()):
        shown = keeper.get(f"/sessions/{session}/code")
        came = volunteer.post("/attendances", {"token": shown["token"], "lon": LON, "lat": LAT})
        assert came.status == 200, came
    with clock.at(tomorrow(11)):
        shown = keeper.get(f"/sessions/{session}/code")
        left = volunteer.post(f"/attendances/{came['id']}/check-out", {"token": shown["token"]})
        assert (left.status, left["minutes"]) == (200, 120), left
    return session


def test_a_need_is_placed_dispatched_served_banked_and_rated_through_the_interface_alone():
    site = a_place(XINGONG)
    an_offering()
    people = a_volunteer(XINGONG), a_keeper(LONGSHA), a_dispatcher(LONGSHA)
    volunteer, keeper, dispatcher = (Caller(person) for person in people)
    resident = a_new_resident()

    need = place(resident, str(site.pk))
    routed = keeper.post(f"/needs/{need['id']}/route", {"version": need["version"]})
    assert (routed.status, routed["state"]["code"]) == (200, "routed"), routed
    dispatch(dispatcher, need["id"])
    session = serve(volunteer, keeper, need)

    with clock.at(tomorrow(12)):
        [line] = keeper.get(f"/sessions/{session}/roster").body
        confirmed = keeper.post(
            f"/sessions/{session}/confirm", {"confirmations": [{"attendance": line["attendance"]["id"]}]}
        )
        assert (confirmed.status, confirmed.body[0]["minutes"]) == (200, 120), confirmed
        rated = resident.post(f"/needs/{need['id']}/rate", {"stars": 5, "words": "来得准时，谢谢😀"})
        assert rated.status == 200, rated

    assert volunteer.get("/me/balance").body == {"minutes": 120}
    assert volunteer.get("/me/hours").body == {"minutes": 120}
    assert resident.get(f"/needs/{need['id']}")["state"]["code"] == "rated"
    assert [step["went_to"] for step in resident.get(f"/needs/{need['id']}")["history"]] == [
        *("placed", "routed", "dispatched", "accepted", "serving", "done", "rated")
    ]
    the_log_holds(volunteer, confirmed.body[0]["id"])


def the_log_holds(volunteer: Caller, record: str) -> None:
    """The record's receipt has an index, and its leaf is proven under the signed checkpoint."""
    assert volunteer.get(f"/records/{record}")["receipts"][0]["index"] is None, "until it is numbered, a promise"
    sequence()
    sign_checkpoint()
    [receipt] = volunteer.get(f"/records/{record}")["receipts"]
    anybody = Caller()
    newest = anybody.get("/log/checkpoint")
    proof = anybody.get("/log/inclusion", index=receipt["index"], size=newest["size"])
    leaf = b64decode(proof["leaf"])
    assert proof["leaf"] == receipt["leaf"]
    assert merkle.decode_leaf(leaf).facts["minutes"] == 120
    hashes = [bytes.fromhex(one) for one in proof["hashes"]]
    merkle.verify_inclusion(
        receipt["index"], newest["size"], merkle.leaf_hash(leaf), hashes, bytes.fromhex(newest["root"])
    )
    signed = merkle.open_checkpoint(newest["note"], [merkle.PublicKey.parse(newest["key"])])
    assert signed.root.hex() == newest["root"]
