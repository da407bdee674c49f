from __future__ import annotations

import cv2
import numpy as np
import pytest

from readingroom.engines.ocr import load_recogniser
from readingroom.engines.pages import Pixels
from readingroom.reading.crossed import without_lines

DPI = 200
ROWS = ("Amount of 1418 crates", "Name of the inspector", "Signed for the depot")


def page() -> Pixels:
    image = np.full((700, 1300), 250, np.uint8)
    for number, row in enumerate(ROWS):
        cv2.putText(image, row, (120, 150 + 160 * number), cv2.FONT_HERSHEY_COMPLEX, 1.3, 20, 3, cv2.LINE_AA)
    return image


def ruled(image: Pixels, above_feet: int) -> Pixels:
    """Draw a line of two dots in each row, so far above the feet of its letters."""
    out = image.copy()
    for number in range(len(ROWS)):
        y = 150 + 160 * number - above_feet
        out[y : y + 2, 60:1200] = 50
    return out


def test_lines_through_print_go_and_more_is_read() -> None:
    reader = load_recogniser("fast")

    def right(image: Pixels) -> int:
        read = {word for word, *_rest in reader.read(image, DPI).rows}
        return len(read & set(" ".join(ROWS).split()))

    crossed = ruled(page(), 14)
    after = without_lines(crossed, DPI, 250)
    assert right(after) >= right(crossed)
    paper = page() == 250
    assert (after[paper] < 200).sum() < (crossed[paper] < 200).sum() / 10  # hardly anything of the lines is left
    assert not (after < crossed).any()  # nothing becomes ink


def test_strokes_that_a_line_crosses_stay_whole() -> None:
    image = np.full((400, 1000), 250, np.uint8)
    for x in range(100, 900, 60):
        for y in (50, 150, 250):
            image[y : y + 50, x : x + 8] = 20
    whole = image.copy()
    for y in (74, 174, 274):
        image[y : y + 2, 50:950] = 40
    assert np.array_equal(without_lines(image, DPI, 250) < 128, whole < 128)


@pytest.mark.parametrize("turned", [0, 1])
def test_what_is_clean_is_the_same_page(turned: int) -> None:
    plain = page()
    underlined = ruled(page(), -14)
    table = page()
    cv2.rectangle(table, (60, 60), (1240, 640), 20, 2)
    for y in (220, 380, 540):
        cv2.line(table, (60, y - 20), (1240, y - 20), 20, 2)
    cv2.line(table, (1100, 60), (1100, 640), 20, 2)
    for image in (plain, underlined, table):
        lying = np.ascontiguousarray(np.rot90(image, turned))
        assert without_lines(lying, DPI, 250) is lying


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1), (300, 300)])
def test_tiny_and_black_pages_are_survived(shape: tuple[int, int]) -> None:
    for fill in (0, 255):
        image = np.full(shape, fill, np.uint8)
        assert np.array_equal(without_lines(image, DPI, 250), image)
