"""People are entered, found, corrected and kept unreadable in the database."""

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from hecheng.domains.people import actions, queries
from hecheng.domains.people.actions import HeldSkill, NewPerson, NewVolunteer
from hecheng.domains.people.models import Person, Role, Volunteer
from hecheng.kernel import clock
from hecheng.kernel.errors import Conflict, Invalid, NotAllowed
from tests.factories.actors import CITY, STREET, SYSTEM, acting, somebody, staff

pytestmark = pytest.mark.usefixtures("ground_laid")


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("𠮷田", "𠮷*"),
        ("䢺小明", "䢺**"),
        ("阿卜杜拉·买买提", "阿***"),
        ("王🙂🌸", "王**"),
        ("👨‍👩‍👧家", "👨‍👩‍👧*"),
        ("José Díaz", "J. D***"),
    ],
)
def test_rare_names_come_back_as_they_were_given(name: str, masked: str) -> None:
    person = somebody(name)
    kept = Person.objects.get(pk=person.pk)
    assert (kept.name, kept.masked_name, str(kept)) == (name, masked, masked)
    assert queries.find_people(SYSTEM, name) == [kept]


def test_what_identifies_somebody_is_not_in_the_database_in_clear() -> None:
    person = somebody("王芳", phone="13800138000", id_number="11010519491231002X")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM people_person p WHERE id = %s", [person.pk])
        row = cursor.fetchone()[0]
    in_hex = ["王芳".encode().hex(), b"13800138000".hex(), b"11010519491231002X".hex()]
    assert not [clear for clear in ("王芳", "13800138000", "11010519491231002X", *in_hex) if clear in row]
    assert Person.objects.get(pk=person.pk).phone == "+8613800138000"


def test_families_share_a_telephone_but_nobody_an_identity_number() -> None:
    keeper = staff(Role.SITE_KEEPER, "230202")
    mother, child = somebody("王芳", phone="13800138000"), somebody("李小明", phone="138 0013 8000")
    assert queries.find_people(keeper, "138 0013 8000") == [child, mother]
    somebody("甲一", id_number="11010519491231002X")
    with pytest.raises(Conflict) as refused:
        somebody("乙二", id_number="11010519491231002x")
    assert refused.value.code == "id_number_taken"


@pytest.mark.parametrize(
    ("area", "code"), [("230299000000", "area_unknown"), ("2302", "area_unknown"), ("二三〇二", "area_unknown")]
)
def test_an_unknown_area_is_refused(area: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        somebody(area=area)
    assert (refused.value.code, refused.value.field) == (code, "area")


def test_a_batch_is_all_or_none() -> None:
    with pytest.raises(Invalid):
        actions.register_persons(
            by=SYSTEM, persons=[NewPerson(name="王芳", area=STREET), NewPerson(name="", area=STREET)]
        )
    assert not Person.objects.exists()


def test_a_home_off_the_map_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        somebody(lon=200, lat=47)
    assert refused.value.code == "home_unknown"


def test_somebody_corrects_their_own_entry() -> None:
    person = somebody("王芳", phone="13800138000")
    changed = actions.change_person(by=acting(person), person=person, name="王方", phone="", home=(123.9, 47.3))
    kept = Person.objects.get(pk=person.pk)
    assert (kept.name, kept.masked_name, kept.phone, kept.phone_index) == ("王方", "王*", "", None)
    assert queries.find_people(SYSTEM, "王芳") == []
    assert changed.lon == 123.9


def test_the_identity_number_tells_the_year_of_birth_and_who_is_a_minor() -> None:
    person = somebody(id_number="11010519491231002X")
    assert person.birth_year == 1949
    for age, minor in [(12, True), (18, True), (19, False)]:
        assert somebody(birth_year=clock.today().year - age).is_minor == minor
    assert not somebody().is_minor


def test_a_thousand_volunteers_register_in_a_dozen_statements(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    skill = actions.name_skill(by=SYSTEM, code="first-aid", bit=0, zh="急救", en="First aid")
    new = [
        NewVolunteer(person=NewPerson(name=f"王{n}", area=STREET, phone=f"138{n:08d}"), skills=[HeldSkill(skill)])
        for n in range(1000)
    ]
    with django_assert_max_num_queries(12):
        registered = actions.register_volunteers(by=SYSTEM, volunteers=new)
    assert len(registered) == Volunteer.objects.count() == 1000
    assert [held.skill for held in registered[0].current_skills()] == [skill]


def test_one_registers_oneself_but_awards_oneself_nothing() -> None:
    person = somebody()
    with pytest.raises(NotAllowed):
        actions.register_volunteers(by=acting(person), volunteers=[NewVolunteer(person=person, stars=5)])
    volunteer = actions.register_volunteer(by=acting(person), person=person, radius_km=8)
    with pytest.raises(Conflict) as refused:
        actions.register_volunteer(by=acting(person), person=person)
    assert refused.value.code == "already_volunteer"
    with pytest.raises(NotAllowed):
        actions.award_stars(by=acting(person), volunteer=volunteer, stars=5)
    office = staff(Role.CITY_OFFICE, "2302")
    assert actions.award_stars(by=office, volunteer=volunteer, stars=3).stars == 3


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"radius_km": 31}, "radius"),
        ({"radius_km": 0}, "radius"),
        ({"availability": 2**21}, "availability"),
        ({"availability": 0}, "never_free"),
        ({"languages": 16}, "languages"),
        ({"max_per_week": 4}, "max_per_week"),
    ],
)
def test_impossible_wishes_of_a_volunteer_are_refused_with_a_sentence(change: dict[str, int], code: str) -> None:
    person = somebody()
    volunteer = actions.register_volunteer(by=acting(person), person=person)
    with pytest.raises(Invalid) as refused:
        actions.change_volunteer(by=acting(person), volunteer=volunteer, **change)
    assert refused.value.code == code


def test_a_skill_counts_through_its_last_day() -> None:
    skill = actions.name_skill(by=SYSTEM, code="first-aid", bit=0, zh="急救", en="First aid")
    volunteer = actions.register_volunteer(by=SYSTEM, person=somebody())
    last = clock.in_china(2026, 11, 23)
    actions.hold_skills(by=SYSTEM, volunteer=volunteer, skills=[HeldSkill(skill, until=last.date())])
    with clock.at(last.replace(hour=23)):
        assert volunteer.current_skills().exists()
        assert queries.volunteers_within(SYSTEM, "2302", skill=skill).get() == volunteer
    with clock.at(clock.in_china(2026, 11, 24)):
        assert not volunteer.current_skills().exists()


def test_a_clerk_takes_down_a_consent_and_it_is_recorded_as_such() -> None:
    actions.publish_consent_text(by=SYSTEM, kind="service", zh="同意使用服务", en="I agree")
    keeper, person = staff(Role.SITE_KEEPER, "230202"), somebody()
    taken = actions.give_consent(by=keeper, person=person, kind="service")
    assert taken.recorded_by == keeper.person
    assert actions.give_consent(by=acting(person), person=person, kind="service") == taken
    assert queries.has_consented(person, "service")
    assert actions.withdraw_consent(by=acting(person), person=person, kind="service") == 1
    assert not queries.has_consented(person, "service")


def test_one_takes_all_own_data_along() -> None:
    person = somebody("王芳", area=CITY, phone="13800138000")
    actions.register_volunteer(by=SYSTEM, person=person)
    data = queries.own_data(acting(person))
    assert data["people.1-person"][0]["name"] == "王芳"
    assert data["people.3-volunteer"][0]["radius_km"] == 5
    assert {"people.8-looks", "people.9-messages"} <= set(data)
