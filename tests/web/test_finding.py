"""The page of results in a real browser: results change in place, and everything works without JavaScript too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from browsing import DESKTOP, MARKS, PHONE, a_browser, barriers, opened
from serving import Served

pytestmark = MARKS


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as browser:
        yield browser


def test_results_change_in_place_and_back_works(browser: Browser, served: Served) -> None:
    with opened(browser, served, viewport=DESKTOP) as page:
        page.goto("/search?q=warrant")
        page.evaluate("window.sameWindow = true")
        page.get_by_role("link", name="by file and page").click()
        page.wait_for_url("**/search?q=warrant&order=page")
        assert page.evaluate("document.activeElement.matches('.order [aria-current]')")
        page.wait_for_function("() => document.getElementById('said').textContent.includes('4 of 15 pages')")
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.matches('[data-item]')")
        page.locator("#q").fill("operation")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=operation")
        page.wait_for_function("() => document.title.startsWith('operation')")
        assert page.evaluate("document.activeElement.tagName") == "H1"
        page.get_by_role("link", name="All 12 hits in this document").click()
        page.wait_for_function("() => document.querySelector('.chips')?.textContent.includes('plan.pdf')")
        page.get_by_role("link", name="Next").click()
        page.wait_for_url("**at=2*")
        assert page.evaluate("sessionStorage.getItem('readingroom result')").endswith("at=2")
        page.go_back()
        page.go_back()
        page.go_back()
        page.wait_for_function("() => document.title.startsWith('warrant')")
        assert page.locator("#q").input_value() == "warrant"
        assert page.locator(".order [aria-current]").inner_text() == "by file and page"
        assert (
            page.locator(".top .aside a[hreflang=es]").get_attribute("href").startswith("/search?q=warrant&order=page")
        )
        assert page.evaluate("window.sameWindow")


def test_a_search_is_narrowed_in_place_beside_the_results_and_folded_above_them_on_a_phone(
    browser: Browser, served: Served
) -> None:
    with opened(browser, served, viewport=DESKTOP) as page:
        page.goto("/search?q=warrant+OR+plan")
        link = page.locator(".facets a").first
        kept = link.get_attribute("data-keep")
        link.press("Enter")
        page.wait_for_selector(".chips a")
        assert page.evaluate("document.activeElement.dataset.keep") == kept
        page.locator(".chips a").press("Enter")
        page.wait_for_selector(".chips", state="detached")
        assert page.locator("#q").input_value() == "(warrant OR plan)"
    with opened(browser, served, viewport=PHONE, java_script_enabled=False) as page:
        page.goto("/search?q=warrant+OR+plan")
        assert not page.locator(".facets a").first.is_visible()
        page.locator(".narrow > summary").click()
        page.locator(".facets a").first.click()
        page.wait_for_url("**/search?q=%28warrant+OR+plan%29+*")
        assert page.locator(".chips a").is_visible()


def test_a_query_that_is_not_understood_is_said_in_place(browser: Browser, served: Served) -> None:
    context = browser.new_context(base_url=served.address, viewport=DESKTOP)
    page = context.new_page()
    page.goto("/search?q=warrant")
    page.evaluate("window.sameWindow = true")
    page.locator("#q").fill("(warrant")
    page.keyboard.press("Enter")
    page.wait_for_selector(".slip")
    assert page.evaluate("window.sameWindow")
    context.close()


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "es-MX"), (PHONE, "en-US")], ids=["desktop, es", "phone"])
def test_pages_of_finding_have_no_barrier(browser: Browser, served: Served, size, language: str) -> None:
    with opened(browser, served, viewport=size, locale=language) as page:
        for address in ("/search?q=warrant+file:pdf", "/search?q=zebra", "/search", "/saved", "/queries"):
            page.goto(address)
            assert barriers(page) == {}, address
        page.locator("#queries").fill("warrant\n(warrant\nzebra\noperation plan")
        page.locator("button[value=table]").click()
        page.wait_for_selector(".asked tbody tr:nth-child(4)")
        assert barriers(page) == {}


def test_a_search_is_saved_by_keyboard_and_without_javascript_and_opens_what_it_finds(
    browser: Browser, served: Served
) -> None:
    with opened(browser, served, viewport=PHONE, java_script_enabled=False) as page:
        page.goto("/search?q=warrant+NOT+filed")
        page.locator("details.save summary").press("Enter")
        page.get_by_label("Name of the search").fill("Served")
        page.get_by_label("Your name").fill("Ana")
        page.get_by_role("button", name="Save", exact=True).press("Enter")
        page.wait_for_url("**/saved")
        assert "Served" in page.locator("tbody").inner_text()
        page.locator("details.change summary").press("Enter")
        assert barriers_without_scripts(page) <= 0
        page.locator("tbody [data-item]").press("Enter")
        page.wait_for_url("**/search?q=warrant+NOT+filed")
        assert page.locator(".hit").count() == 3


def barriers_without_scripts(page) -> int:
    """How much wider a page is than the window."""
    return page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
