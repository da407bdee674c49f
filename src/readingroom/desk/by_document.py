"""Search by document: which documents hold what is searched, each with its best pages and how many it has."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from sqlalchemy import select

from readingroom.desk.order import files_in_order
from readingroom.desk.room import Room
from readingroom.desk.search import Order, Tokened, found_pages, hit_of, understand
from readingroom.desk.words import words
from readingroom.engines.fulltext import FullText
from readingroom.model.answers import Audience, SearchHit
from readingroom.model.facets import DocumentAnswer, DocumentHits
from readingroom.model.ids import DocumentId, FileId, PageId, document_id, page_id, page_order, parse_page_id
from readingroom.model.terms import Every, InFiles, Plan
from readingroom.searching.plan import Planned
from readingroom.store.schema import DOCUMENT_PARTS

#: Best pages that are looked at first to find the best documents; as long as they are too few, four times as many.
WINDOW, WIDER = 256, 4

#: Files asked of the catalogue at a time (a statement has a limit of places); of more than some of these parts, all
#: files are asked for at once.
TOGETHER, AT_ONCE = 400, 2000


class Documents:
    """To which document each page of some files belongs."""

    def __init__(self, room: Room, files: Iterable[FileId]) -> None:
        """Look the files up."""
        wanted = sorted(files)
        query = select(DOCUMENT_PARTS).order_by(
            DOCUMENT_PARTS.c.file_id, DOCUMENT_PARTS.c.paging, DOCUMENT_PARTS.c.first_page
        )
        some = [wanted[at : at + TOGETHER] for at in range(0, len(wanted), TOGETHER)]
        queries = [query] if len(wanted) > AT_ONCE else [query.where(DOCUMENT_PARTS.c.file_id.in_(one)) for one in some]
        self._begins: dict[FileId, list[tuple[int, int]]] = {}
        self._names: dict[FileId, list[DocumentId]] = {}
        self._places: dict[DocumentId, list[tuple[FileId, tuple[int, int]]]] = {}
        asked = set(wanted)
        with room.catalogue.connect() as connection:
            for one in queries:
                for row in connection.execute(one):
                    if row.file_id in asked:
                        self._take(FileId(row.file_id), DocumentId(row.document_id), (row.paging, row.first_page))
        for file in asked - self._names.keys():
            # A file of which no parts are known is one document, named by its first page.
            self._take(file, document_id(page_id(file, 1)), (1, 1))

    def _take(self, file: FileId, document: DocumentId, begin: tuple[int, int]) -> None:
        self._begins.setdefault(file, []).append(begin)
        self._names.setdefault(file, []).append(document)
        self._places.setdefault(document, []).append((file, begin))

    def only(self, file: FileId) -> DocumentId | None:
        """Return the document of a file that holds nothing else, or None."""
        names = self._names.get(file, [])
        return names[0] if len(names) == 1 else None

    def of(self, page: PageId) -> DocumentId | None:
        """Return the document of a page."""
        file, number, paging = parse_page_id(page)
        if only := self.only(file):
            return only
        at = bisect.bisect_right(self._begins.get(file, []), (paging, number))
        return self._names[file][at - 1] if at else None

    def files(self, document: DocumentId) -> frozenset[FileId]:
        """Return those of the files in which a document lies."""
        return frozenset(file for file, _begin in self._places[document])

    def begin(self, document: DocumentId, order: Mapping[FileId, int]) -> tuple[int, tuple[int, int]]:
        """Return where a document begins, to sort by: the place of its first file in `order`, and the place in it."""
        return min((order[file], begin) for file, begin in self._places[document])


def search_documents(
    room: Room,
    query: str,
    *,
    audience: Audience = "room",
    limit: int = 8,
    offset: int = 0,
    each: int = 2,
    order: Order = "relevance",
) -> DocumentAnswer:
    """Search the documents of a room.

    Args:
        room: the room.
        query: as typed.
        audience: for whom.
        limit: most documents to return.
        offset: documents to leave out at the beginning.
        each: most hits of one document.
        order: documents by their best page, or by the day on which their file was received, or by path.

    Raises:
        QueryError: the query can't be understood.
        DoesNotHoldError: the audience may see nothing yet.
        RoomError: the index is damaged.
    """
    answer, understood = understand(room, query, audience)
    if understood is None:
        return DocumentAnswer(answer, 0, ())
    asked = _Asked(room, *understood, audience)
    counts = asked.counts()
    best = asked.best(len(counts), offset + limit) if order == "relevance" else asked.sorted(counts, order)
    chosen = list(islice(best, offset, offset + limit))
    pages = {document: asked.pages(document, best[document], counts[document], each) for document in chosen}
    shown = asked.hits([one for some in pages.values() for one in some])
    rows = tuple(_row(document, counts[document], [shown[page] for page, _s in pages[document]]) for document in chosen)
    hits = tuple(hit for row in rows for hit in row.hits)
    return DocumentAnswer(replace(answer, total=counts.total(), hits=hits), len(counts), rows)


def _row(document: DocumentId, count: int, hits: Sequence[SearchHit]) -> DocumentHits:
    first = hits[0]
    return DocumentHits(document, parse_page_id(first.page)[0], first.path, first.production, count, tuple(hits))


class _Asked:
    """One search while it is being answered."""

    def __init__(self, room: Room, index: FullText, planned: Planned, audience: Audience) -> None:
        self._room, self._index, self._planned, self._audience = room, index, planned, audience
        self._files = index.divided(planned.plan, tokens_of=Tokened(room, audience)).files
        self._documents = Documents(room, self._files)

    def counts(self) -> Counter[DocumentId]:
        """Return how many pages that match each document has."""
        counts: Counter[DocumentId] = Counter()
        mixed = set()
        for file, pages in self._files.items():
            only = self._documents.only(file)
            if only is None:
                mixed.add(str(file))
            else:
                counts[only] += pages
        for page, _score in self._found(InFiles(frozenset(mixed))) if mixed else ():
            document = self._documents.of(page)
            if document is not None:
                counts[document] += 1
        return counts

    def best(self, there: int, wanted: int) -> dict[DocumentId, list[tuple[PageId, float]]]:
        """Return the first documents by their best page, at least `wanted` or all, each with pages found on the way."""
        window = WINDOW
        while True:
            pages = found_pages(self._room, self._index, self._planned.plan, limit=window, audience=self._audience)
            found = self._grouped(pages)
            if len(found) >= min(wanted, there) or len(pages) < window:
                return found
            window *= WIDER

    def sorted(self, counts: Iterable[DocumentId], order: Order) -> dict[DocumentId, list[tuple[PageId, float]]]:
        """Return all documents by the path of the file in which they begin, or the last received first."""
        files = files_in_order(self._room, self._files, newest=order == "date")
        places = {file: at for at, file in enumerate(files)}
        begins = {document: self._documents.begin(document, places) for document in counts}
        return {document: [] for document in sorted(begins, key=lambda one: (begins[one], one))}

    def pages(
        self, document: DocumentId, known: Sequence[tuple[PageId, float]], count: int, each: int
    ) -> list[tuple[PageId, float]]:
        """Return the best pages of a document, best first."""
        if len(known) < min(each, count):
            inside = InFiles(frozenset(map(str, self._documents.files(document))))
            known = [one for one in self._found(inside) if self._documents.of(one[0]) == document]
        return sorted(known, key=lambda one: (-one[1], page_order(one[0])))[:each]

    def hits(self, pages: Sequence[tuple[PageId, float]]) -> Mapping[PageId, SearchHit]:
        """Return hits made of pages."""
        texts = words(self._room, [page for page, _score in pages], self._audience)
        made = (hit_of(text, score, self._planned) for text, (_page, score) in zip(texts, pages, strict=True))
        return {hit.page: hit for hit in made}

    def _found(self, inside: Plan) -> list[tuple[PageId, float]]:
        both = Every((self._planned.plan, inside))
        return found_pages(self._room, self._index, both, limit=None, audience=self._audience)

    def _grouped(self, pages: Iterable[tuple[PageId, float]]) -> dict[DocumentId, list[tuple[PageId, float]]]:
        found: dict[DocumentId, list[tuple[PageId, float]]] = {}
        for page, score in pages:
            document = self._documents.of(page)
            if document is not None:
                found.setdefault(document, []).append((page, score))
        return found
