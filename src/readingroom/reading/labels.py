"""Labels of solid boxes: words that stand on a box are blocks of their own, never part of the sentence around it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from readingroom.model.layout import Block, Region
from readingroom.model.words import Words

#: Blocks that stay whole whatever stands in them: a cell keeps its row and column, a line number is one already.
WHOLE = frozenset(("cell", "number", "label"))


def labelled(words: Words, blocks: Sequence[Block], boxes: Iterable[Region]) -> tuple[Block, ...]:
    """Return the blocks with the words on solid boxes as blocks of the kind `label`.

    Args:
        words: of the page, in reading order.
        blocks: of these words.
        boxes: solid boxes of the page; a word is on one when its middle is.
    """
    places = [region.box for region in boxes]
    if not places or not len(words):
        return tuple(blocks)
    left, top, right, bottom = np.array(words.boxes, np.float64).reshape(-1, 4).T
    x, y = (left + right) / 2, (top + bottom) / 2
    on = np.zeros(len(words), np.bool_)
    for place in places:
        on |= (place.left <= x) & (x <= place.right) & (place.top <= y) & (y <= place.bottom)
    return tuple(part for block in blocks for part in _parts(block, on.tolist()))


def _parts(block: Block, on: Sequence[bool]) -> Iterator[Block]:
    """Cut a block where words on boxes begin and end."""
    if block.kind in WHOLE:
        yield block
        return
    for is_on, group in itertools.groupby(range(block.first, block.last + 1), on.__getitem__):
        places = list(group)
        part = replace(block, first=places[0], last=places[-1])
        yield replace(part, kind="label", language="") if is_on else part
