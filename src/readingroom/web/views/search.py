"""Search: pages that hold the words, each with the strip of its image that shows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from readingroom.desk.browse import page_sizes, unsearched
from readingroom.desk.documents import Document, document_named
from readingroom.desk.facets import facets
from readingroom.desk.person import me
from readingroom.desk.room import Room
from readingroom.desk.saved import new_at, saved_as
from readingroom.desk.search import Order
from readingroom.errors import QueryError, WrongUseError
from readingroom.locale import _
from readingroom.model.answers import SearchAnswer, SearchHit
from readingroom.model.facets import DocumentHits
from readingroom.model.ids import FileId, PageId, parse_page_id
from readingroom.model.page import Sheet
from readingroom.model.words import MARK
from readingroom.searching.narrowed import narrowed
from readingroom.web.finder import Finder
from readingroom.web.forms import token, with_form
from readingroom.web.strips import Strip, strip_of
from readingroom.web.templates import link, page, page_text
from readingroom.web.views.asked import Finds, OpenRoom
from readingroom.web.views.pager import Pager
from readingroom.web.views.saved import FORMS

router = APIRouter()

#: Hits on one page of a list of pages; documents on one page of a list of documents.
HITS, DOCUMENTS = 10, 6

#: Longest query that is looked at, in characters.
LONGEST = 2000

#: Characters of a query that are shown on each side of the place where it goes wrong.
AROUND = 200

#: Words of a query, and forms of one of them, that an answer tells of before it says how many more there are.
FEW_WORDS = 12

#: Values of a facet that stand open; the others unfold.
FEW_VALUES = 6

#: A phrase in quotation marks: no value of a field, and not yet allowed to be damaged.
_PHRASE = re.compile(r'(^|[\s(])"([^"]+)"(?=$|[\s)])')


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit as the page of results shows it."""

    hit: SearchHit
    pieces: tuple[tuple[str, bool, str], ...]
    strip: Strip | None


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one document, or hits that follow one another and are of the same file.

    Attributes:
        file: their file.
        path: of the file.
        production: of the file.
        hits: as they are shown.
        document: the document, where they are grouped by documents; else empty.
        pages: how many pages of the document match.
    """

    file: FileId
    path: str
    production: str
    hits: tuple[Shown, ...]
    document: str = ""
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A part of an answer.

    Attributes:
        answer: the answer.
        pager: which part of it is shown.
        rows: documents, where hits are grouped by them.
        documents: how many there are in all.
        within: the document that the search was kept to.
        since: the moment (UTC, ISO 8601) since which what is shown became findable; empty for all.
    """

    answer: SearchAnswer
    pager: Pager
    rows: tuple[DocumentHits, ...] = ()
    documents: int = 0
    within: Document | None = None
    since: str = ""


@router.get("/search")
def show_search(
    request: Request,
    room: OpenRoom,
    finder: Finds,
    *,
    q: str = "",
    at: int = 1,
    order: Order = "relevance",
    document: str = "",
    since: int = 0,
) -> Response:
    """The answer to a query; without one, how to search."""
    query = " ".join(q.split())
    common: dict[str, Any] = {"room": room.name, "query": query, "up": link("/"), "here": "search", "order": order}
    common["kept_order"] = order if order != "relevance" else ""
    if not query:
        return page("search.html", answer=None, error=None, **common)
    try:
        if len(query) > LONGEST:
            raise _too_long(len(query))
        found = _find(room, finder, query, at=at, order=order, document=document, since=since)
    except QueryError as error:
        common["query"] = query[:LONGEST]
        return page("search.html", status=400, answer=None, error=error, marked=_marked(query, error), **common)
    answer, pager = found.answer, found.pager
    left = unsearched(room)
    expansions = [
        (word, forms[:FEW_WORDS], len(forms) - FEW_WORDS)
        for word, forms in answer.expansions.items()
        if [form.casefold() for form in forms] != [word.casefold()]
    ]
    made = page(
        "search.html",
        answer=answer,
        error=None,
        left=left,
        searched=answer.read - answer.late,
        # What is said of the query itself, as of a field without values, tells that not every page was asked.
        narrowed=answer.about > 0,
        damaged=_damaged(query),
        groups=list(groups(found, _sizes(room, answer.hits))),
        documents=found.documents,
        within=found.within,
        since=found.since,
        expansions=expansions[:FEW_WORDS],
        more_words=len(expansions) - FEW_WORDS,
        pager=pager,
        parts={"order": common["kept_order"], "document": document, "since": since or ""},
        chips=narrowed(query),
        facets=facets(room, query) if answer.total and not found.since else (),
        few=FEW_VALUES,
        base=answer.read,
        saved=saved_as(room, query),
        token=token(request, FORMS),
        who=me(room),
        **common,
    )
    return with_form(made)


def _find(room: Room, finder: Finder, query: str, *, at: int, order: Order, document: str, since: int) -> Found:
    """Return the part of the answer that was asked for: new pages, those of a document or in order, or documents."""
    if since:
        looked = ""

        def new(offset: int) -> tuple[SearchAnswer, int, tuple[DocumentHits, ...]]:
            nonlocal looked
            saved, looked, answer = new_at(room, since, limit=HITS, offset=offset)
            if saved.query != query:
                raise WrongUseError(
                    _("What is new is known of the saved search only."), _("Open the list of saved searches again.")
                )
            return answer, answer.total, ()

        return replace(_part(new, HITS, at, None), since=looked)
    if document or order == "page":
        within = document_named(room, document) if document else None
        inside = within.document if within else None

        def pages(offset: int) -> tuple[SearchAnswer, int, tuple[DocumentHits, ...]]:
            answer = finder.search(room, query, limit=HITS, offset=offset, order=order, document=inside)
            return answer, answer.total, ()

        return _part(pages, HITS, at, within)

    def documents(offset: int) -> tuple[SearchAnswer, int, tuple[DocumentHits, ...]]:
        found = finder.documents(room, query, limit=DOCUMENTS, offset=offset, order=order)
        return found.answer, found.total, found.rows

    return _part(documents, DOCUMENTS, at, None)


def _part(
    ask: Callable[[int], tuple[SearchAnswer, int, tuple[DocumentHits, ...]]],
    rows: int,
    at: int,
    within: Document | None,
) -> Found:
    """Ask for a part of a list; a part beyond the end becomes the last one."""
    answer, total, documents = ask((max(at, 1) - 1) * rows)
    pager = Pager(total, rows, at)
    if pager.at != at:
        answer, total, documents = ask(pager.offset)
    return Found(answer, pager, documents, total if documents else 0, within)


def _damaged(query: str) -> str:
    """Return the query with every phrase of it allowed to be damaged; empty if it has no phrase to change."""
    changed = _PHRASE.sub(r'\1"\2"~', query)
    return changed if changed != query else ""


def _marked(query: str, error: QueryError) -> tuple[str, str, str]:
    """Return what stands before, at and after the place where a query goes wrong; of a long one only what is near."""
    place = min(max(error.position, 0), len(query))
    end = place + min(max(1, error.length), AROUND)
    before, after = query[:place], query[end:]
    if len(before) > AROUND:
        before = "\N{HORIZONTAL ELLIPSIS}" + before[-AROUND:]
    if len(after) > AROUND:
        after = after[:AROUND] + "\N{HORIZONTAL ELLIPSIS}"
    return before, query[place:end] or "\N{NO-BREAK SPACE}", after


def _too_long(length: int) -> QueryError:
    return QueryError(
        _("The search has {length} characters.", length=length),
        _("Search for at most {most} characters.", most=LONGEST),
        position=LONGEST,
        length=length - LONGEST,
    )


def _sizes(room: Room, hits: Sequence[SearchHit]) -> dict[PageId, Sheet]:
    return page_sizes(room, [hit.page for hit in hits])


def groups(found: Found, sizes: dict[PageId, Sheet]) -> Iterator[Group]:
    """Return the hits of an answer as they are shown, together by document or by file."""

    def shown(hits: Iterable[SearchHit]) -> tuple[Shown, ...]:
        return tuple(Shown(hit, tuple(pieces(hit)), strip_of(hit.page, hit.boxes, sizes.get(hit.page))) for hit in hits)

    for row in found.rows:
        yield Group(row.file, row.path, row.production, shown(row.hits), row.document, row.pages)
    if found.rows:
        return
    for file, together in groupby(found.answer.hits, key=lambda hit: parse_page_id(hit.page)[0]):
        same = list(together)
        yield Group(file, same[0].path, same[0].production, shown(same))


def pieces(hit: SearchHit) -> Iterator[tuple[str, bool, str]]:
    """Return the snippet in pieces: text, whether it is a match, and of corrected words what was read and by whom.

    The mark of a covered place is a piece of its own.
    """
    edges = {0, len(hit.snippet), *(at for mark in hit.marks for at in mark)}
    edges |= {at for place, sign in enumerate(hit.snippet) if sign == MARK for at in (place, place + 1)}
    edges |= {at for one in hit.corrections for at in (one.start, one.end)}
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        found = any(first <= start < last for first, last in hit.marks)
        told = [
            _("read “{read}”; corrected by {person} on {day}", read=one.read, person=one.person, day=one.at[:10])
            for one in hit.corrections
            if one.start <= start < one.end
        ]
        yield page_text(hit.snippet[start:end]), found, "; ".join(told)
