from __future__ import annotations

import random

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from readingroom.engines.ocr import load_recogniser
from readingroom.engines.ocr.ppocr import PpOcr
from readingroom.engines.pages import Pixels
from readingroom.reading.clean import cleaned, without_streaks
from readingroom.reading.faults import BLACK_AND_WHITE, faults
from readingroom.sample.ink import font_file

DPI = 200.0
FONT = ImageFont.truetype(font_file("matplotlib/mpl-data/fonts/ttf/DejaVuSerif.ttf"), 27)
ROWS = [
    "Station four reported 1,418 crates of filters in the north shed.",
    "Of these, 318 were returned on May 16, 2016 without a receipt.",
    "The deputy inspector asked for the register and was shown none.",
    "Payment of $47,310.50 was approved by the board on June 3, 2016.",
    "Nobody at the depot could say who had signed for the other 1,100.",
    "A second count on July 14 found 972 crates and 6 broken seals.",
]


def page() -> Pixels:
    image = Image.new("L", (1300, 700), 255)
    draw = ImageDraw.Draw(image)
    for number, row in enumerate(ROWS):
        draw.text((120, 80 + 80 * number), row, fill=0, font=FONT)
    return np.asarray(image)


def black_and_white(image: Pixels) -> Pixels:
    return np.asarray(cv2.threshold(image, 128, 255, cv2.THRESH_BINARY)[1], np.uint8)


def speckled(image: Pixels, share: float) -> Pixels:
    """Salt and pepper, as a fax line leaves it."""
    chance = np.random.default_rng(4).random(image.shape)
    out = image.copy()
    out[chance < share] = 0
    out[chance > 1 - share] = 255
    return out


def streaked(image: Pixels) -> Pixels:
    """Lines down the page, each a little broken, through the middle of letters."""
    out, chance = image.copy(), random.Random(3)
    for x in range(150, 1200, 90):
        rows = [row for row in range(out.shape[0]) if chance.random() < 0.8]
        out[rows, x : x + 2] = 0
    return out


@pytest.fixture(scope="module")
def reader() -> PpOcr:
    return load_recogniser("fast")


def right(reader: PpOcr, image: Pixels) -> int:
    """Count the words of the page that are read."""
    found = {word for word, *_rest in reader.read(image, DPI).rows}
    return len(found & set(" ".join(ROWS).split()))


def test_streaks_are_measured_and_taken_away_and_more_is_read(reader: PpOcr) -> None:
    page_before = streaked(black_and_white(page()))
    wrong = faults(page_before, DPI)
    assert wrong.streaks > 0.01
    after = cleaned(page_before, DPI, wrong)
    assert right(reader, after) > right(reader, page_before)
    # nothing becomes ink by that, and nearly all of the streaks is gone
    without = without_streaks(page_before, DPI)
    assert not (without < page_before).any()
    assert faults(without, DPI).streaks < wrong.streaks / 5


def test_rough_print_of_a_fax_is_softened_and_more_is_read(reader: PpOcr) -> None:
    thin = black_and_white(cv2.dilate(page(), np.ones((2, 2), np.uint8)))
    rough = speckled(thin, 0.05)
    wrong = faults(rough, DPI)
    assert wrong.specks > 20
    assert right(reader, cleaned(rough, DPI, wrong)) > right(reader, rough)


def test_a_clean_page_is_left_as_it_is() -> None:
    gray = np.clip(page().astype(np.int16) - 10 + np.random.default_rng(1).integers(-4, 5, (700, 1300)), 0, 255)
    for image in (page(), black_and_white(page()), gray.astype(np.uint8)):
        assert cleaned(image, DPI) is image


def test_a_gray_scan_is_never_cleaned() -> None:
    noise = np.random.default_rng(2).integers(-30, 31, (700, 1300))
    image = np.clip(streaked(page()).astype(np.int16) - 35 + noise, 0, 255).astype(np.uint8)
    assert faults(image, DPI).gray > BLACK_AND_WHITE
    assert cleaned(image, DPI) is image


def test_letters_crossed_by_a_streak_stay_whole() -> None:
    image = np.full((600, 300), 255, np.uint8)
    image[290:300, 100:200] = 0
    whole = image.copy()
    image[:, 150:152] = 0
    assert np.array_equal(without_streaks(image, DPI), whole)
