"""The viewer: one page, its image beside its words, and where both came from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from readingroom.desk.browse import file_facts, sightings_of
from readingroom.desk.gaps import gaps_of
from readingroom.desk.resting import resting, sentence
from readingroom.desk.room import Room
from readingroom.desk.words import page_named, words
from readingroom.errors import QueryError
from readingroom.locale import _
from readingroom.model.answers import PageFacts, PageText
from readingroom.model.file import Sighting
from readingroom.model.geometry import Box
from readingroom.model.ids import FileId, PageId, page_id, page_order, parse_page_id
from readingroom.model.page import Hidden
from readingroom.reading.flow import fitted
from readingroom.web.finder import Finder
from readingroom.web.templates import link, page
from readingroom.web.text import Marks, chosen_boxes, chosen_words, disputed_in, groups
from readingroom.web.views.asked import Finds, OpenRoom

router = APIRouter()

#: Pages shown as thumbnails before and after this one.
NEIGHBOURS = 4

#: Files that held this one, named beside a page; the page of the file names all.
HOLDERS = 2

#: How large the page image is shown: fitted to the pane, whole in the window, or at and above the size of the paper.
ZOOMS = ("width", "page", "100", "200")

#: CSS pixels a point at the size of the paper.
_PIXELS_A_POINT = 96 / 72


@dataclass(frozen=True, slots=True)
class Hits:
    """Where a reader stands among the hits of a query.

    Attributes:
        boxes: hits on this page, each as its boxes: one a line, more where the line runs askew.
        at: the one in focus, from 1; 0 when this page has none.
        pages: how many pages of this file have hits.
        page_at: which of them this page is, from 1; 0 when it is none.
        previous: address of the hit before this one, perhaps in another file.
        following: address of the next one.
        leaves: whether `following` leaves this file.
    """

    boxes: tuple[Sequence[Box], ...]
    at: int
    pages: int
    page_at: int
    previous: str
    following: str
    leaves: bool


@dataclass(frozen=True, slots=True)
class Dispute:
    """A word that two engines read differently: as shown, what is said of it, where it stands, and its address."""

    word: str
    said: str
    box: Box
    address: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A place where nothing is read, or nothing that is trusted: what is said of it, and where it is."""

    said: str
    box: Box


@router.get("/page/{name:path}")
def show_page(
    request: Request,
    room: OpenRoom,
    finder: Finds,
    name: str,
    *,
    q: str = "",
    hit: int = 1,
    w: str = "",
    zoom: str = "width",
    places: str = "",
) -> Response:
    """A page.

    `q` boxes the hits of a query, `hit` says which is in focus (0: the last), `w` marks words, `places=off` leaves the
    places with words that are not seen unmarked.
    """
    found = _page(room, page_named(name))
    facts = found.facts
    query = " ".join(q.split())
    zoom = zoom if zoom in ZOOMS else ZOOMS[0]
    carried = {"zoom": zoom if zoom != ZOOMS[0] else "", "places": "off" if places == "off" else ""}
    hits, problem = None, ""
    if query:
        try:
            hits = _hits(room, finder, facts.page, query, asked=hit, carried=carried)
        except QueryError as error:
            problem = str(error)
    chosen = chosen_words(w, found.shown)
    boxes = hits.boxes if hits else ()
    thumbs = _neighbours(facts)
    named = dict(thumbs)
    back = link("/search", q=query) + f"#{facts.page}" if query else link("/production", name=facts.production)
    disputed = disputed_in(found)
    unread = _unread(found)
    blocks = fitted(found.content.blocks, found.words, found.shown)
    return page(
        "viewer.html",
        room=room.name,
        query=query,
        facts=facts,
        name=_name(facts),
        hits=hits,
        problem=problem,
        groups=list(groups(found.shown, blocks, Marks(boxes, chosen, _corrected(found), disputed, gaps_of(found)[1]))),
        disputes=_disputes(found, disputed),
        chosen=chosen_boxes(found.shown, chosen),
        corrections=_corrections(found),
        lost=len(found.people.lost) if found.people else 0,
        rests=[sentence(one) for one in resting(found, chosen[0], chosen[-1])] if len(chosen) else [],
        words_chosen=f"{chosen[0]}-{chosen[-1]}" if len(chosen) else "",
        scale=(facts.sheet.width, facts.sheet.height) if facts.sheet else (612.0, 792.0),
        paper=_paper(facts, zoom),
        carried=carried,
        file=file_facts(room, facts.file),
        holders=_holders(sightings_of(room, facts.file)),
        unseen=_unseen(facts),
        kinds=Counter(place.reason for place in _unseen(facts)),
        unread=unread,
        unread_kinds=Counter(place.said for place in unread),
        zoom=zoom,
        zooms=ZOOMS,
        thumbs=thumbs,
        address=f"{request.base_url}page/{facts.page}",
        before=named.get(facts.number - 1, ""),
        after=named.get(facts.number + 1, ""),
        up=back,
        here="viewer",
    )


@router.get("/beyond/{name:path}")
def go_beyond(
    room: OpenRoom, finder: Finds, name: str, *, q: str, step: int = 1, zoom: str = "", places: str = ""
) -> Response:
    """Lead to the next hit in another file, or to the whole result when there is none."""
    here, forward = page_named(name), step > 0
    found = finder.beyond(room, q, here, 1 if forward else -1)
    if found is None:
        return RedirectResponse(link("/search", q=q), 303)
    return RedirectResponse(
        link(f"/page/{found}", q=q, hit=1 if forward else 0, zoom=zoom, places=places) + "#hit", 303
    )


@router.get("/about/{name:path}")
def show_about(room: OpenRoom, name: str) -> Response:
    """Where a page came from, and what read it."""
    facts = _page(room, page_named(name)).facts
    return page(
        "about.html",
        room=room.name,
        facts=facts,
        name=_name(facts),
        unseen=_unseen(facts),
        file=file_facts(room, facts.file),
        holders=_holders(sightings_of(room, facts.file)),
        sightings=sightings_of(room, facts.file),
        up=link(f"/page/{facts.page}"),
    )


def _corrected(found: PageText) -> dict[int, int]:
    """Return for each word that a person put in the place of others the number of the correction."""
    people = found.people
    if people is None:
        return {}
    kept = {index for index, (low, high) in enumerate(people.read) if low == high}
    same = {index for index in kept if found.words.word(people.read[index][0]) == people.words.word(index)}
    return {index: one.number for index, one in people.by.items() if index not in same}


def _unread(found: PageText) -> list[Unread]:
    """Return the places of a page without trusted words; solid boxes show themselves."""
    said = {
        "handwriting": _("written by hand, not read"),
        "picture": _("a picture, not read"),
        "doubted": _("not read for sure"),
    }
    lost = _("lost: the file is damaged, and its image ends here")
    return [
        Unread(lost if one.note == "lost" else said[one.kind], one.box)
        for one in found.content.regions
        if one.kind in said
    ]


def _disputes(found: PageText, disputed: Mapping[int, str]) -> dict[int, Dispute]:
    """Return what is said of each word where the engines disagree, by its number from 1, in the order of the page."""
    shown, here = found.shown, f"/page/{found.facts.page}"
    return {
        index + 1: Dispute(
            shown.word(index),
            _("the second engine reads: {other}", other=other) if other else _("the second engine reads nothing there"),
            shown.box(index),
            link(here, w=f"{index}-{index}") + "#chosen",
        )
        for index, other in sorted(disputed.items())
    }


def _corrections(found: PageText) -> dict[int, str]:
    """Return for each correction that holds what is said of it beside its words."""
    told = {}
    for one in found.people.standing if found.people else ():
        read = " ".join(found.words.word(index) for index in range(one.first, one.last + 1))
        made = one.decision
        told[made.number] = _(
            "read “{read}”; corrected by {person} on {day}", read=read, person=made.person, day=made.at[:10]
        )
    return told


def _page(room: Room, name: PageId) -> PageText:
    [found] = words(room, [name], "room")
    return found


def _hits(room: Room, finder: Finder, here: PageId, query: str, *, asked: int, carried: dict[str, str]) -> Hits:
    file = parse_page_id(here)[0]
    boxes = tuple(finder.matches(room, here, query))
    pages = finder.hits_in(room, query, file)
    at = (asked if 1 <= asked <= len(boxes) else len(boxes) if asked <= 0 else 1) if boxes else 0
    place = page_order(here)
    before, after = bisect_left(pages, place, key=page_order), bisect_right(pages, place, key=page_order)

    def address(target: PageId, number: int) -> str:
        return link(f"/page/{target}", q=query, hit=number, **carried) + "#hit"

    def elsewhere(step: int) -> str:
        return link(f"/beyond/{here}", q=query, step=step, **carried)

    previous = address(here, at - 1) if at > 1 else address(pages[before - 1], 0) if before else elsewhere(-1)
    leaves = at >= len(boxes) and after >= len(pages)
    following = elsewhere(1) if leaves else address(here, at + 1) if at < len(boxes) else address(pages[after], 1)
    return Hits(boxes, at, len(pages), after if after > before else 0, previous, following, leaves)


def _holders(sightings: Sequence[Sighting]) -> list[FileId]:
    """Return the first files that held this one, each once: a mail or an archive."""
    return list(dict.fromkeys(seen.parent for seen in sightings if seen.parent))[:HOLDERS]


def _unseen(facts: PageFacts) -> list[Hidden]:
    """Return the places with words that are not seen, from the top of the page down and from left to right."""
    return sorted(facts.hidden, key=lambda place: (round(place.box.top, 2), place.box.left))


def _name(facts: PageFacts) -> str:
    return facts.path.rsplit("/", 1)[-1]


def _neighbours(facts: PageFacts) -> Sequence[tuple[int, PageId]]:
    paging = parse_page_id(facts.page)[2]
    first = max(1, min(facts.number - NEIGHBOURS, facts.pages - 2 * NEIGHBOURS))
    last = min(facts.pages, first + 2 * NEIGHBOURS)
    return [(number, page_id(facts.file, number, paging)) for number in range(first, last + 1)]


def _paper(facts: PageFacts, zoom: str) -> tuple[int, int]:
    """Return the size at which the image is laid out, in CSS pixels."""
    width, height = (facts.sheet.width, facts.sheet.height) if facts.sheet else (612.0, 792.0)
    scale = _PIXELS_A_POINT * (2 if zoom == "200" else 1)
    return round(width * scale), round(height * scale)
