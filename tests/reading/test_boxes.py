from __future__ import annotations

import time

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from readingroom.reading import boxes
from readingroom.reading.boxes import solid_boxes
from readingroom.reading.inverted import without_boxes
from readingroom.sample.ink import font_file

FONT = ImageFont.truetype(font_file("matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf"), 22)


def page() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", (1275, 1650), 250)
    return image, ImageDraw.Draw(image)


@pytest.mark.parametrize("angle", [0.0, 2.0])
def test_a_black_box_becomes_paper_and_its_white_label_print(angle: float) -> None:
    image, draw = page()
    draw.text((200, 300), "before", fill=20, font=FONT)
    draw.rectangle((300, 300, 520, 326), fill=10)
    draw.text((380, 301), "(b)(6)", fill=245, font=FONT)
    pixels = np.asarray(image.rotate(angle, fillcolor=250, resample=Image.Resampling.BICUBIC))
    (box,) = solid_boxes(pixels, 150)
    out = without_boxes(pixels, [box], 150)
    x, y, width, height = cv2.boundingRect(box)
    inside = out[y + 4 : y + height - 4, x + 4 : x + width - 4]
    assert 0.05 < np.mean(inside < 128) < 0.35
    far = np.ones(pixels.shape, bool)
    far[y - 8 : y + height + 8, x - 8 : x + width + 8] = False
    assert np.array_equal(out[far], pixels[far])


def test_words_that_shine_faintly_through_a_marker_stay_hidden() -> None:
    image, draw = page()
    draw.rectangle((300, 300, 620, 330), fill=8)
    draw.text((310, 302), "the hidden name", fill=60, font=FONT)
    pixels = np.asarray(image)
    out = without_boxes(pixels, solid_boxes(pixels, 150), 150)
    assert out[296:336, 296:626].min() > 240


def test_print_rules_and_photographs_are_no_boxes() -> None:
    image, draw = page()
    draw.text((200, 100), "WHAT KIDS NEED MOST", fill=0, font=FONT.font_variant(size=70))
    draw.line((100, 300, 1100, 300), fill=0, width=4)
    draw.rectangle((200, 400, 800, 700), outline=0, width=5)
    draw.polygon([(300, 900), (600, 1200), (250, 1300)], fill=0)
    pixels = np.asarray(image)
    assert solid_boxes(pixels, 150) == []
    assert without_boxes(pixels, [], 150) is pixels


@pytest.mark.parametrize("seed", range(60))
def test_a_quick_look_misses_no_box(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(seed)
    size = (int(chance.integers(60, 200)), int(chance.integers(60, 200)))
    image = np.where(chance.random(size) < chance.choice([0.0, 0.1, 0.3]), 40, 240).astype(np.uint8)
    y, x = (int(chance.integers(-10, most - 5)) for most in size)
    high, wide = int(chance.integers(8, 20)), int(chance.integers(18, 34))
    part = image[max(y, 0) : y + high, max(x, 0) : x + wide]
    part[chance.random(part.shape) < 0.8] = 30
    quick = solid_boxes(image, 150)
    monkeypatch.setattr(boxes, "_may_hold", lambda *_all: True)
    close = solid_boxes(image, 150)
    assert len(quick) == len(close)
    assert all(np.array_equal(one, other) for one, other in zip(quick, close, strict=True))


def test_bold_letters_that_touch_are_no_boxes() -> None:
    """A form copied too dark: its words were taken for boxes and lost."""
    image, draw = page()
    for row in range(20):
        draw.text((200, 100 + 60 * row), "Field Serial mailings recommended", fill=0, font=FONT, stroke_width=1)
    pixels = np.asarray(image)
    smeared = np.asarray(cv2.erode(pixels, np.ones((3, 3), np.uint8)), np.uint8)
    assert solid_boxes(smeared, 150) == []


def test_a_gray_logo_is_no_box() -> None:
    image, draw = page()
    draw.text((400, 100), "IPRA", fill=100, font=FONT.font_variant(size=90), stroke_width=4)
    assert solid_boxes(np.asarray(image), 150) == []


@pytest.mark.parametrize("rows", [30, 60])
def test_a_page_of_very_many_boxes_takes_no_long_time(rows: int) -> None:
    image = np.full((2200, 1700), 255, np.uint8)
    for row in range(rows):
        for column in range(24):
            y, x = 40 + row * 2100 // rows, 40 + column * 1600 // 24
            image[y : y + 19, x : x + 40] = 0
    begins = time.process_time()
    found = solid_boxes(image, 200)
    assert time.process_time() - begins < 6  # a second and less; 18 when each box was held against each other
    assert len(found) == min(rows * 24, boxes.MOST)
    assert all(np.abs(np.array(cv2.boundingRect(box)[2:]) - (40, 19)).max() <= 3 for box in found)  # smoothed corners
