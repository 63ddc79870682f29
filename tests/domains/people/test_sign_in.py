"""People sign in by number or e-mail, sign up by themselves, and cannot guess for long."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override

from hecheng.domains.people import actions
from hecheng.domains.people.models import Account, Person, Role
from hecheng.kernel.errors import Conflict, Invalid, Refusal
from tests.factories.actors import OTHER_STREET, PASSWORD, STREET, SYSTEM, account_of, somebody, staff

pytestmark = pytest.mark.usefixtures("ground_laid", "_forgotten_attempts")

LOGIN, SIGNUP = "/_allauth/app/v1/auth/login", "/_allauth/app/v1/auth/signup"
NEWCOMER = {"name": "䢺小明", "phone": "+8613800138000", "password": PASSWORD, "area": STREET, "agreed": True}


@pytest.fixture
def _forgotten_attempts(db: None) -> None:
    cache.clear()


def post(path: str, **body: object) -> tuple[int, dict]:
    answer = Client(headers={"accept-language": "zh-CN"}).post(path, body, content_type="application/json")
    return answer.status_code, answer.json()


def words(answer: dict) -> list[str]:
    return [error["message"] for error in answer["errors"]]


@pytest.mark.parametrize("typed", ["+8613800138000"])
def test_one_signs_in_by_telephone(typed: str) -> None:
    account_of(somebody(), phone="138 0013 8000")
    assert post(LOGIN, phone=typed, password=PASSWORD)[0] == 200
    assert post(LOGIN, phone=typed, password="wrong password")[0] == 400


@pytest.mark.parametrize("typed", ["138 0013 8000", "１３８００１３８０００", "+86-138-0013-8000", "Wang@Example.CN"])
def test_the_page_takes_numbers_and_addresses_as_people_type_them(typed: str) -> None:
    actions.register_account(
        by=SYSTEM, person=somebody(), phone="13800138000", email="wang@example.cn", password=PASSWORD
    )
    answer = Client().post("/accounts/login/", {"login": typed, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/me/")


def test_somebody_with_an_address_only_signs_in_too() -> None:
    account_of(somebody(), email="wang@example.cn")
    assert Client().post("/accounts/login/", {"login": "wang@example.cn", "password": PASSWORD}).status_code == 302


def test_guessing_is_stopped_with_a_sentence_however_the_number_is_typed() -> None:
    account_of(somebody(), phone="13800138000")
    ways = ["13800138000", "138 0013 8000", "+8613800138000", "138-0013-8000", "１３８００１３８０００"]
    for typed in ways:
        Client().post("/accounts/login/", {"login": typed, "password": "guess after guess"})
    answer = Client(headers={"accept-language": "zh-CN"}).post(
        "/accounts/login/", {"login": "138 0013 8000", "password": PASSWORD}
    )
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == ["尝试次数太多，请五分钟后再试。"]


def test_wrong_number_and_wrong_password_are_told_in_the_same_words() -> None:
    account_of(somebody(), phone="13800138000")
    unknown, wrong = (
        post(LOGIN, phone="+8613900139000", password=PASSWORD),
        post(LOGIN, phone="+8613800138000", password="wrong password"),
    )
    assert words(unknown[1]) == words(wrong[1]) == ["号码或邮箱与密码不符。"]


def test_signing_up_makes_an_account_a_person_and_a_consent() -> None:
    actions.publish_consent_text(by=SYSTEM, kind="service", zh="同意使用服务", en="I agree")
    assert post(SIGNUP, **NEWCOMER)[0] == 200
    account = Account.objects.get()
    assert account.person
    assert (account.phone, account.person.name, account.person.area) == ("+8613800138000", "䢺小明", STREET)
    assert account.person.consents.get().recorded_by is None
    assert account.check_password(PASSWORD)


def test_signing_up_takes_over_nobody_whom_a_clerk_entered() -> None:
    known = somebody("䢺小明", phone="13800138000")
    assert post(SIGNUP, **NEWCOMER)[0] == 200
    assert Account.objects.get().person != known


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"area": "230299000000"}, "area", "230299000000"),
        ({"name": "  "}, "name", None),
        ({"name": "王\u202e芳"}, "name", "姓名中有无法显示的符号。"),
        ({"phone": "12345"}, "phone", "打不通"),
        ({"phone": ""}, "phone", None),
        ({"password": "12345678901"}, "password", None),
        ({"agreed": False}, "agreed", None),
    ],
)
def test_what_is_wrong_at_signing_up_is_said_beside_its_field(
    wrong: dict[str, object], field: str, sentence: str | None
) -> None:
    status, answer = post(SIGNUP, **(NEWCOMER | wrong))
    assert status == 400
    said = [error["message"] for error in answer["errors"] if error["param"] == field]
    assert said
    assert sentence is None or sentence in said[0]
    assert not Person.objects.exists()


def test_two_accounts_cannot_share_a_telephone() -> None:
    account_of(somebody(), phone="13800138000")
    status, answer = post(SIGNUP, **NEWCOMER)
    assert (status, words(answer)) == (400, ["这个号码已有账号。"])
    with pytest.raises(Conflict) as refused:
        account_of(somebody("张伟"), phone="138-0013-8000")
    assert refused.value.code == "phone_taken"


def test_an_account_needs_a_way_in_and_a_password_that_is_not_guessed() -> None:
    person = somebody()
    for wrong in ({"phone": "", "email": ""}, {"phone": "13800138000", "password": "password123"}, {"email": "x@"}):
        with pytest.raises(Invalid) as refused:
            actions.register_account(by=SYSTEM, person=person, **({"password": PASSWORD} | wrong))
        assert refused.value.sentence


def test_one_person_has_one_account() -> None:
    person = somebody()
    account_of(person)
    with pytest.raises(Conflict) as refused:
        account_of(person, phone="13800138000")
    assert refused.value.code == "has_account"


def test_an_address_of_somebody_else_does_not_become_ones_own() -> None:
    account_of(somebody("张伟"), email="taken@example.cn")
    own = account_of(somebody(), phone="13800138000")
    browser = Client(headers={"accept": "application/json", "accept-language": "zh-CN"})
    browser.post("/accounts/login/", {"login": "13800138000", "password": PASSWORD})
    browser.post("/accounts/email/", {"action_add": "", "email": "taken@example.cn"})
    answer = browser.post("/accounts/email/", {"action_primary": "", "email": "taken@example.cn"})
    assert (answer.status_code, answer.json()["message"]) == (409, "这个邮箱已有账号。")
    assert Account.objects.get(pk=own.pk).email is None


def test_a_forgotten_password_is_reset_by_mail_and_nobody_learns_who_has_an_account(mailoutbox: list) -> None:
    account_of(somebody(), email="wang@example.cn")
    known, unknown = (
        Client().post("/accounts/password/reset/", {"email": email}) for email in ("wang@example.cn", "no@example.cn")
    )
    assert known.status_code == unknown.status_code == 302
    assert known.headers["Location"] == unknown.headers["Location"]
    assert "/accounts/password/reset/key/" in next(mail.body for mail in mailoutbox if mail.to == ["wang@example.cn"])


def test_refusals_speak_both_languages() -> None:
    with pytest.raises(Refusal) as refused:
        somebody(phone="12345")
    with override("en"):
        english = refused.value.sentence
    with override("zh-hans"):
        chinese = refused.value.sentence
    assert english.isascii()
    assert not chinese.isascii()


def test_the_back_office_opens_for_offices_and_closes_with_their_grant() -> None:
    office = staff(Role.CITY_OFFICE, "2302")
    keeper = staff(Role.SITE_KEEPER, "230203", name="张管理")
    for actor, status in ((office, 200), (keeper, 302)):
        browser = Client()
        browser.force_login(actor.account)
        assert browser.get("/admin/people/organisation/").status_code == status
    actions.end_grant(by=SYSTEM, grant=office.person.grants.get())
    browser = Client()
    browser.force_login(Account.objects.get(pk=office.account.pk))
    assert browser.get("/admin/people/organisation/").status_code == 302


def test_the_back_office_shows_and_takes_only_what_lies_in_ones_area() -> None:
    here = actions.found_organisation(by=SYSTEM, name="五龙志愿服务队", area=STREET)
    there = actions.found_organisation(by=SYSTEM, name="中华志愿服务队", area=OTHER_STREET)
    office = staff(Role.CITY_OFFICE, "230202")
    browser = Client()
    browser.force_login(office.account)
    page = browser.get("/admin/people/organisation/").content.decode()
    assert here.name in page
    assert there.name not in page
    assert browser.get(f"/admin/people/organisation/{there.pk}/change/").status_code == 302
    assert there.name not in browser.get("/admin/people/organisation/export/").content.decode()
    moved = {"name": here.name, "kind": here.kind, "area": OTHER_STREET, "since": "2026-01-01", "number": ""}
    answer = browser.post(f"/admin/people/organisation/{here.pk}/change/", moved)
    assert answer.status_code == 200
    here.refresh_from_db()
    assert here.area == STREET


def test_a_grant_is_given_in_the_back_office_by_the_action() -> None:
    office, person = staff(Role.CITY_OFFICE, "2302"), somebody("王芳", phone="13800138000")
    browser = Client()
    browser.force_login(office.account)
    form = {
        "who": "138 0013 8000",
        "role": "site_keeper",
        "prefix": "230202",
        "starts_0": "2026-01-01",
        "starts_1": "00:00",
    }
    assert browser.post("/admin/people/grant/add/", form | {"role": "administrator"}).status_code == 200
    assert browser.post("/admin/people/grant/add/", form | {"who": "无名氏"}).status_code == 200
    assert not person.grants.exists()
    assert browser.post("/admin/people/grant/add/", form).status_code == 302
    grant = person.grants.get()
    assert (grant.role, grant.prefix, grant.given_by) == ("site_keeper", "230202", office.person)
    assert person.messages.get().kind == "people.grant-given"
    assert browser.post("/admin/people/grant/add/", form).status_code == 200
    assert browser.get(f"/admin/people/grant/{grant.pk}/change/").status_code == 200
