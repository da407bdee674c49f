"""One word for one thing: the words that DESIGN.md chose, and none of their rivals (`words.csv` says why)."""

from __future__ import annotations

import csv
import functools
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from readingroom.locale.collect import messages

HOUSE = Path(__file__).resolve().parents[2]
WORDS = list(csv.DictReader(Path(__file__).with_name("words.csv").read_text(encoding="utf-8").splitlines()))
PAGES = [HOUSE / "README.md", *(HOUSE / "docs").rglob("*.md"), *(HOUSE / "changelog.d").glob("*.md")]


@functools.cache
def lines(where: str) -> list[tuple[str, str]]:
    """(place, text) of every message and line of docs; with `source` also of every line of the package."""
    shown = [(places[0], text) for text, places in messages().items()]
    files = PAGES + (sorted((HOUSE / "src").rglob("*.py")) if where == "source" else [])
    for path in files:
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            shown.append((f"{path.relative_to(HOUSE).as_posix()}:{number}", text))
    return shown


@pytest.mark.parametrize("row", WORDS, ids=lambda row: row["instead"])
def test_no_rival_of_a_chosen_word(row: dict[str, str]) -> None:
    word = re.compile(row["word"], re.IGNORECASE)
    allowed = row["except"].split()
    found = [
        (place, text.strip())
        for place, text in lines(row["where"])
        if word.search(text) and not any(fnmatch(place.rsplit(":", 1)[0], name) for name in allowed)
    ]
    assert found == [], f"say “{row['instead']}”: {row['reason']}"


def test_every_rival_has_its_reason_and_something_to_say_instead() -> None:
    assert [
        row for row in WORDS if not (row["instead"] and row["reason"] and row["where"] in {"shown", "source"})
    ] == []
