"""Saved searches: a query kept under a name, counted anew each time, with how much is new since a person last looked.

What people do to them is kept as decisions, so that it carries a person and a time and can be taken back. Looking at
one is noted too, with the mark up to which that person has seen what there is.
"""

from __future__ import annotations

import json
import unicodedata
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from readingroom.annotating.searches import standing, with_undone
from readingroom.desk.new_since import mark_now, new_since
from readingroom.desk.person import me as room_person
from readingroom.desk.person import person
from readingroom.desk.room import Room
from readingroom.desk.search import search
from readingroom.desk.words import words
from readingroom.errors import QueryError, RoomError, WrongUseError
from readingroom.locale import _
from readingroom.model.answers import Audience, SearchAnswer
from readingroom.model.mark import Mark, mark_from
from readingroom.model.saved import SAVED_KINDS, Saved, SavedAct, SavedKind, SavedNow
from readingroom.searching.parse import parse
from readingroom.store.catalogue import note_step
from readingroom.store.decisions import Kept, decisions_of, keep_decision

#: Longest name, in characters; most searches that a room keeps at a time.
LONGEST, MOST = 100, 500

_LOOKED = "search_looked"


def save_search(room: Room, query: str, name: str, *, me: str = "") -> Saved:
    """Keep a query under a name.

    Args:
        room: opened for writing.
        query: as typed; it must be understood.
        name: that no other saved search of the room has.
        me: who saves it; the person of the room when empty.

    Raises:
        QueryError: the query can't be understood.
        WrongUseError: nobody was named, the name is none or taken, or the room keeps too many already.
    """
    asked = " ".join(query.split())
    parse(asked)
    who, called = person(room, me), _name(name)
    with _deciding(room) as connection:
        known = standing(_acts(connection))
        _refuse_taken(known, called)
        if sum(one.standing for one in known.values()) >= MOST:
            raise WrongUseError(
                _("This room keeps {count} searches already.", count=MOST), _("Delete those that nobody needs.")
            )
        which = uuid.uuid4().hex[:10]
        _keep(connection, who, "search_saved", which, name=called, query=asked)
        return standing(_acts(connection))[which]


def rename_search(room: Room, search_id: str, name: str, *, me: str = "") -> Saved:
    """Give a saved search another name; see `save_search`."""
    who, called = person(room, me), _name(name)
    with _deciding(room) as connection:
        known = standing(_acts(connection))
        old = _named(known, search_id)
        _refuse_taken({which: one for which, one in known.items() if which != search_id}, called)
        if called != old.name:
            _keep(connection, who, "search_renamed", search_id, name=called)
        return standing(_acts(connection))[search_id]


def delete_search(room: Room, search_id: str, *, me: str = "") -> Saved:
    """Delete a saved search; `take_back_saved` brings it back.

    Raises:
        WrongUseError: there is no such search, or nobody was named.
    """
    who = person(room, me)
    with _deciding(room) as connection:
        old = _named(standing(_acts(connection)), search_id)
        _keep(connection, who, "search_deleted", search_id, name=old.name)
        return standing(_acts(connection))[search_id]


def take_back_saved(room: Room, number: int, *, me: str = "") -> Saved:
    """Take back a change of name or a deletion, or a taking back.

    Args:
        room: opened for writing.
        number: of the act.
        me: whose decision it is; the person of the room when empty.

    Raises:
        WrongUseError: there is no such act, it was taken back already, or the name is another search's by now.
    """
    who = person(room, me)
    with _deciding(room) as connection:
        acts = _acts(connection)
        act = next((one for one in acts if one.number == number and one.kind != "search_saved"), None)
        if act is None or act.undone:
            raise WrongUseError(
                _("There is nothing of number {number} to take back.", number=number),
                _("Open the page again; what was done stands in its history."),
            )
        _keep(connection, who, "search_taken_back", act.search, replaces=number)
        known = standing(_acts(connection))
        now = known[act.search]
        if now.standing:
            _refuse_taken({which: one for which, one in known.items() if which != act.search}, now.name)
        return now


def look_at(room: Room, search_id: str, *, me: str = "") -> int:
    """Note that a person looks at what a saved search finds now: all of it counts as seen from here on.

    Returns:
        The number of that person's last look before, which `new_at` takes; 0 when there is none.

    Raises:
        WrongUseError: there is no such search, or nobody was named.
    """
    who = person(room, me)
    now = mark_now(room).text()
    with _deciding(room) as connection:
        _named(standing(_acts(connection)), search_id)
        before = _looks(connection, who).get(search_id)
        keep_decision(connection, who, _LOOKED, _subject(search_id), now)
        return before.number if before else 0


def new_at(
    room: Room, look: int, *, audience: Audience = "room", limit: int = 20, offset: int = 0
) -> tuple[Saved, str, SearchAnswer]:
    """Return a saved search, when a person had last looked at it, and what it finds that could not be found then.

    Args:
        room: open.
        look: number of that look, as `look_at` returns it.
        audience: for whom.
        limit: most hits to return.
        offset: hits to leave out at the beginning.

    Raises:
        QueryError: the query is no longer understood.
        WrongUseError: nobody looked under that number, or the search was deleted.
    """
    with room.catalogue.connect() as connection:
        kept = next((one for one in decisions_of(connection, [_LOOKED]) if one.number == look), None)
        which = kept.subject.removeprefix(_subject("")) if kept else ""
        saved = _named(standing(_acts(connection)), which)
    assert kept is not None  # or there were no such search
    answer = new_since(room, saved.query, _mark_of(kept), audience=audience, limit=limit, offset=offset)
    return saved, kept.at, answer


def saved_searches(room: Room, *, me: str = "", audience: Audience = "room") -> tuple[SavedNow, ...]:
    """Return the saved searches of a room by name, each with what it finds now.

    Args:
        room: open.
        me: since whose last look things are new; the person of the room when empty.
        audience: for whom.

    Raises:
        DoesNotHoldError: the audience may see nothing yet.
    """
    for _page in words(room, [], audience):  # the door decides whether this audience may see anything
        pass
    with room.catalogue.connect() as connection:
        known = standing(_acts(connection))
        looks = _looks(connection, me or room_person(room))
    ordered = sorted((one for one in known.values() if one.standing), key=lambda one: one.name.casefold())
    return tuple(_now(room, one, looks.get(one.search), audience) for one in ordered)


def saved_called(room: Room, name: str) -> Saved:
    """Return the saved search of a name.

    Raises:
        WrongUseError: there is none.
    """
    wanted = _folded(name)
    with room.catalogue.connect() as connection:
        known = standing(_acts(connection)).values()
    found = next((one for one in known if one.standing and _folded(one.name) == wanted), None)
    if found is None:
        raise WrongUseError(
            _("No search is saved under the name “{name}”.", name=name),
            _("readingroom search {room} --saved lists them.", room=room.path),
        )
    return found


def saved_as(room: Room, query: str) -> tuple[str, ...]:
    """Return the names under which a query is saved."""
    with room.catalogue.connect() as connection:
        known = standing(_acts(connection)).values()
    return tuple(one.name for one in known if one.standing and one.query == query)


def saved_history(room: Room, *, limit: int = 100) -> tuple[SavedAct, ...]:
    """Return what people did to saved searches, the newest first."""
    with room.catalogue.connect() as connection:
        return _acts(connection)[::-1][:limit]


def _now(room: Room, saved: Saved, look: Kept | None, audience: Audience) -> SavedNow:
    looked = look.at if look else ""
    try:
        pages = search(room, saved.query, audience=audience, limit=0).total
        new = new_since(room, saved.query, _mark_of(look), audience=audience).total if look else None
    except QueryError as error:
        return SavedNow(saved, None, looked=looked, error=error.what)
    return SavedNow(saved, pages, new, looked)


def _looks(connection: Connection, who: str) -> dict[str, Kept]:
    """Return a person's last look at each saved search."""
    looks = (one for one in decisions_of(connection, [_LOOKED]) if one.person == who)
    return {one.subject.removeprefix(_subject("")): one for one in looks}


def _mark_of(look: Kept) -> Mark:
    try:
        return mark_from(look.value)
    except ValueError as error:
        raise _unreadable(look) from error


def _unreadable(kept: Kept) -> RoomError:
    return RoomError(
        _("Decision {number} in catalogue.db can't be read.", number=kept.number),
        _("Put catalogue.db back from a backup; what was read is untouched."),
    )


@contextmanager
def _deciding(room: Room) -> Iterator[Connection]:
    """Open a transaction that nobody else writes beside, so that what it saw still holds when it writes."""
    with room.catalogue.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


def _keep(
    connection: Connection,
    who: str,
    kind: SavedKind,
    which: str,
    *,
    name: str = "",
    query: str = "",
    replaces: int = 0,
) -> None:
    value = {key: kept for key, kept in (("name", name), ("query", query), ("replaces", replaces)) if kept}
    kept = keep_decision(connection, who, kind, _subject(which), json.dumps(value, ensure_ascii=False))
    note_step(connection, who, kind, _subject(which), f"decision {kept.number}")


def _subject(which: str) -> str:
    return f"search:{which}"


def _acts(connection: Connection) -> tuple[SavedAct, ...]:
    """Return what was done to all saved searches, in order.

    Raises:
        RoomError: something else is written there.
    """
    acts = []
    for kept in decisions_of(connection, SAVED_KINDS):
        kind = next(known for known in SAVED_KINDS if known == kept.kind)
        which = kept.subject.removeprefix(_subject(""))
        try:
            value = json.loads(kept.value)
            name, query = str(value.get("name", "")), str(value.get("query", ""))
            replaces = int(value.get("replaces", 0))
        except (ValueError, TypeError, AttributeError) as error:
            raise _unreadable(kept) from error
        acts.append(SavedAct(kept.number, which, kind, kept.person, kept.at, name, query, replaces))
    return with_undone(acts)


def _named(known: dict[str, Saved], which: str) -> Saved:
    found = known.get(which)
    if found is None or not found.standing:
        raise WrongUseError(
            _("There is no such saved search in this room."), _("Open the list of saved searches again.")
        )
    return found


def _name(name: str) -> str:
    called = " ".join(unicodedata.normalize("NFC", name).split())
    if not called or len(called) > LONGEST or not called.isprintable():
        raise WrongUseError(
            _("A saved search needs a name."), _("Give it a name of at most {most} characters.", most=LONGEST)
        )
    return called


def _refuse_taken(known: dict[str, Saved], name: str) -> None:
    for one in known.values():
        if one.standing and _folded(one.name) == _folded(name):
            raise WrongUseError(
                _("A search is saved under the name “{name}” already, by {person}.", name=one.name, person=one.person),
                _("Choose another name, or rename that one."),
            )


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()
