"""What cannot be meant gets one clear sentence in the asker's language; nothing is lost, nothing breaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from hecheng.domains.services import codes
from hecheng.domains.services.models import Dispatch, Need
from hecheng.kernel import clock
from tests.api.callers import Answer, Caller
from tests.factories.areas import LONGSHA, XINGONG
from tests.factories.people import (
    LAT,
    LON,
    PASSWORD,
    a_keeper,
    a_person,
    a_phone,
    a_resident,
    a_volunteer,
    acting,
    an_account,
)
from tests.factories.services import (
    PLAIN,
    a_dispatch_accepted,
    a_need,
    a_served_need,
    a_signup,
    an_activity_with_session,
    an_offering,
    tomorrow,
)

pytestmark = pytest.mark.django_db

TEN_MB = "帮" * (10 * 1024 * 1024 // 3)


def a_form(**facts: Any) -> dict[str, Any]:
    """What an app sends to ask for help tomorrow, 9 to 11 o'clock."""
    an_offering()
    starts = facts.pop("starts", None) or tomorrow()
    known = {"offering": PLAIN, "area": XINGONG, "lon": LON, "lat": LAT, "form_key": "one"}
    return known | {"starts": starts.isoformat(), "ends": (starts + timedelta(hours=2)).isoformat()} | facts


def asking(language: str, **facts: Any) -> Answer:
    return Caller(a_resident(), language=language).post("/needs", a_form(**facts))


def overlapping_signups(language: str) -> Answer:
    volunteer = a_volunteer()
    a_signup(volunteer, an_activity_with_session())
    other = an_activity_with_session(starts=tomorrow(10))
    return Caller(volunteer, language=language).post(f"/sessions/{other.pk}/signup")


def an_old_code(language: str) -> Answer:
    volunteer = a_volunteer()
    session = a_dispatch_accepted(volunteer).session
    app = Caller(volunteer, language=language)
    with clock.at(session.starts):
        photographed = codes.token(session, clock.now())
    with clock.at(session.starts + timedelta(minutes=2)):
        return app.post("/attendances", {"token": photographed})


def wrong_digits(language: str) -> Answer:
    volunteer = a_volunteer()
    session = a_dispatch_accepted(volunteer).session
    app = Caller(volunteer, language=language)
    with clock.at(session.starts):
        right = codes.digits(session, clock.now())
        wrong = f"{(int(right) + 1) % 1_000_000:06d}"
        signup = session.signups.get(person=volunteer)
        return app.post("/attendances", {"signup": str(signup.pk), "digits": wrong})


def confirming(minutes: int, *before: int) -> Callable[[str], Answer]:
    """A keeper confirms so many minutes of two hours served; `before`: what was confirmed before."""

    def confirm(language: str) -> Answer:
        attendance = a_served_need()
        app = Caller(a_keeper(), language=language)
        with clock.at(attendance.session.ends + timedelta(hours=1)):
            for some in (*before, minutes):
                sent = {"confirmations": [{"attendance": str(attendance.pk), "minutes": some}]}
                answer = app.post(f"/sessions/{attendance.session_id}/confirm", sent)
        return answer

    return confirm


def declining_after_acceptance(language: str) -> Answer:
    volunteer = a_volunteer()
    dispatch = a_dispatch_accepted(volunteer)
    return Caller(volunteer, language=language).post(f"/dispatches/{dispatch.pk}/decline", {"reason": "busy"})


def a_changed_form_sent_again(language: str) -> Answer:
    app = Caller(a_resident(), language=language)
    assert app.post("/needs", a_form(words="送棉衣")).status == 201
    return app.post("/needs", a_form(words="修水管"))


#: what happens → status, code, and the sentence in both languages
REFUSED: dict[str, tuple[Callable[[str], Answer], int, str, str, str]] = {
    "overlapping sign-ups": (
        overlapping_signups,
        *(409, "overlap"),
        "这个时间已经有别的服务，请换一位或换个时间。",
        "This person already serves elsewhere at that time. Please choose another one.",
    ),
    "an old QR code": (
        an_old_code,
        *(409, "code_old"),
        "码已经换了，请扫屏幕上现在这一个。",
        "This code has changed. Please scan the one on the screen now.",
    ),
    "wrong digits": (
        wrong_digits,
        *(422, "digits_wrong"),
        "这六位数字不对，或者已经换了。",
        "These six digits are not right, or have changed.",
    ),
    "0 hours": (
        confirming(0),
        *(422, "minutes_off"),
        "时长要大于 0，不超过 24 小时。",
        "Hours must be more than 0 and at most 24.",
    ),
    "25 hours": (
        confirming(1500),
        *(422, "minutes_off"),
        "时长要大于 0，不超过 24 小时。",
        "Hours must be more than 0 and at most 24.",
    ),
    "confirm twice, otherwise": (
        confirming(60, 120),
        *(409, "already_confirmed"),
        "这些时长已经确认过了。",
        "These hours are already confirmed.",
    ),
    "a need in the past": (
        lambda language: asking(language, starts=clock.now() - timedelta(hours=1)),
        *(422, "need_in_past"),
        "这个时间已经过了，请选晚一些的。",
        "That time has passed. Please choose a later one.",
    ),
    "an unknown area": (
        lambda language: asking(language, area="999999999999"),
        *(422, "area_unknown"),
        "没有代码为“999999999999”的区划。",
        "There is no area with the code “999999999999”.",
    ),
    "decline after acceptance": (
        declining_after_acceptance,
        *(409, "already_accepted"),
        "您已经接单。如果来不了，请点“退出”，居民会收到通知。",
        "You have already accepted. If you cannot come, withdraw, so that the resident is told.",
    ),
    "a text of 10 MB": (
        lambda language: asking(language, words=TEN_MB),
        *(422, "words_too_long"),
        f"请写在 2000 字以内，现在有 {len(TEN_MB)} 字。写的内容都还在，请在这里删短。",
        f"Please keep it to 2000 characters; you wrote {len(TEN_MB)}. Nothing was lost: shorten it here.",
    ),
    "a changed form under the same key": (
        a_changed_form_sent_again,
        *(409, "form_changed"),
        "这张表已按原来的内容提交过。要改内容，请重新打开一张。",
        "This form was already sent as it was before. Please open a new one for this.",
    ),
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("what", REFUSED)
def test_is_refused_in_one_sentence(what: str, language: str):
    happens, status, code, chinese, english = REFUSED[what]
    answer = happens(language)
    assert (*answer.code, answer["message"]) == (status, code, english if language == "en" else chinese)


def test_checking_in_twice_is_one_attendance():
    volunteer = a_volunteer()
    session = a_dispatch_accepted(volunteer).session
    app = Caller(volunteer)
    with clock.at(session.starts):
        sent = {"token": codes.token(session, clock.now())}
        first, second = app.post("/attendances", sent), app.post("/attendances", sent)
    assert (first.status, second.status, first["id"]) == (200, 200, second["id"])


def test_confirming_the_same_again_changes_nothing():
    answer = confirming(120, 120)("en")
    assert (answer.status, answer.body[0]["minutes"]) == (200, 120)


def test_the_same_form_sent_again_places_nothing_new():
    app = Caller(a_resident())
    first = app.post("/needs", a_form(words="送棉衣"))
    again = app.post("/needs", a_form(words="送棉衣", form_key=""), Idempotency_Key="one")
    assert (first.status, again.status, again["id"], Need.objects.count()) == (201, 201, first["id"], 1)


def test_two_people_may_use_the_same_key():
    assert asking("en")["id"] != asking("en")["id"]


@pytest.mark.parametrize("name", ["𠮷田明", "李·阿依古丽", "䢺文", "王芳😀👨‍👩‍👧", "O'Brien"])
def test_rare_names_and_emoji_are_kept_whole(name: str):
    app = Caller(a_person())
    changed = app.patch("/me", {"name": name})
    assert (changed.status, changed["name"]) == (200, name)
    placed = app.post("/needs", a_form(words=f"请找{name}"))
    assert placed["words"] == f"请找{name}"


@pytest.mark.parametrize("typed", ["{0} {1} {2}", "+86 {0}-{1}-{2}", "（{0}）{1}{2}"])
def test_a_telephone_number_is_read_however_it_is_typed(typed: str):
    phone = a_phone()
    an_account(a_person(), phone=phone)
    app = Caller()
    assert app.sign_in(typed.format(phone[:3], phone[3:7], phone[7:]), PASSWORD).status == 200
    assert app.get("/me").status == 200


@pytest.mark.parametrize(("language", "sentence"), [("zh-hans", "号码打不通"), ("en", "telephone number")])
def test_what_is_no_telephone_number_is_said_to_be_none(language: str, sentence: str):
    answer = Caller(a_person(), language=language).patch("/me", {"phone": "12 34"})
    assert answer.code == (422, "phone_unreadable")
    assert sentence in answer["message"]


def test_a_refused_acceptance_leaves_the_dispatch_as_it_was():
    volunteer = a_volunteer()
    dispatch = a_dispatch_accepted(volunteer)
    Caller(volunteer).post(f"/dispatches/{dispatch.pk}/decline", {"reason": "busy"})
    assert Dispatch.objects.get(pk=dispatch.pk).state == Dispatch.State.ACCEPTED


def test_somebody_elses_signup_cannot_be_withdrawn():
    session = an_activity_with_session()
    a_signup(a_volunteer(), session)
    assert Caller(a_volunteer()).post(f"/sessions/{session.pk}/withdraw").code == (404, "not_signed_up")


def test_a_need_of_two_days_is_asked_for_day_by_day():
    ends = (tomorrow() + timedelta(days=2)).isoformat()
    assert asking("en", ends=ends).code == (422, "need_too_long")


def test_the_keeper_of_the_area_enters_a_need_for_somebody_who_phoned():
    keeper, resident = a_keeper(LONGSHA), a_resident()
    placed = Caller(keeper).post("/needs", a_form(asked_by=str(resident.pk)))
    assert (placed["channel"]["code"], placed["entered_by"]["id"]) == ("phone", str(keeper.pk))
    assert a_need(resident).asked_by == resident, "and they can ask themselves"
    assert acting(resident).person == resident
