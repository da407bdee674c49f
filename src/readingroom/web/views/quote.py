"""Checking a quotation: is it there, word for word, what does it rest on, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from readingroom.desk.browse import file_facts, file_named, page_sizes, with_pages
from readingroom.desk.quote import quote
from readingroom.desk.resting import difference, sentence, unsettled
from readingroom.desk.room import Room
from readingroom.desk.status import status
from readingroom.desk.words import page_named
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.model.answers import QuoteAnswer
from readingroom.model.ids import FileId, PageId, page_id, parse_page_id
from readingroom.web.strips import Strip, strip_of
from readingroom.web.templates import link, page
from readingroom.web.views.asked import OpenRoom

router = APIRouter()

#: Longest quotation that the form takes, in characters: it stands in the address, so that an answer can be sent on.
LONGEST = 8000

#: Files that the form offers; in a room with more, a file is chosen on its own page.
MOST_FILES = 60

#: Further pages with the same words that are named.
MOST_OTHERS = 20


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a quotation is looked for; without any of these in the whole room.

    Attributes:
        page: only on this page.
        file: only in this file.
        production: only in this production.
    """

    page: PageId | None = None
    file: FileId | None = None
    production: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One place to look in: what the form sends, what it shows, and what it stands under (empty: by itself)."""

    value: str
    name: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as the page shows it.

    Attributes:
        answer: the answer.
        headline: the verdict in plain words.
        strip: the place on the image.
        address: of the page with the words boxed.
        differences: as sentences.
        rests: what the words rest on, as sentences.
        others: further pages: address, path, number.
        more: how many pages beside these.
        unsettled: what was not compared to its end; empty where all was.
    """

    answer: QuoteAnswer
    headline: str
    strip: Strip | None
    address: str
    differences: tuple[str, ...]
    rests: tuple[str, ...]
    others: tuple[tuple[str, str, int], ...]
    more: int
    unsettled: str


@router.get("/quote")
def show_quote(room: OpenRoom, words: str = "", within: str = "") -> Response:
    """The form, and the answer when `words` are given; `within` is `page:`, `file:` or `production:` and its name."""
    scope = _scope(within)
    problem, shown = None, None
    if words.strip():
        try:
            shown = _asked(room, words, scope)
        except WrongUseError as error:
            problem = error
    return page(
        "quote.html",
        status=400 if problem else 200,
        room=room.name,
        words=words,
        within=within,
        choices=_choices(room, scope),
        longest=LONGEST,
        problem=problem,
        shown=shown,
        narrowed=bool(within),
        everywhere=link("/quote", words=words),
        up=link(f"/page/{scope.page}") if scope.page else link("/"),
        here="quote",
    )


def _scope(within: str) -> Scope:
    kind, _colon, name = within.partition(":")
    if kind == "page":
        return Scope(page=page_named(name))
    if kind == "file":
        return Scope(file=file_named(name))
    return Scope(production=name) if kind == "production" else Scope()


def _asked(room: Room, words: str, scope: Scope) -> Shown:
    if len(words) > LONGEST:
        raise WrongUseError(
            _("The quotation has {length} characters.", length=len(words)),
            _("Check at most {most} characters at a time.", most=LONGEST),
        )
    answer = quote(room, words, scope.page, file=scope.file, production=scope.production)
    strip, address = None, ""
    if answer.page:
        strip = strip_of(answer.page, answer.boxes, page_sizes(room, [answer.page]).get(answer.page))
        address = _address(answer.page, answer.first, answer.last)
    return Shown(
        answer,
        _headline(answer, scope),
        strip,
        address,
        tuple(difference(one) for one in answer.differences),
        tuple(sentence(one) for one in answer.support),
        tuple((link(f"/page/{other}"), *answer.places[other]) for other in answer.pages[:MOST_OTHERS]),
        max(0, len(answer.pages) - MOST_OTHERS),
        unsettled(answer),
    )


def _address(named: PageId, first: int, last: int) -> str:
    return link(f"/page/{named}", w=f"{first}-{last}") + "#chosen"


def _headline(answer: QuoteAnswer, scope: Scope) -> str:
    """Return the verdict in plain words."""
    if answer.verdict == "exact":
        return _("These words stand there, word for word.")
    if answer.verdict == "within_ocr_noise":
        return _("The same words stand there, but for letters that machine reading confuses.")
    if answer.over_covered:
        return _("The words run over a covered place. What stands under it is not known.")
    if any(one.person for one in answer.differences):
        return _("A person corrected what was read there; these words do not stand there.")
    if scope.page:
        return _("This page was not read with these words.")
    return _("No page was read with these words.")


def _choices(room: Room, scope: Scope) -> Sequence[Choice]:
    """Return where one can look: the page and the file that one came from, the room, productions, and files if few."""
    found = []
    file = scope.file
    if scope.page:
        file, number, paging = parse_page_id(scope.page)
        name = file_facts(room, file).facts.name
        value = f"page:{page_id(file, number, paging)}"
        found.append(Choice(value, _("page {number} of {name}", number=number, name=name)))
    if file:
        found.append(Choice(f"file:{file}", _("all of {name}", name=file_facts(room, file).facts.name)))
    found.append(Choice("", _("the whole room")))
    group = _("Productions")
    found += [Choice(f"production:{one.name}", one.name, group) for one in status(room).productions if one.name]
    files = with_pages(room, limit=MOST_FILES + 1)
    if len(files) <= MOST_FILES:
        group = _("Files")
        found += [Choice(f"file:{one}", path, group) for one, path in files if one != file]
    return found
