"""Inflections: which words of the room a bare word also stands for, in English and Spanish.

Two words are forms of one when the Snowball stemmer of a language gives both the same stem. Word lists decide which
language a word belongs to, so that `data` does not find `dates` by the Spanish rules.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import snowballstemmer

from readingroom.engines.dictionary import words_of
from readingroom.searching.cut import plain

#: Shortest word that has forms, in letters.
SHORTEST = 3

#: How much longer than its stem a form can be: -aciones and -ability are the longest endings that stemmers take off.
LONGEST_ENDING = 9

_NAMES = {"en": "english", "es": "spanish"}
#: Letters that a stem's last one may stand for in the word itself: happi - happy, hope - hoping, try - tries.
_LAST = {"i": "iy", "y": "yi", "e": "ei"}


@functools.lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """Return the Snowball stem of a word, without accents."""
    return plain(str(_stemmer(language).stemWord(word)))


@functools.cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(_NAMES[language])


def inflections(
    term: str, accented: str, terms: Callable[[str], Sequence[tuple[str, int]]], languages: Sequence[str] = ("en", "es")
) -> tuple[str, ...]:
    """Return the other forms of a word that the room holds, the most frequent first.

    Args:
        term: the word without accents, as in the index.
        accented: the word as typed.
        terms: the room's terms that begin with a text, and on how many pages each stands.
        languages: of the room, as ISO 639-1; those without a stemmer are left out.
    """
    if len(term) < SHORTEST or not all(c.isalpha() or c == "'" for c in term):
        return ()
    known = [name for name in languages if name in _NAMES]
    mine = [name for name in known if accented in words_of(name) or term in words_of(name)] or known
    found: dict[str, int] = {}
    for language in mine:
        for wanted in {stem(term, language), stem(accented, language)}:
            found |= {
                other: count
                for other, count in _candidates(wanted, terms)
                if other != term and stem(other, language) == wanted and _belongs(other, language, known)
            }
    return tuple(sorted(found, key=lambda other: (-found[other], other)))


def _candidates(wanted: str, terms: Callable[[str], Sequence[tuple[str, int]]]) -> list[tuple[str, int]]:
    ends = _LAST.get(wanted[-1:]) if len(wanted) >= SHORTEST else None
    beginnings = [wanted[:-1] + end for end in ends] if ends else [wanted]
    longest = len(wanted) + LONGEST_ENDING
    return [
        (other, count)
        for beginning in beginnings
        for other, count in terms(beginning)
        if len(other) <= longest and other.replace("'", "").isalpha()
    ]


def _belongs(word: str, language: str, known: Sequence[str]) -> bool:
    """Whether a word is in the language's list, or in no list at all."""
    return word in words_of(language) or not any(word in words_of(other) for other in known)
