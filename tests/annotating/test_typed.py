from __future__ import annotations

import random
import unicodedata

import pytest

from readingroom.annotating.typed import LONGEST_NOTE, LONGEST_TAG, folded, meaning_text, note_text, tag_key, tag_name
from readingroom.errors import WrongUseError


def test_a_note_keeps_its_lines_and_nothing_that_is_not_seen() -> None:
    assert note_text("  One \r\n\r\n\n\n two\tthree  ") == "One\n\ntwo three"
    assert note_text("<b>not bold</b> & 'quoted'") == "<b>not bold</b> & 'quoted'"
    assert note_text("año" if unicodedata.is_normalized("NFD", "año") else "an\u0303o") == "año"
    for bad in ("", " \n ", "\u200d \u200c", "x" * (LONGEST_NOTE + 1), "a\x00b", "a\u202eb", "a\x1b[2Jb"):
        with pytest.raises(WrongUseError):
            note_text(bad)


def test_names_of_tags() -> None:
    assert tag_name("  to \n ask ") == "to ask"
    assert tag_key("Año  Nuevo") == tag_key("año nuevo")
    assert tag_key("ano") != tag_key("año")
    assert (tag_name("a\u200cb"), tag_key("a\u200cb\u200d")) == ("a\u200cb", "ab")
    for bad in (
        "",
        "  ",
        "a,b",
        'a"b',
        "a;b",
        "dep*",
        "x" * (LONGEST_TAG + 1),
        "a\u200bb",
        "#",
        "...",
        "\u200d",
        "\u0301",
    ):
        with pytest.raises(WrongUseError):
            tag_name(bad)


def test_whatever_is_typed_is_kept_or_refused_and_what_is_kept_is_kept_again() -> None:
    rng = random.Random(5)
    signs = "ab ñé\n\t\r\x00\u202e\u0301\u200d\U0001f600<>&\"',;*\\א\u2028\ud7ff\ufeff"
    kept = 0
    for _round in range(3000):
        typed = "".join(rng.choice(signs) for _sign in range(rng.randint(0, 12)))
        for make in (note_text, tag_name, meaning_text):
            try:
                text = make(typed)
            except WrongUseError:
                continue
            kept += 1
            assert make(text) == text if text else make is meaning_text
            assert unicodedata.is_normalized("NFC", text)
            assert all(sign.isprintable() or sign in "\n\u200c\u200d" for sign in text)
            assert folded(folded(text)) == folded(text)
    assert kept > 500
