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
from readingroom.reading.grid import LEAST_INK, Grid, meets
from readingroom.reading.overlaps import BURIED, crowded, groups, pairs
from readingroom.reading.strays import DPI, MOST_MEETINGS, Strays, inkless, strays

#: Least change of gray (of 255) that a person can see; chosen below anti-aliased hairlines, above rounding.
LEAST_CHANGE = 12

#: Share of a letter's own ink that must be seen. Half a letter can be read; tips that stick out of a box can't.
LEAST_SEEN = 0.5

#: Ink darker than this (gray of 255) on ground lighter than that is plain to see.
DARK, LIGHT = 128, 200

#: Share of a character's box that must lie on the page.
LEAST_INSIDE = 0.5

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shown:
    """What was found out about the characters of a layer, one entry each.

    Attributes:
        seen: the page as seen shows it; white space and made-up characters count as shown.
        over: something that is no text may be painted over its place.
        crowd: other text may share its place.
        echo: it shows the same letter in the same place as an earlier one (fake bold).
        image: the page as it was drawn at `DPI`; None when it needed no look.
    """

    seen: Mask
    over: Mask
    crowd: Mask
    echo: Mask
    image: Pixels | None = None


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
    if not characters.drawn.any() or (things.texts and inkless(things.modes).all()):
        return Shown(seen, none, none, echo)
    full = page.draw(DPI)
    grid = Grid(characters.boxes, *full.shape)
    near = grid.meets(np.vstack([things.other_boxes, things.mark_boxes]))
    # Where nothing but text is painted, what is seen is text: the page without it is white.
    bare = page.draw_without(DPI) if careful or (near & characters.drawn).any() else None
    change = np.asarray(np.subtract(255, full) if bare is None else cv2.absdiff(full, bare), np.uint8)
    likely = characters.drawn & grid.any(change >= LEAST_CHANGE) & _inside(characters.boxes)
    replaced = page.replaced()
    if replaced.any():
        likely &= ~np.append(replaced, [False])[page.objects]
    stray = strays(page, grid)
    over = grid.meets(_later(page)) | stray.over
    crowd = crowded(characters)
    suspects = np.flatnonzero(likely & (careful | over | crowd | _doubtful(page, grid, near, bare)))
    quick = likely.copy()
    quick[suspects] = False
    seen |= quick
    if suspects.size:
        scene = _Scene(page, characters, grid, full, change, stray)
        seen[suspects], echo[suspects] = _look_closer(scene, suspects)
    return Shown(seen, over, crowd, echo, full)


def _inside(boxes: npt.NDArray[np.float64]) -> Mask:
    """Return which boxes lie on the page with at least `LEAST_INSIDE` of their width and height."""
    inner = boxes.clip(0, 1)
    kept = (inner[:, 2:] - inner[:, :2]) >= LEAST_INSIDE * (boxes[:, 2:] - boxes[:, :2])
    on_page = (boxes[:, :2] < 1) & (boxes[:, 2:] > 0)
    found: Mask = (kept & on_page).all(1)
    return found


def _later(page: PdfPage) -> npt.NDArray[np.float64]:
    """Return the boxes of what is no text and may lie over text: painted later, or an annotation."""
    things = page.things
    if not things.texts:
        return things.mark_boxes
    # Most pages are painted from the ground up: rules and frames before the text that they can't hide.
    chosen = things.other_order > things.text_order.min()
    if len(things.texts) * int(chosen.sum()) <= MOST_MEETINGS:
        numbers = np.flatnonzero(chosen)
        chosen[numbers] = covers(things, numbers[:, None], np.arange(len(things.texts))[None], things.text_boxes).any(1)
    return np.vstack([things.other_boxes[chosen], things.mark_boxes])


def covers(things: Things, others: Numbers, texts: Numbers, places: npt.NDArray[np.float64]) -> Mask:
    """Return whether things that are no text may lie over text objects at these places (arrays that broadcast)."""
    later = things.other_order[others] > things.text_order[texts]
    return np.asarray(later & meets(things.other_boxes[others], places))


def _doubtful(page: PdfPage, grid: Grid, near: Mask, bare: Pixels | None) -> Mask:
    """Return which characters lie where text is not dark, opaque, whole and on light ground.

    Args:
        page: the open page.
        grid: the characters on its drawing.
        near: which of them may have anything but paper as ground.
        bare: the page without its text; None when no character is near anything.
    """
    inks = page.inks
    doubtful = grid.meets(page.things.text_boxes[(inks < 0) | (inks > DARK) | page.may_cut()])
    rest = np.flatnonzero(near & ~doubtful)
    if bare is not None and rest.size:
        pixels, begins = grid.pixels(rest)
        doubtful[rest] = np.minimum.reduceat(bare.ravel()[pixels], begins) < LIGHT
    return doubtful


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the careful way looks at: the drawing as seen, and what leaving out all text changes in it."""

    page: PdfPage
    characters: Characters
    grid: Grid
    full: Pixels
    change: npt.NDArray[np.uint8]
    stray: Strays


def _look_closer(scene: _Scene, suspects: Numbers) -> tuple[Mask, Mask]:
    """Judge the suspects the careful way; return which are seen, and which only repeat another letter in its place."""
    all_seen, all_echo = np.zeros(suspects.size, np.bool_), np.zeros(suspects.size, np.bool_)
    objects = scene.page.objects_at(suspects)
    # What leaves no ink (the text under a scan, often over a visible text) is not seen and is in nobody's way; neither
    # is what no object is known for.
    inked = np.flatnonzero((objects >= 0) & ~inkless(scene.page.things.modes)[objects])
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
    against = list(zip(objects[first[mixed]].tolist(), objects[second[mixed]].tolist(), strict=True))
    twins = list(zip(objects[first[double]].tolist(), objects[second[double]].tolist(), strict=True))
    twins += scene.stray.twins
    against += scene.stray.meetings(objects, suspects)
    for members, free in groups(np.unique(objects), twins, against):
        mine = np.isin(objects, members)
        if mine.any():
            seen[mine] = _shares(scene, suspects[mine], members.tolist(), free=free) >= LEAST_SEEN
    all_seen[inked] = seen & ~wrong
    all_echo[inked[np.maximum(first, second)[double]]] = True
    return all_seen, all_echo


def _shares(scene: _Scene, suspects: Numbers, members: list[int], *, free: bool) -> npt.NDArray[np.float64]:
    """Return which share of their ink is seen of the suspects, which the text objects `members` draw.

    With `free`, these objects share no place with other text: leaving out all text tells what they show.
    """
    change = scene.change
    if not free:
        change = np.asarray(cv2.absdiff(scene.full, scene.page.draw_without(DPI, members)), np.uint8)
    pixels, begins = scene.grid.pixels(suspects)
    ink = np.subtract(255, scene.page.draw_glyphs(DPI, members).ravel()[pixels]) / np.float32(255)
    ink[ink < LEAST_INK] = 0
    here = change.ravel()[pixels]
    # The two drawings may put a letter one pixel apart: all of a full stop.
    around = np.asarray(cv2.dilate(change, np.ones((3, 3), np.uint8))).ravel()[pixels]
    thin = np.repeat(scene.grid.thin[suspects], np.diff(begins, append=pixels.size))
    enough = np.where(thin, around, here) >= np.maximum(LEAST_CHANGE * ink, 1)
    whole = np.add.reduceat(ink, begins)
    part = np.add.reduceat(np.where(enough, ink, 0), begins)
    # Glyphs that bring their own colours may leave nothing when they are drawn alone; then any change counts.
    bright = np.maximum.reduceat(here, begins) >= LEAST_CHANGE
    return np.where(whole > 0, part / np.maximum(whole, 1e-9), bright.astype(np.float64))


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
