"""Ink that text objects draw and no letter of the layer claims: glyphs that the file calls a blank or nothing."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.engines.pdf_fonts import is_blank
from readingroom.engines.pdf_page import Characters, PdfPage
from readingroom.reading.strays import inkless

#: Resolution at which glyphs are drawn alone.
DPI = 100.0

#: Pixels that the box of a word is grown by: what is drawn at its edge is its own.
EDGE = 2

#: What is darker than this may be ink on a page in any colour, and is ink where glyphs are drawn black (gray).
PAPER, DARK = 250, 160

#: A thing of fewer pixels is a speck (two thirds of a millimetre square).
SPECK = 6


def has_nameless_ink(page: PdfPage, characters: Characters, image: Pixels | None) -> bool:
    """Whether glyphs of a page draw more than its letters.

    Only fonts that draw ink for a blank are looked at, and in the end only their glyphs, without what the page paints
    beside them: rules under blanks are not meant.

    Args:
        page: the open page.
        characters: its layer.
        image: the page as it was drawn for another purpose; None when it was not.
    """
    numbers = page.nameless()
    numbers = numbers[~inkless(page.things.modes[numbers])]
    if not numbers.size:
        return False
    words = _words(characters)
    if image is not None:
        # Most such pages have not one pixel there: only of the others the glyphs are drawn alone.
        open_ = np.zeros(image.shape, np.uint8)
        _fill(open_, page.things.text_boxes[numbers], 1)
        _fill(open_, words, 0)
        if np.count_nonzero((image < PAPER) & (open_ > 0)) < SPECK:
            return False
    ink = np.asarray(page.draw_glyphs(DPI, numbers.tolist()) < DARK, np.uint8)
    _fill(ink, words, 0)
    _count, _labels, facts, _middles = cv2.connectedComponentsWithStats(ink)
    return bool((facts[1:, cv2.CC_STAT_AREA] >= SPECK).any())


def _words(characters: Characters) -> npt.NDArray[np.float64]:
    """Return the boxes around letters that follow one another without a blank."""
    blank = np.array([code for code in np.unique(characters.codes).tolist() if is_blank(code)], np.uint32)
    named = characters.drawn & ~np.isin(characters.codes, blank)
    places = np.flatnonzero(named)
    if not places.size:
        return np.zeros((0, 4))
    begins = np.flatnonzero(np.diff(places, prepend=-2) > 1)
    boxes = characters.boxes[places]
    return np.hstack([np.minimum.reduceat(boxes[:, :2], begins), np.maximum.reduceat(boxes[:, 2:], begins)])


def _fill(pixels: npt.NDArray[np.uint8], boxes: npt.NDArray[np.float64], value: int) -> None:
    """Set the pixels in and at boxes (fractions of the page); those whose place is not known lie everywhere."""
    size = np.array([*pixels.shape[::-1]] * 2)
    edges = np.rint(np.where(np.isnan(boxes), (0, 0, 1, 1), boxes).clip(0, 1) * size).astype(np.int64)
    edges += np.array((-EDGE, -EDGE, EDGE, EDGE))
    for left, top, right, bottom in edges.clip(0).tolist():
        pixels[top:bottom, left:right] = value
