"""The room: productions, what failed and why."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from readingroom.desk.status import status
from readingroom.web.templates import link, page
from readingroom.web.views.asked import OpenRoom
from readingroom.web.views.pager import Pager

router = APIRouter()

#: Failures on the front page; the rest have a page of their own.
FEW = 5

#: Rows of the page of failures.
ROWS = 100


@router.get("/")
def show_room(room: OpenRoom) -> Response:
    """Productions as rows, and the first things that failed."""
    state = status(room)
    total = {
        name: sum(getattr(production, name) for production in state.productions)
        for name in ("files", "pages", "read", "waiting", "failed", "files_failed", "files_kept", "files_waiting")
    }
    return page(
        "room.html",
        title=room.name,
        room=room.name,
        path=room.path,
        state=state,
        total=total,
        failures=state.failures[:FEW],
        more=len(state.failures) - FEW,
        here="room",
    )


@router.get("/failed")
def show_failed(room: OpenRoom, at: int = 1) -> Response:
    """Everything that could not be read, with why and what to do."""
    failures = status(room).failures
    pager = Pager(len(failures), ROWS, at)
    rows = failures[pager.offset : pager.offset + ROWS]
    return page("failed.html", room=room.name, failures=rows, pager=pager, up=link("/"), here="room")
