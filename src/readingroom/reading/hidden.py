"""Which characters of a text layer the page as seen shows.

The page is drawn twice, as it is and with its text left out; a character is shown when that changes something inside
its box. This needs no list of tricks: boxes, images, annotations, clips, white ink, invisible ink and ground colour all
come out of the drawing itself. Characters that lie over each other are told apart by leaving out one object at a time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.engines.pdf import Characters, PdfPage

#: Resolution of the drawings: a 6-point full stop still changes a pixel.
DPI = 96.0

#: Least change of gray (of 255) that a person can see; chosen below anti-aliased hairlines, above rounding.
LEAST_CHANGE = 12

#: Text objects that may be left out one by one on one page; beyond it, overlapping words count as not shown.
MOST_LOOKS = 400

#: Objects that lie within this many units of each other on every edge are one text drawn twice (fake bold).
TWICE = 2.0


def shown(page: PdfPage, characters: Characters) -> npt.NDArray[np.bool_]:
    """Return for each character whether the page as seen shows it; made-up spaces count as shown.

    Args:
        page: the open page.
        characters: its text layer.
    """
    if not characters.text:
        return np.zeros(0, np.bool_)
    full = page.draw(DPI)
    changed = _changed(full, page.draw_without(DPI))
    places = _places(characters, full.shape)
    seen = _any(changed, places)
    blank = np.array([letter.isspace() for letter in characters.text])
    seen |= ~characters.drawn | blank
    suspects = _overlapping(characters, seen & characters.drawn & ~blank)
    if suspects.size:
        seen[suspects] &= _look_closer(page, characters, suspects, full, places)
    return seen


def _changed(one: Pixels, other: Pixels) -> npt.NDArray[np.bool_]:
    return np.abs(one.astype(np.int16) - other.astype(np.int16)) >= LEAST_CHANGE


def _places(characters: Characters, shape: tuple[int, ...]) -> npt.NDArray[np.int64]:
    """Return left, top, right, bottom of each character in pixels, cut to the page; at least one pixel large."""
    height, width = shape[:2]
    scaled = characters.boxes * (width, height, width, height)
    places = np.hstack([np.floor(scaled[:, :2]), np.ceil(scaled[:, 2:])]).astype(np.int64)
    places[:, 2:] = np.maximum(places[:, 2:], places[:, :2] + 1)
    places[:, [0, 2]] = places[:, [0, 2]].clip(0, width)
    places[:, [1, 3]] = places[:, [1, 3]].clip(0, height)
    return places


def _any(changed: npt.NDArray[np.bool_], places: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return for each place whether any pixel in it changed (by a table of sums)."""
    sums = np.zeros((changed.shape[0] + 1, changed.shape[1] + 1), np.int64)
    sums[1:, 1:] = changed.cumsum(0).cumsum(1)
    left, top, right, bottom = places.T
    found: npt.NDArray[np.bool_] = (sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]) > 0
    return found


def _overlapping(characters: Characters, wanted: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Return the characters whose box shares a good part with a box of another text object."""
    chosen = np.flatnonzero(wanted)
    if chosen.size < 2:  # noqa: PLR2004  # one can't overlap
        return chosen[:0]
    boxes, objects = characters.boxes[chosen], characters.objects[chosen]
    order = np.argsort(boxes[:, 1], kind="stable")
    tops = boxes[order, 1]
    ends = np.searchsorted(tops, boxes[order, 3])
    hit = np.zeros(chosen.size, np.bool_)
    for position, index in enumerate(order):
        rest = order[position + 1 : ends[position]]
        if not rest.size:
            continue
        mine, theirs = boxes[index], boxes[rest]
        across = np.minimum(mine[2], theirs[:, 2]) - np.maximum(mine[0], theirs[:, 0])
        down = np.minimum(mine[3], theirs[:, 3]) - np.maximum(mine[1], theirs[:, 1])
        least = np.minimum(
            (theirs[:, 2] - theirs[:, 0]) * (theirs[:, 3] - theirs[:, 1]), (mine[2] - mine[0]) * (mine[3] - mine[1])
        )
        over = (across > 0) & (down > 0) & (across * down > 0.2 * least) & (objects[rest] != objects[index])
        if over.any():
            hit[index] = True
            hit[rest[over]] = True
    return chosen[hit]


def _look_closer(
    page: PdfPage,
    characters: Characters,
    suspects: npt.NDArray[np.int64],
    full: Pixels,
    places: npt.NDArray[np.int64],
) -> npt.NDArray[np.bool_]:
    """Leave out the text object of each suspect alone (with its doubles) and see whether its own box changes."""
    seen = np.zeros(suspects.size, np.bool_)
    bounds = page.text_bounds()
    numbers = characters.objects[suspects]
    for number in np.unique(numbers)[:MOST_LOOKS]:
        if number < 0:
            continue  # no object is known for it: it can't be shown to be seen
        double = np.flatnonzero(np.abs(bounds - bounds[number]).max(axis=1) <= TWICE)
        changed = _changed(full, page.draw_without(DPI, [int(index) for index in double]))
        mine = numbers == number
        seen[mine] = _any(changed, places[suspects[mine]])
    return seen
