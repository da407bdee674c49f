"""PP-OCRv6 in one process: is the page upright, where are its lines, what do they say, where does each word stand."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from readingroom.engines.ocr import Recognised
from readingroom.engines.ocr.again import Later, better, is_weak
from readingroom.engines.ocr.detect import Corners, Detector, strength
from readingroom.engines.ocr.gather import Gathered
from readingroom.engines.ocr.recognise import LineReader, Word
from readingroom.engines.ocr.runtime import Loader
from readingroom.engines.ocr.upright import Compass
from readingroom.engines.pages import Pixels

#: A line whose words are less sure than this on the average is no line (PP-OCR's own default).
LEAST_SURE = 0.5
#: A line less than so many grays darker than its paper may shine through from the back; a still paler one does.
PALE, PALEST = 90.0, 25.0
#: How many of the longest lines are read to find out which way up a suspected page lies.
TRIAL_LINES = 12
#: It is turned when that gives at least so many sure letters, and so many times those of the page as it lies.
TRIAL_LEAST, TRIAL_GAIN = 12.0, 1.5


class PpOcr:
    """A recogniser (see `Recogniser`)."""

    def __init__(self, mode: str, runtime: str, load: Loader) -> None:
        """Load the models of a mode: fast, balanced or accurate (see `load_recogniser`)."""
        cv2.setNumThreads(1)
        self._size = "small" if mode == "accurate" else "tiny"
        self.name = f"pp-ocrv6-{self._size}{'+small' if mode == 'balanced' else ''} {runtime}"
        self._compass = Compass(load)
        self._detector = Detector(load)
        self._reader = LineReader(self._size, load)
        self._better = Later(load) if mode == "balanced" else None

    def read(self, image: Pixels, dpi: float) -> Recognised:
        """Read a gray image of a page drawn at `dpi`; a page on its side or head is read upright."""
        turned, lines = 0, self._detector.lines(image, dpi)
        suspected = self._compass.turn(image) if lines else 0
        if suspected:
            other = turn(image, suspected)
            found = self._detector.lines(other, dpi)
            if self._trial(other, found) > max(TRIAL_LEAST, TRIAL_GAIN * self._trial(image, lines)):
                turned, image, lines = suspected, other, found
        page = Gathered(image.shape[1], image.shape[0])
        for corners in lines:
            words, agreed, size = self._line(image, corners)
            dark = strength(image, corners)
            unsure = not words or float(np.mean([word.sure for word in words])) < LEAST_SURE
            if unsure or self._shines_through(image, corners, words, dark):
                page.lose(corners)
            else:
                page.add(corners, words, dark, size, agreed)
        return page.recognised(turned)

    def _line(self, image: Pixels, corners: Corners) -> tuple[list[Word], list[int] | None, str]:
        """Return the words of a line, whether two models agree on each, and which model's they are."""
        words = self._reader.words(image, corners)
        if self._better is None or not is_weak(words):
            return words, None, self._size
        second = self._better.get().words(image, corners)
        kept, agreed = better(words, second)
        return kept, agreed, "small" if kept is second else "tiny"

    def _trial(self, image: Pixels, lines: Sequence[Corners]) -> float:
        """Return how well the longest lines can be read."""
        longest = sorted(lines, key=lambda one: -float(np.linalg.norm(one[1] - one[0])))[:TRIAL_LINES]
        return sum(_read_well(self._reader.words(image, line)) for line in longest)

    def _shines_through(self, image: Pixels, corners: Corners, words: Sequence[Word], dark: float) -> bool:
        """Whether a pale line is print on the back of the sheet: it reads better in a mirror."""
        if dark >= PALE:
            return False
        return dark < PALEST or _read_well(self._reader.words(image, corners, mirrored=True)) > _read_well(words)


def _read_well(words: Sequence[Word]) -> float:
    """Return how many letters were read, each counted as much as it is sure; unsure ones count very little."""
    return sum(len(word.text) * word.sure**4 for word in words)


def turn(image: Pixels, degrees: int) -> Pixels:
    """Return an image turned clockwise by quarter turns."""
    return np.ascontiguousarray(np.rot90(image, -(degrees // 90)))
