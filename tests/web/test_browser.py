"""The reading room in a real browser: accessible, by keyboard alone, without JavaScript, never outside this machine."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room
from serving import Served, run_server

CHROMIUM = next((path for path in map(Path, ("/usr/bin/chromium", "/usr/bin/chromium-browser")) if path.exists()), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium at /usr/bin/chromium (Debian: apt-get install chromium)"),
]

DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, served: Served, **settings) -> Iterator[Page]:
    """A page of which every message in the console and every request to another machine is a failure."""
    context = browser.new_context(base_url=served.address, **settings)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.address)
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


def addresses(served: Served) -> dict[str, str]:
    return {
        "room": "/",
        "production": "/production?name=2018-03+first+production",
        "search": "/search?q=warrant",
        "nothing found": "/search?q=zebra",
        "no query": "/search",
        "viewer": f"/page/{served.page('plan', 2)}?q=warrant",
        "hidden": f"/page/{served.page('hidden')}",
        "correct": f"/correct/{served.page('plan', 2)}",
        "correct words": f"/correct/{served.page('plan', 2)}?w=5-6",
        "words and what they rest on": f"/page/{served.page('plan', 2)}?w=5-6",
        "quotation": "/quote",
        "quotation that stands there": "/quote?words=warrant+was+served",
        "quotation with differences": "/quote?words=The+warrant+was+never+served",
        "about": f"/about/{served.page('hidden')}",
        "file": f"/file/{served.files['zip']}",
        "failed file": f"/file/{served.files['broken']}",
        "failures": "/failed",
        "kept": "/kept",
        "help": "/help",
    }


@pytest.mark.parametrize(
    ("size", "scheme", "language"),
    [(DESKTOP, "light", "es-MX"), (PHONE, "dark", "es-MX"), (DESKTOP, "dark", "en-US"), (PHONE, "light", "en-US")],
    ids=["desktop in Spanish", "phone, dark, in Spanish", "desktop, dark", "phone"],
)
def test_no_page_has_a_barrier_that_axe_finds(
    browser: Browser, served: Served, size, scheme: str, language: str
) -> None:
    found = {}
    with opened(browser, served, viewport=size, color_scheme=scheme, locale=language) as page:
        for name, address in addresses(served).items():
            page.goto(address)
            answer = Axe().run(page, options={"resultTypes": ["violations"]}).response
            for violation in answer["violations"]:
                found[name, violation["id"]] = [node["target"] for node in violation["nodes"]][:3]
            wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
            if wide > 0:
                found[name, "wider than the window"] = wide
    assert found == {}


def test_the_tour_by_keyboard_alone(browser: Browser, served: Served) -> None:
    with opened(browser, served, viewport=DESKTOP) as page:
        page.goto("/")
        page.keyboard.press("/")
        page.keyboard.type("warrant")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=warrant")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        first = page.evaluate("document.activeElement.textContent")
        assert re.fullmatch(r"page \d+", first)
        page.goto("/search?q=warrant&order=page")
        while page.evaluate("document.activeElement.textContent") != "page 2":
            page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{served.page('plan', 2)}**")
        assert page.locator(".hits .count").inner_text().startswith("hit 1 of 2 on this page")
        page.keyboard.press("j")
        page.wait_for_url("**hit=2*")
        page.keyboard.press("j")
        page.wait_for_url(f"**{served.page('plan', 9)}**")
        page.keyboard.press("c")
        page.wait_for_function("() => document.getElementById('said').textContent.includes('copied')")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == f"{served.address}/page/{served.page('plan', 9)}?q=warrant"
        page.keyboard.press("g")
        page.keyboard.type("12")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{served.page('plan', 12)}**")
        page.keyboard.press("ArrowLeft")
        page.wait_for_url(f"**{served.page('plan', 11)}**")
        page.keyboard.press("Escape")  # to that part and order of the result that one came from
        page.wait_for_url(f"**/search?q=warrant&order=page#{served.page('plan', 11)}")
        page.keyboard.press("?")
        assert page.locator("dialog#keys").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("dialog#keys").is_visible()
        page.keyboard.press("Escape")
        page.wait_for_url(served.address + "/")


def test_keys_can_be_turned_off(browser: Browser, served: Served) -> None:
    with opened(browser, served, viewport=DESKTOP) as page:
        page.goto("/")
        page.keyboard.press("?")
        page.locator("[data-keys-switch]").press("Enter")
        page.locator("dialog form button").press("Enter")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") != "q"


def test_a_link_to_words_shows_them_to_whoever_opens_it(browser: Browser, served: Served) -> None:
    with opened(browser, served, viewport=DESKTOP) as page:
        page.goto(f"/page/{served.page('plan', 2)}")
        page.evaluate(
            """() => {
                const line = [...document.querySelectorAll('.line')].find((l) => l.textContent.includes('was served'));
                const text = document.createTreeWalker(line, NodeFilter.SHOW_TEXT).nextNode();
                const at = text.data.indexOf('warrant was');
                getSelection().setBaseAndExtent(text, at, text, at + 'warrant was'.length);
            }"""
        )
        page.locator("#passage [data-copy-words]").click()
        page.wait_for_function("() => document.getElementById('said').textContent.includes('selected words')")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.endswith("#w=5-6")
        page.goto("/")
        page.goto(copied)
        page.wait_for_selector("#sheet .chosen")
        assert page.locator("#words mark").all_inner_texts() == ["warrant was"]
        box, sheet = page.locator("#sheet .chosen").bounding_box(), page.locator("#sheet").bounding_box()
        assert abs((box["y"] - sheet["y"]) / sheet["height"] - (792 - 610) / 792) < 0.02


def test_a_hit_is_boxed_where_it_stands_at_every_size(browser: Browser, served: Served) -> None:
    with opened(browser, served, viewport=DESKTOP) as page:
        for zoom in ("width", "page", "100", "200"):
            page.goto(f"/page/{served.page('plan', 9)}?q=warrant&zoom={zoom}")
            page.wait_for_function("() => document.querySelector('#sheet img').complete")
            image, hit = page.locator("#sheet img").bounding_box(), page.locator("#hit rect").bounding_box()
            assert abs((hit["y"] + hit["height"] / 2 - image["y"]) / image["height"] - (792 - 304) / 792) < 0.01
            assert page.locator("#hit").is_visible()


def test_reading_and_searching_without_javascript(browser: Browser, served: Served) -> None:
    with opened(browser, served, viewport=PHONE, java_script_enabled=False) as page:
        page.goto("/")
        page.locator("#q").fill("warrant")
        page.get_by_role("button", name="Search").click()
        page.wait_for_url("**/search?q=warrant")
        assert page.locator(".hit").count() == 4
        page.locator(".hit h3 a").first.click()
        page.wait_for_url("**/page/*/p*?q=warrant#hit")
        assert page.locator(".hits .count").is_visible()
        page.goto(f"/page/{served.page('plan', 2)}?q=warrant")
        page.locator('[data-hit="next"]').click()
        page.wait_for_url("**hit=2*")
        page.locator('[data-hit="next"]').click()
        page.wait_for_url(f"**{served.page('plan', 9)}**")
        assert page.locator("#number").input_value() == "9"
        page.get_by_role("link", name="Link to this page").click()
        page.get_by_role("link", name="About this page").click()
        page.wait_for_url("**/about/**")
        page.get_by_role("link", name="Help").click()
        page.wait_for_url("**/help")
        assert page.locator("h1").inner_text() == "Help"


def test_a_quotation_is_checked_without_javascript_and_opens_its_page(browser: Browser, served: Served) -> None:
    with opened(browser, served, viewport=PHONE, java_script_enabled=False) as page:
        page.goto(f"/page/{served.page('plan', 2)}")
        page.get_by_role("link", name="Check a quotation on this page").click()
        page.wait_for_url("**/quote?within=page*")
        page.get_by_label("The words, as you mean to quote them").fill("and the warrant\nwas filed")
        page.get_by_role("button", name="Check", exact=True).click()
        page.wait_for_url("**/quote?words=*")
        assert page.locator("#verdict").inner_text().endswith("These words stand there, word for word.")
        assert page.locator("#within").input_value() == f"page:{served.page('plan', 2)}"
        page.locator(".hit h3 a").click()
        page.wait_for_url(f"**/page/{served.page('plan', 2)}?w=8-12#chosen")
        box, sheet = page.locator("#chosen rect").bounding_box(), page.locator("#sheet").bounding_box()
        assert abs((box["y"] + box["height"] / 2 - sheet["y"]) / sheet["height"] - (792 - 564) / 792) < 0.01


def test_words_beyond_a_covered_place_are_counted_right_and_copied_with_its_mark(
    browser: Browser, tmp_path: Path
) -> None:
    covered = line("The agent did secretname strike the man at noon") + "0 g 146 696 64 14 re f\n"
    plan = write_pdf(tmp_path / "plan.pdf", covered)
    make_room(tmp_path / "room")
    add(tmp_path / "room", [plan], Given(), lambda _step: None, executor=InProcess())
    named = {"plan": hashlib.sha256(plan.read_bytes()).hexdigest()}
    for own in run_server(tmp_path / "room", named):
        with opened(browser, own, viewport=DESKTOP) as page:
            page.goto(f"/page/{own.page('plan')}")
            assert page.locator("#words").inner_text().split() == [
                "The",
                "agent",
                "did",
                "█",
                "strike",
                "the",
                "man",
                "at",
                "noon",
            ]
            assert page.locator("#words .cover").get_attribute("aria-label") == "covered place"
            page.evaluate(
                """() => {
                    const texts = [], all = document.createTreeWalker(
                        document.getElementById('words'), NodeFilter.SHOW_TEXT);
                    while (all.nextNode()) texts.push(all.currentNode);
                    const first = texts.find((t) => t.data.includes('did'));
                    const last = texts.find((t) => t.data.includes('strike'));
                    const end = last.data.indexOf('the man') + 'the man'.length;
                    getSelection().setBaseAndExtent(first, first.data.indexOf('did'), last, end);
                }"""
            )
            assert page.evaluate("getSelection().toString()").split() == ["did", "█", "strike", "the", "man"]
            page.locator("#passage [data-copy-words]").click()
            page.wait_for_function("() => document.getElementById('said').textContent.includes('selected words')")
            assert page.evaluate("navigator.clipboard.readText()").endswith("#w=2-5")


def test_words_of_a_record_do_not_run(browser: Browser, served: Served) -> None:
    with opened(browser, served, viewport=DESKTOP) as page:
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        for address in (
            f"/page/{served.page('hostile')}?q=warrant",
            "/search?q=warrant",
            f"/file/{served.files['hostile']}",
        ):
            page.goto(address)
            assert page.title() != "1"
        page.goto(f"/page/{served.page('hostile')}")
        assert "<script>document.title = 1</script>" in page.locator("#words").inner_text()


def test_selected_words_are_corrected_by_keyboard(browser: Browser, served: Served) -> None:
    with opened(browser, served, viewport=DESKTOP) as page:
        page.goto(f"/page/{served.page('plan', 2)}")
        page.evaluate(
            """() => {
                const line = [...document.querySelectorAll('.line')].find((l) => l.textContent.includes('was served'));
                const text = document.createTreeWalker(line, NodeFilter.SHOW_TEXT).nextNode();
                const at = text.data.indexOf('warrant was');
                getSelection().setBaseAndExtent(text, at, text, at + 'warrant was'.length);
            }"""
        )
        page.keyboard.press("e")
        page.wait_for_url("**/correct/**w=5-6")
        assert page.locator("#right").input_value() == "warrant was"
        assert page.evaluate("document.querySelector('.cutout').complete")
        # As a browser sends it: an origin must come with the form, or the guard refuses our own page.
        page.locator("#me").fill("Ana")
        page.locator("button[value=looked]").press("Enter")
        page.wait_for_url("**/page/**w=5-6")
        assert "compared with the image by Ana" in page.locator(".notice").inner_text()
