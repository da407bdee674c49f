from __future__ import annotations

import cv2
import numpy as np
import pytest

from readingroom.model.geometry import Box
from readingroom.model.words import Words, words_from
from readingroom.reading.painted import painted_boxes

DPI = 96.0
PAPER = (1056, 816)


PRINT = words_from([("word", Box(0.5, 0.9, 0.55, 0.912), 1.0, 0)])


def drawn(*rectangles: tuple[int, int, int, int]) -> np.ndarray:
    image = np.full(PAPER, 255, np.uint8)
    for left, top, right, bottom in rectangles:
        image[top:bottom, left:right] = 10
    return image


def found(image: np.ndarray, words: Words | None = None) -> list[tuple[int, ...]]:
    height, width = image.shape
    edges = [
        (one.box.left * width, one.box.top * height, one.box.right * width, one.box.bottom * height)
        for one in painted_boxes(image, words or PRINT, DPI)
    ]
    return sorted(tuple(round(edge) for edge in box) for box in edges)


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= 3


@pytest.mark.parametrize(
    "rectangles",
    [
        [(230, 65, 312, 80)],
        [(181, 91, 238, 105), (197, 105, 267, 119), (146, 119, 238, 132)],
        [(176, 264, 235, 279), (188, 277, 255, 292)],
        [(230, 65, 312, 80), (400, 200, 500, 214), (450, 214, 560, 228)],
    ],
)
def test_boxes_are_found_also_where_those_of_two_lines_touch(rectangles: list[tuple[int, int, int, int]]) -> None:
    boxes = found(drawn(*rectangles))
    assert len(boxes) == len(rectangles)
    assert all(near(one, other) for one, other in zip(boxes, sorted(rectangles), strict=True))


def test_round_and_small_and_thin_shapes_and_gray_ground_are_none() -> None:
    disc = np.full(PAPER, 255, np.uint8)
    cv2.circle(disc, (400, 400), 45, 0, -1)
    assert found(disc) == []
    assert found(drawn((100, 100, 700, 102), (100, 200, 110, 207))) == []
    gray = drawn()
    gray[100:130, 100:700] = 190
    assert found(gray) == []


def test_black_ground_under_white_words_covers_nothing() -> None:
    words = words_from([("Heads", Box(0.3, 0.065, 0.36, 0.072), 1.0, 0)])
    assert found(drawn((230, 65, 412, 80)), words) == []
    assert len(found(drawn((230, 65, 412, 80), (230, 165, 412, 180)), words)) == 1


@pytest.mark.parametrize(
    ("label", "kept"),
    [
        ("(b)(5)", 1),
        ("(b)(6), (b)(7)(C)", 1),
        ("b6 -1 b7C -1", 1),
        ("5 U.S.C. \u00a7 552(b)(6)", 1),
        ("FOIA Ex. (b) (4)", 1),
        ("[Redacted]", 1),
        ("Exhibit B", 0),
        ("2", 0),
        ("The office did approve (b)(5)", 0),
    ],
)
def test_a_box_with_nothing_but_a_label_on_it_still_covers(label: str, kept: int) -> None:
    parts = label.split()
    words = words_from(
        [(part, Box(0.3 + i * 0.02, 0.065, 0.315 + i * 0.02, 0.072), 1.0, 0) for i, part in enumerate(parts)]
    )
    assert len(found(drawn((230, 65, 412, 80)), words)) == kept


def test_a_label_is_looked_at_in_no_time() -> None:
    words = words_from([("b5-552ex5b5" * 2000 + "!", Box(0.3, 0.065, 0.36, 0.072), 1.0, 0)])
    assert found(drawn((230, 65, 412, 80)), words) == []


def test_what_is_lower_than_the_words_around_it_hides_none() -> None:
    words = words_from(
        [("word", Box(0.1, y / 1056, 0.2, (y + 12) / 1056), 1.0, row) for row, y in enumerate((100, 140))]
    )
    assert found(drawn((80, 120, 500, 129)), words) == []  # a thick rule between two lines
    assert len(found(drawn((80, 120, 500, 134)), words)) == 1
    # A box in small print is as high as that, however large the rest of the page is printed.
    small = words_from(
        [("large", Box(0.1, y / 1056, 0.2, (y + 18) / 1056), 1.0, row) for row, y in enumerate(range(300, 900, 40))]
        + [("small", Box(0.1, 950 / 1056, 0.2, 959 / 1056), 1.0, 20)]
    )
    assert len(found(drawn((300, 949, 500, 961)), small)) == 1
