"""How words are cut: one rule for indexing, querying, highlighting and finding quotations.

The rule, for one printed word (a run without white space):

1. It is made NFC and case-folded (`STRASSE` = `strasse` = `straße`, the ligature `ﬁ` = `fi`); characters that show
   nothing (soft hyphens, joiners, marks of writing direction) are dropped; curly apostrophes become straight.
2. It falls apart into tokens at everything that is neither letter nor digit: `(b)(7)(E)` is b 7 e, `b.6` is b 6, `U.S.`
   is u s, `2021-HQFO-00060` is 2021 hqfo 00060, `and/or` is and or, `jo@epa.gov` is jo epa gov. An apostrophe inside
   stays (`don't`, `officer's`). Commas in a number written in thousands are dropped (`1,250` is 1250). So what machine
   reading lost or added between two words (`Chicago,Illinois`) does not matter, and a query is cut in the same way.
3. Each token also has a form without accents; that is the one that is searched, the other serves `"acción"` in quotes.
4. A word that ends a line with a hyphen and goes on in small letters is one token, `opera-/tion` = operation, so that a
   phrase is found although the print breaks it. Its halves are kept as extras, for `self-/defense`.
5. Words joined by hyphens, and exemption codes in brackets, also stand as one word in the extras: `e-mail` is found by
   `email` too, `(b)(7)(C)` by `b7C`.

6. A place where something covers the page, and a block printed in the place of words, is a token of its own that no
   other word becomes: no phrase runs over it, a NEAR counts it as one word, and `"did █ strike"` asks for it.

Scripts written without spaces are not cut into words.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from readingroom.model.query import unquoted
from readingroom.model.terms import COVERED, Tokens
from readingroom.model.words import MARK, Words

#: Longest token; what is longer is no word but damage, and is cut off here so that indexes stay sound.
LONGEST = 128

#: Characters that end a line in the middle of a word; the last two are how PDF engines hand out a broken word.
HYPHENS = "-\u2010\u2011\u00ad\u00ac\u0002\ufffe"

# Signs that belong to the letter before them, of the scripts that write so (Unicode categories Mn and Mc).
_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e"
_TOKEN = re.compile(
    rf"{MARK}+|[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])|[^\W_](?:[^\W_]|[{_MARKS}])*(?:'[^\W_](?:[^\W_]|[{_MARKS}])*)*"
)
_COMPOUND = re.compile(r"(?<![^\W_])[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+){1,2}(?![^\W_])")
_CODE = re.compile(r"(?:\([^\W_]{1,3}\)){2,}")
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc\u00b4`", "'''''")

#: Distinct printed words whose cutting is remembered; most words of a page have been seen before.
_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class _Cut:
    """One printed word: tokens without accents, with accents; what also stands as one: (term, first, last token)."""

    terms: tuple[str, ...]
    accented: tuple[str, ...]
    joined: tuple[tuple[str, int, int], ...]
    extras: tuple[tuple[str, int, int], ...]
    """The compounds of `joined`, and codes."""


def plain(text: str) -> str:
    """Return `text` without accents: `acción` becomes `accion`."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in apart if unicodedata.category(c) != "Mn")) or text


def folded(text: str) -> str:
    """Return `text` case-folded, NFC, without characters that show nothing, with straight apostrophes."""
    if text.isascii():
        return text.lower()
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = unicodedata.normalize("NFC", text).casefold().translate(_APOSTROPHES)
    return unicodedata.normalize("NFC", text)


def tokens_of(text: str, *, accents: bool = False) -> tuple[str, ...]:
    """Return the tokens of typed text (one word or many), without accents unless asked for."""
    cuts = [_cut(word) for word in text.split()]
    return tuple(token for cut in cuts for token in (cut.accented if accents else cut.terms))


def name_key(name: str) -> str:
    """Return what is equal for names that a person would type alike: folded, without quotation marks, accents kept."""
    return " ".join(folded(unquoted(name)).split())


def compounds_of(word: str, *, codes: bool) -> tuple[tuple[str, int, int], ...]:
    """Return the compounds (and codes) in one typed word, written as one, as (term, first token, last token)."""
    known = _cut(word)
    return known.extras if codes else known.joined


@functools.lru_cache(maxsize=_REMEMBERED)
def _cut(word: str) -> _Cut:
    text = folded(word)
    found = list(_TOKEN.finditer(text))
    accented = tuple(_token(match[0]) for match in found)
    joined = tuple(_together(_COMPOUND, text, found)) if "-" in text or not text.isascii() else ()
    codes = tuple(_together(_CODE, text, found)) if "(" in text else ()
    return _Cut(tuple(plain(token) for token in accented), accented, joined, joined + codes)


def _together(pattern: re.Pattern[str], text: str, found: list[re.Match[str]]) -> Iterator[tuple[str, int, int]]:
    """Return what the pattern finds in a word, written as one, with its first and last token."""
    for match in pattern.finditer(text):
        inside = [i for i, token in enumerate(found) if match.start() <= token.start() and token.end() <= match.end()]
        if len(inside) > 1:
            yield plain("".join(found[i][0] for i in inside))[:LONGEST], inside[0], inside[-1]


def _token(text: str) -> str:
    if text[0] == MARK:
        return COVERED
    return text.replace(",", "")[:LONGEST]


def _broken(word: str, printed: list[str], lines: array[int], index: int) -> bool:
    """Whether a word that ends with a hyphen ends its line and goes on in the next."""
    if index + 1 == len(printed) or lines[index + 1] == lines[index]:
        return False
    return len(word) > 1 and word[-2].isalpha() and printed[index + 1][0].islower()


def cut(words: Words, covered: frozenset[int] = frozenset()) -> Tokens:
    """Return the tokens of a page.

    Args:
        words: of the page.
        covered: words after which something covers the page, -1 for before the first.
    """
    terms: list[str] = []
    accented: list[str] = []
    first: list[int] = []
    last: list[int] = []
    extras: list[tuple[str, int, int]] = []
    printed, lines = list(words), words.lines
    broken = False

    def gap(index: int) -> None:
        terms.append(COVERED)
        accented.append(COVERED)
        first.append(index)
        last.append(index)

    if -1 in covered and printed:
        gap(0)
    for index, word in enumerate(printed):
        known = _cut(word)
        if len(known.terms) == 1 and not (broken or known.extras or covered or word[-1] in HYPHENS):
            terms.append(known.terms[0])  # nine words in ten
            accented.append(known.accented[0])
            first.append(index)
            last.append(index)
            continue
        begin = len(terms)
        if broken and known.terms:
            halves = (terms[-1], known.terms[0])
            terms[-1] = (terms[-1] + known.terms[0])[:LONGEST]
            accented[-1] = (accented[-1] + known.accented[0])[:LONGEST]
            last[-1] = index
            begin -= 1
            extras += [(half, begin, begin) for half in halves]
            terms += known.terms[1:]
            accented += known.accented[1:]
            places = [index] * (len(known.terms) - 1)
        else:
            terms += known.terms
            accented += known.accented
            places = [index] * len(known.terms)
        first += places
        last += places
        if known.extras:
            extras += [(term, begin + start, begin + end) for term, start, end in known.extras]
        broken = word[-1] in HYPHENS and bool(known.terms) and _broken(word, printed, lines, index)
        if index in covered:
            broken = False
            gap(index)
    return Tokens(terms, accented if accented != terms else None, array("I", first), array("I", last), extras)
