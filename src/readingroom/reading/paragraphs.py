"""Where one paragraph ends and the next begins, as a typesetter would tell."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence

import numpy as np

from readingroom.model.layout import BlockKind
from readingroom.model.words import Words
from readingroom.reading.furniture import TEXT
from readingroom.reading.pieces import Pieces, is_item

#: A paragraph ends where the next line is further away than so many times the usual distance, or so much larger.
WIDER, LARGER = 1.35, 1.4
#: Lines are set at least so many heights of their ink apart.
SET = 1.2
#: Lines of it begin at most this far from one another but for the first (heights of a line).
INDENT = 1.2
#: Lines of an item of a list stand at most this far to the right of its mark (heights of a line).
HANGING = 3.5
#: Pieces of one line further apart than this (heights of a line) are no one paragraph.
ASIDE = 3.0
#: Least words of a line that tells how far the lines of its column reach; of fewer such lines the longest counts.
TELLING, FEW = 4, 10
#: What ends a sentence, and what ends a line that cuts a word in two.
STOPS, HYPHENS = ".!?:;", "-\u2010\u00ad"
#: A line in the middle of a sentence may be short by this share of its column.
UNEVEN = 0.35

#: A line that begins so after the end of a sentence is an item of a numbered text.
_NUMBERED = re.compile(r"[A-Z][0-9]{1,2}|[0-9]{1,2}(?:\.[0-9]{1,2})+\.?")


class Paragraphs:
    """Tells of the lines of one page whether a paragraph ends between them."""

    def __init__(
        self,
        words: Words,
        pieces: Pieces,
        kinds: Sequence[BlockKind],
        rows: Sequence[Sequence[int]],
        cells: Collection[int],
    ) -> None:
        """Measure the columns of a page: how far lines reach and how far they are apart.

        Args:
            words: of the page.
            pieces: of its lines.
            kinds: of the pieces.
            rows: pieces that stand beside each other, in reading order.
            cells: pieces that stand in tables.
        """
        self._words, self._height = words, pieces.height
        self._boxes: list[list[float]] = pieces.boxes.tolist()
        self._first: list[int] = pieces.first.tolist()
        self._last: list[int] = pieces.last.tolist()
        self._lead: list[float] = pieces.lead.tolist()
        self._right = _right_edges(pieces, [at for at, kind in enumerate(kinds) if kind == TEXT and at not in cells])
        self._pitch = _pitch(self._boxes, rows, kinds)

    def aside(self, before: int, at: int) -> bool:
        """Whether a piece stands too far beside the one before it, in the same line, to go on with it."""
        return self._boxes[at][0] - self._boxes[before][2] > ASIDE * self._height

    def ends(self, lines: Sequence[int], at: int, follows: int) -> bool:
        """Whether the paragraph of the pieces `lines` ends before the line that begins with piece `at`.

        Args:
            lines: its pieces so far.
            at: the first piece of the next line.
            follows: the first piece of the line after that, -1 for none.
        """
        before, height = lines[-1], self._height
        one, other = self._boxes[before], self._boxes[at]
        right = self._right[before]
        step = (other[1] + other[3] - one[1] - one[3]) / 2
        if step < -height:
            # the next column: a paragraph goes on there if that begins in the middle of a sentence
            return not self._words.word(self._first[at])[:1].islower()
        high, other_high = one[3] - one[1], other[3] - other[1]
        far = step > WIDER * max(self._pitch, SET * max(high, other_high))
        unlike = max(high, other_high) > LARGER * min(high, other_high) + 2
        elsewhere = other[0] > max(one[2], right) or other[2] < self._begin(lines)
        had_room = one[2] + self._lead[at] + height < right - self._slack(before, at)
        if far or unlike or elsewhere or had_room or is_item(self._words.word(self._first[at])):
            return True
        if self._goes_on(before, at):
            return False
        begin = self._begin(lines)
        hangs = begin - self._boxes[lines[0]][0] > INDENT * height
        if (hangs and begin - other[0] > INDENT * height) or self._is_numbered(before, at):
            return True
        # the first line of the next paragraph stands in, and its second one does not
        stands_in = other[0] - min(self._boxes[line][0] for line in lines) > INDENT * height
        if stands_in and is_item(self._words.word(self._first[lines[0]])):
            # lines of an item of a list hang beside its mark
            return other[0] - self._boxes[lines[0]][0] - self._lead[lines[0]] > HANGING * height
        not_like_the_last = len(lines) > 1 or other[0] > one[0] + INDENT * height
        next_is_out = follows < 0 or self._boxes[follows][0] < other[0] - INDENT * height / 2
        return stands_in and not_like_the_last and next_is_out

    def _begin(self, lines: Sequence[int]) -> float:
        """Return where the last line of a paragraph begins: it may be several pieces."""
        last = self._boxes[lines[-1]]
        left = last[0]
        for line in reversed(lines[:-1]):
            box = self._boxes[line]
            if abs(box[1] + box[3] - last[1] - last[3]) > self._height or box[0] > left:
                break
            left = box[0]
        return left

    def _is_numbered(self, before: int, at: int) -> bool:
        """Whether a line after the end of a sentence begins with a number like B2."""
        return self._words.word(self._last[before])[-1] in STOPS and bool(
            _NUMBERED.fullmatch(self._words.word(self._first[at]))
        )

    def _goes_on(self, before: int, at: int) -> bool:
        """Whether a line begins in the middle of a sentence."""
        one, other = self._words.word(self._last[before]), self._words.word(self._first[at])
        return other[0].islower() and len(other) > 1 and one[-1] not in STOPS

    def _slack(self, before: int, at: int) -> float:
        """Return by how much a line may end before its column does although the paragraph goes on (points).

        Lines are uneven, the more so around a word that could not be cut; in the middle of a sentence a line must be
        much too short to be the last one.
        """
        one, other = self._words.word(self._last[before]), self._words.word(self._first[at])
        if not other[0].islower() or one[-1] in STOPS:
            return self._height
        width = self._right[before] - self._boxes[before][0]
        return width if one[-1] in HYPHENS else max(self._height, UNEVEN * width)


def _right_edges(pieces: Pieces, text: list[int]) -> list[float]:
    """Return for each piece how far the lines of its column reach (points from the left of the page)."""
    boxes = pieces.boxes
    edges: list[float] = boxes[:, 2].tolist()
    chosen = boxes[text]
    long = chosen[pieces.counts()[text] >= TELLING]
    if not len(long):
        return edges
    # the lines of a column stand over and under each other
    shared = np.minimum(long[:, 2], chosen[:, 2, None]) - np.maximum(long[:, 0], chosen[:, 0, None])
    stacked = shared > np.minimum(long[:, 2] - long[:, 0], (chosen[:, 2] - chosen[:, 0])[:, None]) / 2
    reach = np.where(stacked, long[:, 2], -1.0)
    usual: list[float] = (np.quantile(reach, 0.9, axis=1) if len(long) > FEW else reach.max(1)).tolist()
    for at, edge in zip(text, usual, strict=True):
        edges[at] = max(edges[at], edge)
    return edges


def _pitch(boxes: list[list[float]], rows: Sequence[Sequence[int]], kinds: Sequence[BlockKind]) -> float:
    """Return the usual distance of two lines of text (points); 0 when there are not two."""
    steps = []
    for row, following in itertools.pairwise(rows):
        one, other = row[0], following[0]
        if kinds[one] == TEXT == kinds[other]:
            step = (boxes[other][1] + boxes[other][3] - boxes[one][1] - boxes[one][3]) / 2
            if step > 0:
                steps.append(step)
    # gaps between paragraphs are among them: a third of the way up is still a step between lines
    return sorted(steps)[len(steps) // 3] if steps else 0.0
