from __future__ import annotations

import numpy as np
import pytest

from readingroom.model.geometry import Box
from readingroom.model.layout import Region
from readingroom.model.words import words_from
from readingroom.reading.bars import covering

BAR = Region("box", Box(0.1, 0.1, 0.9, 0.15))


def kept(text: str, *, sure: float = 0.97, ground: int = 60) -> bool:
    """Whether the bar with these words on it stays a box."""
    image = np.full((1000, 1000), 250, np.uint8)
    image[100:150, 100:900] = ground
    rows = [(word, Box(0.12 + 0.1 * at, 0.11, 0.2 + 0.1 * at, 0.14), sure, 0) for at, word in enumerate(text.split())]
    return bool(list(covering([BAR], words_from(rows), image, 250.0)))


@pytest.mark.parametrize("text", ["Reports Maps Help", "PROJECT SCHEDULE", "Settings"])
def test_a_bar_with_print_on_it_is_no_box(text: str) -> None:
    assert not kept(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "(b)(6)",
        "b6 b7C",
        "7(1)(c)",
        "(b)(5) Deliberative Process",
        "Personal Privacy",
        "Non-Responsive Record",
        "PAGE DENIED",
        "Attorney Work Product",
        "REDACTED",
        "mr",
    ],
)
def test_a_box_with_a_label_is_one(text: str) -> None:
    assert kept(text)


def test_a_box_whose_words_are_doubtful_or_stand_on_paper_is_one() -> None:
    assert kept("Reports Maps Help", sure=0.6)
    assert kept("Reports Maps Help", ground=250)
