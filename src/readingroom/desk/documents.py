"""Documents: runs of pages that belong together, and the pages of a file or document in order. Never any content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from readingroom.desk.room import Room
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.model.ids import DocumentId, FileId, PageId, page_id
from readingroom.store.schema import DOCUMENT_PARTS, PAGES, SIGHTINGS


@dataclass(frozen=True, slots=True)
class Extent:
    """Pages of one file, both ends included, that belong to a document."""

    file: FileId
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document.

    Attributes:
        document: its document_id.
        first: its first page.
        pages: how many it has.
        path: of the first sighting of the file in which it begins.
        production: of that sighting.
        parts: where its pages lie, in order.
    """

    document: DocumentId
    first: PageId
    pages: int
    path: str
    production: str
    parts: tuple[Extent, ...]


@dataclass(frozen=True, slots=True)
class DocumentList:
    """A part of a list of documents: `rows` from `offset` on, of `total`."""

    total: int
    offset: int
    rows: tuple[Document, ...]


def documents(room: Room, *, production: str | None = None, limit: int, offset: int = 0) -> DocumentList:
    """Return documents by path and page, of the files that first came with one production when it is named."""
    other = SIGHTINGS.alias("other")
    smallest = select(func.min(other.c.sighting_id)).group_by(other.c.file_id)
    listed = (
        select(DOCUMENT_PARTS.c.document_id)
        .join(SIGHTINGS, SIGHTINGS.c.file_id == DOCUMENT_PARTS.c.file_id)
        .where(SIGHTINGS.c.sighting_id.in_(smallest), DOCUMENT_PARTS.c.sequence == 1)
    )
    if production is not None:
        listed = listed.where(SIGHTINGS.c.production == production)
    ordered = listed.order_by(SIGHTINGS.c.path, DOCUMENT_PARTS.c.first_page, DOCUMENT_PARTS.c.document_id)
    with room.catalogue.connect() as connection:
        total = connection.scalar(select(func.count()).select_from(listed.subquery())) or 0
        names = list(connection.scalars(ordered.limit(limit).offset(offset)))
        rows = _some(connection, names)
    return DocumentList(total, offset, tuple(rows))


def document_named(room: Room, text: str) -> Document:
    """Return the document with this document_id.

    Raises:
        WrongUseError: there is none.
    """
    with room.catalogue.connect() as connection:
        found = _some(connection, [text])
    if not found:
        raise WrongUseError(
            _("There is no document {document} in this room.", document=text[:100]),
            _("A document id is d and 16 letters and digits; searches and lists of documents name them."),
        )
    return found[0]


def pages_of(
    room: Room, *, file: FileId | None = None, document: DocumentId | None = None, limit: int, offset: int = 0
) -> tuple[int, tuple[PageId, ...]]:
    """Return how many pages a file (its current paging) or a document has, and some of them in order.

    Exactly one of `file` and `document` is named.
    """
    if (file is None) == (document is None):
        raise ValueError("name a file or a document")
    where = PAGES.c.document_id == document if document is not None else PAGES.c.file_id == file
    if file is not None:
        paging = select(func.max(PAGES.c.paging)).where(PAGES.c.file_id == file).scalar_subquery()
        where &= PAGES.c.paging == paging
    query = select(PAGES.c.page_id).where(where).order_by(PAGES.c.file_id, PAGES.c.paging, PAGES.c.number)
    with room.catalogue.connect() as connection:
        total = connection.scalar(select(func.count()).select_from(PAGES).where(where)) or 0
        found = tuple(PageId(page) for page in connection.scalars(query.limit(limit).offset(offset)))
    return total, found


def _some(connection: Connection, names: Sequence[str]) -> list[Document]:
    """Return the documents of these ids that there are, in this order."""
    other = SIGHTINGS.alias("other")
    smallest = select(func.min(other.c.sighting_id)).where(other.c.file_id == DOCUMENT_PARTS.c.file_id)
    query = (
        select(DOCUMENT_PARTS, SIGHTINGS.c.path, SIGHTINGS.c.production)
        .select_from(DOCUMENT_PARTS)
        .join(SIGHTINGS, SIGHTINGS.c.sighting_id == smallest.scalar_subquery())
        .where(DOCUMENT_PARTS.c.document_id.in_(names))
        .order_by(DOCUMENT_PARTS.c.document_id, DOCUMENT_PARTS.c.sequence)
    )
    rows: dict[str, list] = {}  # type: ignore[type-arg]  # rows of the catalogue, whose columns have no types
    for row in connection.execute(query):
        rows.setdefault(row.document_id, []).append(row)
    return [_document(name, rows[name]) for name in names if name in rows]


def _document(name: str, rows: list) -> Document:  # type: ignore[type-arg]  # as above
    first = rows[0]
    parts = tuple(Extent(FileId(row.file_id), row.first_page, row.last_page) for row in rows)
    return Document(
        DocumentId(name),
        page_id(FileId(first.file_id), first.first_page, first.paging),
        sum(part.high - part.low + 1 for part in parts),
        first.path,
        first.production,
        parts,
    )
