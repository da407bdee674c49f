"""The ground truth beside a production: JSON lines, one file a kind of fact (docs/sample.md explains each)."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from readingroom.model.geometry import Box, clamped
from readingroom.model.words import BORN_DIGITAL, Words, words_from

#: Every file of a truth folder; each is written, empty if there is nothing of its kind.
TABLES = (
    "production", "files", "pages", "words", "documents", "messages", "bates_gaps", "redactions", "shown", "marks",
    "withheld_pages", "copies", "families", "leaks", "texts",
)  # fmt: skip

Edges = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions 0..1 of the upright page."""

_DUMP = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Truth:
    """Writes the truth while the production is written; nothing is kept in memory."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._files: dict[str, TextIO] = {
            name: (folder / f"{name}.jsonl").open("w", encoding="utf-8", newline="\n", buffering=1 << 16)
            for name in TABLES
        }

    def write(self, table: str, record: Mapping[str, Any]) -> None:
        """Add one record."""
        self._files[table].write(_DUMP(record) + "\n")

    def words(self, path: str, page: int, words: Iterable[tuple[str, Edges, bool]]) -> int:
        """Add a page's words - (word, box, first of a line) in reading order - and return how many there are."""
        parts: list[str] = []
        numbers: list[str] = []
        for word, box, first in words:
            if parts:
                parts.append("\n" if first else " ")
            parts.append(word)
            numbers.append("%.4f,%.4f,%.4f,%.4f" % box)  # noqa: UP031  # a third faster than an f-string, 400 a page
        # Written by hand: this is most of the truth, and a float's shortest form costs more than the whole layout.
        head = f'{{"path":{_DUMP(path)},"page":{page},"text":{_DUMP("".join(parts))},"boxes":['
        self._files["words"].write(head + ",".join(numbers) + "]}\n")
        return len(numbers)

    def raw(self, table: str) -> TextIO:
        """The open file of a table, for a writer that formats records itself."""
        return self._files[table]

    def close(self) -> None:
        """Close all files."""
        for file in self._files.values():
            file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def words_of(record: Mapping[str, Any]) -> Words:
    """Return the words of a record of `words.jsonl` as the house's columns.

    A record holds `text` and either `boxes` (four fractions a word) or, for `--kind text`, a typewriter's `grid`:
    left edge, top edge, width of a letter, distance of lines, height of a letter, all fractions of the page. In a
    grid each character of a line, blanks too, is one letter wide.
    """
    if "grid" not in record:
        boxes, lines = array("f", record["boxes"]), record["text"].split("\n")
        rows = []
        index = 0
        for number, line in enumerate(lines):
            for word in line.split():
                rows.append((word, clamped(*boxes[4 * index : 4 * index + 4]), BORN_DIGITAL, number))
                index += 1
        return words_from(rows)
    left, top, advance, pitch, height = record["grid"]
    return words_from(
        (word, Box(left + start * advance, y, left + (start + len(word)) * advance, y + height), BORN_DIGITAL, number)
        for number, line in enumerate(record["text"].split("\n"))
        for y in (top + number * pitch,)
        for start, word in _columns(line)
    )


def _columns(line: str) -> Iterable[tuple[int, str]]:
    start = 0
    for word in line.split():
        start = line.index(word, start)
        yield start, word
        start += len(word)
