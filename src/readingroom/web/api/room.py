"""The room for programs: what came, what failed, what needs a look."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from readingroom import __version__
from readingroom.desk.browse import kept_files
from readingroom.desk.look import to_look
from readingroom.desk.status import failures, status
from readingroom.locale.again import worded
from readingroom.model.look import ToLook
from readingroom.web.api.limits import USUAL, Limit, Offset
from readingroom.web.api.shapes import Failed, File, Part, Production, Shape
from readingroom.web.views.asked import OpenRoom

router = APIRouter(tags=["room"])


class Room(Shape):
    """The room as a whole."""

    name: str
    version: str = Field(description="of the program that answers")
    busy: bool = Field(description="whether a program is adding at the moment")
    pages: int
    read: int
    waiting: int
    failed: int
    productions: list[Production]


class Look(Shape):
    """A page that a person should look at."""

    page_id: str
    file_id: str
    number: int
    path: str
    production: str
    reasons: list[str] = Field(description="codes, the gravest first")
    quality: float | None
    words: int
    looked_by: str = Field(description="who looked at it; empty when nobody did")
    looked_at: str

    @classmethod
    def of(cls, one: ToLook) -> Look:
        """Return such a page as an answer."""
        return cls(
            page_id=one.page,
            file_id=one.file,
            number=one.number,
            path=one.path,
            production=one.production,
            reasons=list(one.reasons),
            quality=one.quality,
            words=one.words,
            looked_by=one.looked.person if one.looked else "",
            looked_at=one.looked.at if one.looked else "",
        )


class LookPart(Part[Look]):
    """A part of the list of pages to look at."""

    looked: int = Field(description="further pages that somebody looked at already")
    counts: dict[str, int] = Field(description="for each reason, pages of the room that were not looked at")


@router.get("/room")
def room_as_a_whole(room: OpenRoom) -> Room:
    """The room: its productions, and how far they are read."""
    state = status(room)
    rows = [Production.of(one) for one in state.productions]
    return Room(
        name=room.name,
        version=__version__,
        busy=state.busy,
        pages=sum(row.pages for row in rows),
        read=sum(row.read for row in rows),
        waiting=sum(row.waiting for row in rows),
        failed=sum(row.failed for row in rows),
        productions=rows,
    )


@router.get("/failures")
def what_failed(room: OpenRoom, limit: Limit = USUAL, offset: Offset = 0) -> Part[Failed]:
    """Files and pages that could not be read, with the reason and what to do, in the order of paths."""
    everything = failures(room)
    rows = [Failed.of(one) for one in everything[offset : offset + limit]]
    return Part[Failed](
        total=len(everything),
        offset=offset,
        items=[row.model_copy(update={"error": worded(row.error)}) for row in rows],
    )


@router.get("/kept")
def what_was_kept(room: OpenRoom, limit: Limit = USUAL, offset: Offset = 0) -> Part[File]:
    """Files that this version has no reader for."""
    listed = kept_files(room, limit=limit, offset=offset)
    return Part[File](total=listed.total, offset=offset, items=[File.of(row.facts) for row in listed.rows])


@router.get("/look")
def what_needs_a_look(
    room: OpenRoom,
    *,
    reason: str = "",
    production: str | None = None,
    looked: bool = False,
    limit: Limit = USUAL,
    offset: Offset = 0,
) -> LookPart:
    """Pages that a person should look at, the worst first; `looked` keeps those that somebody looked at."""
    found = to_look(room, reason=reason, production=production, also_looked=looked, limit=limit, offset=offset)
    return LookPart(
        total=found.total,
        offset=offset,
        items=[Look.of(one) for one in found.pages],
        looked=found.looked,
        counts=found.counts,
    )
