from __future__ import annotations

import cv2
import numpy as np
import pytest

from readingroom.engines.pages import Pixels
from readingroom.reading.borders import borders, holes, without_borders
from readingroom.reading.boxes import paper, solid_boxes
from readingroom.reading.inverted import without_boxes

DPI = 200


def page(gray: int = 250) -> Pixels:
    """Letter paper with rows of short words."""
    image = np.full((11 * DPI, round(8.5 * DPI)), gray, np.uint8)
    for row in range(300, 1900, 60):
        for at in range(200, 1400, 130):
            cv2.putText(image, "eggs", (at, row), cv2.FONT_HERSHEY_COMPLEX, 1, 20, 2, cv2.LINE_AA)
    return image


@pytest.mark.parametrize("turned", [0, 1, 2, 3])
def test_a_slanting_black_border_is_paper_and_no_box(turned: int) -> None:
    clean = page()
    image = clean.copy()
    cv2.fillPoly(image, [np.array([(0, 0), (90, 0), (20, 2199), (0, 2199)])], 8)
    lying = np.ascontiguousarray(np.rot90(image, turned))
    out = without_borders(lying, DPI, paper(lying))
    assert np.array_equal(out, np.ascontiguousarray(np.rot90(clean, turned)))
    assert solid_boxes(out, DPI) == []


def test_punched_holes_are_paper_and_no_boxes() -> None:
    clean = page()
    image = clean.copy()
    for y in (700, 1350):
        cv2.circle(image, (80, y), 26, 8, -1, cv2.LINE_AA)
    dark = np.asarray((image < 125) * np.uint8(255), np.uint8)
    assert len(holes(dark, DPI)) == 2
    assert np.array_equal(without_borders(image, DPI, paper(image)), clean)


def test_a_box_that_touches_the_edge_is_no_border() -> None:
    image = page()
    image[600:640, :500] = 8
    dark = np.asarray((image < 125) * np.uint8(255), np.uint8)
    assert not borders(dark, DPI).any()
    assert len(solid_boxes(image, DPI)) == 1


@pytest.mark.parametrize("turned", [0, 1, 2, 3])
def test_a_dark_band_with_white_print_is_no_border(turned: int) -> None:
    image = page()
    image[:140] = 25
    cv2.putText(image, "DEPARTMENT OF JUSTICE", (80, 95), cv2.FONT_HERSHEY_DUPLEX, 1.4, 255, 3, cv2.LINE_AA)
    lying = np.ascontiguousarray(np.rot90(image, turned))
    assert without_borders(lying, DPI, paper(lying)) is lying
    assert len(solid_boxes(lying, DPI)) == 1


def test_a_dark_sidebar_with_a_few_white_words_is_no_border() -> None:
    image = page()
    image[:, :190] = 40
    for row in range(8):
        cv2.putText(image, "CONTACT", (20, 300 + 160 * row), cv2.FONT_HERSHEY_DUPLEX, 1, 255, 2, cv2.LINE_AA)
    assert without_borders(image, DPI, paper(image)) is image


@pytest.mark.parametrize("turned", [0, 1, 2, 3])
def test_a_blacked_out_strip_that_touches_the_edge_stays_a_box(turned: int) -> None:
    image = page()
    image[:60, 100:1300] = 0
    image[1000:1300, :90] = 0
    lying = np.ascontiguousarray(np.rot90(image, turned))
    assert without_borders(lying, DPI, paper(lying)) is lying
    assert len(solid_boxes(lying, DPI)) == 2


@pytest.mark.parametrize("specks", [0, 300])
def test_a_straight_border_along_a_whole_side_is_paper_also_with_dust_on_it(specks: int) -> None:
    clean = page()
    image = clean.copy()
    image[:, :70] = 8
    chance = np.random.default_rng(3)
    image[chance.integers(0, len(image), specks), chance.integers(10, 68, specks)] = 250
    out = without_borders(image, DPI, paper(image))
    assert out is not image
    assert solid_boxes(out, DPI) == []


def test_letters_near_the_edge_and_filled_dots_in_the_text_are_no_holes() -> None:
    image = page()
    cv2.putText(image, "OOO", (10, 200), cv2.FONT_HERSHEY_COMPLEX, 2, 20, 4, cv2.LINE_AA)
    cv2.circle(image, (850, 1100), 26, 8, -1)
    dark = np.asarray((image < 125) * np.uint8(255), np.uint8)
    assert holes(dark, DPI) == []


@pytest.mark.parametrize("gray", [255, 250, 215])
def test_a_clean_page_is_the_same_page(gray: int) -> None:
    image = page(gray)
    assert without_borders(image, DPI, paper(image)) is image
    assert without_boxes(image, solid_boxes(image, DPI), DPI) is image


@pytest.mark.parametrize("fill", [0, 255])
@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1), (40, 40)])
def test_tiny_and_black_pages_are_survived(shape: tuple[int, int], fill: int) -> None:
    image = np.full(shape, fill, np.uint8)
    assert without_borders(image, DPI, paper(image)).shape == shape


def test_punched_holes_with_tatters_and_print_on_them_are_no_boxes() -> None:
    image = page()
    for y in (700, 1350):
        cv2.circle(image, (80, y), 26, 8, -1)
        cv2.fillPoly(image, [np.array([(70, y - 20), (92, y - 48), (97, y - 15)])], 8)
    cv2.putText(image, "ment of", (85, 725), cv2.FONT_HERSHEY_COMPLEX, 1, 8, 2)
    out = without_borders(image, DPI, paper(image))
    assert solid_boxes(out, DPI) == []
    assert (out[690:720, 60:100] > 200).all()


def test_a_small_box_at_the_margin_is_no_hole() -> None:
    image = page()
    image[700:740, 60:110] = 8
    assert without_borders(image, DPI, paper(image)) is image
