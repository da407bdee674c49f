"""What the browser asks of searching; the desk answers, tests may answer for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from readingroom.desk.by_document import search_documents
from readingroom.desk.order import in_order
from readingroom.desk.room import Room
from readingroom.desk.search import Order, hits_in, matches, search
from readingroom.model.answers import SearchAnswer
from readingroom.model.facets import DocumentAnswer
from readingroom.model.geometry import Box
from readingroom.model.ids import DocumentId, FileId, PageId


class Finder(Protocol):
    """Finds pages and the places on them."""

    def search(
        self, room: Room, query: str, *, limit: int, offset: int, order: Order, document: DocumentId | None = None
    ) -> SearchAnswer:
        """Return the pages that match, those of one document when it is named.

        Raises:
            QueryError: the query can't be understood.
        """

    def documents(self, room: Room, query: str, *, limit: int, offset: int, order: Order) -> DocumentAnswer:
        """Return the documents with pages that match, each with its best hits.

        Raises:
            QueryError: the query can't be understood.
        """

    def matches(self, room: Room, page: PageId, query: str) -> Sequence[Sequence[Box]]:
        """Return the matches on a page in reading order, each as its boxes."""

    def hits_in(self, room: Room, query: str, file: FileId) -> Sequence[PageId]:
        """Return the pages of a file that match, in order."""

    def beyond(self, room: Room, query: str, page: PageId, step: int) -> PageId | None:
        """Return the next page of the room that matches after `page` (`step` 1) or before it (-1), if there is one."""


class DeskFinder:
    """Answers from the room's index."""

    def search(
        self, room: Room, query: str, *, limit: int, offset: int, order: Order, document: DocumentId | None = None
    ) -> SearchAnswer:
        """Return the pages that match, those of one document when it is named."""
        return search(room, query, limit=limit, offset=offset, order=order, document=document)

    def documents(self, room: Room, query: str, *, limit: int, offset: int, order: Order) -> DocumentAnswer:
        """Return the documents with pages that match, each with its best hits."""
        return search_documents(room, query, limit=limit, offset=offset, order=order)

    def matches(self, room: Room, page: PageId, query: str) -> Sequence[Sequence[Box]]:
        """Return the matches on a page."""
        return matches(room, page, query)

    def hits_in(self, room: Room, query: str, file: FileId) -> Sequence[PageId]:
        """Return the pages of a file that match, in order."""
        return hits_in(room, query, file=file)

    def beyond(self, room: Room, query: str, page: PageId, step: int) -> PageId | None:
        """Return the next page of the room that matches after or before `page`; files follow by their paths."""
        ordered = in_order(room, sorted({*hits_in(room, query), page}))
        at = ordered.index(page) + step
        return ordered[at] if 0 <= at < len(ordered) else None
