"""Comma-separated values -> rows of text in columns (RFC 4180, and what is written instead of it)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from readingroom.formats.paging import FINE, LANDSCAPE, Layout, Row, wrapped
from readingroom.formats.text import visible

#: Separators, the surest first.
SEPARATORS = "\t;|,"

#: Fewest columns of a table that is separated by this; commas stand in prose too.
_FEWEST = {"\t": 2, ";": 2, "|": 3, ",": 3}

#: Spaces between columns: two, so that a reader never joins the words of two cells.
GAP = 2

# A longer cell is a quotation mark that was never closed.
csv.field_size_limit(1 << 20)

#: Stands between cells until the tick is drawn; `visible` leaves no control in a text, so no cell has one.
_TICK = "\x1f"

_NUMBER = re.compile(r"[-+$€£]?[0-9][0-9.,:/ -]*%?")


def separator(head: str, *, whole: bool) -> str:
    """Return what separates the cells of a table, or nothing if the text is none.

    It is a table if all its first rows have the same number of cells and the first one names its columns: no number, no
    empty and no repeated name. Anything else is paged as text, which loses nothing.

    Args:
        head: the beginning of the text.
        whole: whether that is all of it.
    """
    for mark in SEPARATORS:
        if mark not in head.split("\n", 1)[0]:
            continue
        try:
            rows = [
                row for row in csv.reader(head.splitlines(keepends=True), delimiter=mark, skipinitialspace=True) if row
            ]
        except csv.Error:
            continue
        if not whole:
            rows = rows[:-1]
        if len(rows) < 2:  # noqa: PLR2004  # names and one row of values
            continue
        names = [name.strip() for name in rows[0]]
        named = all(names) and len(set(names)) == len(names) and not any(map(_NUMBER.fullmatch, names))
        if named and len(names) >= _FEWEST[mark] and all(len(row) == len(names) for row in rows):
            return mark
    return ""


def cells(lines: Iterable[str], mark: str) -> Iterator[list[str]]:
    """Return the rows of a table; where it can't be read as cells, its lines come as they stand, a cell each."""
    kept: list[str] = []

    def fed() -> Iterator[str]:
        for line in lines:
            kept.append(line)
            yield line

    reader = csv.reader(fed(), delimiter=mark, skipinitialspace=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield from [[line] for line in kept]
            reader = csv.reader(fed(), delimiter=mark, skipinitialspace=True)
        else:
            yield row
        kept.clear()


def table_layout(rows: Iterable[list[str]]) -> Layout:
    """Return the layout of a table by the rows that its first page would hold."""
    block = [list(map(_cell, row)) for row in islice(rows, LANDSCAPE.rows)]
    wanted, _least = _needs(block)
    fits = sum(wanted) + GAP * (len(wanted) - 1) <= LANDSCAPE.columns
    return FINE if not fits and _widths(block, FINE.columns) else LANDSCAPE


def table_rows(rows: Iterable[list[str]], layout: Layout) -> Iterator[Row]:
    """Lay rows of cells out in columns.

    Columns have one width for as many rows as a page holds, so that a long value far below changes nothing here; where
    they don't fit side by side, cells are wrapped in their columns; where even that would break words, the cells of a
    row follow one another as a line, parted by thin upright lines. The names of the columns are written once, where
    they stand in the file: repeated, they would be found on every page.
    """
    waiting = enumerate(rows)
    while block := [(number, list(map(_cell, row))) for number, row in islice(waiting, layout.rows)]:
        widths = _widths([row for _number, row in block], layout.columns)
        for number, row in block:
            laid = list(_in_columns(row, widths) if widths else _in_a_line(row, layout.columns))
            for text in laid:
                label = 0 if number else len(text.text)
                yield text._replace(label=label, record=number + 1 if text.cells and len(laid) > 1 else 0)


def _cell(cell: str) -> str:
    return "\n".join(visible(line).expandtabs(1).replace("\f", " ") for line in cell.splitlines()).strip()


def _needs(block: list[list[str]]) -> tuple[list[int], list[int]]:
    """Return what each column needs for its longest line, and for its longest word."""
    count = max(map(len, block), default=0)
    wanted, least = [0] * count, [1] * count
    for row in block:
        for place, cell in enumerate(row):
            wanted[place] = max(wanted[place], *map(len, cell.split("\n")))
            least[place] = max(least[place], *map(len, cell.split() or [""]))
    return wanted, least


def _widths(block: list[list[str]], columns: int) -> list[int]:
    """Return the width of each column, empty if they can't stand side by side without breaking words."""
    wanted, least = _needs(block)
    count = len(wanted)
    room = columns - GAP * (count - 1)
    if sum(wanted) <= room:
        return wanted
    if sum(least) > room:
        return []
    # Narrow columns get what they want; the wide ones share what is left.
    widths = least
    while spare := room - sum(widths):
        short = [place for place in range(count) if widths[place] < wanted[place]]
        if not short:
            break
        for place in sorted(short, key=lambda at: widths[at])[:spare]:
            widths[place] += 1
    return widths


def _in_columns(row: list[str], widths: list[int]) -> Iterator[Row]:
    stacks, starts = [], [0]
    for cell, width in zip(row, widths, strict=False):
        stacks.append([part.text.rstrip() for line in cell.split("\n") for part in wrapped(line, width)])
        starts.append(starts[-1] + width + GAP)
    for level in range(max(map(len, stacks), default=0)):
        parts = [stack[level] if level < len(stack) else "" for stack in stacks]
        text = (" " * GAP).join(part.ljust(width) for part, width in zip(parts, widths, strict=False)).rstrip()
        yield Row(text, cells=tuple((start, part) for start, part in zip(starts, parts, strict=False) if part))


def _in_a_line(row: list[str], columns: int) -> Iterator[Row]:
    joined = f" {_TICK} ".join(" ".join(cell.split("\n")) for cell in row)
    for text in wrapped(joined, columns):
        ticks = tuple(place for place, letter in enumerate(text.text) if letter == _TICK)
        yield text._replace(text=text.text.replace(_TICK, " "), ticks=ticks)
