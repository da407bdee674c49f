"""In which language a passage is written, by its small words; a short or mixed passage is left unnamed.

Small words (articles, prepositions, pronouns) are two fifths of any running text, are read well even off poor scans
and differ between languages; models of letter groups name a language for any noise. Tables and lists have few of them:
there the word lists of English and Spanish tell, when most longer words stand in one of them and few in the other.
Scripts other than Latin are told by their letters.
"""

from __future__ import annotations

import functools
import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import resources

from readingroom.engines.dictionary import LANGUAGES, words_of
from readingroom.model.layout import Block
from readingroom.model.words import Words

#: Least different small words of the language, and least share of the words that they are; so many different ones need
#: no more than the smaller share (tables and lists have few sentences).
LEAST, SHARE, MANY, MANY_SHARE = 3, 0.2, 8, 0.05
#: How many times the evidence for the next language the evidence must be.
CLEAR = 1.6
#: Least different longer words (letters) for the word lists; share of them that one list must know, and how many times
#: as many as the other (measured: of Dutch pages the English list knows at most .17, of English lists .7 and more).
LONGER, LEAST_LONGER, KNOWN, KNOWN_CLEAR = 4, 10, 0.7, 2.5
#: A block of fewer words is not asked: it could hardly be told.
PASSAGE = 5
#: At least this share of a passage's letters is of one script.
SCRIPT_SHARE = 0.6
#: Kinds of blocks that say something in a language.
_SPOKEN = ("paragraph", "cell", "margin", "header", "footer")

#: Words of one letter are codes and misread marks as often as words.
_WORD = re.compile(r"[^\W\d_]{2,}")
_ACCENTS = re.compile("[\u0300-\u036f]+")
#: Any letter of another script than Latin.
_OTHER = re.compile("[\u0370-\u1dff\u1f00-\u1fff\u2c80-\ud7af]")
#: Letters by which languages with a script of their own are told (Unicode blocks); kana before the Han that it shares.
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
#: Letters that only one of the languages of a script has.
_ONLY = {"ar": ("fa", re.compile("[\u067e\u0686\u0698\u06af]")), "ru": ("uk", re.compile("[\u0456\u0457\u0454\u0491]"))}


@functools.cache
def small_words() -> Mapping[str, Mapping[str, float]]:
    """Return for each small word the languages that have it, and how much it speaks for each of them."""
    text = (resources.files("readingroom.reading") / "function_words.toml").read_text(encoding="utf-8")
    lists = {language: set(bare(words).split()) for language, words in tomllib.loads(text).items()}
    shared = Counter(word for words in lists.values() for word in words)
    found: dict[str, dict[str, float]] = {}
    for language, words in lists.items():
        for word in words:
            # what half of the languages have tells little
            found.setdefault(word, {})[language] = math.log(1 + len(lists) / shared[word])
    return found


@functools.cache
def _by_number() -> tuple[list[str], Mapping[str, Sequence[tuple[int, float]]]]:
    """Return the languages, and for each small word theirs by number: every block of every page is asked."""
    words = small_words()
    names = sorted({language for told in words.values() for language in told})
    numbers = {language: number for number, language in enumerate(names)}
    return names, {word: [(numbers[one], weight) for one, weight in told.items()] for word, told in words.items()}


def bare(text: str) -> str:
    """Return a text in small letters without accents."""
    if text.isascii():
        return text.casefold()
    return _ACCENTS.sub("", unicodedata.normalize("NFD", text.casefold()))


def language_of(text: str) -> str:
    """Return the language of a passage as ISO 639-1 code; empty when it can't be told."""
    if not text.isascii() and (other := _by_script(text)) is not None:
        return other
    words = _WORD.findall(bare(text))
    return (_by_small_words(words) or _by_lists(text)) if len(words) >= LEAST else ""


def _by_small_words(words: list[str]) -> str:
    names, known = _by_number()
    found = Counter(filter(known.__contains__, words))
    if len(found) < LEAST:
        return ""
    told, seen, count = [0.0] * len(names), [0] * len(names), [0] * len(names)
    for word, times in found.items():
        less = math.sqrt(times)  # a word that comes again and again tells less each time
        for language, weight in known[word]:
            told[language] += weight * less
            seen[language] += 1
            count[language] += times
    second, first = sorted(told)[-2:]
    best = told.index(first)
    share = SHARE if seen[best] < MANY else MANY_SHARE
    enough = seen[best] >= LEAST and count[best] >= share * len(words)
    return names[best] if enough and first >= CLEAR * second else ""


def _by_lists(text: str) -> str:
    longer = {word for word in _WORD.findall(text.casefold()) if len(word) >= LONGER}
    if len(longer) < LEAST_LONGER:
        return ""
    known = {language: words_of(language).among(longer) for language in LANGUAGES}
    best = max(known, key=lambda language: known[language])
    second = max(value for language, value in known.items() if language != best)
    return best if known[best] >= KNOWN * len(longer) and known[best] >= KNOWN_CLEAR * second else ""


def _by_script(text: str) -> str | None:
    """Return the language of a passage in another script than Latin; None when it is Latin."""
    if not _OTHER.search(text):
        return None
    letters = sum(letter.isalpha() for letter in text)
    for language, script in _SCRIPTS:
        count = len(script.findall(text))
        if count and count >= (SCRIPT_SHARE if language != "ja" else SCRIPT_SHARE / 4) * letters:
            other, sign = _ONLY.get(language, (language, script))
            return other if other != language and sign.search(text) else language
    return None


def spoken(words: Words, blocks: Iterable[Block]) -> tuple[str, tuple[Block, ...]]:
    """Return the language of a page and its blocks with theirs.

    A block that is too short to tell keeps no language. The page's language is that of all its words together.
    """
    named: list[Block] = []
    for block in blocks:
        language = ""
        if block.kind in _SPOKEN and block.last - block.first + 1 >= PASSAGE:
            language = language_of(words.text[words.starts[block.first] : words.ends[block.last]])
        named.append(replace(block, language=language) if language != block.language else block)
    return language_of(words.text), tuple(named)
