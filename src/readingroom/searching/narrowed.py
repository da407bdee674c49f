"""The fields that narrow all of a query, each with the query that is left without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readingroom.model.query import FieldName
from readingroom.searching.lex import Piece, pieces


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One field of a query.

    Attributes:
        name: of the field.
        value: as typed, without quotation marks; empty where it holds several.
        typed: the whole of it as it stands in the query, with a NOT before it.
        rest: the query without it.
        out: whether pages that have it are left out.
    """

    name: FieldName
    value: str
    typed: str
    rest: str
    out: bool


def narrowed(query: str) -> tuple[Narrowing, ...]:
    """Return the fields that every page of the answer must have, or must not have, in the order of the query.

    A field within brackets or beside an OR narrows a part of the query only; taking it away would mean something else.

    Raises:
        QueryError: quotation marks are not closed, or it is too long.
    """
    found = pieces(query)
    if _has_outer_or(found):
        return ()
    depth = 0
    outermost: list[int] = []
    for at, piece in enumerate(found):
        depth += (piece.kind == "(") - (piece.kind == ")")
        if depth == 0 and piece.kind == "field":
            outermost.append(at)
    made = (_narrowing(query, found, at) for at in outermost)
    return tuple(one for one in made if one is not None)


def narrowed_to(query: str, typed: str) -> str:
    """Return a query with a field that narrows all of it: OR binds less than what stands beside it.

    Raises:
        QueryError: quotation marks are not closed, or it is too long.
    """
    return f"({query}) {typed}" if _has_outer_or(pieces(query)) else f"{query} {typed}"


def _has_outer_or(found: Sequence[Piece]) -> bool:
    depth = 0
    for piece in found:
        depth += (piece.kind == "(") - (piece.kind == ")")
        if depth == 0 and piece.kind == "or":
            return True
    return False


def _narrowing(query: str, found: Sequence[Piece], at: int) -> Narrowing | None:
    piece = found[at]
    last = _closing(found, at) if piece.grouped else at
    before = found[at - 1].kind if at else "end"
    twice = before == "not" and at > 1 and found[at - 2].kind == "not"
    if before == "near" or twice or last is None or found[last + 1].kind == "near" or piece.name is None:
        return None
    begin = found[at - 1].at if before == "not" else piece.at
    end = found[last].end
    rest = _joined(query[:begin], query[end:])
    value = "" if piece.grouped else piece.text
    return Narrowing(piece.name, value, query[begin:end], rest, before == "not")


def _closing(found: Sequence[Piece], at: int) -> int | None:
    """Return the bracket that closes the group after a field."""
    depth = 0
    for place in range(at + 1, len(found)):
        depth += (found[place].kind == "(") - (found[place].kind == ")")
        if depth == 0:
            return place
    return None


def _joined(before: str, after: str) -> str:
    """Return what is left of a query; an AND that joined the field to the rest goes with it."""
    left, right = before.split(), after.split()
    if left and left[-1] == "AND":
        left.pop()
    if right and right[0] == "AND" and not left:
        right.pop(0)
    return " ".join([*left, *right])
