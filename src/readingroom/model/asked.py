"""A list of queries and what each of them finds."""

from __future__ import annotations

from dataclasses import dataclass

from readingroom.model.ids import PageId


@dataclass(frozen=True, slots=True)
class FirstHit:
    """One of the best hits of a query.

    Attributes:
        page: its page_id.
        path: of its file.
        number: of the page in its file, from 1.
    """

    page: PageId
    path: str
    number: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One query of a list and what it finds.

    Attributes:
        line: where it stands in the list, from 1.
        query: as it stands there.
        pages: how many pages match; None when it can't be understood.
        documents: how many documents these pages belong to; None when it can't be understood.
        first: the best hits.
        error: why it can't be understood, in words; empty when it can.
        next_step: what to do about that.
        position: the character at which it goes wrong, from 0; None when it can be understood.
        length: how many characters from there on are meant; 0 where something is missing.
        notes: sentences that belong to the answer, as that a field has no values yet.
    """

    line: int
    query: str
    pages: int | None = None
    documents: int | None = None
    first: tuple[FirstHit, ...] = ()
    error: str = ""
    next_step: str = ""
    position: int | None = None
    length: int = 0
    notes: tuple[str, ...] = ()
