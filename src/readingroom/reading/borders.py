"""Black borders and punched holes of a copy: found, and turned into paper. They are no redaction boxes."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels

Mask = npt.NDArray[np.bool_]

#: A dot of less than this share of the paper's brightness is dark.
DARK = 0.5
#: A border begins at most so far from the edge of the image, is at most so deep and at least so long (inches), and is
#: at least so many times as long as it is deep: a box that touches the edge reaches farther into the page.
BEGINS, DEEPEST, SHORTEST, LONGER = 0.01, 1.0, 0.4, 2.0
#: A band with light print in it is no border: in more than `PRINTED` of its rows dark comes again after a light stroke
#: of at least so many inches, within the depth that is usual for it.
PRINTED, STROKE = 0.03, 0.01
#: Nor is a straight one that ends abruptly: as deep as a line of print (inches) all along - what nine tenths of its
#: rows reach is so much of what a tenth exceeds - on a side of which less than so much is dark. It may cover print.
PRINT_DEEP, STRAIGHT, WHOLE_SIDE = 0.12, 0.8, 0.8
#: A punched hole: least and greatest diameter, farthest from an edge (inches); share of the square around it that it
#: fills (a circle 0.79), and how much wider than high, or higher than wide, it may be.
HOLE, FARTHEST, ROUND, ALIKE = (0.18, 0.36), 1.5, (0.68, 0.86), 1.25
#: Holes are looked for in every so many-th row and column; their core is a square of so much of the least diameter.
COARSE, CORE = 4, 0.6
#: What is painted over beside them, inches: their shadow.
RIM = 0.03


def without_borders(image: Pixels, dpi: float, white: float) -> Pixels:
    """Return a gray image drawn at `dpi` with its black borders and punched holes as paper; the same if it has none.

    Args:
        image: of a page as it lies.
        dpi: its resolution.
        white: how bright its paper is.
    """
    dark = np.asarray(cv2.threshold(image, DARK * white, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)
    found = borders(dark, dpi)
    for left, top, wide, high in holes(dark, dpi):
        found[top : top + high, left : left + wide] = 255
    if not found.any():
        return image
    rim = 2 * max(1, round(RIM * dpi)) + 1
    shadow = np.asarray(cv2.dilate(found, np.ones((rim, rim), np.uint8)), np.uint8)
    out = image.copy()
    out[shadow > 0] = round(white)
    return out


def borders(dark: Pixels, dpi: float) -> Pixels:
    """Return what of the dark dots (255) of a page is a black border along an edge of it."""
    found = np.zeros_like(dark)
    for turned in range(4):
        _along_left(np.rot90(dark, turned), np.rot90(found, turned), dpi)
    return found


def _along_left(dark: Pixels, found: Pixels, dpi: float) -> None:
    """Mark the border at the left edge of a (turned) page."""
    begins, deepest = round(BEGINS * dpi), round(DEEPEST * dpi)
    starts = dark[:, min(begins, dark.shape[1] - 1)] > 0
    if not starts.any():
        return
    strip = dark[:, begins : deepest + 1] > 0
    if not strip.size:
        return
    ends = np.where(strip.all(axis=1), strip.shape[1], strip.argmin(axis=1))
    edges = np.flatnonzero(np.diff(np.pad(starts.astype(np.int8), 1)))
    for first, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        deep = begins + ends[first:stop]
        usual = float(np.quantile(deep, 0.9))
        if stop - first < max(SHORTEST * dpi, LONGER * usual) or usual >= deepest:
            continue
        straight = usual >= PRINT_DEEP * dpi and float(np.quantile(deep, 0.1)) >= STRAIGHT * usual
        if straight and float(starts.mean()) < WHOLE_SIDE:
            continue
        if _is_printed(strip[first:stop, : round(usual) - begins], ends[first:stop], max(1, round(STROKE * dpi))):
            continue
        for row in range(first, stop):
            found[row, : min(int(deep[row - first]), deepest)] = 255


def _is_printed(band: Mask, ends: npt.NDArray[np.int64], stroke: int) -> bool:
    """Whether light print stands in a dark band.

    Args:
        band: which dots are dark, each row from the edge of the page to the band's usual depth.
        ends: where in each row the dark that begins at the edge ends.
        stroke: least width of what is light, dots.
    """
    if band.shape[1] <= stroke:
        return False
    column, ends = np.arange(band.shape[1]), ends[:, None]
    light = ~(band & (column >= ends) & (column < ends + stroke)).any(axis=1)
    again = (band & (column >= ends + stroke)).any(axis=1)
    return float((light & again).mean()) > PRINTED


def holes(dark: Pixels, dpi: float) -> list[tuple[int, int, int, int]]:
    """Return the squares (left, top, width, height in pixels) around the punched holes of a page's dark dots."""
    small = dark[::COARSE, ::COARSE]
    least = max(2, round(HOLE[0] * dpi / COARSE * CORE))
    core = cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((least, least), np.uint8))
    if not core.any():
        return []
    _count, _labels, stats, _middles = cv2.connectedComponentsWithStats(core, connectivity=4)
    far, most = round(FARTHEST * dpi), round(HOLE[1] * dpi)
    high, wide = dark.shape
    found: list[tuple[int, int, int, int]] = []
    for left, top, across, down, _area in (COARSE * np.asarray(stats[1:], np.int64)).tolist():
        x, y = min(left + across // 2, wide - 1), min(top + down // 2, high - 1)
        if max(across, down) <= most and min(x, y, wide - x, high - y) <= far:
            found.extend(_round(dark, x, y, dpi))
    return found


def _round(dark: Pixels, x: int, y: int, dpi: float) -> Iterator[tuple[int, int, int, int]]:
    """Return the square around the dark spot at a place when it is as large and round as a hole.

    What is thinner - print or dirt that touches it, the tatters of torn paper - counts only where it is round with it.
    """
    reach = round(HOLE[1] * dpi)
    left, top = max(0, x - reach), max(0, y - reach)
    part = dark[top : y + reach, left : x + reach]
    side = round(HOLE[0] * CORE * dpi) | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    for spot in (part, np.asarray(cv2.morphologyEx(part, cv2.MORPH_OPEN, disc), np.uint8)):
        _count, labels, stats, _middles = cv2.connectedComponentsWithStats(spot, connectivity=4)
        number = int(labels[y - top, x - left])
        begins, above, across, down, area = np.asarray(stats[number], np.int64).tolist()
        least, most = sorted((across, down))
        large = least >= HOLE[0] * dpi and most <= min(HOLE[1] * dpi, ALIKE * least)
        if number and large and ROUND[0] <= area / (across * down) <= ROUND[1]:
            yield left + begins, top + above, across, down
            return
