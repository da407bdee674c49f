"""The room: productions, what failed and why."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.responses import Response

from readingroom.desk.browse import kept_files
from readingroom.desk.status import status
from readingroom.locale.again import worded
from readingroom.model.answers import Failure
from readingroom.web.templates import link, page
from readingroom.web.views.asked import OpenRoom
from readingroom.web.views.pager import Pager

router = APIRouter()

#: Reasons for failures on the front page, and failures named for each; the rest have a page of their own.
REASONS, FEW = 3, 2

#: Rows of the page of failures.
ROWS = 100


@router.get("/")
def show_room(room: OpenRoom) -> Response:
    """Productions as rows, and the first things that failed."""
    state = status(room)
    total = {
        name: sum(getattr(production, name) for production in state.productions)
        for name in (
            "files",
            "pages",
            "read",
            "waiting",
            "failed",
            "files_failed",
            "files_kept",
            "files_waiting",
            "look",
        )
    }
    return page(
        "room.html",
        room=room.name,
        path=room.path,
        state=state,
        total=total,
        reasons=_reasons(state.failures),
        failed=len(state.failures),
        here="room",
    )


def _reasons(failures: Sequence[Failure]) -> list[tuple[str, int, tuple[Failure, ...]]]:
    """Return the most frequent reasons, each with how often it was met and the first failures that met it."""
    met: dict[str, list[Failure]] = {}
    for failure in failures:
        met.setdefault(worded(failure.error), []).append(failure)
    most = sorted(met.items(), key=lambda item: -len(item[1]))[:REASONS]
    return [(why, len(same), tuple(same[:FEW])) for why, same in most]


@router.get("/failed")
def show_failed(room: OpenRoom, at: int = 1) -> Response:
    """Everything that could not be read, with why and what to do."""
    failures = status(room).failures
    pager = Pager(len(failures), ROWS, at)
    rows = failures[pager.offset : pager.offset + ROWS]
    return page("failed.html", room=room.name, failures=rows, pager=pager, up=link("/"), here="room")


@router.get("/kept")
def show_kept(room: OpenRoom, at: int = 1) -> Response:
    """Every file that this version has no reader for, to be downloaded as it came."""
    asked = max(at, 1)
    listed = kept_files(room, limit=ROWS, offset=(asked - 1) * ROWS)
    pager = Pager(listed.total, ROWS, asked)
    if pager.offset != listed.offset:
        listed = kept_files(room, limit=ROWS, offset=pager.offset)
    return page("kept.html", room=room.name, files=listed.rows, pager=pager, up=link("/"), here="room")
