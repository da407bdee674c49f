"""Narrow screens in a real browser: names are whole, nothing is cut, links are large enough to tap."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from browsing import MARKS, PHONE, a_browser, opened
from serving import Served

pytestmark = MARKS

SMALL = {"width": 1024, "height": 768}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as browser:
        yield browser


@pytest.mark.parametrize("size", [SMALL, PHONE], ids=["small", "phone"])
@pytest.mark.parametrize("language", ["en-US", "es-MX"])
def test_the_name_of_the_room_is_not_cut(browser: Browser, served: Served, size, language: str) -> None:
    with opened(browser, served, viewport=size, locale=language) as page:
        page.goto("/")
        assert page.evaluate("(e => e.scrollWidth - e.clientWidth)(document.querySelector('.home'))") <= 0


def test_on_a_phone_a_file_name_has_the_whole_row_and_the_count_of_hits_its_line(
    browser: Browser, served: Served
) -> None:
    with opened(browser, served, viewport=PHONE, locale="es-MX") as page:
        page.goto("/production?name=2018-03+first+production")
        row, name = page.locator(".files tbody tr").first, page.locator(".files tbody th").first
        assert name.bounding_box()["width"] > 0.9 * row.bounding_box()["width"] - 24
        page.goto(f"/page/{served.page('plan', 1)}?q=warrant")
        bar, count = page.locator(".hits").bounding_box(), page.locator(".hits .count").bounding_box()
        assert bar["y"] <= count["y"]
        assert count["y"] + count["height"] <= bar["y"] + bar["height"]


@pytest.mark.parametrize("size", [SMALL, PHONE], ids=["small", "phone"])
def test_links_are_large_enough_to_tap(browser: Browser, served: Served, size) -> None:
    with opened(browser, served, viewport=size) as page:
        for address in (f"/page/{served.page('plan', 2)}", "/search?q=warrant&order=page", "/saved", "/"):
            page.goto(address)
            found = Axe().run(page, options={"runOnly": ["target-size"]}).response["violations"]
            assert [node["target"] for one in found for node in one["nodes"]] == [], address
