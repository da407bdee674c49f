"""Where on a page something covers words that its file still holds: no quotation may close such a gap unseen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from readingroom.model.answers import PageText
from readingroom.model.geometry import Box
from readingroom.model.words import Words

_Numbers: TypeAlias = npt.NDArray[np.float64]
_Places: TypeAlias = npt.NDArray[np.intp]

#: Share of the page's width at each side, and of its height at top and bottom, that is margin: what is dark there is
#: the edge of the scan or a punched hole and no redaction.
SIDE, END = 0.1, 0.03

#: How far a place may reach into the lines above and below it, as a share of the page: boxes are drawn a little off.
SLACK = 0.005


def covers(page: PageText) -> list[Box]:
    """Return the places of a page that something covers: solid boxes, and what lies over words of the file.

    What lies under a scan is not asked: it may be an old recognition that errs. A page whose own text stands beside
    words that were read (a stamp, a picture, a doubtful glyph) is no scan.
    """
    hidden = page.facts.hidden if page.facts.source in {"layer", "mixed"} else ()
    painted = [place.box for place in hidden if place.reason == "covered"]
    return painted + [region.box for region in page.content.regions if region.kind == "box"]


def covered_after(page: Words, places: Iterable[Box]) -> frozenset[int]:
    """Return the words after which a covered place stands; -1 when it stands before the first.

    In every row that it reaches a place belongs to the words beside it, unless a word stands over it there. In a row
    of its own it belongs between the lines above and below it, where the text runs from one to the other. A label on it
    that the text holds elsewhere (redaction tools write theirs at the end) counts for nothing: the text runs over the
    place without it. The dark edge of a scan and punched holes, which lie in its margins, cover nothing.
    """
    places = tuple(place for place in places if not _in_margin(place))
    if not len(page) or not places:
        return frozenset()
    boxes = np.array(page.boxes, np.float64).reshape(-1, 4)
    near, lines = _Near(boxes), _Lines(page, boxes)
    found: set[int] = set()
    for place in places:
        words = near.words(place)
        top, bottom = boxes[words, 1], boxes[words, 3]
        middle, down = (top + bottom) / 2, (place.top + place.bottom) / 2
        within = (place.top < middle) & (middle < place.bottom)
        chosen = ((top <= down) & (bottom >= down)) | within
        reached, across = words[chosen], (boxes[words, 0] + boxes[words, 2])[chosen] / 2
        on = frozenset(reached[(place.left < across) & (across < place.right) & within[chosen]].tolist())
        rows = [_without_label(boxes, row, on, place) for row in _rows(boxes, reached)]
        for row in rows:
            found.update(_beside(boxes, row, place))
        if not any(row.size for row in rows):
            found.update(lines.around(place))
    return frozenset(found)


class _Near:
    """The words of a page by where they stand down it, so that for a place only those beside it are looked at."""

    def __init__(self, boxes: _Numbers) -> None:
        self._order = np.argsort(boxes[:, 1], kind="stable")
        self._tops = boxes[self._order, 1]
        self._tallest = float((boxes[:, 3] - boxes[:, 1]).max())

    def words(self, place: Box) -> _Places:
        """Return at least the words that a place reaches, in reading order."""
        first = np.searchsorted(self._tops, place.top - self._tallest, side="left")
        last = np.searchsorted(self._tops, place.bottom, side="right")
        return np.sort(self._order[first:last])


class _Lines:
    """The ends of the lines of a page that another line follows."""

    def __init__(self, page: Words, boxes: _Numbers) -> None:
        numbers = np.array(page.lines)
        self._ends = np.flatnonzero(numbers[1:] != numbers[:-1])
        begins = np.append(0, self._ends + 1)
        left, right = np.minimum.reduceat(boxes[:, 0], begins), np.maximum.reduceat(boxes[:, 2], begins)
        self._left, self._right = np.minimum(left[:-1], left[1:]), np.maximum(right[:-1], right[1:])
        self._above, self._below = boxes[self._ends, 3], boxes[self._ends + 1, 1]

    def around(self, place: Box) -> list[int]:
        """Return the last words of lines above a place whose next line stands below it, in the column of the place."""
        column = (self._left < place.right) & (self._right > place.left)
        over, under = self._above <= place.top + SLACK, self._below >= place.bottom - SLACK
        return list(map(int, self._ends[column & over & under].tolist()))


def _in_margin(place: Box) -> bool:
    """Whether a place lies wholly in a margin of the page."""
    return place.right <= SIDE or place.left >= 1 - SIDE or place.bottom <= END or place.top >= 1 - END


def _rows(boxes: _Numbers, words: _Places) -> list[_Places]:
    """Return words divided into rows: each begins below the middle of the one before."""
    rows: list[list[int]] = []
    low = -1.0
    for word in sorted(words.tolist(), key=lambda word: boxes[word, 1] + boxes[word, 3]):
        middle = (boxes[word, 1] + boxes[word, 3]) / 2
        if not rows or middle > low:
            rows.append([])
            low = float(boxes[word, 3])
        rows[-1].append(word)
    return [np.array(row) for row in rows]


def _without_label(boxes: _Numbers, row: _Places, inside: frozenset[int], place: Box) -> _Places:
    """Return a row without the words inside a place that the text does not hold between those beside it."""
    on = inside.intersection(row.tolist())
    if not on:
        return row
    rest = np.array([word for word in row.tolist() if word not in on], np.intp)
    left, right = _neighbours(boxes, rest, place)
    next_to = {left + 1 if left is not None else None, right - 1 if right is not None else None}
    return row if next_to & on else rest


def _beside(boxes: _Numbers, row: _Places, place: Box) -> Iterable[int]:
    """Return the word of a row after which a place stands."""
    across = (place.left + place.right) / 2
    if ((boxes[row, 2] > across) & (boxes[row, 0] < across)).any():
        return
    left, right = _neighbours(boxes, row, place)
    if right is not None and (left is None or across - boxes[left, 2] > boxes[right, 0] - across):
        yield right - 1
    elif row.size:
        yield -1 if left is None else left


def _neighbours(boxes: _Numbers, row: _Places, place: Box) -> tuple[int | None, int | None]:
    """Return the nearest words of a row on each side of the middle of a place."""
    across = (place.left + place.right) / 2
    before, after = row[boxes[row, 2] <= across], row[boxes[row, 0] >= across]
    left = int(before[np.argmax(boxes[before, 2])]) if before.size else None
    right = int(after[np.argmin(boxes[after, 0])]) if after.size else None
    return left, right
