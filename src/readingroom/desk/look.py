"""The list of pages that a person should look at, the worst first, with the reasons. Never any page content."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select

from readingroom.desk.room import Room
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.model.ids import FileId, PageId
from readingroom.model.look import LOOK_REASONS, Looked, ToLook
from readingroom.store.schema import DECISIONS, PAGES, PEOPLE, SIGHTINGS

#: Pages taken out of the catalogue at a time (a statement has a limit of places).
TOGETHER = 400


@dataclass(frozen=True, slots=True)
class LookList:
    """Pages to look at.

    Attributes:
        total: pages that fit what was asked, also those beyond `pages`.
        looked: further pages that fit and that somebody looked at already; they are in `total` when asked for.
        counts: for each reason how many pages of the room have it and were not looked at, the gravest first.
        pages: the worst first.
    """

    total: int
    looked: int
    counts: dict[str, int]
    pages: tuple[ToLook, ...]


def to_look(
    room: Room,
    *,
    reason: str = "",
    production: str | None = None,
    also_looked: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> LookList:
    """Return the pages that a person should look at: first those without a word, then by gravest reason and quality.

    A picture without words is what it seems to be, and stands with the other pictures.

    Args:
        room: open.
        reason: only pages with this reason; all when empty.
        production: only pages whose file first came with this production; all when None.
        also_looked: keep pages that somebody looked at.
        limit: most pages to return; all when None.
        offset: pages to pass over.

    Raises:
        WrongUseError: there is no such reason.
    """
    if reason and reason not in LOOK_REASONS:
        raise WrongUseError(
            _("There is no reason {reason} to look at a page.", reason=reason),
            _("Use one of: {names}.", names=", ".join(LOOK_REASONS)),
        )
    with room.catalogue.connect() as connection:
        seen = looked_at(connection)
        query = select(PAGES.c.page_id, PAGES.c.look, PAGES.c.quality, PAGES.c.words).where(PAGES.c.look != "")
        if production is not None:
            query = query.where(PAGES.c.file_id.in_(_files_of(production)))
        rows = [(row.page_id, _sorted(row.look), row.quality, row.words) for row in connection.execute(query)]
        counts = Counter(code for page, codes, *_rest in rows if page not in seen for code in codes)
        fit = [row for row in rows if not reason or reason in row[1]]
        already = sum(page in seen for page, *_rest in fit)
        if not also_looked:
            fit = [row for row in fit if row[0] not in seen]
        fit.sort(key=_urgency)
        chosen = [page for page, *_rest in fit[offset : None if limit is None else offset + limit]]
        pages = tuple(_pages(connection, chosen, seen))
    ordered = {code: counts[code] for code in sorted(counts, key=_gravity)}
    return LookList(len(fit), already, ordered, pages)


def looked_at(connection: Connection) -> dict[str, Looked]:
    """Return who looked last at each page as a whole, unless that was undone."""
    query = (
        select(DECISIONS, PEOPLE.c.name)
        .join(PEOPLE, PEOPLE.c.person_id == DECISIONS.c.person_id)
        .where(DECISIONS.c.kind.in_(("looked", "undo")))
        .order_by(DECISIONS.c.decision_id)
    )
    rows = connection.execute(query).all()
    void: set[int] = set()
    for row in reversed(rows):  # an undo can be undone too
        if row.kind == "undo" and row.decision_id not in void:
            void.update(_value(row).get("replaces", ()))
    return {
        row.subject: Looked(row.name, row.at)
        for row in rows
        if row.kind == "looked" and row.decision_id not in void and "words" not in _value(row)
    }


def emptied() -> ColumnElement[bool]:
    """Return by what pages are told that were read but lost all their words to damage: they were not recovered."""
    return and_(PAGES.c.state == "read", PAGES.c.words == 0, PAGES.c.look.contains("damaged"))


def why(code: str) -> str:
    """Return a reason as a sentence."""
    return {
        "nothing_read": _("There is ink that looks like writing, and no word could be read."),
        "poor": _("More than one word in ten may be wrong or missing."),
        "damaged": _("Its bytes are damaged; perhaps not all of it is shown."),
        "layer_rejected": _("The file's own text could not be trusted, and the image was hard to read."),
        "doubts": _("Two engines read a figure, a name or a negation differently."),
        "no_second": _("The second engine could not read it."),
        "other_script": _("It is written in letters that this version does not read."),
        "handwriting": _("Something is written by hand, which is not read."),
        "picture": _("A picture fills much of it."),
        "turned": _("It lay on its side or head and reads badly; perhaps it was turned wrongly."),
    }.get(code, code)


def short(code: str) -> str:
    """Return a reason in a few words."""
    return {
        "nothing_read": _("nothing read"),
        "poor": _("poorly read"),
        "damaged": _("damaged"),
        "layer_rejected": _("text of the file not trusted"),
        "doubts": _("engines disagree"),
        "no_second": _("no second reading"),
        "other_script": _("other letters"),
        "handwriting": _("handwriting"),
        "picture": _("picture"),
        "turned": _("turned"),
    }.get(code, code)


def _pages(connection: Connection, chosen: Sequence[str], seen: dict[str, Looked]) -> list[ToLook]:
    """Return what the list says of some pages, in their order."""
    other = SIGHTINGS.alias("other")
    first = select(func.min(other.c.sighting_id)).where(other.c.file_id == PAGES.c.file_id).scalar_subquery()
    query = (
        select(PAGES, SIGHTINGS.c.path, SIGHTINGS.c.production)
        .select_from(PAGES)
        .join(SIGHTINGS, SIGHTINGS.c.sighting_id == first)
    )
    found = {}
    for start in range(0, len(chosen), TOGETHER):
        for row in connection.execute(query.where(PAGES.c.page_id.in_(chosen[start : start + TOGETHER]))):
            found[row.page_id] = ToLook(
                PageId(row.page_id),
                FileId(row.file_id),
                row.number,
                row.path,
                row.production,
                _sorted(row.look),
                row.quality,
                row.words,
                seen.get(row.page_id),
            )
    return [found[page] for page in chosen if page in found]


def _files_of(production: str) -> Select[tuple[str]]:
    """Return a query for the files that first came with a production."""
    smallest = select(func.min(SIGHTINGS.c.sighting_id)).group_by(SIGHTINGS.c.file_id)
    return select(SIGHTINGS.c.file_id).where(
        SIGHTINGS.c.sighting_id.in_(smallest), SIGHTINGS.c.production == production
    )


def _value(row: Row[tuple[object, ...]]) -> dict[str, list[int]]:
    try:
        value = json.loads(row.value)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _sorted(look: str) -> tuple[str, ...]:
    return tuple(sorted(filter(None, look.split(";")), key=_gravity))


def _urgency(row: tuple[str, tuple[str, ...], float | None, int]) -> tuple[bool, int, float, str]:
    """Return by what the list is ordered: no search finds a page without words, so that only a person can see it."""
    page, codes, quality, words = row
    wordless = not words and codes != ("picture",)
    return not wordless, _gravity(codes[0]), quality if quality is not None else -1.0, page


def _gravity(code: str) -> int:
    return LOOK_REASONS.index(code) if code in LOOK_REASONS else len(LOOK_REASONS)
