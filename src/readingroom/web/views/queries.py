"""A list of queries: pasted or taken from a text file, answered as a table or as CSV, line by line as answers come."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Iterator
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.responses import Response, StreamingResponse

from readingroom.desk.queries import FIRST_HITS, MOST_BYTES, as_csv, ask_all, queries_of
from readingroom.desk.room import Room
from readingroom.desk.search import unseen
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.model.asked import Asked
from readingroom.web.templates import link, page, pieces_of
from readingroom.web.views.asked import OpenRoom

router = APIRouter()

#: Queries that the browser answers at a time; the command line takes more.
MOST = 1000

#: Bytes of a form around the list itself.
_AROUND = 20_000

#: Characters of a table that are sent together: the first rows are seen while the last ones are asked.
_TOGETHER = 4000


@router.get("/queries")
def show_form(room: OpenRoom) -> Response:
    """The form."""
    return _form(room)


@router.post("/queries")
async def ask(request: Request, room: OpenRoom) -> Response:
    """Ask every query of the list that was sent; nothing of it is kept."""
    try:
        text, wanted = await _sent(request)
        queries = await run_in_threadpool(queries_of, text, most=MOST)
    except WrongUseError as error:
        return _form(room, problem=error, status=400)
    asked = ask_all(room, queries)
    if wanted == "csv":
        headers = {"content-disposition": 'attachment; filename="INTERNAL queries.csv"'}
        return StreamingResponse(_together(as_csv(asked)), media_type="text/csv; charset=utf-8", headers=headers)
    values = _common(room) | {"asked": asked, "sent": "\n".join(query for _line, query in queries)}
    return StreamingResponse(_together(_told(asked, values)), media_type="text/html; charset=utf-8", headers=_OWN)


#: With no referrer at all browsers send forms without an origin, and the guard would refuse our own.
_OWN = {"referrer-policy": "same-origin", "cache-control": "no-store"}


def _common(room: Room) -> dict[str, Any]:
    waiting, failed, _notes = unseen(room)
    return {
        "room": room.name,
        "here": "search",
        "up": link("/search"),
        "most": MOST,
        "few": FIRST_HITS,
        "waiting": waiting,
        "failed": failed,
        "problem": None,
        "asked": None,
        "sent": "",
    }


def _form(room: Room, *, problem: WrongUseError | None = None, status: int = 200) -> Response:
    made = page("queries.html", status=status, **(_common(room) | {"problem": problem}))
    for name, value in _OWN.items():
        made.headers[name] = value
    return made


def _told(asked: Iterable[Asked], values: dict[str, Any]) -> Iterator[str]:
    yield from pieces_of("queries.html", **(values | {"asked": asked}))


def _together(pieces: Iterable[str]) -> Iterator[str]:
    """Join pieces to parts that are worth sending."""
    part, size = [], 0
    for piece in pieces:
        part.append(piece)
        size += len(piece)
        if size >= _TOGETHER:
            yield "".join(part)
            part, size = [], 0
    yield "".join(part)


async def _sent(request: Request) -> tuple[bytes, str]:
    """Return the list of queries that a form holds, and what is wanted of it: `table` or `csv`.

    Raises:
        WrongUseError: it is no form of ours, or larger than any list of queries.
    """
    too_large = WrongUseError(
        _("The list of queries is larger than {size} MB.", size=MOST_BYTES // 1_000_000),
        _("Give a text file with one query a line, or divide it."),
    )

    async def bounded() -> AsyncGenerator[bytes, None]:
        size = 0
        async for piece in request.stream():
            size += len(piece)
            if size > MOST_BYTES + _AROUND:
                raise too_large
            yield piece

    no_form = WrongUseError(_("This is no form of the reading room."), _("Go back and try again."))
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise no_form
    try:
        parser = MultiPartParser(request.headers, bounded(), max_files=1, max_fields=5, max_part_size=MOST_BYTES)
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise no_form from error
    file, typed, wanted = form.get("file"), form.get("queries", ""), form.get("as", "")
    try:
        text = await file.read() if isinstance(file, UploadFile) else b""
    finally:
        await form.close()
    if isinstance(typed, str) and typed.strip():
        text = typed.encode() + b"\n" + text
    return text, wanted if isinstance(wanted, str) else ""
