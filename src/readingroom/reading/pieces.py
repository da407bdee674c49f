"""The pieces of a page's lines: runs of words without a wide gap, laid straight. Order and layout are made of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from readingroom.model.words import Words

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: A gap between words wider than this (heights of a line) parts two pieces; after the end of a sentence it must be
#: wider still, since typists put two spaces there.
GAP, GAP_AFTER_STOP = 1.25, 2.0
#: Boxes of words around slanting print are undone up to this angle (radians); beyond it they are taken as they are.
MOST_SKEW = 0.35
#: A piece of several letters this many times as high as it is wide runs up or down the page.
UPRIGHT = 2.0

_STOPS = np.array([ord(letter) for letter in ".!?:;"], np.uint32)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of lines, in the order in which their words were given.

    Attributes:
        boxes: n x 4; left, top, right, bottom in points, as if the page lay straight.
        first: n; the first word of each.
        last: n; the last one, inclusive.
        lead: n; width of the first word, points.
        numbers: n; the whole number of at most two digits that a piece consists of, -1 for all others.
        upright: n; whether it runs up or down the page.
        height: of a usual line, points; 0 without pieces.
    """

    boxes: Floats
    first: Places
    last: Places
    lead: Floats
    numbers: Places
    upright: Flags
    height: float

    def __len__(self) -> int:
        return len(self.first)

    def middles(self) -> Floats:
        """Height of the middle of each on the page."""
        return np.asarray((self.boxes[:, 1] + self.boxes[:, 3]) / 2)

    def counts(self) -> Places:
        """How many words each has."""
        return np.asarray(self.last - self.first + 1)


def straight_boxes(words: Words, width: float, height: float, angle: float) -> Floats:
    """Return the boxes of words (n x 4, points) as they would be if the page lay straight.

    Args:
        words: of the page.
        width: of the page, points.
        height: of the page, points.
        angle: by which the page lies askew, radians, clockwise positive.
    """
    boxes = np.array(words.boxes, np.float64).reshape(-1, 4) * (width, height, width, height)
    if not angle or not len(boxes):
        return boxes
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    size = boxes[:, 2:] - boxes[:, :2]
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    middle = middle @ np.array([[cos, -sin], [sin, cos]])
    if abs(angle) <= MOST_SKEW:
        # the box around a slanting word holds it and two corners of paper; a word is at least half as high as its box
        rest = cos * cos - sin * sin
        across, down = size[:, 0], size[:, 1]
        wide = (across * cos - down * abs(sin)) / rest
        high = np.maximum((down * cos - across * abs(sin)) / rest, down * 0.5)
        size = np.stack([np.maximum(wide, across * 0.5), np.minimum(high, down)], axis=1)
    return np.hstack([middle - size / 2, middle + size / 2])


def pieces_of(words: Words, boxes: Floats) -> Pieces:
    """Cut the lines of words into pieces.

    Args:
        words: of the page; words of a line follow each other from left to right.
        boxes: of the words, laid straight (`straight_boxes`).
    """
    count = len(words)
    if not count:
        none = np.zeros(0, np.int64)
        return Pieces(np.zeros((0, 4)), none, none, np.zeros(0), none, np.zeros(0, np.bool_), 0.0)
    lines = np.array(words.lines, np.int64)
    codes = np.frombuffer(words.text.encode("utf-32-le", "surrogatepass"), np.uint32)
    starts, ends = np.array(words.starts, np.int64), np.array(words.ends, np.int64)
    high = boxes[:, 3] - boxes[:, 1]
    letters = ends - starts
    usual = float(np.median(high[letters > 1])) if (letters > 1).any() else float(np.median(high))
    tall = np.maximum(np.maximum(high[1:], high[:-1]), usual * 0.8)
    # a line of print that is larger than the rest has larger gaps
    stop = np.isin(codes[ends[:-1] - 1], _STOPS)
    gap = boxes[1:, 0] - boxes[:-1, 2]
    level = np.abs(boxes[1:, 1] + boxes[1:, 3] - boxes[:-1, 1] - boxes[:-1, 3]) < 2 * tall
    cut = (lines[1:] != lines[:-1]) | (gap > np.where(stop, GAP_AFTER_STOP, GAP) * tall) | (gap < -2 * tall) | ~level
    first = np.concatenate([[0], np.flatnonzero(cut) + 1])
    last = np.concatenate([first[1:], [count]]) - 1
    low = np.minimum.reduceat(boxes[:, :2], first)
    top = np.maximum.reduceat(boxes[:, 2:], first)
    whole = np.hstack([low, top])
    size = top - low
    upright = (size[:, 1] > UPRIGHT * size[:, 0]) & (ends[last] - starts[first] > 3)  # noqa: PLR2004  # no lone letter
    numbers = np.full(len(first), -1, np.int64)
    for at in np.flatnonzero((first == last) & (letters[first] <= 2)).tolist():  # noqa: PLR2004  # two digits
        word = words.word(int(first[at]))
        if word.isascii() and word.isdigit():
            numbers[at] = int(word)
    return Pieces(whole, first, last, boxes[first, 2] - boxes[first, 0], numbers, upright, usual)
