from __future__ import annotations

import importlib.util
import itertools
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from readingroom.engines.ocr.recognise import line_reader, spelled
from readingroom.engines.ocr.runtime import best_runtime
from readingroom.engines.ocr.strips import GAP, SIZES, laid_out, read_lines

TEXTS = ["Operation", "412", "The district office reported arrests during the month", "p. 7", "noon", "field office"]


@given(st.lists(st.integers(16, SIZES[-1]), max_size=60))
def test_each_line_lies_in_one_strip_apart_from_the_others(widths: list[int]) -> None:
    strips = laid_out(widths)
    assert sorted(number for strip in strips for number, _left in strip.places) == list(range(len(widths)))
    for strip in strips:
        assert strip.size in SIZES
        edges = sorted((left, left + widths[number]) for number, left in strip.places)
        assert edges[0][0] == 0
        assert edges[-1][1] <= strip.size
        assert all(end + GAP <= start for (_first, end), (start, _last) in itertools.pairwise(edges))


@pytest.fixture(scope="module")
def page() -> tuple[np.ndarray, list[np.ndarray], list[float]]:
    """A page of lines, their corners and, for each, where its second word begins (share of its length)."""
    spec = importlib.util.find_spec("matplotlib")
    folder = Path(spec.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
    font = ImageFont.truetype(folder / "DejaVuSerif.ttf", 24)
    image = Image.new("L", (1275, 700), 240)
    corners, second = [], []
    for number, text in enumerate(TEXTS):
        draw, top = ImageDraw.Draw(image), 100 + 80 * number
        draw.text((150, top), text, fill=20, font=font)
        right = 150 + draw.textlength(text, font=font)
        corners.append(np.array([(146, top - 4), (right + 4, top - 4), (right + 4, top + 34), (146, top + 34)], "f4"))
        head = text.split()[0] + " "
        second.append((draw.textlength(head, font=font) + 4) / (right - 142))
    return np.asarray(image), corners, second


def test_lines_side_by_side_are_read_each_for_itself(page) -> None:
    image, corners, second = page
    found = read_lines(line_reader("tiny", best_runtime()[1]), image, corners)
    assert [" ".join(word.text for word in words) for words in found] == TEXTS
    for words, begins in zip(found, second, strict=True):
        # a step of the model is a quarter of the height of a line
        near = 1.2 * 8 / (len(" ".join(word.text for word in words)) * 12)
        assert words[0].first == pytest.approx(0, abs=near)
        assert words[-1].last == pytest.approx(1, abs=near)
        if len(words) > 1:
            assert words[1].first == pytest.approx(begins, abs=near)
    assert read_lines(line_reader("tiny", best_runtime()[1]), image, []) == []


@pytest.mark.parametrize("letter", ["N", "Y", "7", "H"])
def test_the_better_model_reads_a_lone_letter_and_places_it_in_its_box(letter: str) -> None:
    spec = importlib.util.find_spec("matplotlib")
    folder = Path(spec.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
    image = Image.new("L", (200, 100), 250)
    ImageDraw.Draw(image).text((80, 30), letter, fill=20, font=ImageFont.truetype(folder / "DejaVuSans.ttf", 30))
    corners = np.array([(74, 28), (110, 28), (110, 70), (74, 70)], "f4")
    (word,) = line_reader("small", best_runtime()[1]).words(np.asarray(image), corners)
    assert word.text == letter
    # a step of the model is eight of 160 pixels, a third of which are the line
    assert 0 <= word.first < 0.35
    assert 0.6 < word.last <= 1


@pytest.mark.parametrize(("sign", "letters"), [("Ⅱ", "II"), ("ⅷ", "viii"), ("Ĳ", "IJ"), ("‥", ".."), ("\u212b", "Å")])
def test_signs_for_several_letters_are_given_as_these_letters(sign: str, letters: str) -> None:
    assert spelled(sign) == letters


@pytest.mark.parametrize("letter", ["É", "ñ", "§", "“", "’", "—", "…", "½", "²", "™"])  # noqa: RUF001  # as printed
def test_what_was_printed_stays_as_it_was(letter: str) -> None:
    assert spelled(letter) == letter


@pytest.mark.parametrize("size", ["tiny", "small"])
def test_no_letter_of_a_model_is_odd(size: str) -> None:
    letters = line_reader(size, best_runtime()[1])._letters
    for letter in letters[1:]:
        assert unicodedata.normalize("NFC", letter) == letter
        assert all(unicodedata.category(one)[0] not in "CZ" or one == " " for one in letter)
        assert not any(0xFF00 <= ord(one) <= 0xFFEF or 0x2160 <= ord(one) <= 0x217F for one in letter)
