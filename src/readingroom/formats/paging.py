"""Lines of text -> pages. This paging is for ever: page numbers are cited (see docs/decisions)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple

from readingroom.formats.pdf_writer import Colour, Font, Page, PdfWriter
from readingroom.formats.text import visible

Turn = Literal["", "between", "inside"]


class Row(NamedTuple):
    """One row of a page.

    Attributes:
        text: its characters.
        turn: how it continues the row before: not, between words (its last space ends that row), inside a word.
        label: how many of its first characters are a label that the access copy sets off by its colour.
        cells: of a table's record that takes several rows, (first column, characters); drawn cell by cell, so that a
            phrase in a cell stays one in the text layer.
        record: rows of one such record have the same number, from 1.
        ticks: columns in which a thin upright line parts two cells.
        ruled: whether a line is drawn across the page instead of characters.
    """

    text: str
    turn: Turn = ""
    label: int = 0
    cells: tuple[tuple[int, str], ...] = ()
    record: int = 0
    ticks: tuple[int, ...] = ()
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """A page of fixed rows and columns; lengths in points.

    Attributes:
        width: of the page.
        height: of the page.
        columns: characters in a row.
        rows: rows on a page.
        left: where rows begin.
        top: first baseline, from the top.
        leading: from one baseline to the next.
        size: of the font.
    """

    width: float
    height: float
    columns: int
    rows: int
    left: float
    top: float
    leading: float = 11.5
    size: float = 9.0


#: US Letter. 96 columns hold lines of 80 with room for quotation marks of mail; 60 rows are a line printer's page.
PORTRAIT = Layout(612, 792, 96, 60, 46, 60)

#: The same turned: 132 columns are a line printer's wide page and a spreadsheet's few columns.
LANDSCAPE = Layout(792, 612, 132, 46, 38, 48)

#: Landscape in small print, for tables that don't fit otherwise: 198 columns, as spreadsheets are printed.
FINE = Layout(792, 612, 198, 66, 38, 46, 7.8, 6.0)

TAB = 8

#: Columns that the labels of a mail's header take.
LABEL = 12
_INK: Colour = (0.0, 0.0, 0.0)
_LABEL: Colour = (0.25, 0.32, 0.45)
_MARK: Colour = (0.55, 0.55, 0.55)


def wrapped(line: str, columns: int) -> Iterator[Row]:
    """Break a line into rows: between words, and inside a word only where the word alone is longer than a row.

    The rows joined give the line again: a space at a break stays at the end of its row.
    """
    turn: Turn = ""
    start, end = 0, len(line)
    while end - start > columns:
        # A space may stand just beyond the last column: nothing of it is seen.
        cut = line.rfind(" ", start, start + columns + 1) + 1
        if cut <= start:
            cut = start + columns
            yield Row(line[start:cut], turn)
            turn = "inside"
        else:
            yield Row(line[start:cut], turn)
            turn = "between"
        start = cut
    yield Row(line[start:], turn)


class _Sheets:
    """Rows put on pages one by one. Blank rows are written only when something follows them on their sheet."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._page: list[Row] = []
        self._blank = 0
        self._any = False

    def add(self, row: Row) -> Iterator[list[Row]]:
        """Add a row; yields pages that are full."""
        if not row.text.strip() and not row.ruled:
            self._blank += 1
            return
        while self._blank:
            self._blank -= 1
            yield from self._put(Row(""))
        yield from self._put(row)

    def turn(self) -> Iterator[list[Row]]:
        """Begin a new sheet; yields the page before it, blank or not."""
        yield self._page
        self._any, self._page, self._blank = True, [], 0

    def end(self) -> Iterator[list[Row]]:
        """Yield the last page. There is always one; one without words only if it is the only one."""
        if self._page or not self._any:
            yield self._page

    def _put(self, row: Row) -> Iterator[list[Row]]:
        if len(self._page) >= self._rows:
            yield self._page
            self._any, self._page = True, []
        self._page.append(row)


def text_pages(lines: Iterable[str], layout: Layout, before: Iterable[Row] = ()) -> Iterator[list[Row]]:
    """Break the lines of a text into pages; a form feed begins a new one.

    Args:
        lines: as `text.lines` gives them.
        layout: of the pages.
        before: rows that come first.
    """
    sheets = _Sheets(layout.rows)
    for row in before:
        yield from sheets.add(row)
    turn: Turn = ""
    for line in lines:
        ended = line.endswith("\n")
        parts = line.removesuffix("\n").split("\f")
        for number, part in enumerate(parts):
            if number:
                yield from sheets.turn()
                turn = ""
            if number and not part and number == len(parts) - 1:
                continue  # a form feed that ends its line: the next line is the first of the new sheet
            for row in wrapped(visible(part).expandtabs(TAB), layout.columns):
                yield from sheets.add(row._replace(turn=turn) if turn else row)
                turn = ""
        turn = "" if ended else "between" if line.endswith(" ") else "inside"
    yield from sheets.end()


def row_pages(rows: Iterable[Row], layout: Layout) -> Iterator[list[Row]]:
    """Put rows on pages one after the other."""
    sheets = _Sheets(layout.rows)
    for row in rows:
        yield from sheets.add(row)
    yield from sheets.end()


def labelled(label: str, text: str, columns: int) -> Iterator[Row]:
    """Set a label and what it names in rows; further rows are set in under the first."""
    indent = " " * LABEL
    for row in wrapped(visible(text).expandtabs(1), columns - LABEL):
        if row.turn:
            yield Row(indent + row.text, row.turn)
        else:
            yield Row(label.ljust(LABEL) + row.text, label=len(label))


def layout_of(lines: Iterable[str]) -> Layout:
    """Return the layout of a text: turned, if most of the lines that are too long for the upright page fit then.

    Wide printouts stay whole so; of running text, with a paragraph a line, nothing is gained by turning the page.
    """
    over = far = 0
    for line in lines:
        if len(line) <= PORTRAIT.columns and "\t" not in line:
            continue
        for part in line.split("\f"):
            columns = len(part.rstrip().expandtabs(TAB))
            over += columns > PORTRAIT.columns
            far += columns > LANDSCAPE.columns
    return LANDSCAPE if over > 2 * far else PORTRAIT


def draw(writer: PdfWriter, rows: list[Row], layout: Layout, font: Font) -> None:
    """Draw one page. Continued rows have a mark in the margin, drawn with lines so that it adds no words."""
    page = writer.page(layout.width, layout.height)
    cell = font.width(" ", layout.size)
    for record, group in groupby(enumerate(rows), lambda row: row[1].record):
        if record:
            _record(page, list(group), layout, font)
            continue
        for number, row in group:
            baseline = layout.top + number * layout.leading
            if row.turn:
                _mark(page, layout.left - 12, baseline, broken=row.turn == "inside")
            for column in row.ticks:
                across = layout.left + (column + 0.5) * cell
                page.line(across, baseline - 6.5, across, baseline + 1.5, width=0.5, color=_MARK)
            if row.ruled:
                right = layout.left + layout.columns * cell
                page.line(layout.left, baseline - 3, right, baseline - 3, width=0.5, color=_MARK)
            text = row.text.rstrip()
            label = text[: row.label]
            page.text(layout.left, baseline, label, font, layout.size, _LABEL)
            rest = text[row.label :].lstrip() if label else text
            left = layout.left + font.width(text[: len(text) - len(rest)], layout.size)
            page.text(left, baseline, rest, font, layout.size, _INK)
    writer.end_page(page)


def _record(page: Page, rows: list[tuple[int, Row]], layout: Layout, font: Font) -> None:
    """Draw the rows of one record of a table, cell by cell."""
    cell = font.width(" ", layout.size)
    placed = [
        (column, layout.top + number * layout.leading, text, _LABEL if row.label else _INK)
        for number, row in rows
        for column, text in row.cells
    ]
    for column, baseline, text, ink in sorted(placed, key=lambda part: part[:2]):
        page.text(layout.left + column * cell, baseline, text, font, layout.size, ink)


def _mark(page: Page, left: float, baseline: float, *, broken: bool) -> None:
    """Draw a hook that says "goes on from above"; a bar across it where a word was broken."""
    middle = baseline - 3
    strokes = [
        (left, baseline - 7, left, middle),
        (left, middle, left + 6, middle),
        (left + 4, middle - 2, left + 6, middle),
        (left + 4, middle + 2, left + 6, middle),
    ]
    if broken:
        strokes.append((left + 2, middle - 3, left + 2, middle + 3))
    for x0, y0, x1, y1 in strokes:
        page.line(x0, y0, x1, y1, width=0.6, color=_MARK)
