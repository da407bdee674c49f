"""What fonts draw for the letters that a file gives them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import lying
from readingroom.engines.pdf import PdfPages
from readingroom.engines.pdf_glyphs import Glyphs

LINES = ("The sums of 16 March 1966 and 9 June 1996 were 619 and 961.", "Nobody had added 90 and 60 before.")


def glyphs_of(path: Path) -> tuple[Glyphs, str]:
    source = PdfPages(path)
    try:
        page = source.page(1)
        characters = page.characters()
        places = np.flatnonzero(characters.drawn)
        found = page.glyphs(characters, places, str.isalnum)
        page.close()
        return found, "".join(map(chr, characters.codes[places].tolist()))
    finally:
        source.close()


def drawn(found: Glyphs, text: str, letter: str) -> list[bytes]:
    """The drawings of a letter in the order of the page."""
    return [found.keys[number][1] for number, one in zip(found.numbers.tolist(), text, strict=True) if one == letter]


def test_one_letter_has_one_drawing_whatever_file_and_size_it_has(tmp_path: Path) -> None:
    first, text = glyphs_of(lying.page(tmp_path / "one.pdf", LINES))
    second, other = glyphs_of(lying.page(tmp_path / "two.pdf", (*LINES[::-1], "More words: xyz"), size=9))
    assert all(key[1] for key in first.keys if key[0].isalnum())
    for letter in set(text) & set(other):
        assert set(drawn(first, text, letter)) == set(drawn(second, other, letter))


def test_other_letters_have_other_drawings(tmp_path: Path) -> None:
    found, text = glyphs_of(lying.page(tmp_path / "one.pdf", LINES))
    letters = {letter for letter in text if letter.isalnum()}
    assert len({drawn(found, text, letter)[0] for letter in letters}) == len(letters)


@pytest.mark.parametrize("font", ["as it is", "padded"])
@pytest.mark.parametrize(("letter", "called"), [("9", "6"), ("6", "9"), ("d", "b")])
def test_letters_that_fill_the_same_box_are_told_apart_by_what_is_drawn(
    tmp_path: Path, letter: str, called: str, font: str
) -> None:
    file = lying.padded(tmp_path / "font.ttf") if font == "padded" else None
    good = lying.page(tmp_path / "good.pdf", LINES, font=file)
    true, text = glyphs_of(good)
    found, told = glyphs_of(lying.renamed(good, tmp_path / "bad.pdf", {letter: called}))
    assert told == text.replace(letter, called)
    at = [number for number, one in enumerate(told) if one == called]
    was = [true.keys[true.numbers[number]][1] for number in at]
    assert [found.keys[found.numbers[number]][1] for number in at] == was
    assert len(set(was)) == 2


def test_a_code_beyond_all_glyphs_is_found_when_a_map_leads_it_to_one(tmp_path: Path) -> None:
    good = lying.page(tmp_path / "good.pdf", LINES)
    true, text = glyphs_of(good)
    found, told = glyphs_of(lying.two_codes(good, tmp_path / "bad.pdf", "6", "9"))
    assert told == text.replace("9", "6")
    expected = [key for number, key in enumerate(true.keys[at][1] for at in true.numbers) if told[number] == "6"]
    assert drawn(found, told, "6") == expected


def test_two_codes_for_one_letter_with_the_same_drawing_are_one_glyph(tmp_path: Path) -> None:
    good = lying.page(tmp_path / "good.pdf", LINES)
    true, text = glyphs_of(good)
    found, told = glyphs_of(lying.two_codes(good, tmp_path / "twice.pdf", "9", "9"))
    assert told == text
    assert drawn(found, told, "9") == drawn(true, text, "9")


def test_letters_set_as_in_a_mirror_are_other_glyphs(tmp_path: Path) -> None:
    import pikepdf  # only this test changes a page by hand

    good = lying.page(tmp_path / "good.pdf", LINES)
    true, text = glyphs_of(good)
    with pikepdf.open(good) as pdf:
        content = pdf.pages[0].Contents
        content.write(b"q -1 0 0 1 612 0 cm\n" + content.read_bytes() + b"\nQ")
        pdf.save(tmp_path / "mirrored.pdf")
    found, told = glyphs_of(tmp_path / "mirrored.pdf")
    assert {key[1] for key in found.keys if key[0].isalnum()}.isdisjoint(key[1] for key in true.keys)
    assert sorted(told) == sorted(text)
