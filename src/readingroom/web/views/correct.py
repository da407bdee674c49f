"""Correcting: words beside the cut-out of the image that shows them, and what people decided about a page."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import cast
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from readingroom.desk.correct import beside_covered, correct
from readingroom.desk.decided import Decided, history, run_of, the_page
from readingroom.desk.index import bring_up_to_date
from readingroom.desk.looked import digest_of, looked
from readingroom.desk.person import me
from readingroom.desk.resting import resting, sentence
from readingroom.desk.room import Room, open_room
from readingroom.desk.undo import undo
from readingroom.desk.words import page_named
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.model.answers import PageText
from readingroom.model.ids import PageId
from readingroom.model.words import line_boxes
from readingroom.web.bands import band_for, written
from readingroom.web.templates import link, page
from readingroom.web.text import chosen_words
from readingroom.web.views.asked import OpenRoom

router = APIRouter()

#: Bytes of a form that are read; the longest run of words is far shorter.
MOST_BYTES = 200_000

#: Pixels across the page image from which the cut-out is taken, as for hits (`views/images.py`).
_WIDTH = 1600


@dataclass(frozen=True, slots=True)
class Chosen:
    """The words that are to be corrected.

    Attributes:
        first: number of the first.
        last: number of the last.
        text: the words as they stand now.
        strip: address of the cut-out.
        size: pixels of the cut-out.
        rests: what they rest on, as sentences.
        covered: whether something is covered beside them.
        steps: addresses of the same form for other words, with what they lead to.
    """

    first: int
    last: int
    text: str
    strip: str
    size: tuple[int, int]
    rests: tuple[str, ...]
    covered: bool
    steps: tuple[tuple[str, str], ...]


@router.get("/correct/{name:path}")
def show_form(request: Request, room: OpenRoom, name: str, w: str = "") -> Response:
    """The form for the words `w`; without any, the words of the page to choose from."""
    return _form(request, room, page_named(name), w)


@router.post("/correct/{name:path}")
async def save(request: Request, room: OpenRoom, name: str) -> Response:
    """Keep what a person decided."""
    named = page_named(name)
    sent = await _sent(request)
    if not hmac.compare_digest(sent.get("token", ""), _token(request, named)):
        raise WrongUseError(
            _("This form is not from the reading room that runs now. Nothing was changed."),
            _("Open the page again and fill in its form."),
        )
    return await run_in_threadpool(_decide, request, room, named, sent)


async def _sent(request: Request) -> dict[str, str]:
    """Return the fields of a form.

    Raises:
        WrongUseError: it is no form, or larger than any of ours.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            break
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=20, strict_parsing=True)
    except ValueError:
        fields = {}
    if kind != "application/x-www-form-urlencoded" or len(body) > MOST_BYTES or not fields:
        raise WrongUseError(_("This is no form of the reading room. Nothing was changed."), _("Go back and try again."))
    return {field: values[0] for field, values in fields.items()}


def _token(request: Request, named: PageId) -> str:
    """Return what only a form of this server can hold: another site can make a browser send, but reads nothing here."""
    secret = cast("bytes", request.app.state.secret)
    return hmac.new(secret, named.encode(), hashlib.sha256).hexdigest()


def _decide(request: Request, room: Room, named: PageId, sent: dict[str, str]) -> Response:
    first, last = _number(sent.get("first", "")), _number(sent.get("last", ""))
    who = sent.get("me", "")
    marked = f"{first}-{last}" if first is not None and last is not None else ""
    try:
        with open_room(room.path, write=True) as opened:
            match sent.get("what", ""):
                case "correct" if first is not None and last is not None:
                    right = sent.get("right", "")
                    correct(opened, named, first, last, right, me=who, seen=sent.get("seen", ""))
                    marked = f"{first}-{first + len(right.split()) - 1}" if right.split() else ""
                case "looked":
                    chosen = (first, last) if first is not None and last is not None else None
                    looked(opened, named, chosen, me=who, seen=sent.get("seen", ""))
                case "undo":
                    undo(opened, _number(sent.get("number", "")) or 0, me=who)
                    marked = ""
                case _unknown:
                    raise WrongUseError(_("The form does not say what to do."), _("Go back and press a button."))
    except WrongUseError as error:
        return _form(request, room, named, marked, problem=error, typed=sent.get("right"), who=who)
    bring_up_to_date(room.path, lambda _step: None)
    if sent.get("what") == "undo":
        return RedirectResponse(link(f"/correct/{named}") + "#decided", 303)
    return RedirectResponse(link(f"/page/{named}", w=marked), 303)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None  # noqa: PLR2004  # words of a page


def _form(
    request: Request,
    room: Room,
    named: PageId,
    w: str,
    *,
    problem: WrongUseError | None = None,
    typed: str | None = None,
    who: str = "",
) -> Response:
    text = the_page(room, named, blank=True)
    words = chosen_words(w, text.shown)
    chosen = _chosen(text, words) if len(words) else None
    made = page(
        "correct.html",
        status=400 if problem else 200,
        room=room.name,
        facts=text.facts,
        name=text.facts.path.rsplit("/", 1)[-1],
        chosen=chosen,
        problem=problem,
        typed=typed if typed is not None else chosen.text if chosen else "",
        who=who or me(room),
        token=_token(request, named),
        lines=list(_choices(text)) if chosen is None else [],
        seen=digest_of(text.shown),
        decided=[one for one in history(room, [named]) if _about(one, text, words)],
        up=link(f"/page/{named}", w=w),
    )
    # With no referrer at all browsers send forms without an origin, and the guard would refuse our own.
    made.headers["referrer-policy"] = "same-origin"
    made.headers["cache-control"] = "no-store"
    return made


def _chosen(text: PageText, words: range) -> Chosen:
    run = run_of(text, words[0], words[-1])
    boxes = line_boxes(text.shown, words)
    band = band_for(boxes[:1])
    assert band is not None  # a run has at least one word
    sheet = text.facts.sheet
    high = _WIDTH * (sheet.height / sheet.width if sheet else 1.294)
    size = (round(band.wide.width * _WIDTH), round(band.wide.height * high))
    strip = f"/strip/{text.facts.page}?band={written(band.wide)}&marks={';'.join(map(written, boxes[:20]))}"
    return Chosen(
        run.first,
        run.last,
        run.text,
        strip,
        size,
        tuple(sentence(one) for one in resting(text, run.first, run.last)),
        beside_covered(text, run.first, run.last),
        tuple(_steps(text, run.first, run.last)),
    )


def _steps(text: PageText, first: int, last: int) -> list[tuple[str, str]]:
    """Return the way to the words beside, and to one word more on each side."""
    end = len(text.shown) - 1
    wanted = [
        (first - 1, first - 1, _("Word before")),
        (last + 1, last + 1, _("Word after")),
        (first - 1, last, _("With the word before")),
        (first, last + 1, _("With the word after")),
    ]
    here = f"/correct/{text.facts.page}"
    return [(link(here, w=f"{low}-{high}"), name) for low, high, name in wanted if low >= 0 and high <= end]


def _choices(text: PageText) -> list[list[tuple[str, str]]]:
    """Return the words of the page by line, each with the address of its form."""
    shown = text.shown
    rows: list[list[tuple[str, str]]] = []
    last = -1
    for index, word in enumerate(shown):
        if shown.lines[index] != last:
            rows.append([])
            last = shown.lines[index]
        rows[-1].append((word, link("", w=f"{index}-{index}")))  # on the same page: the id would be most of it
    return rows


def _about(one: Decided, text: PageText, words: range) -> bool:
    """Whether a decision is about the chosen words; all are when none are chosen."""
    if not len(words) or one.decision.anchor is None:
        return True
    boxes = line_boxes(text.shown, words)
    return any(old.intersection(now) > 0 for old in one.decision.anchor.boxes for now in boxes)
