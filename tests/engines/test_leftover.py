from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from readingroom.engines.ocr import load_recogniser
from readingroom.engines.ocr.detect import Corners
from readingroom.engines.ocr.leftover import MOST_PIECES, leftover
from readingroom.engines.ocr.ppocr import PpOcr
from readingroom.engines.pages import Pixels
from readingroom.sample.ink import font_file

FONT = ImageFont.truetype(font_file("matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf"), 26)
NAMES = ["Ashgill", "Birkenshaw", "Cairnholt", "Dellowmoor", "Glenrusk"]
FIGURES = ["4", "7", "0", "2", "9"]


def line(left: float, top: float, right: float, bottom: float) -> Corners:
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)


def table() -> tuple[Pixels, list[Corners]]:
    """A table of names and figures, and the lines of a detector that found the names only."""
    image = Image.new("L", (1200, 500), 255)
    draw = ImageDraw.Draw(image)
    for row, (name, figure) in enumerate(zip(NAMES, FIGURES, strict=True)):
        draw.text((100, 60 + 60 * row), name, fill=0, font=FONT)
        draw.text((900, 60 + 60 * row), figure, fill=0, font=FONT)
    return np.asarray(image), [line(90, 54 + 60 * row, 300, 98 + 60 * row) for row in range(len(NAMES))]


@pytest.fixture(scope="module")
def reader() -> PpOcr:
    return load_recogniser("accurate")


def test_lone_figures_in_the_rows_of_found_lines_are_found() -> None:
    image, lines = table()
    found = leftover(image, lines)
    assert [round(float(one[:, 0].mean()) / 10) for one in found] == [91] * 5
    assert [int(one[0, 1] < 70 + 60 * row < one[3, 1]) for row, one in enumerate(found)] == [1] * 5


def test_they_are_read_and_what_reads_otherwise_with_more_paper_is_left_out(reader: PpOcr, monkeypatch) -> None:
    image, lines = table()
    monkeypatch.setattr(reader._detector, "lines", lambda _image, _dpi: lines)
    read = [word for word, *_rest in reader.read(image, 150).rows]
    assert read[:5] == NAMES
    # a lone 7 is surely read as 1 by the small model: nothing is better than that
    assert sorted(read[5:]) == ["0", "2", "4", "9"]


def test_what_stands_in_no_row_is_no_print() -> None:
    image, lines = table()
    out = image.copy()
    out[:, 800:] = 255
    out[460:480, 600:612] = 0
    assert leftover(out, lines) == []


def test_the_parts_of_a_streak_are_no_letters() -> None:
    image, lines = table()
    out = image.copy()
    out[:, 800:] = 255
    for top in range(0, 500, 25):
        out[top : top + 21, 700:704] = 0
    assert leftover(out, lines) == []


def test_a_page_of_dirt_gives_a_bounded_number_of_pieces() -> None:
    lines = [line(10, 40 * row, 200, 40 * row + 40) for row in range(60)]
    image = np.full((2400, 4000), 255, np.uint8)
    for row in range(60):
        for x in range(300, 3900, 60):
            image[40 * row + 12 : 40 * row + 28, x : x + 8] = 0
    assert len(leftover(image, lines)) == MOST_PIECES


def test_a_page_without_lines_has_no_rows() -> None:
    image, _lines = table()
    assert leftover(image, []) == []
