"""Whose decision it is: the person named, or the one that the room was made for; and who is known in the room."""

from __future__ import annotations

import secrets
import unicodedata

from sqlalchemy import select

from readingroom.desk.room import Room
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.store.catalogue import add_person, room_fact, set_room_fact
from readingroom.store.notes import deciding
from readingroom.store.schema import PEOPLE

#: Longest name of a person, in characters.
LONGEST = 100

#: Under which fact of the room its secret is kept.
_KEY = "browser_key"


def me(room: Room) -> str:
    """Return the name under which decisions are kept when none is given; empty when the room knows none."""
    with room.catalogue.connect() as connection:
        return room_fact(connection, "me")


def person(room: Room, name: str = "") -> str:
    """Return the name of the person who decides.

    Raises:
        WrongUseError: nobody was named, or the name is no name.
    """
    given = " ".join(unicodedata.normalize("NFC", name).split())
    known = given or me(room)
    if not known:
        raise WrongUseError(
            _("It is not known whose decision this is."),
            _('Give your name with --me "Name", or for good: readingroom init {room} --me "Name"', room=room.path),
            _("Type your name into the form."),
        )
    if len(known) > LONGEST or not known.isprintable():
        raise WrongUseError(
            _("This is no name of a person."), _("Give a name of at most {most} characters.", most=LONGEST)
        )
    # Who types a name that is known in other capitals is that person, not a second one.
    return next((one for one in people(room) if one.casefold() == known.casefold()), known)


def people(room: Room) -> tuple[str, ...]:
    """Return the names of all people who decided something in this room or are to, by name."""
    with room.catalogue.connect() as connection:
        return tuple(connection.scalars(select(PEOPLE.c.name).order_by(PEOPLE.c.name)))


def join(room: Room, name: str) -> tuple[int, str]:
    """Let a person be known in the room; return the number and the name that decisions are kept under.

    Args:
        room: opened for writing.
        name: as typed.

    Raises:
        WrongUseError: it is no name of a person.
    """
    known = person(room, name)
    with deciding(room.catalogue) as connection:
        return add_person(connection, known), known


def person_numbered(room: Room, number: int) -> str:
    """Return the name of a person by number; empty when there is none."""
    with room.catalogue.connect() as connection:
        return connection.scalar(select(PEOPLE.c.name).where(PEOPLE.c.person_id == number)) or ""


def room_secret(room: Room) -> tuple[str, str]:
    """Return the id of the room and what only it knows, by which it tells its own signatures; empty if none is made.

    The secret lies in the room and not in a server, so that a browser is known after a restart too.
    """
    with room.catalogue.connect() as connection:
        return room_fact(connection, "room_id"), room_fact(connection, _KEY)


def make_secret(room: Room) -> tuple[str, str]:
    """Make the room's secret if it has none; see `room_secret`."""
    with deciding(room.catalogue) as connection:
        if not room_fact(connection, _KEY):
            set_room_fact(connection, _KEY, secrets.token_hex(32))
    return room_secret(room)
