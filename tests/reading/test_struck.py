"""Words that a line runs through never read as if they stood."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from readingroom.engines.ocr import Recognised, load_recogniser
from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box
from readingroom.model.page import Sheet
from readingroom.reading.scan import read_scan
from readingroom.reading.struck import NOTE, SURE, struck

DPI = 200
ROWS = 20


class Page:
    """One letter page of an image at `DPI`."""

    name = "drawn"

    def __init__(self, image: Pixels) -> None:
        self.image = image

    def size(self, _number: int) -> Sheet:
        return Sheet(self.image.shape[1] * 72 / DPI, self.image.shape[0] * 72 / DPI)

    def render(self, _number: int, dpi: float) -> Pixels:
        share = dpi / DPI
        return np.asarray(cv2.resize(self.image, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.uint8)


def page(struck_rows: tuple[int, ...], above_feet: int) -> Pixels:
    """Rows of print, lines through, or under, the third to sixth word of some of them."""
    image = np.full((2200, 1700), 255, np.uint8)
    for row in range(ROWS):
        y = 300 + 60 * row
        text = "The office shall not approve the plan of the city."
        cv2.putText(image, text, (150, y), cv2.FONT_HERSHEY_DUPLEX, 1, 0, 2, cv2.LINE_AA)
        if row in struck_rows:
            cv2.line(image, (330, y - above_feet), (620, y - above_feet), 0, 3)
    return image


@pytest.mark.parametrize("turned", [0, 1])
@pytest.mark.parametrize("rows", [(5,), (3, 7, 12, 15)])
def test_struck_words_are_doubted_and_no_others(rows: tuple[int, ...], turned: int) -> None:
    recogniser = load_recogniser("fast")
    image = np.ascontiguousarray(np.rot90(page(rows, 9), turned))
    read = read_scan(Page(image), 1, lambda: recogniser)  # type: ignore[arg-type]  # all that is asked of a source here
    places = [region.box for region in read.regions if region.note == NOTE]
    assert len({round(place.top, 2) for place in places}) >= len(rows)
    for index, sure in enumerate(read.words.confidence):
        box = read.words.box(index)
        row = round(((box.top + box.bottom) / 2 * 2200 - 290) / 60)
        left, right = box.left * 1700, box.right * 1700
        if row in rows and left > 320 and right < 615:
            assert sure <= SURE + 1e-6
            assert any(place.overlap(box) > 0.9 for place in places)
        if row not in rows:
            assert not any(place.overlap(box) > 0.1 for place in places)


def test_underlined_words_are_not_doubted() -> None:
    recogniser = load_recogniser("fast")
    source = Page(page((3, 7, 12, 15), -4))
    read = read_scan(source, 1, lambda: recogniser)  # type: ignore[arg-type]  # all that is asked of a source here
    assert not [region for region in read.regions if region.note == NOTE]


def test_a_word_between_struck_ones_is_struck_with_them() -> None:
    lines = np.zeros((100, 1000), np.uint8)
    lines[50, 0:90] = lines[50, 210:290] = 255
    rows = tuple(("egg", Box(0.1 * at, 0.4, 0.1 * at + 0.09, 0.6), 0.9, at // 5) for at in range(10))
    found, places = struck(Recognised(rows, np.zeros((2, 4, 2))), lines)
    assert [row[2] <= SURE for row in found.rows] == [True] * 3 + [False] * 7
    assert len(places) == 3


def test_without_lines_all_stays() -> None:
    found = Recognised((("egg", Box(0.1, 0.4, 0.2, 0.6), 0.9, 0),), np.zeros((1, 4, 2)))
    assert struck(found, None) == (found, ())
    assert struck(found, np.zeros((100, 1000), np.uint8)) == (found, ())
