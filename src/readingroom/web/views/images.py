"""Images: pages and strips of pages, through the one door."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import anyio
import anyio.to_thread
from fastapi import APIRouter, Request
from starlette.responses import Response

from readingroom.desk.words import image, page_named, strip
from readingroom.errors import ReadingRoomError, WrongUseError
from readingroom.locale import _
from readingroom.web.bands import parsed
from readingroom.web.templates import draw
from readingroom.web.views.asked import OpenRoom

router = APIRouter()

#: Threads that may wait for images, apart from those that answer pages, so that slow images never hold up text.
_THREADS = 16

#: Pixels across the page image from which strips are cut.
_STRIP_WIDTH = 1600

#: Boxes that one strip may mark.
_MOST_MARKS = 60

#: Images change only when a page is read anew and found to be turned.
_KEEP = "private, max-age=3600"


@router.get("/image/{width}/{page:path}")
async def show_image(request: Request, room: OpenRoom, width: int, page: str) -> Response:
    """A page as an image, at the fixed width nearest above the one asked for."""
    named = page_named(page)
    return await _answer(request, lambda: image(room, named, "room", width=width))


@router.get("/strip/{page:path}")
async def show_strip(request: Request, room: OpenRoom, page: str, band: str, marks: str = "") -> Response:
    """A band of a page with boxes marked: `band` is four fractions, `marks` such boxes separated by `;`."""
    named = page_named(page)
    try:
        [cut] = parsed(band, 1)
        boxes = parsed(marks, _MOST_MARKS)
    except ValueError as error:
        raise WrongUseError(
            _("A part of the address is not what it should be."), _("Go back and follow a link instead.")
        ) from error
    return await _answer(request, lambda: strip(room, named, "room", band=cut, marks=boxes, width=_STRIP_WIDTH))


async def _answer(request: Request, make: Callable[[], bytes]) -> Response:
    state = request.app.state
    if not hasattr(state, "image_threads"):
        state.image_threads = anyio.CapacityLimiter(_THREADS)
    try:
        made = await anyio.to_thread.run_sync(make, limiter=cast("anyio.CapacityLimiter", state.image_threads))
    except WrongUseError:
        raise
    except ReadingRoomError as error:
        # A picture of the sentence, because it stands where an image was asked for.
        drawn = draw("no_image.svg", title=_("This page can't be shown as an image."), what=str(error))
        return Response(drawn, 422, media_type="image/svg+xml", headers={"cache-control": "no-store"})
    return Response(made, media_type="image/webp", headers={"cache-control": _KEEP})
