from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.formats.text import CHUNK, PIECE, decoded, encoding_of, lines, visible

SPANISH = (
    "La operación comenzó en el año 2017: señaló la dirección que según el plan, después, también habría más. " * 5
)
RUSSIAN = "Отчёт о работе отдела за месяц: всего проверено двадцать четыре района области. " * 5  # noqa: RUF001  # Russian


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_the_encoding_is_told(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(SPANISH.encode(encoding))
    with path.open("rb") as stream:
        assert "".join(lines(stream, encoding_of(path))) == SPANISH + "\n"


def test_what_is_no_western_text_is_guessed() -> None:
    assert decoded(RUSSIAN.encode("cp1251")) == RUSSIAN
    assert decoded(RUSSIAN.encode("koi8_r"), "koi8-r") == RUSSIAN


def test_odd_letters_far_down_are_found(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"plain\n" * 400_000 + SPANISH.encode("cp1252"))
    assert encoding_of(path) == "cp1252"


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        (b"caf\xe9", "iso-8859-1", "caf\u00e9"),
        (b"\x93plan\x94", "iso-8859-1", "\u201cplan\u201d"),
        ("caf\u00e9".encode(), "us-ascii", "caf\u00e9"),
        (b"plan", "no-such-charset", "plan"),
        (b"plan", "base64", "plan"),
        (b"plan", "utf\08", "plan"),
    ],
)
def test_what_a_mail_declares_is_believed_where_it_holds(data: bytes, declared: str, text: str) -> None:
    assert decoded(data, declared) == text


@given(st.text(), st.sampled_from(["\n", "\r\n", "\r"]))
def test_line_ends_are_made_alike_and_nothing_is_lost(text: str, end: str) -> None:
    text = text.translate(dict.fromkeys(map(ord, "\r\x85\u2028\u2029"), " ")).encode("utf-8", "replace").decode()
    stream = io.BytesIO(text.replace("\n", end).encode())
    expected = text.removesuffix("\n") + "\n" if text else ""
    assert "".join(lines(stream, "utf-8")) == expected


def test_a_line_without_end_comes_in_pieces() -> None:
    found = list(lines(io.BytesIO(b"word " * (CHUNK // 2)), "utf-8"))
    assert max(map(len, found)) <= 2 * PIECE
    assert "".join(found) == "word " * (CHUNK // 2) + "\n"
    assert all(piece.endswith((" ", "\n")) for piece in found)


def test_a_line_end_over_two_chunks_is_one() -> None:
    found = list(lines(io.BytesIO(b"a" * (CHUNK - 1) + b"\r\nb"), "utf-8"))
    assert found[-1] == "b\n"
    assert "".join(found).count("\n") == 2


def test_controls_are_seen_and_what_has_no_form_is_left_out() -> None:
    assert visible("a\x00b\x1b[0m\x7f") == "a\u2400b\u241b[0m\u2421"
    assert visible("Ver\u00adwal\u200btung\ufeff\U000e0041") == "Verwaltung"
    assert visible("e\u0301") == "\u00e9"
    assert visible("\ud800\x9d") == "\ufffd\ufffd"


@given(st.text())
def test_visible_text_is_nfc_and_holds_no_control(text: str) -> None:
    shown = visible(text)
    assert unicodedata.is_normalized("NFC", shown)
    assert not [c for c in shown if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\t\n\r\x0c\x85"]
