from __future__ import annotations

import math

import numpy as np
import pytest

from readingroom.citing.check import check
from readingroom.engines.ocr import Recognised
from readingroom.model.geometry import Box
from readingroom.model.page import Sheet
from readingroom.model.words import Words
from readingroom.reading.arrange import arranged

WIDTH, HEIGHT = 612.0, 792.0
TEXT = (
    "the witness said that no inspector of the agency had",
    "been told of the second shaft before the day on which",
    "the water came in and that the order to leave the old",
    "gallery was given twice and was not heard by those who",
)


def read(*extra: tuple[float, float, str], left: float = 90.0) -> Words:
    """A scan of four lines of running text, and what stands beside, over or under them."""
    prints = [(left, 300.0 + 24 * row, text) for row, text in enumerate(TEXT * 3)]
    rows, lines = [], []
    for number, (start, top, text) in enumerate([*extra, *prints]):
        x = start
        for word in text.split():
            box = (x / WIDTH, top / HEIGHT, (x + 5 * len(word)) / WIDTH, (top + 10) / HEIGHT)
            rows.append((word, Box(*box), 0.95, number))
            x += 5 * len(word) + 4
        lines.append([(start, top), (x, top), (x, top + 10), (start, top + 10)])
    found = Recognised(tuple(rows), np.array(lines) / (WIDTH, HEIGHT))
    words, _blocks = arranged(found, Sheet(WIDTH, HEIGHT))
    assert not any(map(math.isnan, words.confidence))
    return words


@pytest.mark.parametrize(
    "extra",
    [
        [(60.0 - 5 * len(str(row + 1)), 300.0 + 24 * row, str(row + 1)) for row in range(12)],
        [(560.0, 324.0, "b7E")],
        [(560.0, 324.0, "see B")],
        [(200.0, 30.0, "CASE 4:20 DOCUMENT 7"), (300.0, 760.0, "Page 3 of 9")],
    ],
    ids=["line numbers", "a code in the margin", "a note in the margin", "head and foot"],
)
def test_a_quotation_runs_over_what_stands_beside_the_text(extra: list[tuple[float, float, str]]) -> None:
    page = read(*extra)
    assert check("no inspector of the agency had been told of the second shaft", page).verdict == "exact"
    assert check(" ".join(TEXT), page).verdict == "exact"
    assert check("no inspector of the agency had been told of the first shaft", page).verdict == "not_found"
