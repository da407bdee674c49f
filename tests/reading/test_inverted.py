from __future__ import annotations

import cv2
import numpy as np
import pytest

from readingroom.engines.pages import Pixels
from readingroom.reading.boxes import Polygon
from readingroom.reading.inverted import without_boxes

DPI = 200.0


def bar(ground: int, light: int, *, grain: int = 0) -> tuple[Pixels, list[Polygon]]:
    """A dark bar with a word in a lighter gray."""
    image = np.full((400, 900), 250, np.uint8)
    image[100:160, 50:850] = ground
    cv2.putText(image, "Reports and Maps", (100, 142), cv2.FONT_HERSHEY_DUPLEX, 1.1, light, 2, cv2.LINE_AA)
    if grain:
        image[100:160, 50:850] += np.random.default_rng(3).integers(0, grain, (60, 800), np.uint8)
    return image, [np.array([(50, 100), (849, 100), (849, 159), (50, 159)], np.int32)]


@pytest.mark.parametrize(("ground", "light"), [(72, 130), (53, 128), (110, 245), (0, 255), (0, 140)])
def test_light_print_on_a_painted_bar_becomes_dark_print(ground: int, light: int) -> None:
    image, boxes = bar(ground, light)
    out = without_boxes(image, boxes, DPI)[104:156, 54:846]
    assert 0.03 < float((out < 60).mean()) < 0.4
    assert float((out > 240).mean()) > 0.6


def test_a_bar_that_shades_from_top_to_bottom_is_painted_too() -> None:
    image, boxes = bar(70, 130)
    shade = np.linspace(-10, 10, 60)[:, None]
    image[100:160, 50:850] = (image[100:160, 50:850] + shade).astype(np.uint8)
    out = without_boxes(image, boxes, DPI)[104:156, 54:846]
    assert 0.03 < float((out < 60).mean()) < 0.4


@pytest.mark.parametrize(("ground", "light", "grain"), [(8, 60, 0), (30, 75, 12), (40, 115, 12), (60, 80, 0)])
def test_what_shines_faintly_through_a_marker_does_not(ground: int, light: int, grain: int) -> None:
    image, boxes = bar(ground, light, grain=grain)
    assert without_boxes(image, boxes, DPI)[95:165, 45:855].min() > 200


def test_paper_that_a_box_goes_around_stays_as_it_is() -> None:
    image, boxes = bar(70, 130)
    cv2.rectangle(image, (500, 110), (700, 150), 240, -1)
    cv2.putText(image, "Create", (540, 140), cv2.FONT_HERSHEY_DUPLEX, 1.0, 20, 2, cv2.LINE_AA)
    out = without_boxes(image, boxes, DPI)
    assert np.array_equal(out[115:145, 505:695], image[115:145, 505:695])
