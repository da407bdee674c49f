"""Text that is drawn where the layer has no letters: it is in no one's words, but may hide the words of others.

pdfium leaves text out of the layer that repeats other text nearby (fake bold, shadows) or has no width; and glyphs that
are drawings (Type 3 fonts) may paint anything anywhere, whatever letters they stand for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from readingroom.engines.pdf_page import PdfPage
from readingroom.reading.grid import LEAST_INK, Grid, Mask, Numbers, meets

#: Resolution of the drawings: a 6-point full stop still changes a pixel.
DPI = 96.0

#: Modes of the PDF standard in which text leaves no ink: invisible, and only added to the clip.
NO_INK = (3, 7)

#: Meetings of two things that are looked at one by one; beyond it, all are taken to meet.
MOST_MEETINGS = 2_000_000

#: Two text objects that share more than this of the smaller one may be one text drawn twice, which pdfium leaves out.
TWICE = 0.2


@dataclass(frozen=True, slots=True)
class Strays:
    """What was found.

    Attributes:
        over: for each character, whether stray ink may lie over it.
        twins: pairs of text objects, one in the layer and one left out of it, that show the same letters in one place.
        near: pairs of text objects, one in the layer and one left out, that share a place without being twins.
        wild: text objects whose ink lies where their letters don't.
        hit: for each character, whether the ink of those lies over it.
    """

    over: Mask
    twins: list[tuple[int, int]]
    near: list[tuple[int, int]]
    wild: Numbers
    hit: Mask

    def meetings(self, objects: Numbers, characters: Numbers) -> list[tuple[int, int]]:
        """Return pairs of text objects that must be told apart, for characters drawn by these objects."""
        struck = np.unique(objects[self.hit[characters]]).tolist()
        return self.near + [(one, other) for one in struck for other in self.wild.tolist()]


def strays(page: PdfPage, grid: Grid) -> Strays:
    """Look for stray ink on a page."""
    nothing = np.zeros(len(grid.boxes), np.bool_)
    things = page.things
    inked = ~inkless(things.modes)
    boxes = things.text_boxes
    flat = ~((boxes[:, 2:] > boxes[:, :2]).all(1))
    drawings = page.drawn_glyphs & inked
    if not (flat & inked).any() and not drawings.any() and not _some_twice(boxes):
        return Strays(nothing, [], [], np.zeros(0, np.int64), nothing)
    heard = np.zeros(len(things.texts) + 1, np.bool_)
    heard[page.objects] = True
    mute = inked & ~heard[:-1]
    twins, near = _pairs(boxes, np.flatnonzero(heard[:-1] & inked), np.flatnonzero(mute & ~flat))
    wild, hit = _wild(page, grid, np.flatnonzero((mute & flat) | drawings))
    return Strays(grid.meets(boxes[mute & ~flat]) | hit, twins, near, wild, hit)


def inkless(modes: Numbers) -> Mask:
    """Return which text objects leave no ink, by their rendering modes."""
    found: Mask = (modes == NO_INK[0]) | (modes == NO_INK[1])
    return found


def _some_twice(boxes: npt.NDArray[np.float64]) -> bool:
    """Return whether any two boxes share a good part."""
    if len(boxes) ** 2 > MOST_MEETINGS or np.isnan(boxes).any():
        return True
    size = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:]) - np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    shared = np.where((size > 0).all(2), size[..., 0] * size[..., 1], 0)
    np.fill_diagonal(shared, 0)
    return bool((shared > TWICE * np.minimum(area[:, None], area[None])).any())


def _pairs(
    boxes: npt.NDArray[np.float64], named: Numbers, mute: Numbers
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    if not mute.size:
        return [], []
    if mute.size * named.size > MOST_MEETINGS:
        return [], [(one, one) for one in named.tolist()]
    one, other = boxes[named][:, None], boxes[mute][None]
    meeting = meets(one, other)
    # pdfium leaves out only what has the letters of another object, near it.
    reach = np.minimum(one[..., 2:] - one[..., :2], other[..., 2:] - other[..., :2]).min(-1) / 2
    double = (np.abs(one - other) <= reach[..., None]).all(-1)
    return _numbered(named, mute, double), _numbered(named, mute, meeting & ~double)


def _numbered(named: Numbers, mute: Numbers, found: Mask) -> list[tuple[int, int]]:
    one, other = np.nonzero(found)
    return list(zip(named[one].tolist(), mute[other].tolist(), strict=True))


def _wild(page: PdfPage, grid: Grid, numbers: Numbers) -> tuple[Numbers, Mask]:
    """Return which of these text objects may leave ink outside their letters, and over which characters it lies."""
    if not numbers.size:
        return numbers, np.zeros(len(grid.boxes), np.bool_)
    # Glyphs that bring their own colour show on one of two grounds.
    light, dark = (page.draw_glyphs(DPI, numbers.tolist(), ground=ground) for ground in (255, 0))
    edge = round(LEAST_INK * 255)
    ink = (light < 255 - edge) | (dark > edge)
    for number in np.flatnonzero(np.isin(page.objects, numbers)).tolist():
        left, top, right, bottom = grid.places[number].tolist()
        ink[max(top - 1, 0) : bottom + 1, max(left - 1, 0) : right + 1] = False
    hit = grid.any(ink)
    return (numbers, hit) if hit.any() else (numbers[:0], hit)
