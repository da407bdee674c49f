from __future__ import annotations

import cv2
import numpy as np
import pytest

from readingroom.engines.pages import Pixels
from readingroom.reading.boxes import Polygon, solid_boxes
from readingroom.reading.inverted import without_boxes

DPI = 200


def page(angle: float = 0.0, *boxes: tuple[int, int, int, int], gray: int = 5) -> Pixels:
    image = np.full((1100, 1700), 250, np.uint8)
    for left, top, right, bottom in boxes:
        image[top:bottom, left:right] = gray
    turn = cv2.getRotationMatrix2D((850, 550), angle, 1)
    return np.asarray(cv2.warpAffine(image, turn, (1700, 1100), borderValue=250), np.uint8)


def widths(found: list[Polygon]) -> list[int]:
    return sorted(cv2.boundingRect(one)[2] for one in found)


@pytest.mark.parametrize("angle", [0.0, 1.2, -1.2])
def test_a_short_box_under_a_long_one_leaves_what_stands_beside_it_free(angle: float) -> None:
    found = solid_boxes(page(angle, (300, 300, 1200, 334), (300, 334, 700, 368)), DPI)
    assert np.allclose(widths(found), [400, 900], atol=8)


@pytest.mark.parametrize("angle", [0.0, 1.0])
def test_two_boxes_over_one_are_three(angle: float) -> None:
    found = solid_boxes(page(angle, (300, 300, 520, 334), (560, 300, 900, 334), (320, 334, 880, 368)), DPI)
    assert np.allclose(widths(found), [220, 340, 560], atol=10)


def test_paper_between_two_level_boxes_stays_paper() -> None:
    image = page(0.0, (300, 300, 520, 334), (545, 300, 900, 334))
    cv2.putText(image, "<", (523, 328), cv2.FONT_HERSHEY_COMPLEX, 0.8, 10, 2)
    assert np.allclose(widths(solid_boxes(image, DPI)), [220, 355], atol=6)


def test_a_label_as_high_as_its_box_leaves_it_one_box() -> None:
    image = page(0.0, (300, 300, 800, 334))
    cv2.putText(image, "(b)(6)", (480, 328), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 245, 3, cv2.LINE_AA)
    assert np.allclose(widths(solid_boxes(image, DPI)), [500], atol=6)


def test_a_gray_mottled_box_is_a_box_and_a_shaded_cell_with_print_is_none() -> None:
    chance = np.random.default_rng(4)
    mottled = page(0.0, (300, 300, 800, 340), gray=110)
    mottled[300:340, 300:800] += chance.integers(0, 60, (40, 500), np.uint8)
    assert np.allclose(widths(solid_boxes(mottled, DPI)), [500], atol=6)
    shaded = page(0.0, (300, 300, 800, 340), gray=140)
    cv2.putText(shaded, "Amount in dollars", (310, 330), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 20, 3, cv2.LINE_AA)
    assert solid_boxes(shaded, DPI) == []
    light = page(0.0, (300, 300, 800, 340), gray=190)
    assert solid_boxes(light, DPI) == []


def test_labels_as_high_as_their_boxes_leave_a_row_of_boxes_whole() -> None:
    image = page(0.0, (100, 300, 500, 334), (600, 300, 1000, 334), (1100, 300, 1500, 334))
    for left in (240, 740, 1240):
        cv2.putText(image, "(b)(6)", (left, 328), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 245, 3, cv2.LINE_AA)
    assert np.allclose(widths(solid_boxes(image, DPI)), [400, 400, 400], atol=6)


@pytest.mark.parametrize("seed", range(40))
def test_boxes_that_touch_at_the_rim_of_a_skewed_page_stay_on_the_page(seed: int) -> None:
    chance = np.random.default_rng(seed)
    image = np.full((1100, 850), 255, np.uint8)
    x, y = chance.choice([-30, 0]), chance.choice([0, 300])
    for row in range(3):
        image[y + 40 * row : y + 40 * row + 40, max(0, x) : x + chance.integers(100, 850)] = 0
    turn = cv2.getRotationMatrix2D((425, 550), float(chance.uniform(-4, 4)), 1.0)
    turn[:, 2] += chance.uniform(-60, 20, 2)
    image = np.asarray(cv2.warpAffine(image, turn, (850, 1100), borderValue=(255,)), np.uint8)
    found = solid_boxes(image, 100.0)
    for box in found:
        assert (box >= 0).all()
        assert (box < (850, 1100)).all()
    assert without_boxes(image, found, 100.0).shape == image.shape
