"""A search as a tree: what the query language is parsed to and what full-text engines are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

FieldName = Literal["kind", "body", "production", "bates", "code", "date"]
"""Fields of the promised search language."""

FIELDS: tuple[FieldName, ...] = ("kind", "body", "production", "bates", "code", "date")


@dataclass(frozen=True, slots=True)
class Word:
    """A bare word: also finds its inflections."""

    text: str


@dataclass(frozen=True, slots=True)
class Exact:
    """Words in quotation marks: exactly these, next to each other, in this order (one word = that exact word)."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """`depor*`: words that begin so."""

    stem: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """`word~1`: words at most `distance` edits away (1 or 2)."""

    text: str
    distance: int


@dataclass(frozen=True, slots=True)
class FuzzyPhrase:
    """`"fuzzy phrase"~`: these words in this order, each allowed to be damaged."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """`a NEAR/5 b`: both, in any order, with at most `between` words between them."""

    left: Word | Exact | Prefix | Fuzzy
    right: Word | Exact | Prefix | Fuzzy
    between: int


@dataclass(frozen=True, slots=True)
class Field:
    """`production:march`: pages whose field has this value; `low..high` is a range, both ends included."""

    name: FieldName
    low: str
    high: str | None = None


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Pages that do not match."""

    part: Query


Leaf: TypeAlias = Word | Exact | Prefix | Fuzzy | FuzzyPhrase | Near
Query: TypeAlias = Leaf | Field | And | Or | Not
