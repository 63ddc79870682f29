"""The back office shows a city office its own places and writes through the actions."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from hecheng.domains.areas.models import AreaSetting, Holiday
from hecheng.domains.areas.queries import setting
from hecheng.domains.places.models import Kind, Place
from tests.factories.areas import XINGONG
from tests.factories.people import a_city_office, a_holder, an_administrator, signed_in

pytestmark = pytest.mark.usefixtures("land")

PLACES = "/admin/places/place/"
FORM = {"kind": "point", "area": XINGONG, "name": "驿站", "hours": "{}", "opened_on": "2022-01-01"}


@pytest.fixture
def office(land: None) -> Client:
    """A browser of the city office of Qiqihar."""
    client = signed_in(a_city_office("2302"))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    return client


def test_the_list_holds_the_places_of_ones_own_city_only(office: Client) -> None:
    page = office.get(PLACES)
    assert page.status_code == 200
    assert page.context["cl"].result_count == 1825
    theirs = Place.objects.get(area="450902000000", kind=Kind.CENTRE, modelled=False)
    assert office.get(f"{PLACES}{theirs.pk}/change/").status_code == 302, "as if it did not exist"
    assert office.get(PLACES, {"q": theirs.name}).context["cl"].result_count == 0


def test_a_place_is_opened_changed_and_closed_by_its_form(office: Client) -> None:
    assert office.post(f"{PLACES}add/", FORM).status_code == 302
    place = Place.objects.get(area=XINGONG, name="驿站")
    assert office.post(f"{PLACES}{place.pk}/change/", FORM | {"phone": " 0452  2123456 "}).status_code == 302
    place.refresh_from_db()
    assert place.phone == "0452 2123456"
    assert office.post(f"{PLACES}{place.pk}/change/", FORM | {"closed_on": "2026-01-01"}).status_code == 302
    place.refresh_from_db()
    assert place.closed_on == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": "新宫社区新时代文明实践站", "kind": "station"}, "name", "这里已经有一个同类同名的场所。"),
        ({"area": "230299000000"}, "area", "没有代码为“230299000000”的区划。"),
        ({"area": "450902001000"}, "area", ""),
        ({"lon": "123.9"}, "lon", "位置要同时有经度和纬度，以度为单位。"),
        ({"hours": '{"1": [["9", "8"]]}'}, "hours", "开放时间写成 08:30–17:00，先早后晚，不要重叠。"),
    ],
)
def test_what_is_refused_is_said_beside_its_field_and_nothing_typed_is_lost(
    office: Client, typed: dict[str, str], field: str, sentence: str
) -> None:
    before = Place.objects.count()
    page = office.post(f"{PLACES}add/", FORM | {"address": "中环路 1 号"} | typed)
    assert page.status_code == 200
    assert sentence in page.context["adminform"].form.errors[field][0]
    assert "中环路 1 号" in page.content.decode()
    assert Place.objects.count() == before


def upload(client: Client, rows: str) -> object:
    file = SimpleUploadedFile("places.csv", rows.encode(), content_type="text/csv")
    return client.post(f"{PLACES}import/", {"format": "0", "import_file": file, "resource": "0"})


def test_an_import_never_leaves_ones_own_city(office: Client) -> None:
    before = Place.objects.count()
    theirs = Place.objects.get(area="450902000000", kind=Kind.CENTRE, modelled=False)
    upload(
        office,
        f"id,kind,area,name\n,point,{XINGONG},驿站\n,point,450902001000,驿站\n{theirs.pk},centre,450902000000,我的\n",
    )
    assert Place.objects.count() == before
    theirs.refresh_from_db()
    assert theirs.name != "我的"


def test_settings_are_for_administrators_of_the_area(office: Client) -> None:
    assert office.get("/admin/areas/areasetting/").context["cl"].result_count == 0
    assert office.get("/admin/areas/areasetting/add/").status_code == 403
    ours = signed_in(a_holder("administrator", "2302"))
    typed = {"key": "brand", "prefix": "2302", "value": '"鹤城有约"'}
    assert ours.post("/admin/areas/areasetting/add/", typed).status_code == 302
    assert setting("brand", XINGONG) == "鹤城有约"
    with override("zh-hans"):
        page = ours.post("/admin/areas/areasetting/add/", typed | {"prefix": "4509"})
    assert page.status_code == 200
    assert not AreaSetting.objects.filter(prefix="4509").exists()


def test_the_calendar_is_changed_by_the_platforms_administrator_only(office: Client) -> None:
    typed = {"day": "2027-01-01", "off": "on", "name": "元旦", "source": ""}
    assert office.post("/admin/areas/holiday/add/", typed).status_code == 403
    assert signed_in(an_administrator()).post("/admin/areas/holiday/add/", typed).status_code == 302
    assert Holiday.objects.get(day="2027-01-01").off
