"""Pages that a person should look at, with the reasons."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from readingroom.desk.look import to_look
from readingroom.web.templates import link, page
from readingroom.web.views.asked import OpenRoom
from readingroom.web.views.pager import Pager

router = APIRouter()

#: Rows of one part of the list.
ROWS = 50


@router.get("/look")
def show_look(
    room: OpenRoom, *, reason: str = "", production: str | None = None, done: str = "", at: int = 1
) -> Response:
    """The list, the worst first; `reason` and `production` choose, `done=show` keeps pages that were looked at."""
    also = done == "show"
    asked = max(at, 1)
    found = to_look(room, reason=reason, production=production, also_looked=also, limit=ROWS, offset=(asked - 1) * ROWS)
    pager = Pager(found.total, ROWS, asked)
    if pager.at != asked:
        found = to_look(room, reason=reason, production=production, also_looked=also, limit=ROWS, offset=pager.offset)
    return page(
        "look.html",
        room=room.name,
        found=found,
        pager=pager,
        reason=reason,
        production=production,
        done="show" if also else "",
        up=link("/"),
        here="room",
    )
