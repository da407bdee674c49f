"""Lines drawn through print, as of a form: taken out, the letters that they cross left whole.

Only a line that letters cross is taken out, so the rules of a clean table stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels

Mask = npt.NDArray[np.bool_]

#: A dot of less than this share of the paper's brightness may be of a line.
DARK = 0.72
#: A line is at least so long without a break, and at most so thick (inches).
LONG, THICK = 0.35, 0.025
#: Letters cross a line along so much of it, and along so many inches altogether (the rules of a table meet too). Print
#: that only stands on its line is left: to take the line out then costs the feet of letters (decision 18).
TOUCHED, TOUCHED_LONG = 0.05, 0.12
#: So far from a line (inches) the ink that goes on from it belongs to a letter.
BESIDE = 0.01
#: A page with fewer lines through its print is no form, and they stay; one with more pieces of lines is a picture or
#: noise.
FEWEST, MOST = 3, 400
#: Columns of which one is looked at first.
FOURTH = 4


@dataclass(frozen=True, slots=True, eq=False)
class Through:
    """Lines of one direction that letters cross.

    Attributes:
        place: where they are (255), with their soft rims, on the image as it lay.
        many: whether there are so many that they are taken out.
    """

    place: Pixels
    many: bool


def without_lines(image: Pixels, dpi: float, white: float) -> Pixels:
    """Return a gray image without the lines that cross its letters; the same one if there are none.

    Args:
        image: of a page.
        dpi: its resolution.
        white: how bright its paper is.
    """
    return taken_out(image, dpi, *lines_through(image, dpi, white))


def lines_through(image: Pixels, dpi: float, white: float) -> tuple[Through | None, Through | None]:
    """Return the level and the upright lines that cross letters of a gray image.

    Args:
        image: of a page.
        dpi: its resolution.
        white: how bright its paper is.
    """
    dark = np.asarray(cv2.threshold(image, DARK * white, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)
    upright = crossing(np.ascontiguousarray(dark.T), dpi)
    return crossing(dark, dpi), upright and Through(np.ascontiguousarray(upright.place.T), upright.many)


def taken_out(image: Pixels, dpi: float, level: Through | None, upright: Through | None) -> Pixels:
    """Return a gray image drawn at `dpi` without the lines through its letters, where there are many."""
    thick = 2 * max(1, round(THICK * dpi / 2)) + 3
    for lines, kernel in ((level, (thick, 1)), (upright, (1, thick))):
        if lines is not None and lines.many:
            closed = cv2.morphologyEx(image, cv2.MORPH_CLOSE, np.ones(kernel, np.uint8))
            image = np.asarray(np.where(lines.place > 0, closed, image), np.uint8)
    return image


def crossing(dark: Pixels, dpi: float) -> Through | None:
    """Return the level lines that cross letters; None when there are none.

    Args:
        dark: dark dots, 255.
        dpi: resolution of the page.
    """
    long, thick = round(LONG * dpi), max(2, round(THICK * dpi))
    if not _may_hold(dark, long):
        return None
    found = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    if not found.any():
        return None
    solid = cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((thick + 1, 1), np.uint8))
    lines = np.asarray(cv2.subtract(found, cv2.dilate(solid, np.ones((3, 3), np.uint8))), np.uint8)
    outlines, _tree = cv2.findContours(lines, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    places = [place for place in map(cv2.boundingRect, outlines) if place[2] >= long]
    if len(places) > MOST:
        return None
    beside = max(2, round(BESIDE * dpi))
    mask = np.zeros_like(dark)
    taken = 0
    for left, top, wide, high in places:
        first, last = max(0, top - beside - 1), min(dark.shape[0], top + high + beside + 1)
        own = lines[first:last, left : left + wide]
        touched = _touched(own > 0, dark[first:last, left : left + wide] > 0, beside)
        if touched >= TOUCHED * wide and touched >= TOUCHED_LONG * dpi:
            mask[first:last, left : left + wide] |= own
            taken += 1
    if not taken:
        return None
    return Through(np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.uint8), taken >= FEWEST)


def _may_hold(dark: Pixels, long: int) -> bool:
    """Whether there can be a line so long: a quick look at every fourth column, which misses none."""
    part = np.ascontiguousarray(dark[:, ::FOURTH])
    kernel = np.ones((1, max(1, long // FOURTH)), np.uint8)
    return bool(cv2.erode(part, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=(0,)).any())


def _touched(own: Mask, ink: Mask, beside: int) -> int:
    """Return in how many columns ink goes on over and under a line: letters that it crosses."""
    rows = np.arange(len(own))[:, None]
    there = own.any(axis=0)
    over = np.where(own, rows, len(own)).min(axis=0) - beside
    under = np.where(own, rows, -1).max(axis=0) + beside
    columns = np.arange(own.shape[1])
    above = (over >= 0) & ink[np.clip(over, 0, len(own) - 1), columns]
    below = (under < len(own)) & ink[np.clip(under, 0, len(own) - 1), columns]
    return int((there & above & below).sum())
