"""Finding lines of text in an image: PP-OCRv6's detector, a map of how likely each point is text, cut into lines."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.ocr.models import model_file
from readingroom.engines.ocr.runtime import IMAGENET, Floats, Loader
from readingroom.engines.pages import Pixels

Corners = npt.NDArray[np.float32]
"""4 x 2: top left, top right, bottom right, bottom left of a line, pixels."""

#: Resolution the detector works at (guide: 100 dpi).
DETECT_DPI = 100.0
#: Least value of a text pixel, least mean of a line, how far a found core is grown (PP-OCR's own defaults).
TEXT, LINE, GROW = 0.3, 0.6, 1.5
#: A line narrower or lower than this many pixels is dirt.
LEAST_SIDE = 4
#: A spot of the map of which no side is so many times the other is taken for level.
SQUARE = 1.5
#: Most pixels the model sees at once; larger pages are looked at in bands that share this many rows (memory).
MOST_AT_ONCE, SHARED = 1_200_000, 96
#: Most lines taken from one page: a page of noise must not be read for minutes. The densest real page has about 500.
MOST_LINES = 2500
#: A sheet with a longer side of these inches and the shape of a page is first looked at as if it were as long as a
#: letter: scans whose file gives the resolution of a screen look like posters. The guess stands if lines are then as
#: high as print (pixels).
LARGE_INCHES, HUGE_INCHES, PAGE_SHAPE, LETTER_INCHES, SMALL_PRINT = 15.0, 36.0, 0.6, 11.0, 9.0


class Detector:
    """Finds lines of text."""

    def __init__(self, load: Loader) -> None:
        """Load the tiny detector."""
        self._model = load(model_file("ppocrv6/tiny/det/det.onnx"), IMAGENET)

    def lines(self, image: Pixels, dpi: float) -> list[Corners]:
        """Return the corners of each line of a gray image drawn at `dpi`, in pixels of that image."""
        long = max(image.shape) / dpi
        if LARGE_INCHES < long < HUGE_INCHES and min(image.shape) > PAGE_SHAPE * max(image.shape):
            found = self._at(image, DETECT_DPI / dpi * LETTER_INCHES / long)
            heights = [float(np.linalg.norm(line[3] - line[0])) for line in found]
            if heights and np.median(heights) * DETECT_DPI / dpi * LETTER_INCHES / long >= SMALL_PRINT:
                return found
        return self._at(image, DETECT_DPI / dpi)

    def _at(self, image: Pixels, scale: float) -> list[Corners]:
        shape = [max(32, round(side * scale / 32) * 32) for side in image.shape[:2]]
        small = np.asarray(cv2.resize(image, (shape[1], shape[0]), interpolation=cv2.INTER_AREA), np.uint8)
        likely = self._map(small)
        contours, _tree = cv2.findContours((likely > TEXT).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        back = np.array([image.shape[1] / shape[1], image.shape[0] / shape[0]], np.float32)
        lines = []
        for contour in contours[:MOST_LINES]:
            (x, y), (w, h), angle = _rectangle(np.asarray(contour, np.int32))
            if min(w, h) < LEAST_SIDE / 2 or _mean(likely, np.asarray(contour, np.int32)) < LINE:
                continue
            grow = w * h * GROW / (2 * (w + h))
            if min(w, h) + 2 * grow < LEAST_SIDE:
                continue
            corners = cv2.boxPoints(((x, y), (w + 2 * grow, h + 2 * grow), angle))
            lines.append(in_order(np.asarray(corners, np.float32)) * back)
        return lines

    def _map(self, small: Pixels) -> Floats:
        """Return the model's map of an image whose sides are multiples of 32."""
        height, width = small.shape
        band = max(SHARED * 2, MOST_AT_ONCE // width // 32 * 32)
        if height <= band:
            likely: Floats = self._model(small)[0, 0]
            return likely
        whole = np.zeros((height, width), np.float32)
        for top in range(0, height, band - SHARED):
            # the middle of what two bands share is where the one stops and the other begins
            part = self._model(small[top : top + band])[0, 0]
            skip = SHARED // 2 if top else 0
            whole[top + skip : top + part.shape[0]] = part[skip:]
            if top + band >= height:
                break
        return whole


def strength(image: Pixels, corners: Corners) -> float:
    """Return how many grays the darkest twentieth of a line is darker than its paper."""
    left, top = np.maximum(corners.min(axis=0), 0).astype(int)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int) + 1
    grays = image[top:bottom:2, left:right:2].reshape(-1)
    dark, bright = np.searchsorted(np.cumsum(np.bincount(grays, minlength=256)), (0.05 * len(grays), 0.95 * len(grays)))
    return float(bright) - float(dark)


def _rectangle(contour: npt.NDArray[np.int32]) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Return middle, sides and degrees of the rectangle around a spot of the map.

    The smallest rectangle around a lone letter, which is about as wide as high, may stand on a corner: it is then laid
    level. (Longer spots show which way they run.)
    """
    middle, (wide, high), angle = cv2.minAreaRect(contour)
    if max(wide, high) > SQUARE * min(wide, high):
        return (float(middle[0]), float(middle[1])), (float(wide), float(high)), float(angle)
    left, top, wide, high = cv2.boundingRect(contour)
    return (left + (wide - 1) / 2, top + (high - 1) / 2), (float(wide - 1), float(high - 1)), 0.0


def _mean(found: Floats, contour: npt.NDArray[np.int32]) -> float:
    x, y, w, h = cv2.boundingRect(contour)
    mask = np.zeros((h, w), np.uint8)
    cv2.fillPoly(mask, [contour - (x, y)], 1)
    return float(cv2.mean(found[y : y + h, x : x + w], mask)[0])


def in_order(corners: Corners) -> Corners:
    """Return the four corners as top left, top right, bottom right, bottom left."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    left, right = left[np.argsort(left[:, 1])], right[np.argsort(right[:, 1])]
    return np.array([left[0], right[0], right[1], left[1]], np.float32)
