"""The reading room as a web application: routes put together, errors said in words."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from readingroom.desk.room import Room
from readingroom.errors import ReadingRoomError, RoomBusyError, WrongUseError
from readingroom.locale import _
from readingroom.web.finder import Finder
from readingroom.web.guard import LOOPBACK, Guard
from readingroom.web.style import router as style
from readingroom.web.templates import error_page
from readingroom.web.views import correct, files, guide, images, look, queries, quote, search, viewer
from readingroom.web.views import room as front


def make_app(room: Room, finder: Finder, *, hosts: tuple[str, ...] = LOOPBACK) -> FastAPI:
    """Return the application for an open room; the room is closed when the application stops.

    Args:
        room: opened for reading.
        finder: answers searches.
        hosts: names that requests may use for this machine.
    """

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        yield
        room.close()

    # No page of documentation: it would load scripts from other sites.
    app = FastAPI(title="readingroom", docs_url=None, redoc_url=None, openapi_url=None, lifespan=life)
    app.state.room = room
    app.state.finder = finder
    app.state.secret = secrets.token_bytes(32)
    for view in (front, search, queries, quote, viewer, correct, images, files, look, guide):
        app.include_router(view.router)
    app.include_router(style)  # before the folder that holds its parts
    app.mount("/static", StaticFiles(directory=Path(str(resources.files("readingroom.web") / "static"))), name="static")
    app.add_middleware(Guard, hosts=hosts)
    app.add_exception_handler(ReadingRoomError, _our_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(Exception, _broken)
    return app


async def _our_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ReadingRoomError)
    status = 404 if isinstance(error, WrongUseError) else 409 if isinstance(error, RoomBusyError) else 500
    clicks = error.clicks if isinstance(error, WrongUseError) else ""
    return error_page(status, error.what, clicks or error.next_step, room=request.app.state.room.name)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    what = {
        404: _("There is no such page in this reading room."),
        405: _("This address can't be used in that way."),
    }.get(error.status_code, _("The request was refused (status {status}).", status=error.status_code))
    next_step = _("Check the address, or search for what you need.")
    return error_page(error.status_code, what, next_step, room=request.app.state.room.name)


async def _bad_request(request: Request, _error: Exception) -> Response:
    what = _("A part of the address is not what it should be.")
    return error_page(400, what, _("Go back and follow a link instead."), room=request.app.state.room.name)


async def _broken(request: Request, error: Exception) -> Response:
    what = _("The reading room broke on this page ({reason}).", reason=type(error).__name__)
    next_step = _("The records are untouched. Go back and try again; if it stays so, please report it.")
    return error_page(500, what, next_step, room=request.app.state.room.name)
