"""The main job from end to end, as a new user meets it: one command, a browser's view, a page with its words boxed."""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

PAGES = 45


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address and folder of a running demonstration."""
    folder = tmp_path_factory.mktemp("demo") / "here"
    command = [sys.executable, "-m", "readingroom", "demo", "--pages", str(PAGES), "--keep", str(folder)]
    options = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if os.name == "nt" else {}
    process = subprocess.Popen(
        [*command, "--no-open", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), process.stderr.read() if process.stderr else ""
        yield address, folder
    finally:
        process.send_signal(signal.CTRL_BREAK_EVENT if os.name == "nt" else signal.SIGINT)
        _out, said = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert "The reading room is closed." in said


def ask(address: str, path: str) -> str:
    with urllib.request.urlopen(address.rstrip("/") + path, timeout=60) as answer:
        return answer.read().decode()


def lines(folder: Path, name: str) -> list[dict]:
    text = (folder / "sample" / "truth" / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_every_production_of_the_sample_stands_on_the_first_page(demo: tuple[str, Path]) -> None:
    address, folder = demo
    front = ask(address, "/")
    productions = {file["production"] for file in lines(folder, "files")}
    assert len(productions) >= 3
    assert [name for name in productions if html.escape(name) not in front] == []
    for name in ("empty", "damaged", "encrypted"):
        assert name in front, "each file that can't be read has its reason"


def test_a_phrase_of_a_scanned_page_is_found_boxed_where_it_stands_and_the_link_opens_it(
    demo: tuple[str, Path],
) -> None:
    address, folder = demo
    scanned = {
        (page["path"], page["page"])
        for page in lines(folder, "pages")
        if page["source"] == "scan" and page["words"] >= 100 and not page["turned"]
    }
    assert scanned
    found = 0
    for page in lines(folder, "words"):
        if (page["path"], page["page"]) not in scanned:
            continue
        words = page["text"].split()
        long = next(
            (line for line in page["text"].splitlines() if re.fullmatch(r"(?:[A-Za-z]{2,} ){5,}[a-z]+", line)), ""
        )
        if not long:
            continue
        phrase = " ".join(long.split()[:4])
        first = next(i for i in range(len(words)) if words[i : i + 4] == phrase.split())
        answer = ask(address, "/search?" + urllib.parse.urlencode({"q": f'"{phrase}"'}))
        for link in re.findall(r'href="(/page/[0-9a-f]{64}/p\d+[^"]*)"', answer):
            view = ask(address, html.unescape(link))
            if html.escape(page["path"].rsplit("/", 1)[-1]) not in view or f'value="{page["page"]}"' not in view:
                continue
            left, top, right, bottom = page["boxes"][4 * first : 4 * first + 4]
            [wide, high] = re.search(r'<svg viewBox="0 0 ([\d.]+) ([\d.]+)"', view).groups()
            for x, y, width, height in re.findall(
                r'<rect class="hit[^"]*" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', view
            ):
                box = (float(x) / float(wide), float(y) / float(high))
                ends = (box[0] + float(width) / float(wide), box[1] + float(height) / float(high))
                middle = ((left + right) / 2, (top + bottom) / 2)
                found += box[0] <= middle[0] <= ends[0] and box[1] <= middle[1] <= ends[1]
            break
    assert found > 0, "no phrase of a scanned page was found in its place"


def test_the_original_comes_back_byte_for_byte(demo: tuple[str, Path]) -> None:
    address, folder = demo
    file = next(file for file in lines(folder, "files") if file["media_type"] == "application/pdf" and file["pages"])
    with urllib.request.urlopen(f"{address}original/{file['sha256']}", timeout=60) as answer:
        assert hashlib.sha256(answer.read()).hexdigest() == file["sha256"]


def test_words_left_under_boxes_by_a_failed_redaction_are_nowhere_in_the_room(demo: tuple[str, Path]) -> None:
    address, folder = demo
    said = [*lines(folder, "words"), *lines(folder, "texts")]  # of pages, and of files that were paged here
    shown = {word.casefold() for item in said for word in re.findall(r"\w+", item["text"])}
    under = [mark["words"].split() for mark in lines(folder, "redactions") if mark["failed"]]
    secrets = sorted({word for words in under for word in words if word.isalpha() and word.casefold() not in shown})
    assert secrets, "the sample has failed redactions"
    for secret in secrets[:20]:
        answer = ask(address, "/search?" + urllib.parse.urlencode({"q": f'"{secret}"'}))
        assert not re.search(r'href="/page/', answer), secret
