"""In a real browser: the shell's pages on a phone and on a desk, in normal and in large print."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories.areas import LONGSHA, the_areas

pytestmark = pytest.mark.journey


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("address", ["/style/", "/style/phone/", "/style/desk/", "/style/desk/?open=1"])
def test_no_page_scrolls_sideways_in_either_print(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("[data-map]").first).to_have_attribute("data-ready", "")
    assert sideways(page) == 0
    page.locator('button[name="size"]').last.evaluate("button => button.form.requestSubmit(button)")
    expect(page.locator("html")).to_have_attribute("data-print", "large")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    assert sideways(page) == 0


def test_targets_under_a_thumb_are_big_enough(page: Page) -> None:
    page.goto("/style/phone/")
    low = page.evaluate(
        """[...document.querySelectorAll('.bottom a, .btn, .here')].filter((it) => it.offsetParent)
        .map((it) => [it.textContent.trim(), it.getBoundingClientRect().height]).filter(([, height]) => height < 44)"""
    )
    assert low == []


def test_the_desk_obeys_the_keyboard(page: Page) -> None:
    page.goto("/style/desk/")
    expect(page.locator(".desk-detail [data-map]")).to_be_attached()
    page.wait_for_function("document.querySelector('[data-rows]').mounted")
    expect(page.locator("html.js")).to_be_attached()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    expect(page.locator("[data-row].is-selected")).to_have_id("need-2")
    page.keyboard.press("Enter")
    page.wait_for_url("**/style/desk/?open=2")


def test_a_question_is_asked_before_something_is_taken_back(page: Page) -> None:
    page.goto("/style/")
    page.get_by_role("button", name="取消报名").first.click()
    expect(page.get_by_text("取消周六 14:00 的报名？")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("取消周六 14:00 的报名？")).to_be_hidden()


def test_a_filter_is_in_the_address(page: Page) -> None:
    page.goto("/style/")
    page.get_by_label("状态").first.select_option("open")
    page.wait_for_url("**/style/?*state=open*")


def test_a_resident_says_where_they_live_step_by_step(page: Page, module_db: object) -> None:
    the_areas(LONGSHA)
    page.goto("/accounts/signup/")
    page.get_by_label("居住地").or_(page.locator("#id_area")).first.select_option("230202000000")
    town = page.get_by_label("街道或乡镇")
    town.select_option(index=1)
    village = page.get_by_label("社区或村")
    village.select_option(index=1)
    code = village.input_value()
    assert page.evaluate("new FormData(document.querySelector('form.form')).get('area')") == code
    assert code.startswith("230202")
    assert len(code) == 12
