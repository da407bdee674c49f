"""Acts: what people did to notes and tags, written down so that each can be taken back; nothing is wiped out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, cast, get_args

from readingroom.errors import RoomError
from readingroom.locale import _
from readingroom.model.notes import ActKind, Change

#: Kinds of decisions about notes and tags.
ACTS: tuple[ActKind, ...] = get_args(ActKind)


def note_subject(number: int) -> str:
    """Return how a decision names a note."""
    return f"note:{number}"


def tag_subject(number: int) -> str:
    """Return how a decision names a tag."""
    return f"tag:{number}"


def subject_parts(subject: str) -> tuple[str, int]:
    """Return what a decision is about: `note` or `tag`, and its number."""
    kind, _colon, number = subject.partition(":")
    return kind, int(number)


def change_text(change: Change) -> str:
    """Return how a change is written down."""
    value: dict[str, Any] = {}
    if change.fields:
        value["fields"] = {name: list(pair) for name, pair in change.fields.items()}
    for name in ("wrote", "pages", "replaces"):
        if kept := getattr(change, name):
            value[name] = kept
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def change_from(number: int, text: str) -> Change:
    """Return the change that decision `number` wrote down.

    Raises:
        RoomError: something else is written there.
    """
    try:
        kept = json.loads(text)
        fields = {str(name): (before, after) for name, (before, after) in kept.get("fields", {}).items()}
        return Change(fields, str(kept.get("wrote", "")), int(kept.get("pages", 0)), int(kept.get("replaces", 0)))
    except (ValueError, TypeError, AttributeError) as error:
        raise RoomError(
            _("Decision {number} in catalogue.db can't be read.", number=number),
            _("Put catalogue.db back from a backup; what was read is untouched."),
        ) from error


def reversed_change(number: int, change: Change) -> Change:
    """Return the change that takes back `change`, which decision `number` made."""
    fields = {name: (after, before) for name, (before, after) in change.fields.items()}
    return Change(fields, pages=change.pages, replaces=number)


def void(acts: Iterable[tuple[int, str, Change]]) -> set[int]:
    """Return the numbers of acts that were taken back, given all on one subject; that can be taken back too."""
    gone: set[int] = set()
    for number, kind, change in sorted(acts, key=lambda act: act[0], reverse=True):
        if kind == "taken_back" and number not in gone:
            gone.add(change.replaces)
    return gone


def act_kind(kind: str) -> ActKind:
    """Return `kind`, which is one of `ACTS`."""
    return cast("ActKind", kind)
