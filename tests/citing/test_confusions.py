from __future__ import annotations

import pytest

from readingroom.citing.confusions import TABLE, reachable
from readingroom.citing.protected import is_code, is_protected


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("modern", "modem"),
        ("Illinois", "lllinois"),
        ("Illinois", "I11inois"),
        ("2018", "2O18"),
        ("would", "vvould"),
        ("clear", "dear"),
        ("acción", "accion"),
        ("district", "distríct"),
        ("government", "govemment"),
        ("police", "police"),
        ("rnrn", "mm"),
    ],
)
def test_these_can_be_read_for_each_other(asked: str, read: str) -> None:
    assert reachable(asked, read)
    assert reachable(read, asked)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("2018", "2019"),
        ("2018", "2016"),
        ("has", "had"),
        ("plan", "plans"),
        ("Johnson", "Jonson"),
        ("", "l"),
        ("A", "a"),
    ],
)
def test_these_can_not(asked: str, read: str) -> None:
    assert not reachable(asked, read)


def test_no_digit_is_taken_for_another_digit() -> None:
    assert [
        (one, other) for one, others in TABLE.items() for other in others if one.isdigit() and other.isdigit()
    ] == []
    for one in "0123456789":
        assert [other for other in "0123456789" if other != one and reachable(one, other)] == []


_WORDS = (
    "plan Plan, (agents) 12 1,250 17.5% $40 12th IV xii not can't shall Johnson's and/or well-known debe acción podra"
)


@pytest.mark.parametrize("word", [*_WORDS.split(), "—", "2017-06", "modem", "Maria"])
def test_these_are_no_noise(word: str) -> None:
    assert is_protected(word)


@pytest.mark.parametrize(
    ("asked", "read"), [("tamaño", "tamano"), ("operación", "operacion"), ("señalización", "senalizacion")]
)
def test_a_letter_that_lost_its_accent_is_noise_in_what_is_no_word(asked: str, read: str) -> None:
    assert reachable(asked, read)
    assert reachable(read, asked)
    assert not is_protected(read)


@pytest.mark.parametrize(("asked", "read"), [("más", "mas"), ("sí", "si"), ("año", "ano"), ("Peña", "Pena")])
def test_a_word_without_the_accent_is_another_word(asked: str, read: str) -> None:
    assert reachable(asked, read)
    assert is_protected(read)
    assert is_protected(asked)


@pytest.mark.parametrize(("asked", "read"), [("2", "²"), ("1", "¹"), ("20", "2º"), ("1", "\u0661")])
def test_signs_beside_digits_are_no_accents(asked: str, read: str) -> None:
    assert not reachable(asked, read)


@pytest.mark.parametrize("word", ["Tbe", "govemment", "2O18", "invesligation", "l00", "Wllliam", "op3ration"])
def test_these_may_be_noise(word: str) -> None:
    assert not is_protected(word)


def test_codes_mix_letters_and_digits() -> None:
    assert [word for word in ("b7C", "2021-HQFO-00060", "(b)(6)", "plan", "2018", "F.B.I.") if is_code(word)] == [
        "b7C",
        "2021-HQFO-00060",
        "(b)(6)",
    ]
