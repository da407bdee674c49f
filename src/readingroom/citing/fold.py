"""A page's words as one text in which a quotation is looked for: what may differ in print without being different."""

from __future__ import annotations

import unicodedata
from array import array
from dataclasses import dataclass

from readingroom.model.words import MARK, Words

_DOUBLE, _SINGLE = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033', "'\u2018\u2019\u201a\u201b\u2032\u00b4`\u02bc"
QUOTES = dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_SINGLE, "'")
DASHES = dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
#: Dashes that stand between two words, not inside one.
LONG_DASHES = "\u2014\u2015"
#: Stands in a folded page where a line ends with a hyphen: the word may or may not go on.
BREAK = "\x1f"
# Letters that printers set as one sign; they are the same letters (Unicode, Alphabetic Presentation Forms).
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_SAME = QUOTES | DASHES | _LIGATURES


def folded(text: str) -> str:
    """Return `text` NFC, with quotation marks and dashes folded, ligatures apart, unseen characters dropped."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        text = "".join(_SAME.get(c, c) for c in text if unicodedata.category(c) != "Cf")
    else:
        text = text.replace("`", "'")
    while "--" in text:
        text = text.replace("--", "-")
    return text


@dataclass(frozen=True, slots=True)
class Folded:
    """A page folded.

    Attributes:
        text: words joined by one space; `BREAK` instead of it after a hyphen that ends a line; `MARK` for a covered
            place.
        words: for each character the index of its word.
        long: places of long dashes in `text`.
    """

    text: str
    words: array[int]
    long: frozenset[int]


def fold(page: Words, covered: frozenset[int] = frozenset()) -> Folded:
    """Return the page folded; `covered` as `covered_after` gives it."""
    parts: list[str] = []
    owners: array[int] = array("I")
    long: set[int] = set()
    at = 0
    for index, word in enumerate(page):
        text = folded(word)
        if "-" in text and not word.isascii():
            long.update(at + place for place, letter in _placed(word) if letter in LONG_DASHES)
        elif "--" in word:
            long.update(at + place for place, letter in enumerate(text) if letter == "-")
        ends_line = index + 1 < len(page) and page.lines[index + 1] != page.lines[index]
        broken = ends_line and len(text) > 1 and text[-1] == "-" and text[-2].isalnum()
        piece = text + (f" {MARK} " if index in covered else BREAK if broken else " ")
        parts.append(piece)
        owners.extend([index] * len(piece))
        at += len(piece)
    return Folded("".join(parts), owners, frozenset(long))


def _placed(word: str) -> list[tuple[int, str]]:
    """Return the letters of a word with their places in the folded word."""
    placed = []
    for length, letter in enumerate(word):
        placed.append((len(folded(word[: length + 1])) - 1, letter))
    return placed
