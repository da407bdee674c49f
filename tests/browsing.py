"""A real browser for tests of single pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from serving import Served

CHROMIUM = next((path for path in map(Path, ("/usr/bin/chromium", "/usr/bin/chromium-browser")) if path.exists()), None)

#: For `pytestmark` of a file of such tests.
MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium at /usr/bin/chromium (Debian: apt-get install chromium)"),
]

DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@contextmanager
def a_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, served: Served, **settings) -> Iterator[Page]:
    """A page of which every message in the console and every request to another machine is a failure."""
    context = browser.new_context(base_url=served.address, **settings)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: urlsplit(request.url).hostname == "127.0.0.1" or complaints.append(f"asked for {request.url}"),
    )
    yield page
    context.close()
    assert complaints == []


def barriers(page: Page) -> dict[str, object]:
    """What axe finds on a page, and how much wider it is than the window."""
    found: dict[str, object] = {
        violation["id"]: [node["target"] for node in violation["nodes"]][:3]
        for violation in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    }
    wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    return found | ({"wider than the window": wide} if wide > 0 else {})
