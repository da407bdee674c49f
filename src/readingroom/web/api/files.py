"""Files for programs: those of a production, one file, what is inside it, its pages, its bytes as received."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from readingroom.desk.browse import file_facts, file_named, files_of, members_of, sightings_of
from readingroom.desk.documents import Document as DocumentFacts
from readingroom.desk.documents import document_named, documents, pages_of
from readingroom.desk.words import facts_of
from readingroom.web.api.limits import USUAL, Limit, Offset
from readingroom.web.api.shapes import File, Page, Part, Receipt, Shape
from readingroom.web.views.asked import OpenRoom
from readingroom.web.views.files import download

router = APIRouter(tags=["files"])


class Listed(File):
    """A file in a list."""

    depth: int = Field(description="how many containers it lies in")
    members: int = Field(description="files directly inside it")


class FileWhole(File):
    """One file with every receipt of it."""

    members: int = Field(description="files directly inside it")
    receipts: list[Receipt]


class Extent(Shape):
    """Pages of one file that belong to a document, inclusive."""

    file_id: str
    first_page: int
    last_page: int


class Document(Shape):
    """A run of pages that belong together. Until documents are sorted, each file with pages is one."""

    document_id: str
    first_page_id: str
    pages: int
    path: str
    production: str
    parts: list[Extent]

    @classmethod
    def of(cls, one: DocumentFacts) -> Document:
        """Return a document as an answer."""
        return cls(
            document_id=one.document,
            first_page_id=one.first,
            pages=one.pages,
            path=one.path,
            production=one.production,
            parts=[Extent(file_id=part.file, first_page=part.low, last_page=part.high) for part in one.parts],
        )


@router.get("/files")
def files_of_a_production(room: OpenRoom, production: str, limit: Limit = USUAL, offset: Offset = 0) -> Part[Listed]:
    """Files of a production by path, one row a receipt, members under their containers."""
    listed = files_of(room, production, limit=limit, offset=offset)
    items = [Listed(**File.of(row.facts).model_dump(), depth=row.depth, members=row.members) for row in listed.rows]
    return Part[Listed](total=listed.total, offset=offset, items=items)


@router.get("/files/{file_id}")
def one_file(room: OpenRoom, file_id: str) -> FileWhole:
    """A file as its first sighting shows it, and every receipt of it."""
    named = file_named(file_id)
    listed = file_facts(room, named)
    receipts = [Receipt.of(one) for one in sightings_of(room, named)]
    return FileWhole(**File.of(listed.facts).model_dump(), members=listed.members, receipts=receipts)


@router.get("/files/{file_id}/members")
def what_is_inside(room: OpenRoom, file_id: str, limit: Limit = USUAL, offset: Offset = 0) -> Part[Listed]:
    """Files directly inside a container or a message."""
    named = file_named(file_id)
    file_facts(room, named)  # a file that is not there is said, rather than answered with no rows
    listed = members_of(room, named, limit=limit, offset=offset)
    items = [Listed(**File.of(row.facts).model_dump(), depth=row.depth, members=row.members) for row in listed.rows]
    return Part[Listed](total=listed.total, offset=offset, items=items)


@router.get("/files/{file_id}/pages")
def pages_of_a_file(room: OpenRoom, file_id: str, limit: Limit = USUAL, offset: Offset = 0) -> Part[Page]:
    """The pages of a file in order."""
    named = file_named(file_id)
    file_facts(room, named)
    total, pages = pages_of(room, file=named, limit=limit, offset=offset)
    return Part[Page](total=total, offset=offset, items=[Page.of(one) for one in facts_of(room, pages, "room")])


@router.get("/files/{file_id}/original", response_class=Response)
def bytes_as_received(room: OpenRoom, file_id: str) -> Response:
    """The bytes as received."""
    return download(room, file_id)


@router.get("/documents")
def all_documents(
    room: OpenRoom, production: str | None = None, limit: Limit = USUAL, offset: Offset = 0
) -> Part[Document]:
    """Documents in the order of their paths, of one production when one is named."""
    listed = documents(room, production=production, limit=limit, offset=offset)
    return Part[Document](total=listed.total, offset=offset, items=[Document.of(one) for one in listed.rows])


@router.get("/documents/{document_id}")
def one_document(room: OpenRoom, document_id: str) -> Document:
    """One document."""
    return Document.of(document_named(room, document_id))


@router.get("/documents/{document_id}/pages")
def pages_of_a_document(room: OpenRoom, document_id: str, limit: Limit = USUAL, offset: Offset = 0) -> Part[Page]:
    """The pages of a document in order."""
    document = document_named(room, document_id)
    total, pages = pages_of(room, document=document.document, limit=limit, offset=offset)
    return Part[Page](total=total, offset=offset, items=[Page.of(one) for one in facts_of(room, pages, "room")])
