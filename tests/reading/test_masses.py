from __future__ import annotations

import cv2
import numpy as np

from readingroom.engines.pages import Pixels
from readingroom.reading.boxes import solid_boxes

DPI = 200


def page() -> Pixels:
    return np.full((1100, 1700), 250, np.uint8)


def widths(image: Pixels) -> list[int]:
    return sorted(cv2.boundingRect(box)[2] for box in solid_boxes(image, DPI))


def test_a_label_at_the_end_of_a_box_is_part_of_it() -> None:
    image = page()
    cv2.rectangle(image, (300, 300), (680, 352), 53, -1)
    cv2.putText(image, "7(1)(c)", (303, 345), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 130, 4, cv2.LINE_AA)
    assert np.allclose(widths(image), [380], atol=6)


def test_print_before_a_box_in_a_frame_is_no_label() -> None:
    image = page()
    cv2.rectangle(image, (300, 300), (900, 340), 10, 4)
    cv2.rectangle(image, (450, 300), (900, 340), 10, -1)
    cv2.putText(image, "Name:", (310, 332), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 10, 3, cv2.LINE_AA)
    assert np.allclose(widths(image), [450], atol=8)


def test_the_strokes_of_large_letters_and_seals_are_no_boxes() -> None:
    image = page()
    letter = [
        (100, 100),
        (124, 100),
        (174, 168),
        (174, 100),
        (198, 100),
        (198, 198),
        (174, 198),
        (124, 130),
        (124, 198),
    ]
    cv2.fillPoly(image, [np.array([*letter, (100, 198)])], 33)
    cv2.circle(image, (1300, 600), 150, 10, -1)
    cv2.circle(image, (1300, 600), 90, 250, -1)
    cv2.putText(image, "SEAL", (1240, 620), cv2.FONT_HERSHEY_DUPLEX, 1.6, 10, 4)
    assert widths(image) == []


def test_a_box_on_a_thin_bar_stays_one() -> None:
    image = page()
    cv2.rectangle(image, (100, 340), (1500, 352), 10, -1)
    cv2.rectangle(image, (300, 300), (480, 352), 10, -1)
    assert np.allclose(widths(image), [180], atol=6)


def test_a_letter_left_between_two_boxes_stands_between_them() -> None:
    image = page()
    for left in (300, 412):
        cv2.rectangle(image, (left, 300), (left + 78, 338), 5, -1)
    cv2.putText(image, "O", (382, 334), cv2.FONT_HERSHEY_DUPLEX, 1.2, 5, 3, cv2.LINE_AA)
    assert np.allclose(widths(image), [78, 78], atol=8)
