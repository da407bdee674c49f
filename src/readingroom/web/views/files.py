"""Files: those of a production, one file with what is inside it, and the original itself."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.responses import FileResponse, RedirectResponse, Response

from readingroom.desk.browse import failed_pages, file_facts, file_named, files_of, members_of, original, sightings_of
from readingroom.desk.status import status
from readingroom.locale import _
from readingroom.model.ids import page_id
from readingroom.web.templates import error_page, link, page
from readingroom.web.views.asked import OpenRoom
from readingroom.web.views.pager import Pager

router = APIRouter()

#: Rows of a list of files.
ROWS = 100

#: Pages of one contact sheet.
SHEET = 24

#: Failed pages named on the page of a file.
_FEW = 20

#: Types that are sent as what they are; all others as bytes, so that no browser opens them here.
_NAMED_TYPES = ("application/pdf", "image/png", "image/jpeg", "image/tiff")

#: Characters that some system forbids in a file name, or that hide its ending.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f"*/:<>?\\|\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')

#: Names that Windows keeps for devices.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)

#: Longest name that is offered for a download, in characters.
_LONGEST = 150


@router.get("/production")
def show_production(room: OpenRoom, name: str = "", at: int = 1) -> Response:
    """The files of one production."""
    found = next((row for row in status(room).productions if row.name == name), None)
    pager = Pager(1, ROWS, 1)
    listed = files_of(room, name, limit=ROWS, offset=(max(at, 1) - 1) * ROWS)
    if not listed.total:
        return error_page(
            404, _("There is no production of that name."), _("Choose one on the front page."), room=room.name
        )
    pager = Pager(listed.total, ROWS, at)
    if pager.offset != listed.offset:
        listed = files_of(room, name, limit=ROWS, offset=pager.offset)
    return page(
        "production.html", room=room.name, name=name, production=found, files=listed.rows, pager=pager, up=link("/")
    )


@router.get("/file/{file}")
def show_file(room: OpenRoom, file: str, at: int = 1, sheet_asked: Annotated[int, Query(alias="from")] = 1) -> Response:
    """One file: what it is, where it came from, what is inside."""
    named = file_named(file)
    listed = file_facts(room, named)
    pager = Pager(listed.members, ROWS, at)
    members = members_of(room, named, limit=ROWS, offset=pager.offset).rows if listed.members else ()
    facts = listed.facts
    sheet = Pager(facts.pages, SHEET, sheet_asked)
    return page(
        "file.html",
        room=room.name,
        file=listed,
        facts=facts,
        first=page_id(facts.file, 1) if facts.pages else "",
        sightings=sightings_of(room, named),
        members=members,
        pager=pager,
        sheet=sheet,
        pages=[(number, page_id(facts.file, number)) for number in range(sheet.offset + 1, sheet.last + 1)],
        failed=failed_pages(room, named, limit=_FEW),
        up=link("/production", name=facts.production),
    )


@router.get("/file/{file}/page")
def go_to_page(
    room: OpenRoom, file: str, *, number: str = "1", q: str = "", zoom: str = "", places: str = ""
) -> Response:
    """Lead to a page by its number; the nearest there is."""
    facts = file_facts(room, file_named(file)).facts
    digits = number.strip()
    if not facts.pages or not (digits.isascii() and digits.isdigit() and len(digits) < 8):  # noqa: PLR2004  # no file is longer
        what = _("“{number}” is no page number of {path}.", number=number[:50], path=facts.path)
        return error_page(404, what, _("Type a number from 1 to {pages}.", pages=facts.pages), room=room.name)
    wanted = min(max(int(digits), 1), facts.pages)
    return RedirectResponse(link(f"/page/{page_id(facts.file, wanted)}", q=q, zoom=zoom, places=places), 303)


@router.get("/original/{file}")
def download(room: OpenRoom, file: str) -> Response:
    """The bytes as received: always a download, never opened in the reading room's own name."""
    found = original(room, file_named(file))
    kind = found.media_type if found.media_type in _NAMED_TYPES else "application/octet-stream"
    headers = {
        "content-disposition": disposition(found.name),
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, no-cache",
    }
    return FileResponse(found.path, media_type=kind, headers=headers)


def disposition(name: str) -> str:
    """Return the header that makes a download keep its name as far as a file system can take it (RFC 6266)."""
    clean = _FORBIDDEN.sub("_", name).strip(" .") or "file"
    if _RESERVED.fullmatch(clean):
        clean = "_" + clean
    stem, dot, ending = clean.rpartition(".")
    if len(clean) > _LONGEST:
        clean = stem[: _LONGEST - len(ending) - 1] + dot + ending if dot and len(ending) < 10 else clean[:_LONGEST]  # noqa: PLR2004  # a real ending
    plain = clean.encode("ascii", "replace").decode().replace("?", "_").replace("%", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"
