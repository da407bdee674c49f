"""PP-OCRv6 in one process: is the page upright, where are its lines, what do they say, where does each word stand."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from readingroom.engines.ocr import Recognised
from readingroom.engines.ocr.again import Later, better, is_weak
from readingroom.engines.ocr.detect import Corners, Detector, strength
from readingroom.engines.ocr.edges import ink_of, stretched
from readingroom.engines.ocr.gather import Gathered
from readingroom.engines.ocr.leftover import leftover, wider
from readingroom.engines.ocr.recognise import Word, line_reader
from readingroom.engines.ocr.runtime import Loader
from readingroom.engines.ocr.strips import read_lines
from readingroom.engines.ocr.upright import Compass, turn
from readingroom.engines.pages import Pixels

#: A line whose words are less sure than this on the average is no line (PP-OCR's own default).
LEAST_SURE = 0.5
#: A line less than so many grays darker than its paper may shine through from the back; a still paler one does.
PALE, PALEST = 90.0, 25.0
#: It does shine through when its mirror reads better by so many sure letters: a lone thin `Y` looks pale, as little of
#: its box is ink, and reads the same in a mirror (three or four of 26 such cells of a real table were lost to that).
CLEARLY = 0.5
#: Resolution at which pages are wanted, in fast mode and in the others (docs/decisions/0012: finer drawing reads small
#: print better, costs half as much again, and spoils broken photocopies for the tiny model).
FAST_DPI, DPI = 150.0, 200.0
#: Lone letters that only their ink shows must be surer, and be read the same with more paper beside them.
LONE_SURE = 0.9


class PpOcr:
    """A recogniser (see `Recogniser`)."""

    def __init__(self, mode: str, runtime: str, load: Loader) -> None:
        """Load the models of a mode: fast, balanced or accurate (see `load_recogniser`)."""
        cv2.setNumThreads(1)
        self.dpi = FAST_DPI if mode == "fast" else DPI
        self._size = "small" if mode == "accurate" else "tiny"
        self.name = f"pp-ocrv6-{self._size}{'+small' if mode == 'balanced' else ''} {runtime}"
        self._compass = Compass(load)
        self._detector = Detector(load)
        self._reader = line_reader(self._size, load)
        self._page: Pixels | None = None
        self._ink: tuple[Pixels, Pixels] | None = None
        self._read_before: dict[bytes, list[Word]] = {}
        self._better = Later(load) if mode == "balanced" else None

    def read(self, image: Pixels, dpi: float) -> Recognised:
        """Read a gray image of a page drawn at `dpi`; a page on its side or head is read upright."""
        turned, lines = self.upright(image, dpi)
        if turned:
            image = turn(image, turned)
            lines = self._lines(image, dpi)
            self._begin(image, lines)
        page = Gathered(image.shape[1], image.shape[0])
        read = [self._line(image, corners) for corners in lines]
        inks = [strength(image, corners) for corners in lines]
        through = self._shine_through(image, lines, [words for words, _agreed, _size in read], inks)
        for at, (words, agreed, size) in enumerate(read):
            if at in through or not _is_sure(words):
                page.lose(lines[at])
            else:
                page.add(lines[at], words, inks[at], size, agreed)
        self._page = None
        ink = self._ink[1] if self._ink is not None and self._ink[0] is image else None
        self._ink = None
        for corners in leftover(image, lines, ink):
            words, agreed, size = self._line(image, corners)
            if not words or float(np.mean([word.sure for word in words])) < LONE_SURE:
                continue
            if [word.text for word in self._line(image, wider(corners))[0]] == [word.text for word in words]:
                page.add(corners, words, strength(image, corners), size, agreed)
        return page.recognised(turned)

    def upright(self, image: Pixels, dpi: float) -> tuple[int, list[Corners]]:
        """Return the clockwise degrees that make a page upright, and its lines as it lies."""
        lines = self._lines(image, dpi)
        self._begin(image, lines)
        return self._compass.turn(image, lines, self._reads_well, lambda other: self._lines(other, dpi)), lines

    def _lines(self, image: Pixels, dpi: float) -> list[Corners]:
        """Return the lines of an image, each to the end of its ink."""
        lines = self._detector.lines(image, dpi)
        if not lines:
            return []
        ink = ink_of(image, lines)
        self._ink = image, ink
        return stretched(image, lines, ink)

    def _begin(self, image: Pixels, lines: Sequence[Corners]) -> None:
        """Begin a page; the tiny model reads all its lines at once, the small one each when it is asked for."""
        self._page = image
        self._read_before.clear()
        if self._size == "tiny":  # in strips the small one parts words less well
            read = read_lines(self._reader, image, lines)
            self._read_before.update((line.tobytes(), words) for line, words in zip(lines, read, strict=True))

    def _line(self, image: Pixels, corners: Corners) -> tuple[list[Word], list[int] | None, str]:
        """Return the words of a line, whether two models agree on each, and which model's they are."""
        words = self._words(image, corners)
        if self._better is None or not is_weak(words):
            return words, None, self._size
        second = self._better.get().words(image, corners)
        kept, agreed = better(words, second)
        return kept, agreed, "small" if kept is second else "tiny"

    def _words(self, image: Pixels, corners: Corners) -> list[Word]:
        """Read a line of the page as it lies once, however often it is asked for."""
        if image is not self._page:
            return self._reader.words(image, corners)
        key = corners.tobytes()
        if key not in self._read_before:
            self._read_before[key] = self._reader.words(image, corners)
        return self._read_before[key]

    def _reads_well(self, image: Pixels, corners: Corners) -> tuple[float, int]:
        words = self._words(image, corners)
        return _read_well(words), sum(len(word.text) for word in words)

    def _shine_through(
        self, image: Pixels, lines: Sequence[Corners], read: Sequence[list[Word]], inks: Sequence[float]
    ) -> set[int]:
        """Return the numbers of pale lines that are print on the back of the sheet: they read better in a mirror."""
        pale = [at for at, ink in enumerate(inks) if ink < PALE and _is_sure(read[at])]
        asked = [at for at in pale if inks[at] >= PALEST]
        corners = [lines[at] for at in asked]
        if self._size == "tiny":
            mirrored = read_lines(self._reader, image, corners, mirrored=True)
        else:
            mirrored = [self._reader.words(image, line, mirrored=True) for line in corners]
        front = {at for at, words in zip(asked, mirrored, strict=True) if not _is_mirrored(read[at], words)}
        return set(pale) - front


def _is_sure(words: Sequence[Word]) -> bool:
    """Whether these are words at all."""
    return bool(words) and float(np.mean([word.sure for word in words])) >= LEAST_SURE


def _is_mirrored(words: Sequence[Word], mirror: Sequence[Word]) -> bool:
    """Whether a line reads clearly better in a mirror, and not the same there."""
    letters = "".join(word.text for word in mirror)
    same = letters[::-1] == "".join(word.text for word in words)
    return not same and _read_well(mirror) >= _read_well(words) + CLEARLY


def _read_well(words: Sequence[Word]) -> float:
    """Return how many letters were read, each counted as much as it is sure; unsure ones count very little."""
    return sum(len(word.text) * word.sure**4 for word in words)
