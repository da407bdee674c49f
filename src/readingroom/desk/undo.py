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
            _("Open the page again; what was decided stands below the form."),
        )
    known = history(room, [PageId(page)])
    [state] = [one.state for one in known if one.decision.number == number]
    if state == "undone":
        [by] = [
            one.decision
            for one in known
            if one.decision.kind == "undo" and number in one.decision.replaces and one.state == "stands"
        ]
        raise WrongUseError(
            _("Decision {number} was taken back already, by {person} on {day}.",
              number=number, person=by.person, day=by.at[:10]),
            _("To let it hold again: readingroom correct {room} --undo {number}", room=room.path, number=by.number),
            _("To let it hold again, take back decision {number}.", number=by.number),
        )  # fmt: skip
    if state == "replaced":
        raise WrongUseError(
            _("Decision {number} does not hold any more.", number=number),
            _("readingroom correct {room} --list shows which one took its place.", room=room.path),
            _("A later decision took its place; it stands in the list below."),
        )
    return keep(room, Decision(0, PageId(page), "undo", who, "", replaces=(number,)))
