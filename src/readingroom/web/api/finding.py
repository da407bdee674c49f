"""Search and quotations for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from readingroom.desk.browse import file_named
from readingroom.desk.facets import facets
from readingroom.desk.quote import quote
from readingroom.desk.search import Order
from readingroom.desk.words import page_named
from readingroom.web.api.limits import FURTHEST
from readingroom.web.api.shapes import Hit, Part, Quotation, Shape
from readingroom.web.views.asked import Finds, OpenRoom
from readingroom.web.views.quote import LONGEST

router = APIRouter(tags=["finding"])

#: Most hits of one answer: each brings a snippet and boxes.
MOST_HITS = 200


class PartedPhrase(Shape):
    """A phrase that stands on pages with something covering them between two of its words."""

    phrase: str
    pages: int
    queries: list[str] = Field(description="the phrases that find them")


class Answer(Part[Hit]):
    """Pages that match, best first or in the order asked for."""

    query: str
    expansions: dict[str, list[str]] = Field(description="for each word of the query, the words it stood for")
    notes: list[str] = Field(description="sentences to show with the answer")
    waiting: int = Field(description="pages that are not read or not indexed yet and were not searched")
    failed: int = Field(description="pages that could not be read and were not searched")
    parted: list[PartedPhrase]


@router.get("/search")
def search_pages(
    room: OpenRoom,
    finder: Finds,
    *,
    q: str,
    order: Order = "relevance",
    limit: Annotated[int, Query(ge=0, le=MOST_HITS)] = 20,
    offset: Annotated[int, Query(ge=0, le=FURTHEST)] = 0,
) -> Answer:
    """Search. An error in the query is answered with status 400 and its `position` and `length` in what was typed."""
    found = finder.search(room, q, limit=limit, offset=offset, order=order)
    return Answer(
        query=found.query,
        total=found.total,
        offset=offset,
        items=[Hit.of(one) for one in found.hits],
        expansions={word: list(forms) for word, forms in found.expansions.items()},
        notes=list(found.notes),
        waiting=found.waiting,
        failed=found.failed,
        parted=[PartedPhrase(phrase=one.phrase, pages=one.pages, queries=list(one.queries)) for one in found.parted],
    )


class Value(Shape):
    """One value by which the pages of an answer are divided."""

    value: str
    pages: int
    query: str = Field(description="the query narrowed to it; of a chosen value the query without it")
    chosen: bool


class Facet(Shape):
    """By what the pages of an answer are divided."""

    name: str = Field(description="also the field of the query language that narrows to a value")
    values: list[Value]


@router.get("/facets")
def how_pages_fall_apart(room: OpenRoom, q: str) -> list[Facet]:
    """How the pages that match fall apart: by production, kind of file, year, source, quality, language, tag."""
    return [
        Facet(
            name=one.name,
            values=[
                Value(value=each.value, pages=each.pages, query=each.query, chosen=each.chosen) for each in one.values
            ],
        )
        for one in facets(room, q)
    ]


@router.get("/quote")
def check_a_quotation(
    room: OpenRoom,
    words: Annotated[str, Query(min_length=1, max_length=LONGEST)],
    page_id: str = "",
    file_id: str = "",
    production: str | None = None,
) -> Quotation:
    """Whether these words stand in the room - or on one page, in one file or production - word for word."""
    return Quotation.of(
        quote(
            room,
            words,
            page_named(page_id) if page_id else None,
            file=file_named(file_id) if file_id else None,
            production=production,
        )
    )
