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
_Flags: TypeAlias = npt.NDArray[np.bool_]

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
    places = tuple(places)
    if not len(page) or not places:
        return frozenset()
    boxes = np.array(page.boxes, np.float64).reshape(-1, 4)
    middle, across = (boxes[:, 1] + boxes[:, 3]) / 2, (boxes[:, 0] + boxes[:, 2]) / 2
    found: set[int] = set()
    for place in places:
        if _in_margin(place):
            continue
        down = (place.top + place.bottom) / 2
        reached = ((boxes[:, 1] <= down) & (boxes[:, 3] >= down)) | ((place.top < middle) & (middle < place.bottom))
        inside = (place.left < across) & (across < place.right) & (place.top < middle) & (middle < place.bottom)
        rows = [_without_label(boxes, row, inside, place) for row in _rows(boxes, np.flatnonzero(reached))]
        for row in rows:
            found.update(_beside(boxes, row, place))
        if not any(row.size for row in rows):
            found.update(_between(page, boxes, place))
    return frozenset(found)


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


def _without_label(boxes: _Numbers, row: _Places, inside: _Flags, place: Box) -> _Places:
    """Return a row without the words on a place that the text does not hold between those beside it."""
    on, rest = row[inside[row]], row[~inside[row]]
    if not on.size:
        return row
    left, right = _neighbours(boxes, rest, place)
    next_to = {left + 1 if left is not None else None, right - 1 if right is not None else None}
    return row if next_to & set(on.tolist()) else rest


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


def _between(page: Words, boxes: _Numbers, place: Box) -> Iterable[int]:
    """Return the last words of lines above a place whose next line stands below it, in the column of the place."""
    lines = np.array(page.lines)
    ends = np.flatnonzero(lines[1:] != lines[:-1])
    for end in ends.tolist():
        around = boxes[(lines == lines[end]) | (lines == lines[end + 1])]
        column = around[:, 0].min() < place.right and around[:, 2].max() > place.left
        if column and boxes[end, 3] <= place.top + SLACK and boxes[end + 1, 1] >= place.bottom - SLACK:
            yield end
