from __future__ import annotations

import random
from dataclasses import replace

import cv2
import numpy as np
import pytest

from readingroom.sample.damage import KINDS, damage, recipe
from readingroom.sample.scan import BLACK_LID, WHITE_LID, Recipe, scan

STYLES = ("report", "tune", "train")


def page(words: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """A letter page at 200 dpi with black bars for words, and their boxes."""
    pixels = np.full((2200, 1700), 255, np.uint8)
    boxes = []
    for number in range(words):
        left, top = 200 + 260 * (number % 5), 200 + 70 * (number // 5)
        pixels[top : top + 30, left : left + 180] = 0
        boxes.append((left / 1700, top / 2200, (left + 180) / 1700, (top + 30) / 2200))
    return pixels, np.array(boxes)


def ink_box(pixels: np.ndarray) -> list[float]:
    rows, columns = np.nonzero(pixels < 128)
    height, width = pixels.shape
    return [columns.min() / width, rows.min() / height, (columns.max() + 1) / width, (rows.max() + 1) / height]


@pytest.mark.parametrize("skew", [-3.0, 0.0, 0.4, 3.0])
@pytest.mark.parametrize("place", [(180, 150), (1300, 2000), (700, 1100)])
def test_a_box_goes_where_its_ink_goes(skew: float, place: tuple[int, int]) -> None:
    pixels = np.full((2200, 1700), 255, np.uint8)
    left, top = place
    pixels[top : top + 30, left : left + 220] = 0
    box = np.array([[left / 1700, top / 2200, (left + 220) / 1700, (top + 30) / 2200]])
    made = scan(
        pixels, box, Recipe("plain", skew=skew, shift=(0.05, -0.03), blur=0.0, ink=0, paper=255), random.Random(1)
    )
    assert ink_box(made.pixels) == pytest.approx(list(made.boxes[0]), abs=1.1 / 1700)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_turning_the_image_clockwise_by_turned_makes_it_upright(turned: int) -> None:
    pixels, boxes = page(3)
    upright = scan(pixels, boxes, Recipe("plain"), random.Random(1))
    lying = scan(pixels, boxes, Recipe("plain", turned=turned), random.Random(1))
    codes = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    again = cv2.rotate(lying.pixels, codes[turned]) if turned else lying.pixels
    assert lying.turned == turned
    assert np.array_equal(again, upright.pixels)
    assert np.array_equal(lying.boxes, upright.boxes)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("style", STYLES)
def test_the_same_seed_gives_the_same_scan_and_another_gives_another(style: str, kind: str) -> None:
    pixels, boxes = page()

    def made(seed: int):
        rng = random.Random(seed)
        return scan(pixels, boxes, recipe(style, kind, rng, marked=True), rng, pixels)

    one, same, other = made(5), made(5), made(6)
    assert np.array_equal(one.pixels, same.pixels)
    assert one.marks == same.marks
    assert not np.array_equal(one.pixels, other.pixels)
    assert one.boxes.shape == boxes.shape
    assert one.pixels.dtype == np.uint8
    if one.bilevel:
        assert set(np.unique(one.pixels)) <= {0, 255}
    for mark in one.marks:
        assert 0 <= mark.box[0] <= mark.box[2] <= 1
        assert 0 <= mark.box[1] <= mark.box[3] <= 1


@pytest.mark.parametrize(
    ("kind", "shape"), [("fax", (2156, 1734)), ("fax_low", (1078, 1734)), ("office", (2200, 1700))]
)
def test_a_fax_has_the_dots_of_a_fax(kind: str, shape: tuple[int, int]) -> None:
    rng = random.Random(2)
    drawn = recipe("report", kind, rng)
    made = scan(*page(), drawn, rng)
    assert made.pixels.shape == shape
    assert (shape[1] / made.dpi[0], shape[0] / made.dpi[1]) == pytest.approx((8.5, 11))
    lying = scan(*page(), replace(drawn, turned=90), random.Random(2))
    assert lying.pixels.shape == shape[::-1]
    assert lying.dpi == made.dpi[::-1]


def test_the_back_of_a_sheet_shows_the_front_faintly_and_mirrored() -> None:
    pixels, _boxes = page(1)
    blank = np.full_like(pixels, 255)
    made = scan(blank, np.zeros((0, 4)), Recipe("back", bleed=0.15, ink=0, paper=255), random.Random(1), pixels)
    assert made.boxes.shape == (0, 4)
    assert made.pixels.min() > 200
    rows, columns = np.nonzero(made.pixels < 235)
    assert columns.min() > 1700 - 200 - 180 - 12
    assert columns.max() < 1700 - 200 + 12
    assert 190 < rows.min() < 240


def test_beyond_the_paper_the_lid_is_seen_and_holes_show_it() -> None:
    pixels, boxes = page(0)
    dark = scan(pixels, boxes, Recipe("x", skew=2.0, lid=BLACK_LID, holes="two"), random.Random(3))
    white = scan(pixels, boxes, Recipe("x", skew=2.0, lid=WHITE_LID), random.Random(3))
    assert dark.pixels[:4, -4:].max() < 60 or dark.pixels[:4, :4].max() < 60
    assert white.pixels.min() > 200
    found, _labels = cv2.connectedComponents((dark.pixels[20:250, 300:1400] < 60).astype(np.uint8))
    assert found == 3


def test_a_stamp_says_what_its_mark_says_and_stands_in_its_box() -> None:
    pixels, boxes = page(0)
    font = "matplotlib/mpl-data/fonts/ttf/DejaVuSans-Bold.ttf"
    made = scan(pixels, boxes, Recipe("x", stamp=("RECEIVED", "JAN 02 2017"), stamp_font=font), random.Random(4))
    (mark,) = made.marks
    assert (mark.kind, mark.text) == ("stamp", "RECEIVED\nJAN 02 2017")
    left, top, right, bottom = ink_box(made.pixels)
    assert mark.box[0] - 0.01 <= left < right <= mark.box[2] + 0.01
    assert mark.box[1] - 0.01 <= top < bottom <= mark.box[3] + 0.01


def test_no_two_style_packs_share_damage() -> None:
    packs = [damage(style) for style in STYLES]
    for number, one in enumerate(packs):
        for other in packs[number + 1 :]:
            assert one.keys() == other.keys()
            for name, value in one.items():
                if isinstance(value, list) and isinstance(value[0], list) and isinstance(value[0][0], (int, float)):
                    meets = [(a, b) for a in value for b in other[name] if a[0] <= b[1] and b[0] <= a[1]]
                    assert meets == [], name
                elif isinstance(value, list):
                    assert [v for v in value if v and v in other[name]] == [], name
                else:
                    assert value != other[name]


@pytest.mark.parametrize("style", STYLES)
def test_recipes_stay_in_the_ranges_of_their_pack(style: str) -> None:
    for seed in range(60):
        rng = random.Random(seed)
        drawn = recipe(style, "skewed", rng)
        for name, value in (("skew", abs(drawn.skew)), ("paper", drawn.paper), ("quality", drawn.quality)):
            assert any(low <= value <= high for low, high in damage(style)[name])
