"""What the words of a page are to one another: paragraphs, cells of tables, head, foot, margin notes, line numbers.

The words keep their order; a block is a run of them. Works on the pieces of lines (`reading/pieces.py`) of pages that
were read off an image and of born-digital ones alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from readingroom.model.layout import Block, BlockKind
from readingroom.model.words import Words
from readingroom.reading.furniture import TEXT, furniture, is_label
from readingroom.reading.paragraphs import Paragraphs
from readingroom.reading.pieces import Flags, Pieces, Places, pieces_of, straight_boxes
from readingroom.reading.tables import Cell, Rules, cells_of

#: Pieces are in one row when their middles differ by less than this share of the lower one's height.
SAME_ROW = 0.5
#: Running text: so many lines under each other, no further apart (heights of a line), of so many words on the average.
RUNNING, RUNNING_STEP, RUNNING_WORDS = 5, 2.6, 4.0
#: The first cell of a table is at least this far from the second and that from the third (heights of a line).
FIRST_CELL = 1.7
#: A label has at most so many words.
MOST_CODES = 9


def blocks_of(
    words: Words, width: float, height: float, *, angle: float = 0.0, rules: Rules | None = None
) -> tuple[Block, ...]:
    """Return the blocks of a page's words, in reading order.

    Args:
        words: of the page, in reading order.
        width: of the page, points.
        height: of the page, points.
        angle: by which it lies askew, radians, clockwise positive.
        rules: lines drawn on it.
    """
    pieces = pieces_of(words, straight_boxes(words, width, height, angle), rules.down if rules else None)
    kinds = furniture(words, pieces, width, height)
    rows = rows_in_order(pieces, kinds)
    loose = ~running(pieces) & np.array([kind == TEXT for kind in kinds], np.bool_)
    cells = cells_of(pieces, level_rows(pieces, np.flatnonzero(loose)), rules)
    return tuple(_labelled(words, block) for block in _blocks(words, pieces, kinds, rows, cells))


def rows_in_order(pieces: Pieces, kinds: Sequence[BlockKind]) -> list[list[int]]:
    """Return pieces that follow each other and stand beside each other, left to right, as rows."""
    if not len(pieces):
        return []
    boxes = pieces.boxes
    middle, high = pieces.middles(), boxes[:, 3] - boxes[:, 1]
    level = np.abs(middle[1:] - middle[:-1]) < SAME_ROW * np.minimum(high[1:], high[:-1])
    onwards = boxes[1:, 0] > boxes[:-1, 2] - pieces.height
    joined = (level & onwards).tolist()
    rows = [[0]]
    for at, together in enumerate(joined, 1):
        if together and kinds[at] == kinds[at - 1]:
            rows[-1].append(at)
        else:
            rows.append([at])
    return rows


def running(pieces: Pieces) -> Flags:
    """Return which pieces are lines of running text: many that follow each other, each right under the last."""
    found = np.zeros(len(pieces), np.bool_)
    if len(pieces) < RUNNING:
        return found
    boxes, middle = pieces.boxes, pieces.middles()
    shared = np.minimum(boxes[1:, 2], boxes[:-1, 2]) - np.maximum(boxes[1:, 0], boxes[:-1, 0])
    width = boxes[:, 2] - boxes[:, 0]
    step = middle[1:] - middle[:-1]
    under = (shared > np.minimum(width[1:], width[:-1]) / 2) & (step > 0) & (step < RUNNING_STEP * pieces.height)
    run = np.concatenate([[0], np.cumsum(~under)])
    lines = np.bincount(run)
    words = np.bincount(run, pieces.counts())
    found = np.asarray(((lines >= RUNNING) & (words >= RUNNING_WORDS * lines))[run])
    # the first cell of a table under it is no line of the text: two more stand beside it
    ends = np.append(run[1:] != run[:-1], False)
    gap = boxes[1:, 0] - boxes[:-1, 2]
    beside = (np.abs(step) < SAME_ROW * pieces.height) & (gap > FIRST_CELL * pieces.height)
    row = np.append(beside[:-1] & beside[1:], (False, False))
    return np.asarray(found & ~(ends & row))


def level_rows(pieces: Pieces, chosen: Places) -> list[list[int]]:
    """Put some pieces that stand beside each other into rows, top to bottom, each left to right."""
    if not len(chosen):
        return []
    middle = pieces.middles()[chosen]
    high = (pieces.boxes[:, 3] - pieces.boxes[:, 1])[chosen]
    order = np.argsort(middle, kind="stable")
    if not (np.diff(middle[order]) < SAME_ROW * pieces.height).any():
        return [[at] for at in chosen[order].tolist()]
    boxes: list[list[float]] = pieces.boxes.tolist()
    rows: list[list[int]] = []
    level, least = 0.0, 0.0
    for at, place, tall in zip(chosen[order].tolist(), middle[order].tolist(), high[order].tolist(), strict=True):
        if rows and place - level < SAME_ROW * min(least, tall) and _is_beside(boxes, rows[-1], at):
            rows[-1].append(at)
            level += (place - level) / len(rows[-1])
            continue
        rows.append([at])
        level, least = place, tall
    return [sorted(row, key=lambda one: boxes[one][0]) for row in rows]


def _is_beside(boxes: list[list[float]], row: list[int], at: int) -> bool:
    left, _top, right, _bottom = boxes[at]
    return all(boxes[one][2] - left < 1 or right - boxes[one][0] < 1 for one in row)  # a point: boxes may touch


def _blocks(
    words: Words, pieces: Pieces, kinds: Sequence[BlockKind], rows: Sequence[Sequence[int]], cells: Mapping[int, Cell]
) -> Iterator[Block]:
    """Join the rows into blocks."""
    paragraphs = Paragraphs(words, pieces, kinds, rows, cells)
    first, last = pieces.first.tolist(), pieces.last.tolist()
    lines: list[int] = []
    for number, row in enumerate(rows):
        follows = rows[number + 1][0] if number + 1 < len(rows) else -1
        for place, at in enumerate(row):
            if lines and (
                kinds[at] != kinds[lines[-1]]
                or cells.get(at) != cells.get(lines[-1])
                or kinds[at] == "number"
                or (place and kinds[at] == TEXT and at not in cells and paragraphs.aside(lines[-1], at))
                or (not place and kinds[at] == TEXT and at not in cells and paragraphs.ends(lines, at, follows))
            ):
                yield _block(kinds, cells, lines, first, last)
                lines = []
            lines.append(at)
    if lines:
        yield _block(kinds, cells, lines, first, last)


def _block(
    kinds: Sequence[BlockKind], cells: Mapping[int, Cell], lines: list[int], first: list[int], last: list[int]
) -> Block:
    table, row, column = cells.get(lines[0], (0, 0, 0))
    kind: BlockKind = "cell" if table else kinds[lines[0]]
    return Block(kind, first[lines[0]], last[lines[-1]], "", table, row, column)


def _labelled(words: Words, block: Block) -> Block:
    """A lone exemption code is the label of a box."""
    if block.kind not in (TEXT, "margin") or block.last - block.first >= MOST_CODES:
        return block
    text = words.text[words.starts[block.first] : words.ends[block.last]]
    return replace(block, kind="label") if is_label(text) else block
