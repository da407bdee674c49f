"""Saved searches: the list with what each finds now; saving, looking, renaming, deleting, taking back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from readingroom.desk.person import me
from readingroom.desk.room import Room, open_room
from readingroom.desk.saved import (
    delete_search,
    look_at,
    new_at,
    rename_search,
    save_search,
    saved_history,
    saved_searches,
    take_back_saved,
)
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.web.forms import check_token, sent, token, with_form
from readingroom.web.templates import link, page
from readingroom.web.views.asked import OpenRoom

router = APIRouter()

#: What tokens of these forms are made for; the page of results has one of them.
FORMS = "saved"


@router.get("/saved")
def show_saved(request: Request, room: OpenRoom) -> Response:
    """The list."""
    return _list(request, room)


@router.post("/saved")
async def change(request: Request, room: OpenRoom) -> Response:
    """Do to a saved search what a form asks for."""
    given = await sent(request)
    check_token(request, FORMS, given.get("token", ""))
    return await run_in_threadpool(_change, request, room, given)


def _change(request: Request, room: Room, given: dict[str, str]) -> Response:
    which, name, who = given.get("search", ""), given.get("name", ""), given.get("me", "")
    number = given.get("number", "")
    done: dict[str, Callable[[Room], object]] = {
        "save": lambda opened: save_search(opened, given.get("query", ""), name, me=who),
        "rename": lambda opened: rename_search(opened, which, name, me=who),
        "delete": lambda opened: delete_search(opened, which, me=who),
        "look": lambda opened: look_at(opened, which, me=who),
        "back": lambda opened: take_back_saved(opened, int(number) if number.isdecimal() else 0, me=who),
    }
    what = given.get("what", "")
    try:
        if what not in done:
            raise WrongUseError(_("The form does not say what to do."), _("Go back and press a button."))
        with open_room(room.path, write=True) as opened:
            before = done[what](opened)
            fresh = (
                new_at(opened, before, limit=0)[2].total if what == "look" and isinstance(before, int) and before else 0
            )
    except WrongUseError as error:
        return _list(request, room, problem=error, given=given)
    if what == "look":
        # What is new stands first; all of it is one click away.
        return RedirectResponse(link("/search", q=given.get("query", ""), since=before if fresh else ""), 303)
    return RedirectResponse(link("/saved"), 303)


def _list(
    request: Request, room: Room, *, problem: WrongUseError | None = None, given: dict[str, str] | None = None
) -> Response:
    typed: dict[str, Any] = given or {}
    made = page(
        "saved.html",
        status=400 if problem else 200,
        room=room.name,
        here="search",
        up=link("/search"),
        problem=problem,
        given=typed,
        who=typed.get("me") or me(room),
        token=token(request, FORMS),
        saved=saved_searches(room),
        history=saved_history(room),
    )
    made.headers["cache-control"] = "no-store"
    return with_form(made)
