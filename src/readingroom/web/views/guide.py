"""Help: the keys, and how to search."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from readingroom.web.templates import link, page
from readingroom.web.views.asked import OpenRoom

router = APIRouter()


@router.get("/help")
def show_help(room: OpenRoom) -> Response:
    """Keys and the search language."""
    return page("help.html", room=room.name, up=link("/"))
