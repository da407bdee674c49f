"""One page for programs: facts, words, text, image, the matches of a query on it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import PlainTextResponse, Response

from readingroom.desk.gaps import gaps_of, marked_text
from readingroom.desk.room import Room
from readingroom.desk.words import page_named, words
from readingroom.model.answers import PageText
from readingroom.model.ids import PageId
from readingroom.reading.flow import fitted, passages
from readingroom.web.api.shapes import DIGITS, Edges, Page, PageWords, Passage, Region, Shape, Word, edges
from readingroom.web.views.asked import Finds, OpenRoom
from readingroom.web.views.images import show_image

router = APIRouter(prefix="/pages/{file_id}/{page}", tags=["pages"])

Corrected = Annotated[bool, Query(description="with the words that people corrected in the place of those read")]
"""Whether people's corrections are laid over the words."""


class Match(Shape):
    """One match of a query on a page: one box a line, more where the line runs askew."""

    boxes: list[Edges]


@router.get("")
def one_page(room: OpenRoom, file_id: str, page: str) -> Page:
    """Where a page stands and how it was read. A page_id is `<file_id>/p0001`, so it can be put into the address."""
    return Page.of(_text(room, _named(file_id, page)).facts)


@router.get("/words")
def words_of_a_page(room: OpenRoom, file_id: str, page: str, *, corrected: Corrected = False) -> PageWords:
    """The words in reading order, each with its box, and what they are to one another."""
    text = _text(room, _named(file_id, page))
    shown = text.shown if corrected else text.words
    covered = gaps_of(text)[1 if corrected else 0]
    told = passages(shown, fitted(text.content.blocks, text.words, shown), covered=covered)
    facts = text.facts
    return PageWords(
        page_id=facts.page,
        path=facts.path,
        number=facts.number,
        text_source=facts.source,
        state=facts.state,
        error=facts.error,
        language=facts.language,
        layer=facts.layer,
        corrected=corrected,
        words=[
            Word(
                text=word,
                box=_four(shown.boxes[4 * index : 4 * index + 4]),
                confidence=round(sure, 3) if sure == sure else None,  # noqa: PLR0124  # NaN: born digital
            )
            for index, (word, sure) in enumerate(zip(shown, shown.confidence, strict=True))
        ],
        blocks=[
            Passage(
                kind=one.block.kind,
                first=one.block.first,
                last=one.block.last,
                text=one.text,
                language=one.block.language,
                table=one.block.table,
                row=one.block.row,
                column=one.block.column,
            )
            for one in told
        ],
        regions=[Region(kind=one.kind, box=edges(one.box), note=one.note) for one in text.content.regions],
        covered_after=sorted(covered),
    )


@router.get("/text", response_class=PlainTextResponse)
def text_of_a_page(room: OpenRoom, file_id: str, page: str, *, corrected: Corrected = False) -> PlainTextResponse:
    """The words as plain text, UTF-8, a line a line; `█` stands where something covers the page."""
    text = _text(room, _named(file_id, page))
    shown = text.shown if corrected else text.words
    return PlainTextResponse(marked_text(shown, gaps_of(text)[1 if corrected else 0]))


@router.get("/image", response_class=Response)
async def image_of_a_page(request: Request, room: OpenRoom, file_id: str, page: str, width: int = 1100) -> Response:
    """The page as an image (WebP), at the fixed width in pixels nearest above the one asked for."""
    return await show_image(request, room, width, _named(file_id, page))


@router.get("/matches")
def matches_on_a_page(room: OpenRoom, finder: Finds, file_id: str, page: str, q: str) -> list[Match]:
    """Every match of a query on this page, in reading order."""
    named = _named(file_id, page)
    return [Match(boxes=[edges(box) for box in boxes]) for boxes in finder.matches(room, named, q)]


def _named(file: str, page: str) -> PageId:
    return page_named(f"{file}/{page}")


def _text(room: Room, page: PageId) -> PageText:
    (text,) = words(room, [page], "room")
    return text


def _four(box: object) -> tuple[float, float, float, float]:
    left, top, right, bottom = (round(float(edge), DIGITS) for edge in box)  # type: ignore[attr-defined]
    return left, top, right, bottom
