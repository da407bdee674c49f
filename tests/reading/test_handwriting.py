from __future__ import annotations

import random

import cv2
import numpy as np
import pytest

from readingroom.engines.ocr import Recogniser, load_recogniser
from readingroom.model.page import Sheet
from readingroom.reading.pictures import pictures
from readingroom.reading.scan import read_scan
from readingroom.sample import pen

HIGH, WIDE, DPI = 1650, 1275, 150
WORDS = (
    "please check with the office before monday and send the copy to file room two the second page was missing when we "
    "got it ask them again about the dates on the form call back after lunch he wants it in writing no answer yet keep "
    "this with the others signed and dated by both sides"
)


class OneImage:
    """An image as a file of one page."""

    name, pages = "made", 1

    def __init__(self, pixels: np.ndarray, dpi: int = DPI) -> None:
        self._pixels, self._dpi = pixels, dpi

    def size(self, _number: int) -> Sheet:
        return Sheet(self._pixels.shape[1] / self._dpi * 72, self._pixels.shape[0] / self._dpi * 72)

    def render(self, _number: int, *, dpi: float, gray: bool = True, turned: int = 0) -> np.ndarray:
        del gray
        shown = cv2.resize(self._pixels, None, fx=dpi / self._dpi, fy=dpi / self._dpi, interpolation=cv2.INTER_AREA)
        return np.ascontiguousarray(np.rot90(shown, -(turned // 90)))

    def damaged(self, _number: int) -> bool:
        return False

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def engine() -> Recogniser:
    return load_recogniser("fast")


def written(seed: int, lines: int = 10) -> np.ndarray:
    sheet, rng = np.full((HIGH, WIDE), 245, np.uint8), random.Random(seed)
    for line in range(lines):
        text = " ".join(rng.choice(pen.NOTES) for _note in range(3))
        pen.write(sheet, text, (120, 300 + 70 * line), size=16, slant=0.35, rng=rng, shade=30)
    return sheet


def legible(seed: int) -> np.ndarray:
    """Return a sheet of a hand that the recogniser reads well, at 200 dpi."""
    sheet, rng = np.full((2200, 1700), 250, np.uint8), random.Random(seed)
    for line in range(9):
        x = 200.0
        for word in rng.sample(WORDS.split(), 6):
            points = pen.write(sheet, word, (x, 300 + 80 * line), size=20, slant=0.25, rng=rng, shade=25)
            x = float(points[:, 0].max()) + 18
    return sheet


def printed(sheet: np.ndarray, top: int, lines: int) -> np.ndarray:
    for line in range(lines):
        text = "The district office keeps one copy of this plan for two years"
        cv2.putText(sheet, text, (120, top + 45 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 20, 2, cv2.LINE_AA)
    return sheet


def read(engine: Recogniser, pixels: np.ndarray):
    return read_scan(OneImage(pixels), 1, lambda: engine)


def test_a_page_of_handwriting_has_no_words_and_is_marked(engine: Recogniser) -> None:
    reading = read(engine, written(5))
    assert list(reading.words) == []
    assert {region.kind for region in reading.regions} == {"handwriting"}
    assert reading.look == ("nothing_read",)
    assert max(region.box.bottom for region in reading.regions) > 0.4


def test_a_hand_that_can_be_read_gives_no_words_either() -> None:
    reading = read_scan(OneImage(legible(62), 200), 1, lambda: load_recogniser("balanced"))
    assert list(reading.words) == []
    assert {region.kind for region in reading.regions} >= {"handwriting"}
    assert "nothing_read" in reading.look


def test_print_beside_handwriting_is_kept(engine: Recogniser) -> None:
    reading = read(engine, printed(written(6, lines=3), 800, 8))
    assert reading.words.text.split().count("district") == 8
    assert len(reading.words) <= 8 * 12 + 2
    assert any(region.kind == "handwriting" for region in reading.regions)


def test_a_blank_sheet_with_dirt_has_no_words(engine: Recogniser) -> None:
    rng = np.random.default_rng(3)
    sheet = np.clip(235 + 6 * rng.standard_normal((HIGH, WIDE)), 0, 255).astype(np.uint8)
    for x, y in rng.integers(0, (WIDE, HIGH), (400, 2)):
        cv2.circle(sheet, (int(x), int(y)), int(rng.integers(1, 3)), int(rng.integers(0, 120)), -1)
    for y in (400, 825, 1250):
        cv2.circle(sheet, (63, y), 20, 10, -1)
    reading = read(engine, sheet)
    assert list(reading.words) == []
    assert reading.source == "none"
    assert reading.look == ()


def test_a_picture_is_marked_and_gives_no_words(engine: Recogniser) -> None:
    rng = np.random.default_rng(4)
    rough = cv2.resize(rng.integers(20, 200, (40, 40)).astype(np.uint8), (800, 700), interpolation=cv2.INTER_CUBIC)
    sheet = np.full((HIGH, WIDE), 250, np.uint8)
    sheet[200:900, 200:1000] = rough
    reading = read(engine, printed(sheet, 1100, 5))
    assert [region.kind for region in reading.regions] == ["picture"]
    assert reading.regions[0].box.left == pytest.approx(200 / WIDE, abs=0.03)
    assert reading.words.text.split().count("district") == 5


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (900, 3), (60, 60)])
def test_tiny_images_have_no_pictures(shape: tuple[int, int]) -> None:
    assert pictures(np.full(shape, 80, np.uint8), DPI) == []


def test_print_and_black_bars_are_no_pictures() -> None:
    sheet = printed(np.full((HIGH, WIDE), 250, np.uint8), 200, 25)
    sheet[1400:1500, 100:900] = 8
    assert pictures(sheet, DPI) == []


def test_a_number_printed_on_an_otherwise_empty_sheet_is_kept(engine: Recogniser) -> None:
    sheet = np.full((HIGH, WIDE), 250, np.uint8)
    cv2.putText(sheet, "19-cv-4048(FBI)-2050", (900, 1600), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 10, 2, cv2.LINE_AA)
    assert len(read(engine, sheet).words) == 1
