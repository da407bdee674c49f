"""The word lists: found line by line and as a set they hold the same words as the package's own file."""

from __future__ import annotations

import gzip
import json
from importlib import resources

import pytest

from readingroom.engines import dictionary
from readingroom.engines.dictionary import LANGUAGES, WordList, is_word, words_of


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_holds_the_words_of_the_file_and_no_others(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = (resources.files("spellchecker") / "resources" / f"{language}.json.gz").read_bytes()
    text = gzip.decompress(packed).decode()
    wanted = {word.casefold() for word in json.loads(text)}
    asked = [
        *sorted(wanted)[::50],
        *(f"{word}q" for word in sorted(wanted)[::50]),
        "",
        '"',
        '":',
        "{",
        "}",
        "a\n",
        "ZZ",
    ]
    found = WordList(text)
    by_line = [word in found for word in asked]
    monkeypatch.setattr(dictionary, "MANY", 0)
    assert "the" not in WordList("{\n}")
    found = WordList(text)
    assert [word in found for word in asked] == by_line == [word in wanted for word in asked]
    assert found._all == wanted


def test_words_are_counted() -> None:
    assert words_of("en").among(["the", "records", "xqzw"]) == 2


def test_a_word_of_either_language_is_a_word() -> None:
    assert [is_word(word) for word in ("records", "expediente", "xqzw")] == [True, True, False]
