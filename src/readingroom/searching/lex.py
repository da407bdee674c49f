"""The pieces of a query: words, phrases, operators, with the place where each begins."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

from readingroom.errors import QueryError
from readingroom.locale import _
from readingroom.model.query import FIELDS, QUOTES, FieldName

Kind = Literal["word", "phrase", "field", "near", "and", "or", "not", "(", ")", "end"]

#: Longest query, in characters.
MOST_CHARACTERS = 100_000

#: Most pieces of a query; keeps the longest of them answerable.
MOST_PIECES = 5_000

_CLOSE = '"\u201d\u201c\u00bb\u201f'
# Brackets around a few letters that touch each other or a word are an exemption or a section, (b)(7)(E), not a group.
_CODE = r"\([^\W_]{1,4}\)"
_KEYWORD = r"(?:AND|OR|NOT|NEAR(?:/[0-9]+)?)"
_PLAIN = rf"[^\s()\[\]{{}}{QUOTES}]"
_WORD = re.compile(rf"(?:{_CODE}){{2,}}{_PLAIN}*|(?!{_KEYWORD}\(){_PLAIN}+(?:{_CODE})+{_PLAIN}*|{_PLAIN}+")
#: Other names of fields, as people write them.
ALIASES: dict[str, FieldName] = {"lang": "language"}

_FIELD = re.compile(rf"({'|'.join((*FIELDS, *ALIASES))}):", re.IGNORECASE)
_NEAR = re.compile(r"NEAR(?:/([0-9]{1,9}))?(?![^\s()])")
_ONE_CODE = re.compile(_CODE)
_TAIL = re.compile(r"~([^\s()]*)")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a query.

    Attributes:
        kind: what it is.
        at: its first character in the query as typed, from 0.
        end: the character after its last.
        text: the word, the words of the phrase, the value of the field, the number of NEAR.
        name: of the field.
        fuzzy: what follows `~`; None without one.
        quoted: the value of the field stands in quotation marks.
        grouped: the values of the field stand in the brackets that follow.
    """

    kind: Kind
    at: int
    end: int
    text: str = ""
    name: FieldName | None = None
    fuzzy: str | None = None
    quoted: bool = False
    grouped: bool = False

    @property
    def length(self) -> int:
        """How many characters it has as typed."""
        return self.end - self.at


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
            len(query) - MOST_CHARACTERS,
        )
    text, places = _visible(query)
    found: list[Piece] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        begun = at
        piece, at = _next(text, at, places)
        found.append(replace(piece, at=places[begun], end=places[at - 1] + 1))
        if len(found) > MOST_PIECES:
            raise QueryError(
                _("The query has more than {most} words.", most=MOST_PIECES),
                _("Leave some out, or search in several steps."),
                found[-1].at,
                len(query) - found[-1].at,
            )
    found.append(Piece("end", len(query), len(query)))
    return found


def _visible(query: str) -> tuple[str, list[int] | range]:
    """Return the query without characters that show nothing (marks of writing direction), and where each stood."""
    if query.isascii() and query.isprintable():
        return query, range(len(query) + 1)
    kept = [i for i, c in enumerate(query) if c.isspace() or unicodedata.category(c) not in {"Cf", "Cc", "Cs"}]
    return "".join(query[i] for i in kept), [*kept, len(query)]


def _next(text: str, at: int, places: list[int] | range) -> tuple[Piece, int]:
    """Return the piece that begins here, its place left open, and where the next may begin."""
    letter = text[at]
    match = _WORD.match(text, at) if letter == "(" or letter not in QUOTES + "()[]{}" else None
    if letter in "([{" and not (match and match[0] != letter):
        return _piece("("), at + 1
    if letter in ")]}":
        return _piece(")"), at + 1
    if letter in QUOTES:
        inside, at = _quoted(text, at, places)
        tail = _TAIL.match(text, at)
        return _piece("phrase", inside, fuzzy=tail[1] if tail else None), tail.end() if tail else at
    if named := _FIELD.match(text, at):
        return _field(text, named, places)
    if near := _NEAR.match(text, at):
        return _piece("near", near[1] or ""), near.end()
    if match is None:
        return _piece("word", letter), at + 1
    word = match[0]
    if word in {"AND", "OR", "NOT"}:
        kinds: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not"}
        return _piece(kinds[word], word), match.end()
    body, tilde, after = word.partition("~")
    return _piece("word", body, fuzzy=after if tilde else None), match.end()


def _piece(kind: Kind, text: str = "", *, fuzzy: str | None = None) -> Piece:
    return Piece(kind, 0, 0, text, fuzzy=fuzzy)


def _field(text: str, named: re.Match[str], places: list[int] | range) -> tuple[Piece, int]:
    typed = named[1].lower()
    name = ALIASES.get(typed) or next(known for known in FIELDS if known == typed)
    start = named.end()
    if start < len(text) and text[start] in QUOTES:
        inside, end = _quoted(text, start, places)
        return Piece("field", 0, 0, inside, name, quoted=True), end
    value = _WORD.match(text, start) or _ONE_CODE.match(text, start)
    if text[start : start + 1] in set("([{") and not (value and name == "code"):
        return Piece("field", 0, 0, "", name, grouped=True), start
    return Piece("field", 0, 0, value[0] if value else "", name), value.end() if value else start


def _quoted(text: str, at: int, places: list[int] | range) -> tuple[str, int]:
    end = at + 1
    while end < len(text) and text[end] not in _CLOSE:
        end += 1
    if end == len(text):
        raise QueryError(
            _("The quotation mark at character {place} is not closed.", place=places[at] + 1),
            _("Put one at the end of the phrase, or leave it out."),
            places[at],
            1,
        )
    return text[at + 1 : end], end + 1
