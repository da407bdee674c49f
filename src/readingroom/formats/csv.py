"""CSV after RFC 4180: UTF-8, commas, CRLF, a header line - and no cell that a spreadsheet would run.

Spreadsheets take a cell that begins with `=`, `+`, `-`, `@`, a tab or a line end for a formula, and a name in a record
may be made to be one. Each such text gets one apostrophe in front, as OWASP advises; so does a text that begins with an
apostrophe, so that taking one away always gives back what was there (`plain`). A spreadsheet set to `;` splits where we
do not, so the same holds after each `;`, tab and line end inside a text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

#: What may stand in a cell; None is unknown and becomes an empty cell.
Cell = str | int | float | None

#: Decimals of a fraction: a hundred-thousandth of a page is a hundredth of a point.
DECIMALS = 5

# After the beginning or a place where some spreadsheet splits: quotation marks that such a split would eat, then a
# character that makes a formula (also in its full-width form) or our own mark.
_RISKY = re.compile("(^|[;\t\r\n])(?=\"*[=+\\-@\t\r\n'＝＋－＠])")  # noqa: RUF001  # full-width forms count too
_MARKED = re.compile("(^|[;\t\r\n])'")


def guarded(text: str) -> str:
    """Return `text` so that no spreadsheet runs it; `plain` gives it back."""
    return _RISKY.sub(r"\1'", text)


def plain(cell: str) -> str:
    """Return the text that `guarded` was given."""
    return _MARKED.sub(r"\1", cell)


def shown(value: Cell) -> str:
    """Return a value as a cell: unknown is empty, numbers without needless zeros, text guarded."""
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, float):
        return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return str(value)


def table_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield a header and rows as lines of CSV, each as soon as its row is there."""
    line = _Line()
    writer = csv.writer(line, lineterminator="\r\n")
    writer.writerow(header)
    yield line.text
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"{len(row)} cells for {len(header)} columns")
        writer.writerow([shown(value) for value in row])
        yield line.text


class _Line:
    """Where a writer puts one line."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def write_table(target: TextIO, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write a header and rows to a file opened with `newline=""`; return how many rows."""
    count = -1
    for line in table_lines(header, rows):
        target.write(line)
        count += 1
    return count


def read_table(source: TextIO) -> Iterator[dict[str, str]]:
    """Return the rows of a table written by `write_table`, each text as it was before it was guarded."""
    for row in csv.DictReader(source, strict=True):
        yield {name: plain(cell) for name, cell in row.items()}
