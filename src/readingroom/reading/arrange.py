"""From recognised lines to the words of a page in reading order, with their blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from readingroom.engines.ocr import Recognised
from readingroom.model.geometry import Box
from readingroom.model.layout import Block, BlockKind
from readingroom.model.page import Sheet
from readingroom.model.words import Words, words_from
from readingroom.reading.furniture import TEXT, furniture, is_label
from readingroom.reading.layout import blocks_of
from readingroom.reading.order import Lines, in_order, rows, skew
from readingroom.reading.pieces import Floats, Pieces, Places, pieces_of, straight_boxes
from readingroom.reading.tables import Rules

#: A note higher than so many lines is no note to what stands beside it.
LONG_NOTE = 3.0
#: A table of so many columns is read as a whole where columns of text would tear it apart.
LEAST_TORN = 3
#: A title stands at most this far over its table and from its middle (heights of a line), in so many lines.
TITLE, TITLE_LINES = 2.0, 2


def arranged(
    found: Recognised, sheet: Sheet, rules: Callable[[float], Rules] | None = None
) -> tuple[Words, tuple[Block, ...]]:
    """Return the words that were read off an image in reading order, and their blocks.

    Args:
        found: lines in any order.
        sheet: size of the upright page.
        rules: finds the lines drawn on the page when it lies askew by an angle (radians); asked only for tables.
    """
    raw = words_from(sorted(found.rows, key=lambda word: word[3]))
    angle = skew(found.lines * (sheet.width, sheet.height))
    boxes = straight_boxes(raw, sheet.width, sheet.height, angle)
    pieces = pieces_of(raw, boxes)
    kinds = furniture(raw, pieces, sheet.width, sheet.height)
    notes = np.flatnonzero([kind == "margin" for kind in kinds])
    order = list(_rows(pieces, kinds, sheet.width))
    words = words_from(_words(raw, pieces, order))
    blocks = blocks_of(words, sheet.width, sheet.height, angle=angle)
    drawn = rules(angle) if rules and any(block.table for block in blocks) else None
    if drawn and (whole := torn(pieces, kinds, order, blocks, drawn)):
        order = list(_rows(pieces, kinds, sheet.width, whole))
        words = words_from(_words(raw, pieces, order))
    if drawn:
        blocks = blocks_of(words, sheet.width, sheet.height, angle=angle, rules=drawn)
    parts = [_Part(block, _taken(words, block.first, block.last)) for block in cell_by_cell(blocks)]
    straight = straight_boxes(words, sheet.width, sheet.height, angle)
    places_of_parts = [straight[part.block.first : part.block.last + 1] for part in parts]
    around = np.array([[*one[:, :2].min(0), *one[:, 2:].max(0)] for one in places_of_parts]).reshape(-1, 4)
    noted: dict[int, list[int]] = {}
    for note in notes.tolist():
        noted.setdefault(_beside(pieces, note, around, parts), []).append(note)
    for at in sorted(noted, reverse=True):
        some = []
        for note in sorted(noted[at], key=lambda one: float(pieces.boxes[one, 1])):
            first, last = int(pieces.first[note]), int(pieces.last[note])
            some.append(_Part(Block("margin", 0, 0), _taken(raw, first, last, offset=len(words) + note)))
        parts[at:at] = some
    return _joined(parts)


def ordered(found: Recognised, sheet: Sheet) -> Iterator[tuple[str, Box, float, int]]:
    """Return the words that were read off an image in reading order, with numbers of the lines in which they stand."""
    words, _blocks = arranged(found, sheet)
    for at in range(len(words)):
        yield words.word(at), words.box(at), words.confidence[at], words.lines[at]


@dataclass(frozen=True, slots=True)
class _Part:
    """A block and its words, with the line that each stood in."""

    block: Block
    rows: list[tuple[str, Box, float, int]]


def _taken(words: Words, first: int, last: int, offset: int = 0) -> list[tuple[str, Box, float, int]]:
    span = range(first, last + 1)
    return [(words.word(at), words.box(at), words.confidence[at], words.lines[at] + offset) for at in span]


def _joined(parts: Sequence[_Part]) -> tuple[Words, tuple[Block, ...]]:
    """Join parts in their order; what stood in one line and still follows each other stays one line."""
    rows_: list[tuple[str, Box, float, int]] = []
    blocks: list[Block] = []
    line, last_line = -1, -1
    for part in parts:
        first = len(rows_)
        for word, box, sure, of in part.rows:
            if of != last_line:
                line, last_line = line + 1, of
            rows_.append((word, box, sure, line))
        block = replace(part.block, first=first, last=len(rows_) - 1)
        if block.kind == "margin" and _is_label(part):
            block = replace(block, kind="label")
        before = blocks[-1] if blocks else None
        if (
            before
            and block.table
            and (before.table, before.row, before.column) == (block.table, block.row, block.column)
        ):
            block = replace(blocks.pop(), last=block.last)
        blocks.append(block)
    return words_from(rows_), tuple(blocks)


def _is_label(part: _Part) -> bool:
    return is_label(" ".join(row[0] for row in part.rows))


def _beside(pieces: Pieces, note: int, whole: Floats, parts: Sequence[_Part]) -> int:
    """Return before which part a note in the margin is read: after what it stands beside, a row of a table whole.

    One that stands beside nothing, as where a whole line is withheld, is read before what follows under it.
    """
    left, top, right, bottom = pieces.boxes[note].tolist()
    if not len(whole) or bottom - top > LONG_NOTE * pieces.height:
        return len(parts)
    middle = (top + bottom) / 2
    text = np.array([part.block.kind in (TEXT, "cell") for part in parts], np.bool_)
    away = np.maximum(np.maximum(whole[:, 1] - middle, middle - whole[:, 3]), 0)
    aside = np.maximum(np.maximum(whole[:, 0] - right, left - whole[:, 2]), 0)
    if not text.any():
        return len(parts)
    # above all on the same level, then near; a note that stands between two belongs where it stands
    cost = away * 1000 + (whole[:, 1] > middle) + aside / 1000
    at = int(np.where(text, cost, np.inf).argmin())
    if whole[at, 1] > bottom:
        return at
    block = parts[at].block
    while block.table and at + 1 < len(parts):
        following = parts[at + 1].block
        if (following.table, following.row) != (block.table, block.row):
            break
        at += 1
    return at + 1


def torn(
    pieces: Pieces, kinds: Sequence[BlockKind], order: Sequence[Sequence[int]], blocks: Sequence[Block], rules: Rules
) -> list[Places]:
    """Return the pieces of each table that columns of text over or under it tore apart, with the title over it.

    A table across a page of columns has gaps where the columns have theirs. Only tables of several columns are put
    together again, and only those with a rule across: columns of short lines may be text.

    Args:
        pieces: of the page.
        kinds: of the pieces.
        order: in which they were read, by rows.
        blocks: of the words in that order.
        rules: drawn on the page.
    """
    flat = np.array([piece for row in order for piece in row], np.int64)
    if len(blocks) < LEAST_TORN or not len(flat):
        return []
    place_of = np.repeat(np.arange(len(flat)), pieces.counts()[flat])
    tables: dict[int, list[Block]] = {}
    for block in blocks:
        if block.table:
            tables.setdefault(block.table, []).append(block)
    text = flat[[kinds[piece] == TEXT for piece in flat.tolist()]]
    found: list[Places] = []
    for cells in tables.values():
        if max(cell.column for cell in cells) < LEAST_TORN:
            continue
        places = np.unique(np.concatenate([place_of[cell.first : cell.last + 1] for cell in cells]))
        if places[-1] - places[0] >= len(places):
            table = np.intersect1d(flat[places], text)
            if _alone(pieces, table, text, rules):
                whole = _titled(pieces, table, text)
                text = np.setdiff1d(text, whole)
                found.append(whole)
    return [table for table in found if len(table)]


def _alone(pieces: Pieces, table: Places, text: Places, rules: Rules) -> bool:
    """Whether a table has a rule across and nothing else stands in it: what is found across columns may be text."""
    if not len(table):
        return False
    (left, top), (right, bottom) = pieces.boxes[table, :2].min(0), pieces.boxes[table, 2:].max(0)
    middle = (pieces.boxes[:, :2] + pieces.boxes[:, 2:]) / 2
    inside = (middle[:, 0] > left) & (middle[:, 0] < right) & (middle[:, 1] > top) & (middle[:, 1] < bottom)
    across, near = rules.across, TITLE * pieces.height
    level = (across[:, 0] > top - near) & (across[:, 0] < bottom + near)
    shared = np.minimum(across[:, 2], right) - np.maximum(across[:, 1], left)
    ruled = (level & (shared > (right - left) / 2)).any()
    return bool(ruled) and int(inside[text].sum()) <= len(table)


def _titled(pieces: Pieces, table: Places, text: Places) -> Places:
    """Add the lines right over a table that stand alone and in its middle."""
    boxes, high = pieces.boxes, pieces.height
    left, top = boxes[table, :2].min(0).tolist()
    right = float(boxes[table, 2].max())
    found = [table]
    others = np.setdiff1d(text, table)
    for _line in range(TITLE_LINES):
        gap = top - boxes[others, 3]
        near = others[(gap > -high / 2) & (gap < TITLE * high) & (boxes[others, 0] < right) & (boxes[others, 2] > left)]
        if len(near) != 1 or abs(boxes[near[0], 0] + boxes[near[0], 2] - left - right) > TITLE * high:
            break
        found.append(near)
        top, others = boxes[near[0], 1], np.setdiff1d(others, near)
    return np.concatenate(found)


def _rows(
    pieces: Pieces, kinds: Sequence[BlockKind], width: float, tables: Sequence[Places] = ()
) -> Iterator[list[int]]:
    """Return the rows of the page in reading order, without notes in the margins.

    Args:
        pieces: of the page.
        kinds: of the pieces.
        width: of the page, points.
        tables: pieces that are read together, by rows.
    """
    places = np.arange(len(pieces))
    counts = pieces.counts().astype(np.float64)

    def of(wanted: BlockKind) -> Places:
        return places[[kind == wanted for kind in kinds]]

    def across(chosen: Places) -> list[list[int]]:
        return rows(Lines(pieces.boxes, counts, pieces.numbers, width), chosen)

    text = np.setdiff1d(of(TEXT), np.concatenate(tables)) if tables else of(TEXT)
    # a table that is read as one is a line across all columns that it stands over
    around = [np.hstack([pieces.boxes[table, :2].min(0), pieces.boxes[table, 2:].max(0)]) for table in tables]
    boxes = np.vstack([pieces.boxes[text], *around])
    words = np.append(counts[text], [counts[table].sum() for table in tables])
    numbers = np.append(pieces.numbers[text], np.full(len(tables), -1))
    yield from across(of("header"))
    yield from across(of("number"))
    for row in in_order(Lines(boxes, words, numbers, width)):
        alone = [int(text[at]) for at in row if at < len(text)]
        if alone:
            yield alone
        for at in row:
            if at >= len(text):
                yield from across(tables[at - len(text)])
    yield from across(of("footer"))


def _words(raw: Words, pieces: Pieces, order: Sequence[Sequence[int]]) -> Iterator[tuple[str, Box, float, int]]:
    for number, row in enumerate(order):
        for piece in row:
            for at in range(int(pieces.first[piece]), int(pieces.last[piece]) + 1):
                yield raw.word(at), raw.box(at), raw.confidence[at], number


def cell_by_cell(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks with each cell of a table whole before the next one: cells of several lines were cut by rows."""
    found = list(blocks)
    start = 0
    while start < len(found):
        stop = start + 1
        table = found[start].table
        while table and stop < len(found) and found[stop].table == table:
            stop += 1
        found[start:stop] = sorted(found[start:stop], key=lambda one: (one.row, one.column))
        start = stop
    return found
