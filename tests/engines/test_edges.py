"""Lines are followed to the end of their ink: no letter is lost at an edge, and nothing else is taken for one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from readingroom.engines.ocr.edges import stretched

HEIGHT = 34  # of a found line; letters are 20 high


def page(*blots: tuple[int, int, int, int]) -> np.ndarray:
    """White paper with black blots (left, top, right, bottom)."""
    image = np.full((200, 400), 255, np.uint8)
    for left, top, right, bottom in blots:
        image[top:bottom, left:right] = 0
    return image


def letters(*lefts: int, top: int = 90) -> list[tuple[int, int, int, int]]:
    return [(left, top, left + 10, top + 20) for left in lefts]


def line(left: float, right: float, middle: float = 100) -> np.ndarray:
    top, bottom = middle - HEIGHT / 2, middle + HEIGHT / 2
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)


def ends(image: np.ndarray, *lines: np.ndarray) -> list[tuple[float, float]]:
    return [(float(one[:, 0].min()), float(one[:, 0].max())) for one in stretched(image, lines)]


def test_a_letter_cut_at_either_end_is_taken_in() -> None:
    image = page(*letters(100, 113, 126, 139, 152))
    [(left, right)] = ends(image, line(111, 150))
    assert 90 <= left <= 100
    assert 162 <= right <= 172


def test_a_line_that_holds_its_ink_stays_as_it_is() -> None:
    image = page(*letters(100, 113, 126))
    assert ends(image, line(97, 139)) == [(97, 139)]


def test_the_next_word_is_none_of_the_line() -> None:
    image = page(*letters(100, 113, 126, 150, 163))
    [(_left, right)] = ends(image, line(97, 138))
    assert right < 150


@pytest.mark.parametrize(
    "beside",
    [
        (138, 40, 140, 160),  # a rule of a form
        (138, 82, 140, 118),  # the edge of a box as high as the line
        (138, 99, 140, 102),  # a speck
    ],
)
def test_rules_edges_and_specks_are_no_letters(beside: tuple[int, int, int, int]) -> None:
    image = page(*letters(100, 113, 126), beside)
    assert ends(image, line(97, 137)) == [(97, 137)]


def test_another_line_is_not_run_into() -> None:
    image = page(*letters(100, 113, 126, 138, 151))
    [(_left, right), (other, _right)] = ends(image, line(97, 137), line(137, 165))
    assert right <= 138
    assert other >= 136


def test_at_the_edge_of_the_paper_it_ends() -> None:
    image = page(*letters(0, 13, 26, 376, 389))
    for left, right in ends(image, line(12, 38), line(374, 388)):
        assert left >= 0
        assert right <= 400


def test_slanting_lines_are_followed_along_their_slant() -> None:
    image = page(*letters(100, 113, 126, 139, 152))
    turn = cv2.getRotationMatrix2D((130, 100), 4, 1)
    slanted = np.asarray(cv2.warpAffine(image, turn, (400, 200), borderValue=255), np.uint8)
    corners = line(111, 150) @ turn[:, :2].T + turn[:, 2]
    [found] = stretched(slanted, [corners.astype(np.float32)])
    straight = (found - turn[:, 2]) @ np.linalg.inv(turn[:, :2].T)
    assert straight[:, 0].min() < 101
    assert straight[:, 0].max() > 161
    assert straight[:, 1].min() == pytest.approx(83, abs=1)


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (40, 40)])
def test_tiny_pages_and_lines_without_size_are_left_alone(shape: tuple[int, int]) -> None:
    image = np.zeros(shape, np.uint8)
    dot = np.zeros((4, 2), np.float32)
    assert [one.tolist() for one in stretched(image, [dot])] == [dot.tolist()]
    assert stretched(image, []) == []
    assert np.isfinite(stretched(image, [line(-5, 3000)])[0]).all()
