"""The search language: from what a person types to a tree. No engine's own parser ever sees these words.

words stand together (AND)      NOT binds tightest, then AND, then OR; ( ) group
"a phrase"                      exactly these words, next to each other
a NEAR/5 b NEAR/2 c             each with the next, in any order, at most 5 (2) words between; a side may be a word, a
                                phrase, a beginning, a fuzzy word or phrase, or several of them: (b OR "c d")
depor*                          words that begin so
word~  word~2                   words one (two) letters away;  "a damaged phrase"~
production:march  date:2017-06..2017-10  file:(pdf OR mail)     fields: `searching/fields.py`
"""

from __future__ import annotations

from dataclasses import replace

from readingroom.errors import QueryError
from readingroom.locale import _
from readingroom.model.query import (
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
    Side,
    Word,
)
from readingroom.searching.atoms import phrase, word
from readingroom.searching.fields import field_of
from readingroom.searching.lex import Kind, Piece, pieces

#: Deepest nesting of brackets and NOTs.
MOST_DEPTH = 100

#: Most words between the two sides of a NEAR.
MOST_BETWEEN = 1000


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
            1,
        )
    if tree is None:
        raise QueryError(
            _("There is no word to search for."),
            _('Type a word, or a phrase in quotation marks: "special agent"'),
            0,
            len(query),
        )
    return tree


class _Parser:
    """Recursive descent; `None` stands for pieces that hold no letter or digit, such as a lone `&`."""

    def __init__(self, found: list[Piece]) -> None:
        self._pieces = found
        self._at = 0
        self._field: FieldName | None = None  # whose brackets we are in

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
            part = self._near(depth)
            if part is not None:
                parts.append(part)
        if not seen and (self.next.kind == "or" or self._at > 0):
            before = self._pieces[self._at - 1] if self._at else self.next
            raise _lonely(self.next if self.next.kind == "or" else before)
        return And(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None

    def _near(self, depth: int) -> Query | None:
        if depth > MOST_DEPTH:
            raise QueryError(
                _("Brackets are nested deeper than {most}.", most=MOST_DEPTH),
                _("Leave some out."),
                self.next.at,
                self.next.length,
            )
        if self.next.kind == "not":
            operator = self._take()
            if self.next.kind in {"and", "or", "near", ")", "end"}:
                raise _lonely(operator)
            part = self._near(depth + 1)
            return None if part is None else Not(part)
        begun = self._at
        left = self._one(depth)
        if not self.meets("near"):
            return left
        sides, between = [self._side(left, begun, self.next)], []
        while self.meets("near"):
            operator = self._take()
            between.append(_between(operator))
            if self.next.kind in {"and", "or", "not", "near", ")", "end"}:
                raise _lonely(operator)
            begun = self._at
            sides.append(self._side(self._one(depth), begun, operator))
        return Near(tuple(sides), tuple(between))

    def _side(self, query: Query | None, begun: int, operator: Piece) -> Side:
        """Return a side of a NEAR, as far as it may be one."""
        if query is None:
            raise _lonely(operator)
        if self._field is None and (side := _as_side(query)) is not None:
            return side
        first, last = self._pieces[begun], self._pieces[self._at - 1]
        step = _("Write for instance: (search OR seizure) NEAR/5 warrant")
        if isinstance(query, Near):
            step = _("For more than two write a chain without brackets: a NEAR/5 b NEAR/5 c")
        elif isinstance(query, Field) or self._field is not None:
            step = _(
                "A field is not at a place of a page. Leave out the NEAR: {example}", example="production:march warrant"
            )
        raise QueryError(
            _("What stands beside NEAR at character {place} can't be near something.", place=first.at + 1),
            _("NEAR stands between words, phrases, or brackets with words and phrases joined by OR.") + " " + step,
            first.at,
            last.end - first.at,
        )

    def _one(self, depth: int) -> Query | None:
        piece = self._take()
        if piece.kind == "(":
            return self._group(piece, depth)
        if piece.kind == "near":
            raise _lonely(piece)
        if piece.kind == "field":
            return self._of_field(piece, depth)
        if self._field is not None:
            typed = piece if piece.fuzzy is None else replace(piece, text=f"{piece.text}~{piece.fuzzy}")
            return field_of(self._field, replace(typed, quoted=piece.kind == "phrase"))
        return phrase(piece) if piece.kind == "phrase" else word(piece)

    def _of_field(self, piece: Piece, depth: int) -> Query | None:
        if piece.name is None or self._field is not None:
            raise QueryError(
                _("The field at character {place} stands in the brackets of another.", place=piece.at + 1),
                _("Write for instance: file:(pdf OR mail) year:2017"),
                piece.at,
                piece.length,
            )
        if not piece.grouped:
            return field_of(piece.name, piece)
        self._field = piece.name
        found = self._group(self._take(), depth)
        self._field = None
        return found

    def _group(self, opened: Piece, depth: int) -> Query | None:
        if self.meets(")"):
            raise QueryError(
                _("The brackets at character {place} are empty.", place=opened.at + 1),
                _("Put words into them, or leave them out."),
                opened.at,
                self.next.end - opened.at,
            )
        inner = self.any_of(depth + 1)
        if not self.meets(")"):
            raise QueryError(
                _("The bracket at character {place} is not closed.", place=opened.at + 1),
                _("Close it, or leave it out."),
                opened.at,
                1,
            )
        self._take()
        return inner


def _as_side(query: Query) -> Side | None:
    """Return what may stand beside a NEAR; None for what may not."""
    if isinstance(query, (Word, Exact, Prefix, Fuzzy, FuzzyPhrase)):
        return query
    if isinstance(query, Or) and all(_as_side(part) is not None for part in query.parts):
        return query
    return None


def _lonely(piece: Piece) -> QueryError:
    name = {"near": "NEAR", "(": "("}.get(piece.kind, piece.text)
    return QueryError(
        _("{name} at character {place} has nothing to join.", name=name, place=piece.at + 1),
        _("Put a word on each side of it, or put it in quotation marks if it is a word to search for."),
        piece.at,
        piece.length,
    )


def _between(piece: Piece) -> int:
    if not piece.text or int(piece.text) > MOST_BETWEEN:
        raise QueryError(
            _("NEAR at character {place} needs a number up to {most}.", place=piece.at + 1, most=MOST_BETWEEN),
            _("Write for instance: search NEAR/5 warrant"),
            piece.at,
            piece.length,
        )
    return int(piece.text)
