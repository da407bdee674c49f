"""A search in the terms of an index: what a query becomes before engines and highlights are asked.

The query language speaks of words as people type them (`model/query.py`). Here every word is already cut, folded and
expanded to the terms that really stand in the index, so that an engine only has to look them up.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TypeAlias

#: Stands between the words of a page where something covers it. A token that no typed word but the mark becomes
#: (private use, Unicode 23.5) and that none is near: fuzzy words change two letters.
COVERED = "\ue001" * 8


@dataclass(slots=True)
class Tokens:
    """The words of one page, cut for searching, as columns; one position a token.

    Attributes:
        terms: each token case-folded and without accents.
        accented: the same with accents kept; None when no token of the page has one.
        first: index of the page's word in which each token begins.
        last: index of the page's word in which it ends (another one when a line end breaks the word).
        extras: further terms that stand at tokens `start` to `end` (inclusive) without a position of their own, as
            (term, start, end): a compound written as one word, the halves of a word broken at a line end.
        labels: what is known of the page beside its words, each as `name:value` (`model/labels.py`).
    """

    terms: list[str] = field(default_factory=list)
    accented: list[str] | None = None
    first: array[int] = field(default_factory=lambda: array("I"))
    last: array[int] = field(default_factory=lambda: array("I"))
    extras: list[tuple[str, int, int]] = field(default_factory=list)
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens next to each other, in this order.

    Attributes:
        slots: for each place the terms of which one must stand there; the one asked for first.
        accented: compare with accents kept.
        strict: look only at tokens, not at `extras`; a run of several slots always does.
    """

    slots: tuple[tuple[str, ...], ...]
    accented: bool = False
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Close:
    """One of `left` and one of `right`, in any order, apart from each other, at most `between` tokens between them."""

    left: tuple[Run, ...]
    right: tuple[Run, ...]
    between: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Three sides or more, each close to the next: the place of a side that is close to both of its neighbours.

    Attributes:
        sides: for each the runs of which one must stand there.
        between: the most tokens between each side and the next; one fewer than `sides`.
    """

    sides: tuple[tuple[Run, ...], ...]
    between: tuple[int, ...]

    @property
    def closes(self) -> tuple[Close, ...]:
        """Each side with the next; a page that holds the chain matches all of them."""
        pairs = zip(self.sides, self.sides[1:], self.between, strict=False)
        return tuple(Close(left, right, between) for left, right, between in pairs)


@dataclass(frozen=True, slots=True)
class InFiles:
    """Pages of these files (file_ids)."""

    files: frozenset[str]


@dataclass(frozen=True, slots=True)
class InPages:
    """These pages (page_ids)."""

    pages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Pages that have one of these labels."""

    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Every:
    """All of them; without parts every page."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of them; without parts no page."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Except:
    """Pages that do not match."""

    part: Plan


Plan: TypeAlias = Run | Close | Chain | InFiles | InPages | Labelled | Every | Some | Except

#: What matches nothing: a word that stands nowhere in the room.
NOWHERE = Some(())
