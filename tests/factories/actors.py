"""Actors and the little ground they stand on: two districts of one city, a street in each."""

from __future__ import annotations

from hecheng.domains.areas.models import Area, Level
from hecheng.domains.people import actions
from hecheng.domains.people.models import Account, Person
from hecheng.domains.people.permissions import Actor
from hecheng.kernel.scope import level_of, padded

SYSTEM = Actor.system()
CITY = "230200000000"
LONGSHA, JIANHUA = "230202000000", "230203000000"
STREET, OTHER_STREET = "230202001000", "230203001000"
PASSWORD = "crane over the marsh"


def lay_ground() -> None:
    """The few divisions that tests of people need."""
    for code, name in [
        (padded("23"), "黑龙江省"),
        (CITY, "齐齐哈尔市"),
        (LONGSHA, "龙沙区"),
        (JIANHUA, "建华区"),
        (STREET, "五龙街道"),
        (OTHER_STREET, "中华街道"),
    ]:
        level = Level(level_of(code))
        parent = padded(code[: (2, 4, 6, 9)[level - 1]]) if level else None
        Area.objects.create(
            code=code, level=level, name=name, short=name, pinyin=name, parent_id=parent, edition="2023-06-30"
        )


def somebody(name: str = "王芳", area: str = STREET, **known: object) -> Person:
    """A person, entered by the system."""
    return actions.register_person(by=SYSTEM, name=name, area=area, **known)  # type: ignore[arg-type]  # passed on


def account_of(person: Person, phone: str = "", email: str = "") -> Account:
    """An account of that person; by e-mail where no number is given."""
    email = email or ("" if phone else f"{person.pk}@example.cn")
    return actions.register_account(by=SYSTEM, person=person, phone=phone, email=email, password=PASSWORD)


def staff(role: str, prefix: str, name: str = "李管理") -> Actor:
    """Somebody who works for the service, with an account, as they are now."""
    person = somebody(name, area=padded(prefix) if prefix else CITY)
    account = account_of(person)
    actions.give_grant(by=SYSTEM, person=person, role=role, prefix=prefix)
    return Actor.of(account)


def acting(person: Person) -> Actor:
    """That person with an account, signed in."""
    return Actor.of(Account.objects.filter(person=person).select_related("person").first() or account_of(person))
