"""Which characters of a text layer the page as seen shows.

The page is drawn as it is and with its text left out; what changes is the text that is seen. This needs no list of
tricks: boxes, images, annotations, clips, layers, white ink, invisible ink and ground colour all come out of the
drawing itself. Two ways of judging a character use these drawings:

- the careful way compares the change with the letter's own ink: the text is drawn alone, in black, without clips and
  covers, and at least half of that ink must be seen. Characters that lie over other text are told apart by leaving
  out, together, only text objects that do not touch each other.
- the quick way asks only whether anything changes in the character's box. It is used where nothing but the letter
  itself can change anything there (`doubtful` says where not): dark opaque ink on light ground, cut by no clip, inside
  no form, with nothing painted over it later, and no other character in its place.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.engines.pdf_page import Characters, PdfPage
from readingroom.engines.pdf_things import Things
from readingroom.reading.overlaps import BURIED, crowded, groups, pairs

#: Resolution of the drawings: a 6-point full stop still changes a pixel.
DPI = 96.0

#: Least change of gray (of 255) that a person can see; chosen below anti-aliased hairlines, above rounding.
LEAST_CHANGE = 12

#: Share of a letter's own ink that must be seen. Half a letter can be read; tips that stick out of a box can't.
LEAST_SEEN = 0.5

#: A pixel belongs to a letter when the letter's ink covers at least this share of it.
LEAST_INK = 0.2

#: Ink darker than this (gray of 255) on ground lighter than that is plain to see.
DARK, LIGHT = 128, 200

#: A box of fewer pixels than this across or down is widened by one pixel on both sides.
THIN = 4

#: Meetings of a text and another thing that are looked at one by one; beyond it, whatever is painted late may cover.
MOST_MEETINGS = 2_000_000

#: Share of a character's box that must lie on the page.
LEAST_INSIDE = 0.5

#: Modes of the PDF standard in which text leaves no ink: invisible, and only added to the clip.
NO_INK = (3, 7)

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shown:
    """What was found out about the characters of a layer, one entry each.

    Attributes:
        seen: the page as seen shows it; white space and made-up characters count as shown.
        over: something that is no text may be painted over its place.
        crowd: other text may share its place.
        inkless: its text object leaves no ink by its render mode.
        echo: it shows the same letter in the same place as an earlier one (fake bold).
    """

    seen: Mask
    over: Mask
    crowd: Mask
    inkless: bool
    echo: Mask


class _Grid:
    """The characters' boxes on a drawing."""

    def __init__(self, boxes: npt.NDArray[np.float64], height: int, width: int) -> None:
        self.height, self.width = height, width
        scaled = np.nan_to_num(boxes) * (width, height, width, height)
        scaled = scaled.clip(-1, max(width, height) + 1)
        places = np.hstack([np.floor(scaled[:, :2]), np.ceil(scaled[:, 2:])]).astype(np.int64)
        # Letters are put on whole pixels: the ink of a full stop or a dash may lie beside its box.
        thin = places[:, 2:] - places[:, :2] < THIN
        self.thin: Mask = np.asarray(thin.any(1))
        places[:, :2] -= thin
        places[:, 2:] += thin
        places[:, [0, 2]] = places[:, [0, 2]].clip(0, width)
        places[:, [1, 3]] = places[:, [1, 3]].clip(0, height)
        self.places = places

    def sums(self, weights: npt.NDArray[Any], chosen: npt.NDArray[np.int64] | slice) -> npt.NDArray[np.float64]:
        """Return the sum of the weights inside each chosen box."""
        table = np.asarray(cv2.integral(weights.astype(np.uint8) if weights.dtype == np.bool_ else weights))
        left, top, right, bottom = self.places[chosen].T
        found = table[bottom, right] - table[top, right] - table[bottom, left] + table[top, left]
        return np.asarray(found, np.float64)

    def mask(self, boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
        """Return 1 where any of the boxes (fractions, grown by a pixel) lies; a box that is not known is the page."""
        painted = np.zeros((self.height, self.width), np.uint8)
        if np.isnan(boxes).any():
            painted[:] = 1
            return painted
        scaled = boxes * (self.width, self.height, self.width, self.height)
        edges = np.hstack([np.floor(scaled[:, :2]) - 1, np.ceil(scaled[:, 2:]) + 1])
        edges = edges.clip(0, max(self.width, self.height)).astype(np.int64)
        for left, top, right, bottom in edges.tolist():
            painted[top:bottom, left:right] = 1
        return painted


def shown(page: PdfPage, characters: Characters, *, careful: bool = False) -> Shown:
    """Return which characters the page as seen shows.

    Args:
        page: the open page.
        characters: its text layer.
        careful: judge every character the careful way (slower; the reference for the quick way).
    """
    count = len(characters.codes)
    seen, none, echo = ~characters.drawn, np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    things = page.things
    if not characters.drawn.any():
        return Shown(seen, none, none, inkless=False, echo=echo)
    if things.texts and np.isin(things.modes, NO_INK).all():
        return Shown(seen, none, none, inkless=True, echo=echo)
    full = page.draw(DPI)
    bare = page.draw_without(DPI) if things.others or len(things.mark_boxes) else None
    change = _change(full, bare)
    grid = _Grid(characters.boxes, *full.shape)
    likely = characters.drawn & (grid.sums(change >= LEAST_CHANGE, slice(None)) > 0) & _inside(characters.boxes)
    over = grid.sums(_later(page, grid), slice(None)) > 0
    crowd = crowded(characters)
    suspects = np.flatnonzero(likely & (careful | over | crowd | _doubtful(page, grid, bare)))
    quick = likely.copy()
    quick[suspects] = False
    seen |= quick
    if suspects.size:
        seen[suspects], echo[suspects] = _look_closer(_Scene(page, characters, grid, full, change), suspects)
    return Shown(seen, over, crowd, inkless=False, echo=echo)


def _change(one: Pixels, other: Pixels | None) -> npt.NDArray[np.uint8]:
    """Return how much the gray of each pixel differs; without a second drawing, from white."""
    return np.asarray(np.subtract(255, one) if other is None else cv2.absdiff(one, other), np.uint8)


def _inside(boxes: npt.NDArray[np.float64]) -> Mask:
    """Return which boxes lie on the page with at least `LEAST_INSIDE` of their width and height."""
    inner = boxes.clip(0, 1)
    kept = (inner[:, 2:] - inner[:, :2]) >= LEAST_INSIDE * (boxes[:, 2:] - boxes[:, :2])
    on_page = (boxes[:, :2] < 1) & (boxes[:, 2:] > 0)
    found: Mask = (kept & on_page).all(1)
    return found


def _later(page: PdfPage, grid: _Grid) -> npt.NDArray[np.uint8]:
    """Return where something that is no text may lie over text: painted later, in a form, or an annotation."""
    things = page.things
    if not things.texts:
        return np.zeros((grid.height, grid.width), np.uint8)
    # Most pages are painted from the ground up: rules and frames before the text that they can't hide.
    chosen = things.other_order > things.text_order.min()
    if len(things.texts) * int(chosen.sum()) <= MOST_MEETINGS:
        numbers = np.flatnonzero(chosen)
        chosen[numbers] = covers(things, numbers[:, None], np.arange(len(things.texts))[None], things.text_boxes).any(1)
    return grid.mask(np.vstack([things.other_boxes[chosen], things.mark_boxes, things.text_boxes[_mute(page)]]))


def _mute(page: PdfPage) -> Numbers:
    """Return the text objects that leave ink but have no character in the layer.

    pdfium leaves out text that repeats another one nearby (fake bold, shadows); it is drawn, and may hide something.
    """
    things = page.things
    heard = np.zeros(len(things.texts) + 1, np.bool_)
    heard[page.objects] = True
    boxes = things.text_boxes
    empty = ((boxes[:, 2:] - boxes[:, :2]) <= 0).any(1)
    return np.flatnonzero(~heard[:-1] & ~np.isin(things.modes, NO_INK) & ~empty)


def covers(things: Things, others: Numbers, texts: Numbers, places: npt.NDArray[np.float64]) -> Mask:
    """Return whether things that are no text may lie over text objects at these places (arrays that broadcast)."""
    later = things.other_order[others] > things.text_order[texts]
    return np.asarray(later & meets(things.other_boxes[others], places))


def meets(boxes: npt.NDArray[np.float64], places: npt.NDArray[np.float64]) -> Mask:
    """Return which boxes share something with these places; a box that is not known (NaN) may be anywhere."""
    apart = (boxes[..., :2] >= places[..., 2:]) | (boxes[..., 2:] <= places[..., :2])
    return np.asarray(~apart.any(-1))


def _doubtful(page: PdfPage, grid: _Grid, bare: Pixels | None) -> Mask:
    """Return which characters lie where text is not dark, opaque, whole and on light ground."""
    things = page.things
    inks = page.inks
    doubtful = (inks < 0) | (inks > DARK) | page.may_cut()
    places = grid.mask(things.text_boxes[doubtful])
    if bare is not None:
        places |= bare < LIGHT
    return grid.sums(places, slice(None)) > 0


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the careful way looks at: the drawing as seen, and what leaving out all text changes in it."""

    page: PdfPage
    characters: Characters
    grid: _Grid
    full: Pixels
    change: npt.NDArray[np.uint8]


def _look_closer(scene: _Scene, suspects: Numbers) -> tuple[Mask, Mask]:
    """Judge the suspects the careful way; return which are seen, and which only repeat another letter in its place."""
    all_seen, all_echo = np.zeros(suspects.size, np.bool_), np.zeros(suspects.size, np.bool_)
    objects = scene.page.objects[suspects]
    # What leaves no ink (the text under a scan, often over a visible text) is not seen and is in nobody's way; neither
    # is what no object is known for.
    inked = np.flatnonzero((objects >= 0) & ~np.isin(scene.page.things.modes, NO_INK)[objects])
    suspects, objects = suspects[inked], objects[inked]
    boxes = scene.characters.boxes[suspects]
    found = pairs(boxes)
    if found is None:
        return all_seen, all_echo  # more text in one place than can be told apart
    first, second, shared = found
    codes = scene.characters.codes[suspects]
    double = (codes[first] == codes[second]) & _same_place(boxes[first], boxes[second])
    mixed = ~double & (objects[first] != objects[second])
    apart = np.abs(suspects[first] - suspects[second]) > 1  # neighbours reach into each other by design (fi, if)
    jumbled = ~double & ~mixed & apart & (shared > BURIED)
    jumbled &= _jumbled(codes[first], codes[second], boxes[first], boxes[second])
    wrong = np.zeros(suspects.size, np.bool_)
    wrong[first[jumbled]] = wrong[second[jumbled]] = True
    seen = np.zeros(suspects.size, np.bool_)
    pairs_ = list(zip(objects[first[mixed]].tolist(), objects[second[mixed]].tolist(), strict=True))
    twins = list(zip(objects[first[double]].tolist(), objects[second[double]].tolist(), strict=True))
    silent_twins, over_silent = _silent_meetings(scene.page, objects)
    for members, free in groups(np.unique(objects), twins + silent_twins, pairs_ + over_silent):
        mine = np.isin(objects, members)
        if mine.any():
            seen[mine] = _shares(scene, suspects[mine], members.tolist(), free=free) >= LEAST_SEEN
    all_seen[inked] = seen & ~wrong
    all_echo[inked[np.maximum(first, second)[double]]] = True
    return all_seen, all_echo


def _silent_meetings(page: PdfPage, objects: Numbers) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return pairs of text objects, one with and one without characters in the layer: doubles, and those that meet."""
    boxes, mute = page.things.text_boxes, _mute(page)
    named = np.unique(objects)
    if not mute.size or mute.size * named.size > MOST_MEETINGS:
        return [], [(one, one) for one in named.tolist()] if mute.size else []
    one, other = boxes[named][:, None], boxes[mute][None]
    meeting = meets(one, other)
    # pdfium leaves out only what has the letters of another object, near it.
    near = np.minimum(one[..., 2:] - one[..., :2], other[..., 2:] - other[..., :2]).min(-1) / 2
    double = (np.abs(one - other) <= near[..., None]).all(-1)
    return _named(named, mute, double), _named(named, mute, meeting & ~double)


def _named(named: Numbers, mute: Numbers, found: Mask) -> list[tuple[int, int]]:
    one, other = np.nonzero(found)
    return list(zip(named[one].tolist(), mute[other].tolist(), strict=True))


def _shares(scene: _Scene, suspects: Numbers, members: list[int], *, free: bool) -> npt.NDArray[np.float64]:
    """Return which share of their ink is seen of the suspects, which the text objects `members` draw.

    With `free`, these objects share no place with other text: leaving out all text tells what they show.
    """
    grid = scene.grid
    change = scene.change if free else _change(scene.full, scene.page.draw_without(DPI, members))
    ink = np.asarray(np.subtract(255, scene.page.draw_glyphs(DPI, members)) / np.float32(255), np.float32)
    ink[ink < LEAST_INK] = 0
    whole = grid.sums(ink, suspects)
    part = grid.sums(_visible(change, ink), suspects)
    thin = grid.thin[suspects]
    if thin.any():
        # The two drawings may put a letter one pixel apart: all of a full stop.
        wider = np.asarray(cv2.dilate(change, np.ones((3, 3), np.uint8)), np.uint8)
        part = np.where(thin, grid.sums(_visible(wider, ink), suspects), part)
    # Glyphs that bring their own colours may leave nothing when they are drawn alone; then any change counts.
    bright = grid.sums(change >= LEAST_CHANGE, suspects) > 0
    return np.where(whole > 0, part / np.maximum(whole, 1e-9), bright.astype(np.float64))


def _visible(change: npt.NDArray[np.uint8], ink: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the ink that changes the page as much as its own strength lets expect."""
    return np.where(change >= np.maximum(LEAST_CHANGE * ink, 1), ink, np.float32(0))


def _same_place(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> Mask:
    """Return which boxes have the same place but for a third of their size."""
    size = np.maximum(one[:, 2:] - one[:, :2], other[:, 2:] - other[:, :2])
    off = np.abs((one[:, 2:] + one[:, :2]) - (other[:, 2:] + other[:, :2])) / 2
    return np.asarray((off <= np.maximum(size, 1e-9) / 3).all(1))


def _jumbled(
    one: npt.NDArray[np.uint32], other: npt.NDArray[np.uint32], first: npt.NDArray[Any], second: npt.NDArray[Any]
) -> Mask:
    """Return which pairs of letters that one object draws over each other hide one another.

    A ligature is one glyph read as several letters: they share one box. Marks are meant to lie over letters.
    """
    size = np.maximum(first[:, 2:] - first[:, :2], second[:, 2:] - second[:, :2])
    ligature = (np.abs(first - second) <= np.hstack([size, size]) / 10).all(1)
    marks = [_is_mark(a) or _is_mark(b) for a, b in zip(one.tolist(), other.tolist(), strict=True)]
    return np.asarray(~ligature & ~np.array(marks, np.bool_))


def _is_mark(code: int) -> bool:
    return code not in _BLOCKS and unicodedata.category(chr(code))[0] in "MSP"


#: Block elements and geometric shapes: typed over words to hide them.
_BLOCKS = range(0x2580, 0x2600)
