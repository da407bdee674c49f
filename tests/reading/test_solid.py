from __future__ import annotations

import numpy as np
import pytest

from readingroom.model.geometry import Box
from readingroom.model.layout import Region
from readingroom.reading.boxes import solid_boxes
from readingroom.reading.solid import solid_regions

DPI = 150


def page() -> np.ndarray:
    """Letter paper with a solid box an inch from the left and two from the top, two inches wide, a fifth high."""
    image = np.full((11 * DPI, round(8.5 * DPI)), 250, np.uint8)
    image[2 * DPI : round(2.2 * DPI), DPI : 3 * DPI] = 10
    return image


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_solid_box_is_a_place_of_the_upright_page(turned: int) -> None:
    lying = np.ascontiguousarray(np.rot90(page(), turned // 90))
    if turned % 180:
        lying = lying.copy()
    found = list(solid_regions(solid_boxes(lying, DPI), lying, turned))
    if turned % 180:
        assert len(found) <= 1  # a box on its side may be too narrow for one
    else:
        assert len(found) == 1
    for region in found:
        assert region.kind == "box"
        edges = np.array([region.box.left, region.box.top, region.box.right, region.box.bottom])
        expected = Box(1 / 8.5, 2 / 11, 3 / 8.5, 2.2 / 11)
        assert np.abs(edges - [expected.left, expected.top, expected.right, expected.bottom]).max() < 0.01


def test_a_dark_patch_of_a_picture_is_no_box_but_what_is_painted_on_one_is() -> None:
    picture = Region("picture", Box(0.05, 0.1, 0.5, 0.5))
    patch = page()
    patch[patch < 100] = np.random.default_rng(1).integers(0, 30, int((patch < 100).sum()), np.uint8)
    assert list(solid_regions(solid_boxes(patch, DPI), patch, 0, [picture])) == []
    assert len(list(solid_regions(solid_boxes(patch, DPI), patch, 0, [Region("handwriting", picture.box)]))) == 1
    assert len(list(solid_regions(solid_boxes(page(), DPI), page(), 0, [picture]))) == 1


def test_a_page_without_boxes_has_no_such_place() -> None:
    blank = np.full((11 * DPI, round(8.5 * DPI)), 250, np.uint8)
    assert list(solid_regions(solid_boxes(blank, DPI), blank, 0)) == []
