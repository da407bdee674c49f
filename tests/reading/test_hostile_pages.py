from __future__ import annotations

import cv2
import numpy as np
import pytest

from readingroom.engines.ocr import Recogniser, load_recogniser
from readingroom.engines.pages import Pixels
from readingroom.model.page import Sheet
from readingroom.reading.scan import MOST_PIXELS, read_scan

DPI = 200.0


class OneImage:
    """An image as a file of one page."""

    name, pages = "made", 1

    def __init__(self, pixels: Pixels) -> None:
        self._pixels = pixels

    def size(self, _number: int) -> Sheet:
        return Sheet(self._pixels.shape[1] / DPI * 72, self._pixels.shape[0] / DPI * 72)

    def render(self, _number: int, *, dpi: float, gray: bool = True, turned: int = 0) -> Pixels:
        del gray
        size = [max(1, round(side * dpi / DPI)) for side in self._pixels.shape]
        assert size[0] * size[1] <= MOST_PIXELS * 1.01
        shown = cv2.resize(self._pixels, (size[1], size[0]), interpolation=cv2.INTER_AREA)
        return np.ascontiguousarray(np.rot90(shown, -(turned // 90)))

    def damaged(self, _number: int) -> bool:
        return False

    def close(self) -> None:
        pass


def noise() -> Pixels:
    return np.random.default_rng(7).integers(0, 256, (1100, 850), dtype=np.uint8)


def boxes() -> Pixels:
    image = np.full((1100, 850), 255, np.uint8)
    for y in range(4, 1090, 11):
        for x in range(4, 840, 8):
            image[y : y + 7, x : x + 5] = 0
    return image


PAGES = {
    "one dot": np.zeros((1, 1), np.uint8),
    "one dot wide": np.tile(np.array([0, 255], np.uint8), 300)[:, None],
    "20,000 dots wide": np.tile(np.array([0] * 20 + [255] * 20, np.uint8), (40, 500)),
    "black": np.zeros((2200, 1700), np.uint8),
    "noise": noise(),
    "ten thousand boxes": boxes(),
}


@pytest.fixture(scope="module")
def engine() -> Recogniser:
    return load_recogniser("fast")


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_read_without_a_crash_and_gives_hardly_a_word(engine: Recogniser, name: str) -> None:
    reading = read_scan(OneImage(PAGES[name]), 1, lambda: engine)
    assert len(reading.words) <= 5
