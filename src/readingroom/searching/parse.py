"""The search language: from what a person types to a tree. No engine's own parser ever sees these words.

words stand together (AND)      NOT binds tightest, then AND, then OR; ( ) group
"a phrase"                      exactly these words, next to each other
a NEAR/5 b                      both, in any order, at most 5 words between them
depor*                          words that begin so
word~  word~2                   words one (two) letters away;  "a damaged phrase"~
production:march  date:2017-06..2017-10    kind: body: bates: code:
"""

from __future__ import annotations

import difflib
import re

from readingroom.errors import QueryError
from readingroom.locale import _
from readingroom.model.query import (
    FIELDS,
    And,
    Exact,
    Field,
    FieldName,
    Fuzzy,
    FuzzyPhrase,
    Near,
    Not,
    Or,
    Prefix,
    Query,
    Word,
)
from readingroom.searching.cut import tokens_of
from readingroom.searching.lex import Kind, Piece, pieces

#: Deepest nesting of brackets and NOTs.
MOST_DEPTH = 100

#: Most words between the two sides of a NEAR.
MOST_BETWEEN = 1000

#: Shortest beginning of a word that may stand before `*`, in letters.
SHORTEST_PREFIX = 2

#: Farthest distance of a fuzzy word, in letters.
MOST_DISTANCE = 2

_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_FIRST_DAY, _LAST_DAY = "0000", "9999"


def parse(query: str) -> Query:
    """Return the tree of a query.

    Raises:
        QueryError: it can't be understood; says where and what to do.
    """
    parser = _Parser(pieces(query))
    tree = parser.any_of(0)
    if parser.next.kind == ")":
        raise QueryError(
            _("The bracket at character {place} closes nothing.", place=parser.next.at + 1),
            _("Leave it out, or open one before it."),
            parser.next.at,
        )
    if tree is None:
        raise QueryError(
            _("There is no word to search for."), _('Type a word, or a phrase in quotation marks: "special agent"'), 0
        )
    return tree


class _Parser:
    """Recursive descent; `None` stands for pieces that hold no letter or digit, such as a lone `&`."""

    def __init__(self, found: list[Piece]) -> None:
        self._pieces = found
        self._at = 0

    @property
    def next(self) -> Piece:
        """The piece to be read."""
        return self._pieces[self._at]

    def meets(self, *kinds: Kind) -> bool:
        """Whether the piece to be read is one of these."""
        return self.next.kind in kinds

    def _take(self) -> Piece:
        piece = self.next
        self._at += 1
        return piece

    def any_of(self, depth: int) -> Query | None:
        """Parts joined by OR."""
        parts = [self._all_of(depth)]
        while self.next.kind == "or":
            self._take()
            parts.append(self._all_of(depth))
        kept = tuple(part for part in parts if part is not None)
        return Or(kept) if len(kept) > 1 else kept[0] if kept else None

    def _all_of(self, depth: int) -> Query | None:
        parts: list[Query] = []
        seen = False
        while True:
            if self.next.kind == "and":
                operator = self._take()
                if not seen or self.next.kind in {"and", "or", ")", "end"}:
                    raise _lonely(operator)
                continue
            if self.next.kind in {"or", ")", "end"}:
                break
            seen = True
            part = self._side(depth)
            if part is not None:
                parts.append(part)
        if not seen and (self.next.kind == "or" or self._at > 0):
            before = self._pieces[self._at - 1] if self._at else self.next
            raise _lonely(self.next if self.next.kind == "or" else before)
        return And(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None

    def _side(self, depth: int) -> Query | None:
        if depth > MOST_DEPTH:
            raise QueryError(
                _("Brackets are nested deeper than {most}.", most=MOST_DEPTH), _("Leave some out."), self.next.at
            )
        if self.next.kind == "not":
            operator = self._take()
            if self.next.kind in {"and", "or", "near", ")", "end"}:
                raise _lonely(operator)
            part = self._side(depth + 1)
            return None if part is None else Not(part)
        left = self._one(depth)
        nears: list[Query] = []
        while self.next.kind == "near":
            operator = self._take()
            between = _between(operator)
            if self.next.kind in {"and", "or", "not", "near", ")", "end"}:
                raise _lonely(operator)
            right = self._one(depth)
            if not isinstance(left, (Word, Exact, Prefix, Fuzzy)) or not isinstance(
                right, (Word, Exact, Prefix, Fuzzy)
            ):
                raise QueryError(
                    _("NEAR at character {place} stands between two words or phrases only.", place=operator.at + 1),
                    _("Write for instance: (a NEAR/5 b) OR (a NEAR/5 c)"),
                    operator.at,
                )
            nears.append(Near(left, right, between))
            left = right
        if not nears:
            return left
        return And(tuple(nears)) if len(nears) > 1 else nears[0]

    def _one(self, depth: int) -> Query | None:
        piece = self._take()
        if piece.kind == "(":
            return self._group(piece, depth)
        if piece.kind == "phrase":
            return _phrase(piece)
        if piece.kind == "field":
            return _field(piece)
        if piece.kind == "near":
            raise _lonely(piece)
        return _word(piece)

    def _group(self, opened: Piece, depth: int) -> Query | None:
        if self.meets(")"):
            raise QueryError(
                _("The brackets at character {place} are empty.", place=opened.at + 1),
                _("Put words into them, or leave them out."),
                opened.at,
            )
        inner = self.any_of(depth + 1)
        if not self.meets(")"):
            raise QueryError(
                _("The bracket at character {place} is not closed.", place=opened.at + 1),
                _("Close it, or leave it out."),
                opened.at,
            )
        self._take()
        return inner


def _lonely(piece: Piece) -> QueryError:
    name = {"near": "NEAR", "(": "("}.get(piece.kind, piece.text)
    return QueryError(
        _("{name} at character {place} has nothing to join.", name=name, place=piece.at + 1),
        _("Put a word on each side of it, or put it in quotation marks if it is a word to search for."),
        piece.at,
    )


def _between(piece: Piece) -> int:
    if not piece.text or int(piece.text) > MOST_BETWEEN:
        raise QueryError(
            _("NEAR at character {place} needs a number up to {most}.", place=piece.at + 1, most=MOST_BETWEEN),
            _("Write for instance: search NEAR/5 warrant"),
            piece.at,
        )
    return int(piece.text)


def _phrase(piece: Piece) -> Query:
    words = tuple(word for word in piece.text.split() if tokens_of(word))
    if not words:
        raise QueryError(
            _("Between the quotation marks at character {place} stands no word.", place=piece.at + 1),
            _("Put a phrase into them, or leave them out."),
            piece.at,
        )
    if piece.fuzzy is None:
        return Exact(words)
    if piece.fuzzy:
        raise QueryError(
            _("After a phrase “~” stands alone.", place=piece.at + 1),
            _("For words near each other write: search NEAR/5 warrant"),
            piece.at,
        )
    return FuzzyPhrase(words)


def _word(piece: Piece) -> Query | None:
    text = piece.text
    if "*" in text:
        return _prefix(piece)
    if text.startswith("-") and tokens_of(text):
        raise QueryError(
            _("A minus before a word, as at character {place}, means nothing here.", place=piece.at + 1),
            _('To leave pages out write NOT {word}; to search for it as printed write "{word}".', word=text[1:]),
            piece.at,
        )
    name, colon, _value = text.partition(":")
    near = difflib.get_close_matches(name.lower(), FIELDS, n=1, cutoff=0.75) if colon and len(name) < 20 else []  # noqa: PLR2004  # no field's name is as long
    if near:
        raise QueryError(
            _("There is no field “{name}:” (character {place}).", name=name, place=piece.at + 1),
            _("Did you mean “{near}:”?", near=near[0]),
            piece.at,
        )
    tokens = tokens_of(text)
    if piece.fuzzy is not None:
        return _fuzzy(piece, tokens)
    return Word(text) if tokens else None


def _fuzzy(piece: Piece, tokens: tuple[str, ...]) -> Query:
    distance = int(piece.fuzzy or "1") if (piece.fuzzy or "1").isascii() and (piece.fuzzy or "1").isdigit() else 0
    if not 1 <= distance <= MOST_DISTANCE:
        raise QueryError(
            _("After “~” at character {place} stands 1 or 2: how many letters may differ.", place=piece.at + 1),
            _("Write for instance: deportation~1"),
            piece.at,
        )
    if len(tokens) != 1 or len(tokens[0]) < distance + 2:
        raise QueryError(
            _("“{word}~” at character {place} is no single word, or too short.", word=piece.text, place=piece.at + 1),
            _('A fuzzy word has at least three letters; for several words write a fuzzy phrase: "special agent"~'),
            piece.at,
        )
    return Fuzzy(piece.text, distance)


def _prefix(piece: Piece) -> Query:
    stem = piece.text[:-1]
    tokens = tokens_of(stem)
    if piece.fuzzy is not None or "*" in stem or not tokens or stem[-1:] == "-" or not stem[-1].isalnum():
        raise QueryError(
            _("The star at character {place} can't stand there.", place=piece.at + 1 + piece.text.index("*")),
            _("It stands at the end of the beginning of a word: depor*"),
            piece.at + piece.text.index("*"),
        )
    if len(tokens) == 1 and len(tokens[0]) < SHORTEST_PREFIX:
        raise QueryError(
            _("“{word}” at character {place} would find nearly every page.", word=piece.text, place=piece.at + 1),
            _("Give at least two letters before the star."),
            piece.at,
        )
    return Prefix(stem)


def _field(piece: Piece) -> Query:
    value = piece.text.strip()
    name: FieldName = next(known for known in FIELDS if known == piece.name)
    if not value:
        raise QueryError(
            _("“{name}:” at character {place} has no value.", name=name, place=piece.at + 1),
            _("Write it without a space: {name}:value", name=name),
            piece.at,
        )
    if name == "date":
        return _date(piece, value)
    low, dots, high = value.partition("..")
    if name == "bates" and dots and not piece.quoted:
        if not low or not high:
            raise QueryError(
                _("The range of “{name}:” at character {place} has one end only.", name=name, place=piece.at + 1),
                _("Write both: bates:ABC000010..ABC000020"),
                piece.at,
            )
        return Field(name, low, high)
    if not tokens_of(value):
        raise QueryError(
            _("“{name}:” at character {place} has no value.", name=name, place=piece.at + 1),
            _("Write it without a space: {name}:value", name=name),
            piece.at,
        )
    return Field(name, value)


def _date(piece: Piece, value: str) -> Field:
    low, dots, high = value.partition("..")
    given = [part for part in (low, high) if part]
    if not given or not all(_DATE.fullmatch(part) for part in given):
        raise QueryError(
            _("“{value}” at character {place} is no date.", value=value, place=piece.at + 1),
            _("Write a year, a month or a day, or a range: date:2017, date:2017-06, date:2017-06..2017-10"),
            piece.at,
        )
    if not dots:
        return Field("date", low)
    low, high = low or _FIRST_DAY, high or _LAST_DAY
    if low > high and not low.startswith(high):
        raise QueryError(
            _("The dates at character {place} run backwards.", place=piece.at + 1),
            _("Write the earlier one first: date:2017-06..2017-10"),
            piece.at,
        )
    return Field("date", low, high)
