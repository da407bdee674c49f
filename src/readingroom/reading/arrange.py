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
    places = np.arange(len(pieces))
    order, notes = _rows(pieces, kinds, sheet.width), places[[kind == "margin" for kind in kinds]]
    words = words_from(_words(raw, pieces, order))
    blocks = blocks_of(words, sheet.width, sheet.height, angle=angle)
    if rules and any(block.table for block in blocks):
        blocks = blocks_of(words, sheet.width, sheet.height, angle=angle, rules=rules(angle))
    parts = [_Part(block, _taken(words, block.first, block.last)) for block in cell_by_cell(blocks)]
    straight = straight_boxes(words, sheet.width, sheet.height, angle)
    places_of_parts = [straight[part.block.first : part.block.last + 1] for part in parts]
    whole = np.array([[*one[:, :2].min(0), *one[:, 2:].max(0)] for one in places_of_parts]).reshape(-1, 4)
    noted: dict[int, list[int]] = {}
    for note in notes.tolist():
        noted.setdefault(_beside(pieces, note, whole, parts), []).append(note)
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
    """Return before which part a note in the margin is read: after what it stands beside, a row of a table whole."""
    left, top, right, bottom = pieces.boxes[note].tolist()
    if not len(whole) or bottom - top > LONG_NOTE * pieces.height:
        return len(parts)
    middle = (top + bottom) / 2
    text = np.array([part.block.kind in (TEXT, "cell") for part in parts], np.bool_)
    away = np.maximum(np.maximum(whole[:, 1] - middle, middle - whole[:, 3]), 0)
    aside = np.maximum(np.maximum(whole[:, 0] - right, left - whole[:, 2]), 0)
    if not text.any():
        return len(parts)
    # above all on the same level, then near; a note that stands between two belongs to the one over it
    cost = away * 1000 + (whole[:, 1] > middle) + aside / 1000
    at = int(np.where(text, cost, np.inf).argmin())
    block = parts[at].block
    while block.table and at + 1 < len(parts):
        following = parts[at + 1].block
        if (following.table, following.row) != (block.table, block.row):
            break
        at += 1
    return at + 1


def _rows(pieces: Pieces, kinds: Sequence[BlockKind], width: float) -> Iterator[list[int]]:
    """Return the rows of the page in reading order, without notes in the margins."""
    places = np.arange(len(pieces))
    counts = pieces.counts().astype(np.float64)

    def of(wanted: BlockKind) -> Places:
        return places[[kind == wanted for kind in kinds]]

    def across(chosen: Places) -> list[list[int]]:
        return rows(Lines(pieces.boxes, counts, pieces.numbers, width), chosen)

    text = of(TEXT)
    inside = in_order(Lines(pieces.boxes[text], counts[text], pieces.numbers[text], width))
    yield from across(of("header"))
    yield from across(of("number"))
    yield from ([int(text[at]) for at in row] for row in inside)
    yield from across(of("footer"))


def _words(raw: Words, pieces: Pieces, order: Iterator[list[int]]) -> Iterator[tuple[str, Box, float, int]]:
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
