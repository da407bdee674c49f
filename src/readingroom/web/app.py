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

from readingroom import __version__
from readingroom.desk.room import Room
from readingroom.errors import QueryError, ReadingRoomError, RoomBusyError, WrongUseError
from readingroom.locale import _
from readingroom.web.api import routes as api
from readingroom.web.api.problem import PREFIX, problem
from readingroom.web.finder import Finder
from readingroom.web.guard import LOOPBACK, Guard
from readingroom.web.style import router as style
from readingroom.web.templates import error_page
from readingroom.web.views import correct, files, guide, images, like, look, queries, quote, saved, search, viewer
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
    app = FastAPI(
        title="readingroom",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
        lifespan=life,
    )
    app.state.room = room
    app.state.finder = finder
    app.state.secret = secrets.token_bytes(32)
    for view in (front, search, saved, like, queries, quote, viewer, correct, images, files, look, guide):
        app.include_router(view.router, include_in_schema=False)
    app.include_router(api.router)
    app.include_router(style, include_in_schema=False)  # before the folder that holds its parts
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
    if isinstance(error, QueryError) and _for_programs(request):
        return problem(400, error.what, error.next_step, position=error.position, length=error.length)
    return _answer(request, status, error.what, clicks or error.next_step)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    what = {
        404: _("There is no such page in this reading room."),
        405: _("This address can't be used in that way."),
    }.get(error.status_code, _("The request was refused (status {status}).", status=error.status_code))
    return _answer(request, error.status_code, what, _("Check the address, or search for what you need."))


async def _bad_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    what = _("A part of the address is not what it should be.")
    if _for_programs(request):
        # Which part and why, but not what was sent: that may be words of a page.
        wrong = [{"where": list(one["loc"]), "why": one["msg"]} for one in error.errors()]
        return problem(
            422, what, _("See {address} for what is expected.", address=request.app.openapi_url), wrong=wrong
        )
    return _answer(request, 400, what, _("Go back and follow a link instead."))


async def _broken(request: Request, error: Exception) -> Response:
    what = _("The reading room broke on this page ({reason}).", reason=type(error).__name__)
    return _answer(
        request, 500, what, _("The records are untouched. Go back and try again; if it stays so, please report it.")
    )


def _for_programs(request: Request) -> bool:
    return request.url.path.startswith(f"{PREFIX}/")


def _answer(request: Request, status: int, what: str, next_step: str) -> Response:
    if _for_programs(request):
        return problem(status, what, next_step)
    return error_page(status, what, next_step, room=request.app.state.room.name)
