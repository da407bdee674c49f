"""Whose decision it is: the person named, or the one that the room was made for."""

from __future__ import annotations

import unicodedata

from readingroom.desk.room import Room
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.store.catalogue import room_fact

#: Longest name of a person, in characters.
LONGEST = 100


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
    return known
