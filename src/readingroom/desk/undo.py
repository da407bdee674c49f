"""Undo: a decision is taken back by a further decision; nothing is ever wiped out."""

from __future__ import annotations

from readingroom.annotating.written import KINDS
from readingroom.desk.decided import history, keep
from readingroom.desk.person import person
from readingroom.desk.room import Room
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.model.decision import Decision
from readingroom.model.ids import PageId
from readingroom.store.decisions import subject_of


def undo(room: Room, number: int, *, me: str = "") -> Decision:
    """Take a decision back; what stood before it stands again. An undo can be taken back too.

    Args:
        room: opened for writing.
        number: of the decision.
        me: whose decision it is; the person of the room when empty.

    Raises:
        WrongUseError: there is no such decision, or it does not hold any more.
    """
    who = person(room, me)
    with room.catalogue.connect() as connection:
        page = subject_of(connection, number, KINDS)
    if page is None:
        raise WrongUseError(
            _("There is no decision {number} about words in this room.", number=number),
            _("readingroom correct {room} --list shows them.", room=room.path),
        )
    [state] = [one.state for one in history(room, [PageId(page)]) if one.decision.number == number]
    if state in {"undone", "replaced"}:
        raise WrongUseError(
            _("Decision {number} does not hold any more.", number=number),
            _("readingroom correct {room} --list shows which one took its place.", room=room.path),
        )
    return keep(room, Decision(0, PageId(page), "undo", who, "", replaces=(number,)))
