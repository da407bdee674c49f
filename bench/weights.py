"""What each page of the reading room weighs without its images, and how soon results are painted.

    python bench/weights.py [--room ROOM] [--query WORDS ...] [--rounds 9] [--publish]

Without --room a production of the style pack `train` is made and read (a minute or two); all of it is synthetic. Every
kind of page that links lead to from the front page is opened with an empty cache, and all that it loads but images is
added up: HTML, stylesheet, scripts, as they come over the line. First paint is Chromium's first-contentful-paint,
measured from the moment it begins to ask, in a new browser context each time. Targets (issue 5): at most 60 KB a page,
at most 200 ms on two cores for results.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import Browser, Response, ViewportSize, sync_playwright

import common

MOST_BYTES, MOST_MILLISECONDS = 60_000, 200
CHROMIUM = "/usr/bin/chromium"
DESKTOP = ViewportSize(width=1440, height=900)
QUERIES = ("the", "inspector", '"of the"', "inspect*", "zzzz")
#: Addresses of one kind that are opened; the heaviest is reported.
SOME = 3


@contextmanager
def served(room: Path) -> Iterator[str]:
    """Serve a room on a free port and give its address."""
    command = [sys.executable, "-m", "readingroom", "serve", str(room), "--port", "0", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            line = server.stdout.readline() if server.stdout else ""
            yield next(word for word in line.split() if word.startswith("http")).rstrip("/")
        finally:
            server.terminate()


def weigh(browser: Browser, address: str) -> tuple[int, int, list[str]]:
    """Open a page with an empty cache; return its bytes without images, those of its HTML, and where its links lead."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    loaded: list[Response] = []
    page.on("response", lambda answer: loaded.append(answer))  # noqa: PLW0108  # it marks what it is given
    page.goto(address, wait_until="networkidle")
    weights = {}
    for answer in loaded:
        if answer.request.resource_type != "image":
            weights[answer.url] = len(answer.body()) if answer.ok else 0
    links = page.eval_on_selector_all("a[href]:not([download])", "all => all.map((one) => one.href)")
    context.close()
    return sum(weights.values()), weights.get(address, 0), [str(link) for link in links]


def kind_of(address: str) -> str:
    """Return what kind of page an address is: its first part and the names in its query."""
    parts = urlsplit(address)
    names = sorted(parse_qs(parts.query))
    return "/" + parts.path.split("/")[1] + ("?" + "&".join(names) if names else "")


def crawl(browser: Browser, start: str) -> dict[str, tuple[int, int, str]]:
    """Open pages of every kind that links lead to; return for each kind the heaviest: bytes, bytes of HTML, address."""
    waiting, seen, counts = [start + "/"], {start + "/"}, dict[str, int]()
    heaviest: dict[str, tuple[int, int, str]] = {}
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if counts.get(kind, 0) >= SOME:
            continue
        counts[kind] = counts.get(kind, 0) + 1
        whole, html, links = weigh(browser, address)
        heaviest[kind] = max(heaviest.get(kind, (0, 0, "")), (whole, html, address.removeprefix(start)))
        for link in links:
            plain = link.partition("#")[0]
            inside = plain.startswith(start) and not plain.startswith((f"{start}/original/", f"{start}/static/"))
            if inside and plain not in seen and "lang=" not in plain and "/text/" not in plain:
                seen.add(plain)
                waiting.append(plain)
    return heaviest


def paint(browser: Browser, address: str, rounds: int) -> tuple[list[float], list[float]]:
    """Return the milliseconds until results are painted and until the server answered, cache empty."""
    paints, answers = [], []
    for _round in range(rounds):
        context = browser.new_context(viewport=DESKTOP)
        page = context.new_page()
        page.goto(address, wait_until="load")
        first = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
        found = page.wait_for_function(first).json_value()
        paints.append(float(found))
        answers.append(float(page.evaluate("performance.getEntriesByType('navigation')[0].responseEnd")))
        context.close()
    return paints, answers


def made_room(folder: Path) -> Path:
    """Make a production, read it, and return its room."""
    room = folder / "room"
    for arguments in (
        ("sample", folder / "sample", "--pages", "170", "--style", "train"),
        ("init", room),
        ("add", room, folder / "sample" / "production"),
    ):
        subprocess.run(
            common.readingroom(*arguments), check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    return room


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--room", type=Path, default=None)
    parser.add_argument("--query", nargs="*", default=list(QUERIES))
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--publish", action="store_true", help="keep the result with the code")
    options = parser.parse_args()
    on = common.machine()
    with tempfile.TemporaryDirectory(prefix="weights-") as temporary, sync_playwright() as playwright:
        room = options.room or made_room(Path(temporary))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with served(room) as start:
            begun = time.monotonic()
            paints = {}
            for query in options.query:
                address = f"{start}/search?q={quote(query)}"
                paint(browser, address, 2)  # the first answers open the index
                paints[query] = (*paint(browser, address, options.rounds), *weigh(browser, address)[:2])
            kinds = crawl(browser, start)
            took = time.monotonic() - begun
        browser.close()
    heavy = [(whole, html, address) for whole, html, address in kinds.values()]
    heavy += [(whole, html, f"/search?q={query}") for query, (_p, _a, whole, html) in paints.items()]
    heavy.sort(reverse=True)
    common.table("Bytes of a page without images", ("bytes", "of them HTML", "address"), heavy)
    rows = [
        [query, common.median(found), max(found), common.median(answers)]
        for query, (found, answers, _whole, _html) in paints.items()
    ]
    title = f"Results: milliseconds to the first paint, {options.rounds} rounds, empty cache"
    common.table(title, ("query", "median", "longest", "answered"), rows)
    worst, slow = heavy[0][0], max(row[1] for row in rows)
    print(
        f"\nheaviest {worst:,} bytes (at most {MOST_BYTES:,}); first paint {slow:.0f} ms (at most {MOST_MILLISECONDS})"
    )
    print(f"measured in {took:.0f} s")
    results = {"weights": heavy, "paints": rows, "most_bytes": worst, "slowest_median_ms": slow}
    common.save("weights", results, publish=options.publish, on=on)


if __name__ == "__main__":
    main()
