"""Tesseract behind the protocol of recognisers; what needs the program itself is skipped where it is not installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.engines.test_ocr import LINES, picture

from readingroom.engines.ocr import tesseract
from readingroom.engines.ocr.tesseract import Tesseract, _recognised, find
from readingroom.errors import UnreadableError, WrongUseError
from readingroom.model.page import Sheet
from readingroom.reading.arrange import ordered

installed = pytest.mark.skipif(find() is None, reason="Tesseract is not installed")
HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


@installed
def test_clean_print_is_read_word_for_word_where_it_stands() -> None:
    found = Tesseract().read(picture(), 150)
    rows = list(ordered(found, Sheet(612, 336)))
    assert " ".join(LINES).split() == [word for word, *_rest in rows]
    assert [line for *_rest, line in rows] == [0] * 6 + [1] * 6 + [2] * 6
    assert pytest.approx([150 / 1275, 150 / 700], abs=0.02) == [rows[0][1].left, rows[0][1].top]
    assert found.quality > 0.8


@installed
@pytest.mark.parametrize("shape", [(1, 1), (40, 40), (700, 500)])
def test_pages_without_print_give_no_words(shape: tuple[int, int]) -> None:
    for value in (0, 255):
        assert Tesseract().read(np.full(shape, value, np.uint8), 150).rows == ()


@installed
def test_its_name_says_version_and_languages() -> None:
    assert Tesseract(["en"]).name.split()[0] == "tesseract"
    assert Tesseract(["en"]).name.endswith(" eng")


def test_where_it_is_not_installed_a_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "find", lambda: None)
    with pytest.raises(WrongUseError, match=r"not installed.*apt install tesseract-ocr"):
        Tesseract()


def a_program(tmp_path: Path, body: str) -> str:
    """A program that says it is Tesseract and then does something else."""
    script = tmp_path / "tesseract.py"
    script.write_text(
        "import sys, time\n"
        "if '--version' in sys.argv: print('tesseract 9.9'); sys.exit()\n"
        "if '--list-langs' in sys.argv: print('List:\\neng'); sys.exit()\n" + body,
        encoding="utf-8",
    )
    program = tmp_path / "tesseract"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return str(program)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("body", "says"), [("sys.exit(3)", r"failed \(exit 3\)"), ("time.sleep(30)", "longer than 1 seconds")]
)
def test_a_tesseract_that_fails_or_hangs_is_given_up(tmp_path, monkeypatch, body: str, says: str) -> None:
    program = a_program(tmp_path, body)
    monkeypatch.setattr(tesseract, "find", lambda: program)
    engine = Tesseract()
    monkeypatch.setattr(tesseract, "SECONDS", 1)
    with pytest.raises(UnreadableError, match=says):
        engine.read(np.full((40, 40), 255, np.uint8), 150)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_a_tesseract_without_the_languages_is_refused(tmp_path, monkeypatch) -> None:
    program = a_program(tmp_path, "")
    monkeypatch.setattr(tesseract, "find", lambda: program)
    assert Tesseract(["es", "en"]).name == "tesseract 9.9 eng"
    with pytest.raises(WrongUseError, match=r"without the languages.*spa"):
        Tesseract(["es"])


def test_a_tesseract_that_cannot_be_started_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_more: object) -> None:
        raise subprocess.SubprocessError

    monkeypatch.setattr(tesseract, "find", lambda: "nowhere/tesseract")
    monkeypatch.setattr(tesseract.subprocess, "run", broken)
    with pytest.raises(WrongUseError, match="can't be started"):
        Tesseract()


def test_rows_that_are_no_words_are_left_out() -> None:
    rows = [
        HEAD,
        "1\t1\t0\t0\t0\t0\t0\t0\t100\t100\t-1\t",
        "5\t1\t1\t1\t1\t1\t10\t10\t20\t10\t91.5\tPlan",
        "5\t1\t1\t1\t1\t2\t40\t10\t20\t10\t12\t ",
        "5\t1\t1\t1\t1\t3\t70\t10\t90\t10\t-1\tof",
        "5\t1\t1\t1\t2\t1\t10\t30\t20\t10\t99",
    ]
    table = "\n".join(rows)
    found = _recognised(table, 100, 100)
    assert [(word, sure, line) for word, _box, sure, line in found.rows] == [("Plan", 0.915, 0), ("of", 0.0, 0)]
    assert found.rows[1][1].right == 1  # cut to the page
    assert found.lines.shape == (1, 4, 2)
