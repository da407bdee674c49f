"""PP-OCRv6 in one process: is the page upright, where are its lines, what do they say, where does each word stand."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.ocr import Recognised
from readingroom.engines.ocr.detect import Corners, Detector, strength
from readingroom.engines.ocr.recognise import LineReader, Word
from readingroom.engines.ocr.runtime import Loader
from readingroom.engines.ocr.upright import Compass
from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box, clamped

#: Recognisers by size, as `Recognised.readers` counts them.
SIZES = ("tiny", "small")
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

    def __init__(self, size: str, runtime: str, load: Loader) -> None:
        """Load the tiny detector and the recogniser of `size` (tiny or small) with a runtime."""
        cv2.setNumThreads(1)
        self.name = f"pp-ocrv6-{size} {runtime}"
        self._compass = Compass(load)
        self._detector = Detector(load)
        self._reader = LineReader(size, load)
        self._size = SIZES.index(size)

    def read(self, image: Pixels, dpi: float) -> Recognised:
        """Read a gray image of a page drawn at `dpi`; a page on its side or head is read upright."""
        turned, lines = 0, self._detector.lines(image, dpi)
        suspected = self._compass.turn(image) if lines else 0
        if suspected:
            other = turn(image, suspected)
            found = self._detector.lines(other, dpi)
            if self._trial(other, found) > max(TRIAL_LEAST, TRIAL_GAIN * self._trial(image, lines)):
                turned, image, lines = suspected, other, found
        height, width = image.shape[:2]
        rows: list[tuple[str, Box, float, int]] = []
        signs: list[tuple[float, float]] = []
        kept: list[npt.NDArray[np.float64]] = []
        lost: list[npt.NDArray[np.float64]] = []
        strengths: list[float] = []
        for corners in lines:
            place = corners.astype(np.float64) / (width, height)
            words, pale = self._reader.words(image, corners), strength(image, corners)
            unsure = not words or float(np.mean([word.sure for word in words])) < LEAST_SURE
            if unsure or self._shines_through(image, corners, words, pale):
                lost.append(place)
                continue
            rows.extend((word.text, _box(word, corners, width, height), word.sure, len(kept)) for word in words)
            signs.extend((word.least, word.step) for word in words)
            kept.append(place)
            strengths.append(pale)
        return Recognised(
            tuple(rows),
            np.array(kept, np.float64).reshape(-1, 4, 2),
            turned,
            float(np.mean([sure for _word, _box, sure, _line in rows])) if rows else None,
            np.array(signs, np.float64).reshape(-1, 2),
            np.array(strengths, np.float64),
            np.full(len(kept), self._size, np.int64),
            np.array(lost, np.float64).reshape(-1, 4, 2),
        )

    def _trial(self, image: Pixels, lines: Sequence[Corners]) -> float:
        """Return how well the longest lines can be read."""
        longest = sorted(lines, key=lambda one: -float(np.linalg.norm(one[1] - one[0])))[:TRIAL_LINES]
        return sum(_read_well(self._reader.words(image, line)) for line in longest)

    def _shines_through(self, image: Pixels, corners: Corners, words: Sequence[Word], pale: float) -> bool:
        """Whether a pale line is print on the back of the sheet: it reads better in a mirror."""
        if pale >= PALE:
            return False
        return pale < PALEST or _read_well(self._reader.words(image, corners, mirrored=True)) > _read_well(words)


def _read_well(words: Sequence[Word]) -> float:
    """Return how many letters were read, each counted as much as it is sure; unsure ones count very little."""
    return sum(len(word.text) * word.sure**4 for word in words)


def turn(image: Pixels, degrees: int) -> Pixels:
    """Return an image turned clockwise by quarter turns."""
    return np.ascontiguousarray(np.rot90(image, -(degrees // 90)))


def _box(word: Word, corners: Corners, width: int, height: int) -> Box:
    """Return the upright box around a word on its line, as fractions."""
    across, down = corners[1] - corners[0], corners[3] - corners[0]
    points = np.array([corners[0] + across * at + down * low for at in (word.first, word.last) for low in (0, 1)])
    left, top = points.min(axis=0) / (width, height)
    right, bottom = points.max(axis=0) / (width, height)
    return clamped(float(left), float(top), float(right), float(bottom))
