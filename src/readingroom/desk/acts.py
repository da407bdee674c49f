"""Acts: what people did to notes and tags, and taking it back; nothing is ever wiped out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from readingroom.annotating.acts import (
    ACTS,
    act_kind,
    change_from,
    change_text,
    note_subject,
    reversed_change,
    subject_parts,
    tag_subject,
    void,
)
from readingroom.desk.audience import refuse_public
from readingroom.desk.person import person
from readingroom.desk.room import Room
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.model.answers import Audience
from readingroom.model.ids import PageId
from readingroom.model.notes import Act, ActKind, Change
from readingroom.store.acts import act_of, acts_on, count_acts, last_acts
from readingroom.store.catalogue import add_person, note_step
from readingroom.store.decisions import Kept, keep_decision
from readingroom.store.notes import change_note, deciding, note_row
from readingroom.store.tags import change_tag, changed_by, note_changes, standing_on, tag_by_key, tag_by_number, twins

#: Acts shown of one note or tag.
MANY = 1000


def keep_act(connection: Connection, who: str, kind: ActKind, subject: str, change: Change) -> Kept:
    """Write down that somebody did something to a note or a tag, also in the trail; return it with its number."""
    kept = keep_decision(connection, who, kind, subject, change_text(change))
    note_step(connection, who, kind, subject, f"decision {kept.number}")
    return kept


def take_back(room: Room, number: int, *, me: str = "") -> Act:
    """Take back what a person did to a note or a tag, all of it at once; a taking back can be taken back too.

    Args:
        room: opened for writing.
        number: of the decision.
        me: whose decision it is; the person of the room when empty.

    Raises:
        WrongUseError: there is no such act, it was taken back already, or something later took its place.
    """
    who = person(room, me)
    with deciding(room.catalogue) as connection:
        done = act_of(connection, number, ACTS)
        if done is None:
            raise WrongUseError(
                _("There is no decision {number} about notes or tags in this room.", number=number),
                _("readingroom note ROOM --history lists them."),
                _("Open the page again; what was done stands in its history."),
            )
        _refuse_void(connection, done)
        change = reversed_change(number, change_from(number, done.value))
        what, which = subject_parts(done.subject)
        _refuse_overtaken(connection, number, what, which, change)
        kept = keep_act(connection, who, "taken_back", done.subject, change)
        _put_back(connection, what, which, change, kept)
        rows = changed_by(connection, number)
        back = [row for row in rows if row.standing == row.made]
        off = [row.tagged_id for row in back if row.made]
        note_changes(connection, kept.number, off=off)  # first, so that a place is free for what stood there before
        held = [row for row in back if not row.made]
        taken = twins(connection, held)
        on = [row.tagged_id for row in held if row.tagged_id not in taken]
        note_changes(connection, kept.number, on=on)
        if rows and not off and not on and not change.fields:
            raise WrongUseError(
                _("Nothing of decision {number} holds any more.", number=number),
                _("Later decisions took its place; take back those."),
            )
        if what == "tag":
            _refuse_merged(connection, {which, *(row.tag_id for row in rows)})
        (act,) = _acts(connection, [kept])
        return act


def acts_on_note(room: Room, number: int, *, audience: Audience = "room") -> tuple[Act, ...]:
    """Return what was done to a note, the oldest first.

    Raises:
        DoesNotHoldError: it was asked for the public.
    """
    return _of(room, note_subject(number), audience)


def acts_on_tag(room: Room, number: int, *, audience: Audience = "room") -> tuple[Act, ...]:
    """Return what was done to a tag and with it, the oldest first; see `acts_on_note`."""
    return _of(room, tag_subject(number), audience)


def latest_acts(room: Room, *, limit: int, offset: int = 0, audience: Audience = "room") -> tuple[Act, ...]:
    """Return what was done to notes and tags of the room, the newest first; see `acts_on_note`."""
    refuse_public(audience)
    with room.catalogue.connect() as connection:
        return _acts(connection, last_acts(connection, ACTS, limit=limit, offset=offset))


def acts_done(room: Room) -> int:
    """Return how often people did something to notes and tags."""
    with room.catalogue.connect() as connection:
        return count_acts(connection, ACTS)


def the_act(room: Room, number: int) -> Act | None:
    """Return one act by its number, or None."""
    with room.catalogue.connect() as connection:
        found = act_of(connection, number, ACTS)
        return _acts(connection, [found])[0] if found else None


def _of(room: Room, subject: str, audience: Audience) -> tuple[Act, ...]:
    refuse_public(audience)
    with room.catalogue.connect() as connection:
        return _acts(connection, acts_on(connection, [subject], ACTS)[-MANY:])


def _acts(connection: Connection, kept: Sequence[Kept]) -> tuple[Act, ...]:
    """Make acts out of decisions; which were taken back is told by all that was done to their subjects."""
    everything = acts_on(connection, sorted({one.subject for one in kept}), ACTS)
    kinds = {one.number: act_kind(one.kind) for one in everything}
    gone: set[int] = set()
    for subject in {one.subject for one in kept}:
        gone |= void(_changes(one for one in everything if one.subject == subject))
    return tuple(_act(connection, one, kinds, one.number in gone) for one in kept)


def _act(connection: Connection, kept: Kept, kinds: dict[int, ActKind], undone: bool) -> Act:
    change = change_from(kept.number, kept.value)
    what, which = subject_parts(kept.subject)
    named = {"text", "name", "meaning"}
    before, after = next((pair for field, pair in change.fields.items() if field in named), ("", change.wrote))
    page, name = None, ""
    if what == "note":
        row = note_row(connection, which)
        page = PageId(row.page_id) if row else None
    else:
        tag = tag_by_number(connection, which)
        name = tag.name if tag else ""
    if "merged_into" in change.fields:
        into = tag_by_number(connection, max(int(one or 0) for one in change.fields["merged_into"]))
        before, after = name, into.name if into else ""
    return Act(
        kept.number,
        act_kind(kept.kind),
        kept.person,
        kept.at,
        note=which if what == "note" else 0,
        tag=which if what == "tag" else 0,
        name=name,
        page=page,
        pages=change.pages,
        before=str(before or ""),
        after=str(after or ""),
        replaces=change.replaces,
        replaced=kinds.get(change.replaces),
        undone=undone,
    )


def _changes(kept: Iterable[Kept]) -> list[tuple[int, str, Change]]:
    return [(one.number, one.kind, change_from(one.number, one.value)) for one in kept]


def _refuse_void(connection: Connection, done: Kept) -> None:
    """Refuse to take back what was taken back already, and say how to let it hold again."""
    acts = acts_on(connection, [done.subject], ACTS)
    changes = _changes(acts)
    gone = void(changes)
    if done.number not in gone:
        return
    by = next(
        act
        for act, (number, kind, change) in zip(acts, changes, strict=True)
        if kind == "taken_back" and change.replaces == done.number and number not in gone
    )
    raise WrongUseError(
        _("Decision {number} was taken back already, by {person} on {day}.",
          number=done.number, person=by.person, day=by.at[:10]),
        _("To let it hold again, take back decision {number}.", number=by.number),
    )  # fmt: skip


def _refuse_overtaken(connection: Connection, number: int, what: str, which: int, change: Change) -> None:
    """Refuse to take back what a later act changed: it would be wiped out."""
    row = note_row(connection, which) if what == "note" else tag_by_number(connection, which)
    overtaken = row is None or any(getattr(row, field) != now for field, (now, _then) in change.fields.items())
    if overtaken:
        raise WrongUseError(
            _("Decision {number} does not hold any more: a later one took its place.", number=number),
            _("Take back the later one first; it stands in the history."),
        )
    wanted = {field: then for field, (_now, then) in change.fields.items()}
    key = wanted.get("key", row.key if what == "tag" and "merged_into" in wanted and row else None)
    there = tag_by_key(connection, str(key)) if key and wanted.get("merged_into", 0) in (None, 0) else None
    if there is not None and there.tag_id != which:
        raise WrongUseError(_("There is another tag “{name}” now.", name=there.name), _("Rename that one first."))


def _refuse_merged(connection: Connection, tags: Iterable[int]) -> None:
    """Refuse what would let a tag that went into another one stand on pages: it is in no list and in no search."""
    for number in sorted(tags):
        tag = tag_by_number(connection, number)
        if tag is not None and tag.merged_into is not None and standing_on(connection, number):
            raise WrongUseError(
                _("The tag “{tag}” would stand on pages again, but it is merged into another one.", tag=tag.name),
                _("Take back that merge first, or merge the tags again; all stands in the history."),
            )


def _put_back(connection: Connection, what: str, which: int, change: Change, kept: Kept) -> None:
    values = {field: then for field, (_now, then) in change.fields.items()}
    if "text" in values:
        values |= {"edited_by": add_person(connection, kept.person), "edited_at": kept.at}
    if not values:
        return
    if what == "note":
        change_note(connection, which, **values)
    else:
        change_tag(connection, which, **values)
