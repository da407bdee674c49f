from __future__ import annotations

import numpy as np
import pytest

from readingroom.engines.ocr import AGREE, DIFFER, load_recogniser, models
from readingroom.engines.ocr.again import better, is_weak
from readingroom.engines.ocr.recognise import LineReader, Word, line_reader
from readingroom.engines.ocr.runtime import onnx_model
from readingroom.errors import RoomError


def line(text: str, *, least: float = 0.99, gap: float = 0.0, sure: float = 0.99) -> list[Word]:
    words = text.split()
    return [Word(word, at / 10, (at + 1) / 10, sure, least, least, 0.9, gap) for at, word in enumerate(words)]


def test_one_doubtful_digit_among_many_sure_words_makes_a_line_weak() -> None:
    sure = line("the office reported arrests in the month of September")
    assert not is_weak(sure)
    assert is_weak([*sure, Word("412", 0.9, 1.0, 0.8, 0.41, 0.41, 0.05, 0.0)])
    assert is_weak([*sure, *line("runtogether", gap=0.3)])
    assert not is_weak([])


def test_the_small_models_reading_stays_unless_it_is_much_less_sure() -> None:
    first, second = line("he was hot there"), line("he was not there")
    kept, agreed = better(first, second)
    assert kept is second
    assert agreed == [AGREE, AGREE, DIFFER, AGREE]
    kept, agreed = better(first, line("hc wos net thcre", sure=0.5))
    assert kept is first
    assert agreed == [DIFFER] * 4
    assert better(first, [])[0] is first


def steps(reader: LineReader, read: list[tuple[str, float]]) -> np.ndarray:
    """Likelihoods of time steps at which these letters are read ("" = none) as surely as given; the rest is an "x"."""
    found = np.zeros((len(read), len(reader._letters)), np.float32)
    for at, (letter, sure) in enumerate(read):
        found[at, reader._letters.index("x")] = 1 - sure
        found[at, reader._letters.index(letter)] = sure
    return found


@pytest.fixture(scope="module")
def reader() -> LineReader:
    return LineReader("tiny", onnx_model)


def test_letters_are_put_together_to_words_with_their_signs(reader: LineReader) -> None:
    read = [("", 1.0), ("n", 0.9), ("n", 0.8), ("o", 0.7), (" ", 0.9), ("o", 1.0), ("", 1.0), ("o", 0.6), ("", 1.0)]
    no, oo = reader.decoded(steps(reader, read))
    assert [no.text, oo.text] == ["no", "oo"]
    assert [no.sure, no.least, no.margin] == pytest.approx([0.8, 0.7, 0.4])
    assert [oo.sure, oo.least, oo.margin] == pytest.approx([0.8, 0.6, 0.2])
    assert [no.first, oo.last] == pytest.approx([0, 8.5 / 9])
    assert reader.decoded(steps(reader, [("", 1.0), (" ", 1.0), ("", 1.0)])) == []


def test_a_space_that_was_passed_over_is_a_sign_of_words_run_together(reader: LineReader) -> None:
    found = steps(reader, [("o", 1.0), ("", 0.7), ("f", 1.0), ("", 0.7)])
    found[1, reader._letters.index("x")], found[1, reader._letters.index(" ")] = 0, 0.3
    assert [word.gap for word in reader.decoded(found)] == pytest.approx([0.3])
    found[1, reader._letters.index(" ")], found[3, reader._letters.index(" ")] = 0, 0.3
    assert [word.gap for word in reader.decoded(found)] == [0]


MODEL_OF = {
    "fast": "ppocrv6/tiny/rec/rec.onnx",
    "balanced": "ppocrv6/small/rec/rec.onnx",
    "accurate": "ppocrv6/small/rec/rec.onnx",
}


@pytest.mark.parametrize("mode", MODEL_OF)
def test_another_model_file_is_refused_before_a_page_is_read(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    line_reader.cache_clear()  # as in a process that has loaded nothing
    monkeypatch.setitem(models.HASHES, MODEL_OF[mode], "0" * 64)
    with pytest.raises(RoomError, match="not the tested one"):
        load_recogniser(mode)


def test_a_likely_space_is_taken_where_the_ink_stands_apart(reader: LineReader) -> None:
    found = steps(reader, [("o", 1.0), ("", 0.7), ("f", 1.0), ("", 0.7)])
    found[1, reader._letters.index("x")], found[1, reader._letters.index(" ")] = 0, 0.3
    apart, close = np.zeros((48, 40), np.uint8), np.zeros((48, 40), np.uint8)
    apart[:, 10:20], close[:, 14:16] = 255, 255
    assert [word.text for word in reader.decoded(found, apart, 2.0)] == ["o", "f"]
    assert [word.text for word in reader.decoded(found, close, 2.0)] == ["of"]
    assert [word.gap for word in reader.decoded(found, apart, 2.0)] == [0, 0]
    found[1, reader._letters.index(" ")] = 0.05
    assert [word.text for word in reader.decoded(found, apart, 2.0)] == ["of"]
