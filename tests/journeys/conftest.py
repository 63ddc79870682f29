"""A real browser, on a phone and on a desk."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

# Playwright keeps an event loop in this thread; Django would take our synchronous tests for coroutines.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture(params=[360, 1280])
def page(request: pytest.FixtureRequest, browser: Browser, module_site: str) -> Iterator[Page]:
    """A tab of this width; at the end nothing must have gone to another host, and no script or policy complained."""
    view = {"width": request.param, "height": 800}
    context = browser.new_context(base_url=module_site, locale="zh-CN", viewport=view)
    page = context.new_page()
    elsewhere: list[str] = []
    complaints: list[str] = []
    page.on(
        "request", lambda asked: None if asked.url.startswith((module_site, "data:")) else elsewhere.append(asked.url)
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert elsewhere == []
    assert complaints == []
