"""Rows: notes, tags and what was done to them as programs get them, on the command line and over the network alike.

Names are those of the tables; new ones come at the end.
"""

from __future__ import annotations

from collections.abc import Iterable

from readingroom.model.geometry import Box
from readingroom.model.notes import Act, ListedNote, Note, PlacedNote, Tag, TaggedPage


def note_fields(note: Note) -> dict[str, object]:
    """Return a note as programs get it."""
    row: dict[str, object] = {"note_id": note.number, "page_id": note.page, "about": note.about, "words": note.words}
    row |= {"text": note.text, "person": note.person, "at": note.at}
    row |= {"edited_by": note.edited_by, "edited_at": note.edited_at, "standing": note.standing}
    return row | {"boxes": _edges(note.boxes)}


def listed_note_fields(one: ListedNote) -> dict[str, object]:
    """Return a note in a list, with where its page is; `number` is that of the page."""
    row = note_fields(one.note) | {"document_id": one.document, "path": one.path, "number": one.page_number}
    return row | {"production": one.production, "tags": list(one.tags)}


def placed_note_fields(one: PlacedNote) -> dict[str, object]:
    """Return a note beside its page; of a passage with the words that are read in its place now, and its boxes now."""
    row = note_fields(one.note) | {"place": one.place.state if one.place else "", "now": ""}
    return row | ({"now": one.place.text, "boxes": _edges(one.place.boxes)} if one.place else {})


def tag_fields(tag: Tag) -> dict[str, object]:
    """Return a tag as programs get it."""
    row: dict[str, object] = {"tag": tag.name, "meaning": tag.meaning, "pages": tag.pages}
    return row | {"passages": tag.passages, "documents": tag.documents}


def tagged_fields(one: TaggedPage) -> dict[str, object]:
    """Return a place that carries a tag; `number` is that of the page."""
    row: dict[str, object] = {"page_id": one.page, "path": one.path, "number": one.page_number}
    row |= {"production": one.production, "about": one.about, "words": one.words}
    return row | {"person": one.person, "at": one.at}


def act_fields(act: Act) -> dict[str, object]:
    """Return what a person did to a note or a tag."""
    row: dict[str, object] = {"decision_id": act.number, "kind": act.kind, "person": act.person, "at": act.at}
    row |= {"note_id": act.note or None, "tag": act.name, "page_id": act.page, "pages": act.pages}
    return row | {"before": act.before, "after": act.after, "replaces": act.replaces or None, "undone": act.undone}


def _edges(boxes: Iterable[Box]) -> list[list[float]]:
    return [[round(edge, 5) for edge in (box.left, box.top, box.right, box.bottom)] for box in boxes]
