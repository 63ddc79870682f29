"""The shell: what every page promises, whatever it shows."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import engines
from django.test import Client, RequestFactory
from django.utils.translation import override

from hecheng.kernel import clock
from hecheng.kernel.clock import in_china
from hecheng.web.shell import words
from hecheng.web.shell.icons import icon
from tests.factories.areas import LONGSHA, XINGONG, the_areas

FRONTEND = Path(settings.ROOT) / "frontend"
PAGES = ["/style/", "/style/phone/", "/style/desk/", "/accounts/login/", "/accounts/signup/", "/no/such/page/"]


@pytest.fixture
def page(db: None) -> Client:
    return Client(headers={"accept-language": "zh-CN"})


def drawn(source: str, **context: object) -> str:
    request = RequestFactory().get("/list/", {"state": "open", "page": "3"})
    return engines["django"].from_string("{% load shell %}" + source).render(context, request)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_holds_nothing_that_the_strict_policy_would_block(page: Client, address: str) -> None:
    answer = page.get(address)
    html = answer.content.decode()
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<[^>]*\sstyle\s*=", html), "an inline style"
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", html), "an inline handler"
    scripts = re.findall(r"<script([^>]*)>", html)
    assert all("src=" in script or "application/json" in script for script in scripts), "an inline script"
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", html), "another host"


@pytest.mark.parametrize("address", ["/accounts/login/", "/no/such/page/"])
def test_a_page_speaks_the_readers_language(page: Client, address: str) -> None:
    chinese = page.get(address).content.decode()
    english = page.get(address, headers={"accept-language": "en"}).content.decode()
    assert 'lang="zh-Hans"' in chinese
    assert "鹤城" in chinese
    assert 'lang="en"' in english
    assert "Hecheng" in english


def test_a_missing_page_says_what_happened_what_was_kept_and_what_to_do(page: Client) -> None:
    answer = page.get("/no/such/page/")
    said = answer.content.decode()
    assert answer.status_code == 404
    assert "这里没有内容。" in said
    assert "保留了什么" in said
    assert "怎么办" in said


def test_large_print_stays_until_it_is_switched_back(page: Client) -> None:
    there = page.post("/print/", {"size": "large", "next": "/style/?q=1"})
    assert there.headers["Location"] == "/style/?q=1"
    assert 'data-print="large"' in page.get("/style/").content.decode()
    page.post("/print/", {"size": "normal", "next": "/style/"})
    assert 'data-print="large"' not in page.get("/style/").content.decode()


def test_a_switch_never_leads_to_another_host(page: Client) -> None:
    for away in ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]:
        assert page.post("/print/", {"size": "large", "next": away}).headers["Location"] == "/"


def test_only_a_figure_that_opens_has_the_dotted_line() -> None:
    assert 'class="opens"' in drawn('{% figure 45535 "人次" href="/figures/served/" %}')
    assert "opens" not in drawn('{% figure 45535 "人次" %}')
    assert "45,535" in drawn('{% figure 45535 "人次" %}')


def test_what_people_typed_is_escaped_in_every_component() -> None:
    typed = "<b>王</b>"
    sources = [
        "{% chip it %}", "{% button it %}", "{% figure it it %}", "{% facts it it %}", "{% heads it %}", "{% steps 1 it %}",
        "{% row it lines=it where=it aside=it name=it %}{% endrow %}", "{% section it %}{{ it }}{% endsection %}",
        "{% cell it %}{{ it }}{% endcell %}", "{% empty_state it text=it %}", '{% confirm it it "/x/" text=it note=it %}',
    ]  # fmt: skip
    for source in sources:
        assert "<b>" not in drawn(source, it=typed), source


def test_a_tab_and_a_page_keep_the_other_filters() -> None:
    choices = [("all", "全部"), ("open", "等待", 3)]
    tabs = drawn('{% tabs "show" "open" choices %}', choices=choices)
    assert 'href="?state=open&amp;show=all"' in tabs, "a new view starts at its first page"
    assert 'aria-current="page">等待 <b>3</b>' in tabs
    pages = drawn("{% pagination page %}", page=Paginator(range(171), 20).page(3))
    assert "state=open" in pages
    assert "page=2" in pages
    assert "page=4" in pages


def test_an_icon_that_was_never_drawn_is_an_error_not_a_gap() -> None:
    with pytest.raises(KeyError):
        icon("unicorn")


def test_times_and_distances_are_said_as_people_say_them() -> None:
    with clock.at(in_china(2026, 11, 24, 9)), override("zh-hans"):
        starts = in_china(2026, 11, 28, 14)
        assert words.span(starts, starts + timedelta(hours=2)) == "14:00–16:00"
        assert words.day(starts) == "11 月 28 日"
        assert words.day(in_china(2027, 1, 2)) == "2027 年 1 月 2 日"
        assert "11 月 28 日 周六" in words.when(starts)
        assert "明天" in words.when(in_china(2026, 11, 25, 8))
        assert words.duration(90) == "1 小时 30 分钟"
        assert words.distance(0.45) == "步行 6 分钟"
        assert words.distance(3.4) == "3.4 公里"
    with clock.at(in_china(2026, 11, 24, 9)), override("en"):
        assert words.duration(90) == "1 h 30 min"
        assert words.day(in_china(2026, 11, 28)) == "28 Nov"


def test_a_refused_sign_up_still_shows_the_chosen_village(page: Client) -> None:
    the_areas(LONGSHA)
    html = page.post("/accounts/signup/", {"area": XINGONG, "name": "王秀英"}).content.decode()
    assert f'value="{XINGONG}" selected' in html
    assert 'value="230202000000" selected' in html
    assert 'value="王秀英"' in html


def test_the_divisions_below_an_area_are_offered_by_name(page: Client) -> None:
    the_areas(LONGSHA)
    towns = page.get("/areas/230202000000/below/").json()["areas"]
    assert {"code": "230202001000", "name": "五龙街道"} in towns or len(towns) > 5
    assert page.get("/areas/999999000000/below/", headers={"accept": "application/json"}).status_code == 422


def test_the_front_ends_lock_names_no_address_and_the_pinned_versions() -> None:
    text = (FRONTEND / "package-lock.json").read_text()
    assert "http" not in text
    assert "resolved" not in text
    packages = json.loads(text)["packages"]
    assert packages["node_modules/tailwindcss"]["version"] == "4.3.3"
    assert packages["node_modules/@tailwindcss/vite"]["version"] == "4.3.3"
