"""Searches that people saved under a name, and what was done to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SavedKind = Literal["search_saved", "search_renamed", "search_deleted", "search_taken_back"]
"""What a person did to a saved search."""

SAVED_KINDS: tuple[SavedKind, ...] = ("search_saved", "search_renamed", "search_deleted", "search_taken_back")


@dataclass(frozen=True, slots=True)
class SavedAct:
    """Something that a person did to a saved search; none is ever wiped out.

    Attributes:
        number: of the decision.
        search: which saved search.
        kind: what was done.
        person: by whom.
        at: when, UTC, ISO 8601.
        name: the name given; of a deletion the name that the search had.
        query: of a search that was saved, the query.
        replaces: number of the act that was taken back; 0 for none.
        undone: whether it was taken back itself.
    """

    number: int
    search: str
    kind: SavedKind
    person: str
    at: str
    name: str = ""
    query: str = ""
    replaces: int = 0
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """A search that was saved.

    Attributes:
        search: what names it in addresses.
        name: as people gave it.
        query: as typed.
        person: who saved it.
        at: when, UTC, ISO 8601.
        standing: whether it was not deleted.
    """

    search: str
    name: str
    query: str
    person: str
    at: str
    standing: bool = True


@dataclass(frozen=True, slots=True)
class SavedNow:
    """A saved search and what it finds now.

    Attributes:
        saved: the search.
        pages: how many pages match; None when its query is no longer understood.
        new: how many of them became findable since `looked`; None when that person never looked.
        looked: when the person who asks last looked at it, UTC, ISO 8601; empty for never.
        error: why its query is not understood; empty when it is.
    """

    saved: Saved
    pages: int | None
    new: int | None = None
    looked: str = ""
    error: str = ""
