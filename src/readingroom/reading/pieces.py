"""The pieces of a page's lines: runs of words without a wide gap, laid straight. Order and layout are made of them."""

from __future__ import annotations

import re
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

#: A narrower gap parts two pieces where a column begins: at least so wide (heights of a line), so many times as wide as
#: the other gaps of its piece, with so many pieces over and under it that begin there, at most so far away from it, and
#: alike by so much (heights of a line).
NARROW, WIDER, BEGINNING, NEAR, ALIKE = 0.45, 1.5, 2, 4.0, 0.35

#: A gap as wide as a space parts two pieces where so many begin, and so many end before it, so near over and under it.
MANY, AROUND = 4, 8.0
#: Rules times gaps that are compared at most.
MOST_MEETINGS = 1_000_000

#: Least dots of a line that leads to the next column. Most letters of the mark or number of an item of a list.
LEADER, MOST_ITEM = 3, 6

_STOPS = tuple(map(ord, ".!?:;"))
_DOTS = tuple(map(ord, ".\u2026\u00b7"))
_ITEM = re.compile(r"[•·▪◦●■○□☐*-]$|\(?(?:[0-9]{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]$")


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
        items: n; whether it is nothing but the mark or number of an item of a list.
        inked: n; its right end without a line of dots that leads on to the next column, points.
        height: of a usual line, points; 0 without pieces.
    """

    boxes: Floats
    first: Places
    last: Places
    lead: Floats
    numbers: Places
    upright: Flags
    items: Flags
    inked: Floats
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


def pieces_of(words: Words, boxes: Floats, down: Floats | None = None) -> Pieces:
    """Cut the lines of words into pieces.

    Args:
        words: of the page; words of a line follow each other from left to right.
        boxes: of the words, laid straight (`straight_boxes`).
        down: n x 3; rules that are drawn down the page (place, upper and lower end, points).
    """
    count = len(words)
    if not count:
        none = np.zeros(0, np.int64)
        no = np.zeros(0, np.bool_)
        return Pieces(np.zeros((0, 4)), none, none, np.zeros(0), none, no, no, np.zeros(0), 0.0)
    lines = np.array(words.lines, np.int64)
    codes = np.frombuffer(words.text.encode("utf-32-le", "surrogatepass"), np.uint32)
    starts, ends = np.array(words.starts, np.int64), np.array(words.ends, np.int64)
    high = boxes[:, 3] - boxes[:, 1]
    letters = ends - starts
    dots = np.concatenate([[0], np.cumsum(_one_of(codes, _DOTS))])
    leaders = (dots[ends] - dots[starts] == letters) & (letters >= LEADER)
    usual = float(np.median(high[letters > 1])) if (letters > 1).any() else float(np.median(high))
    tall = np.maximum(np.maximum(high[1:], high[:-1]), usual * 0.8)
    # a line of print that is larger than the rest has larger gaps
    stop = _one_of(codes[ends[:-1] - 1], _STOPS)
    gap = boxes[1:, 0] - boxes[:-1, 2]
    level = np.abs(boxes[1:, 1] + boxes[1:, 3] - boxes[:-1, 1] - boxes[:-1, 3]) < 2 * tall
    cut = (lines[1:] != lines[:-1]) | (gap > np.where(stop, GAP_AFTER_STOP, GAP) * tall) | (gap < -2 * tall) | ~level
    more = _more_cuts(boxes, cut, gap, usual, np.zeros((0, 3)) if down is None else down)
    cut[[at for at in more if not is_item(words.word(at))]] = True
    # a line of dots that leads to the next column ends a piece, however far it is from what stands before it
    cut[leaders[1:] & level & (lines[1:] == lines[:-1]) & (gap > 0)] = False
    cut |= leaders[:-1]
    first, last, whole = _cut_at(boxes, cut)
    inked = np.where(leaders, np.minimum(boxes[:, 2], boxes[:, 0] + high), boxes[:, 2])
    size = whole[:, 2:] - whole[:, :2]
    upright = (size[:, 1] > UPRIGHT * size[:, 0]) & (ends[last] - starts[first] > 3)  # noqa: PLR2004  # no lone letter
    numbers = np.full(len(first), -1, np.int64)
    for at in np.flatnonzero((first == last) & (letters[first] <= 2)).tolist():  # noqa: PLR2004  # two digits
        word = words.word(int(first[at]))
        if word.isascii() and word.isdigit():
            numbers[at] = int(word)
    items = np.zeros(len(first), np.bool_)
    for at in np.flatnonzero((first == last) & (letters[first] <= MOST_ITEM)).tolist():
        items[at] = is_item(words.word(int(first[at])))
    return Pieces(
        whole,
        first,
        last,
        boxes[first, 2] - boxes[first, 0],
        numbers,
        upright,
        items,
        np.maximum.reduceat(inked, first),
        usual,
    )


def _one_of(codes: npt.NDArray[np.uint32], few: tuple[int, ...]) -> Flags:
    """Return which code points are one of a few: many times as fast as numpy's `isin`."""
    found: Flags = codes == few[0]
    for one in few[1:]:
        found |= codes == one
    return found


def is_item(word: str) -> bool:
    """Whether a word is the mark or the number of an item of a list."""
    return _ITEM.match(word) is not None


def _cut_at(boxes: Floats, cut: Flags) -> tuple[Places, Places, Floats]:
    """Return the first and the last word of each piece, and its box."""
    first = np.concatenate([[0], np.flatnonzero(cut) + 1])
    last = np.concatenate([first[1:], [len(boxes)]]) - 1
    whole = np.hstack([np.minimum.reduceat(boxes[:, :2], first), np.maximum.reduceat(boxes[:, 2:], first)])
    return first, last, whole


def _more_cuts(boxes: Floats, cut: Flags, gap: Floats, usual: float, down: Floats) -> list[int]:
    """Return after which words a piece is cut although the gap is narrow: at a rule, or where a column begins.

    Args:
        boxes: of the words.
        cut: after which words, all but the last, pieces end already.
        gap: after these words.
        usual: height of a line.
        down: rules down the page.
    """
    first, last, whole = _cut_at(boxes, cut)
    piece = np.concatenate([[0], np.cumsum(cut)])[:-1]
    inner = ~cut
    counts = last - first
    total = np.bincount(piece, np.where(inner, gap, 0.0), len(first))
    others = (total[piece] - gap) / np.maximum(counts[piece] - 1, 1)
    spaces = gap[inner & (gap > 0)]
    space = float(np.median(spaces)) if len(spaces) else 0.0
    wide = np.flatnonzero(inner & (gap >= max(NARROW * usual, WIDER * space)) & (gap >= WIDER * others))
    found: set[int] = set()
    middles = (whole[:, 1] + whole[:, 3]) / 2
    for at in wide.tolist():
        mine, place = piece[at], (boxes[at, 2] + boxes[at + 1, 0]) / 2
        away = np.abs(middles - middles[mine])
        away[mine] = np.inf
        near = away < NEAR * usual
        begins = near & (np.abs(whole[:, 0] - boxes[at + 1, 0]) < ALIKE * usual)
        # pieces that may be cut there too
        alike = piece[wide[np.abs(boxes[wide + 1, 0] - boxes[at + 1, 0]) < ALIKE * usual]]
        begins[alike] |= near[alike]
        crosses = near & (whole[:, 0] < place) & (whole[:, 2] > place)
        crosses[alike] = False
        if begins.sum() >= BEGINNING and not crosses.any():
            found.add(at)
    # where many pieces begin is a column of text: a line may have been read across the gutter
    begin = boxes[1:, 0]
    lefts = np.sort(whole[:, 0])
    many = np.searchsorted(lefts, begin + ALIKE * usual, "right") - np.searchsorted(lefts, begin - ALIKE * usual)
    for at in np.flatnonzero(inner & (gap >= NARROW * usual) & (many >= MANY)).tolist():
        mine, place = piece[at], (boxes[at, 2] + begin[at]) / 2
        near = np.abs(middles - middles[mine]) < AROUND * usual
        begins = near & (np.abs(whole[:, 0] - begin[at]) < ALIKE * usual)
        ends = near & (whole[:, 2] < place) & (whole[:, 2] > place - AROUND * usual)
        crosses = near & (whole[:, 0] < place) & (whole[:, 2] > place)
        cuttable = piece[inner & (gap >= NARROW * usual) & (boxes[:-1, 2] < place) & (begin > place)]
        crosses[cuttable] = False
        if min(begins.sum(), ends.sum()) >= MANY and not crosses.any():
            found.add(at)
    gaps = np.flatnonzero(inner & (gap > 0))
    if len(down) and len(down) * len(gaps) < MOST_MEETINGS:
        middle = ((boxes[gaps, 1] + boxes[gaps, 3]) / 2)[:, None]
        between = (down[:, 0] > boxes[gaps, 2][:, None] - 1) & (down[:, 0] < boxes[gaps + 1, 0][:, None] + 1)
        found |= set(gaps[(between & (down[:, 1] < middle) & (down[:, 2] > middle)).any(1)].tolist())
    return sorted(found)
