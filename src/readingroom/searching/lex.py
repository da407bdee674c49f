"""The pieces of a query: words, phrases, operators, with the place where each begins."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from readingroom.errors import QueryError
from readingroom.locale import _
from readingroom.model.query import FIELDS

Kind = Literal["word", "phrase", "field", "near", "and", "or", "not", "(", ")", "end"]

#: Longest query, in characters.
MOST_CHARACTERS = 100_000

#: Most pieces of a query; keeps the longest of them answerable.
MOST_PIECES = 5_000

_OPEN, _CLOSE = '"\u201c\u201e\u00ab\u201f', '"\u201d\u201c\u00bb\u201f'
# Brackets around a few letters that touch each other or a word are an exemption or a section, (b)(7)(E), not a group.
_CODE = r"\([^\W_]{1,4}\)"
_KEYWORD = r"(?:AND|OR|NOT|NEAR(?:/[0-9]+)?)"
_PLAIN = rf"[^\s()\[\]{{}}{_OPEN}{_CLOSE}]"
_WORD = re.compile(rf"(?:{_CODE}){{2,}}{_PLAIN}*|(?!{_KEYWORD}\(){_PLAIN}+(?:{_CODE})+{_PLAIN}*|{_PLAIN}+")
_FIELD = re.compile(rf"({'|'.join(FIELDS)}):", re.IGNORECASE)
_NEAR = re.compile(r"NEAR(?:/([0-9]{1,9}))?(?![^\s()])")
_TAIL = re.compile(r"~([^\s()]*)")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a query.

    Attributes:
        kind: what it is.
        at: its first character in the query as typed, from 0.
        text: the word, the words of the phrase, the value of the field, the number of NEAR.
        name: of the field.
        fuzzy: what follows `~`; None without one.
        quoted: the value of the field stands in quotation marks.
    """

    kind: Kind
    at: int
    text: str = ""
    name: str = ""
    fuzzy: str | None = None
    quoted: bool = False


def pieces(query: str) -> list[Piece]:
    """Cut a query into pieces; the last one is the end.

    Raises:
        QueryError: it is too long or quotation marks are not closed.
    """
    if len(query) > MOST_CHARACTERS:
        raise QueryError(
            _("The query is longer than {most} characters.", most=MOST_CHARACTERS),
            _("Search for a few words of the passage."),
            MOST_CHARACTERS,
        )
    text, places = _visible(query)
    found: list[Piece] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        piece, at = _next(text, at, places)
        found.append(piece)
        if len(found) > MOST_PIECES:
            raise QueryError(
                _("The query has more than {most} words.", most=MOST_PIECES),
                _("Leave some out, or search in several steps."),
                piece.at,
            )
    found.append(Piece("end", len(query)))
    return found


def _visible(query: str) -> tuple[str, list[int] | range]:
    """Return the query without characters that show nothing (marks of writing direction), and where each stood."""
    if query.isascii() and query.isprintable():
        return query, range(len(query) + 1)
    kept = [i for i, c in enumerate(query) if c.isspace() or unicodedata.category(c) not in {"Cf", "Cc", "Cs"}]
    return "".join(query[i] for i in kept), [*kept, len(query)]


def _next(text: str, at: int, places: list[int] | range) -> tuple[Piece, int]:
    letter, here = text[at], places[at]
    match = _WORD.match(text, at) if letter == "(" or letter not in _OPEN + _CLOSE + "()[]{}" else None
    if letter in "([{" and not (match and match[0] != letter):
        return Piece("(", here), at + 1
    if letter in ")]}":
        return Piece(")", here), at + 1
    if letter in _OPEN + _CLOSE:
        inside, at = _quoted(text, at, places)
        tail = _TAIL.match(text, at)
        return Piece("phrase", here, inside, fuzzy=tail[1] if tail else None), tail.end() if tail else at
    if named := _FIELD.match(text, at):
        start = named.end()
        if start < len(text) and text[start] in _OPEN + _CLOSE:
            inside, end = _quoted(text, start, places)
            return Piece("field", here, inside, named[1].lower(), quoted=True), end
        value = _WORD.match(text, start) or re.compile(_CODE).match(text, start)
        return Piece("field", here, value[0] if value else "", named[1].lower()), value.end() if value else start
    if near := _NEAR.match(text, at):
        return Piece("near", here, near[1] or ""), near.end()
    if match is None:
        return Piece("word", here, letter), at + 1
    word = match[0]
    if word in {"AND", "OR", "NOT"}:
        kinds: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not"}
        return Piece(kinds[word], here, word), match.end()
    body, tilde, after = word.partition("~")
    return Piece("word", here, body, fuzzy=after if tilde else None), match.end()


def _quoted(text: str, at: int, places: list[int] | range) -> tuple[str, int]:
    end = at + 1
    while end < len(text) and text[end] not in _CLOSE:
        end += 1
    if end == len(text):
        raise QueryError(
            _("The quotation mark at character {place} is not closed.", place=places[at] + 1),
            _("Put one at the end of the phrase, or leave it out."),
            places[at],
        )
    return text[at + 1 : end], end + 1
