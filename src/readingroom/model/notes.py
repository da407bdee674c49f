"""Notes and tags that people put on pages, passages and documents, and what was done to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from readingroom.model.geometry import Box
from readingroom.model.ids import DocumentId, PageId

About = Literal["page", "passage", "document"]
"""What a note or tag is on; a document is named by its first page, and its tags are on each of its pages."""

PlaceState = Literal["stands", "other", "gone"]
"""stands: the page has these words in this place; other: it was read anew or corrected and has other words there now;
gone: it has no words there any more, and only the place on the image is left."""

ActKind = Literal[
    "note",
    "note_edited",
    "note_withdrawn",
    "tagged",
    "untagged",
    "tag_renamed",
    "tag_described",
    "tag_merged",
    "taken_back",
]
"""What a person did to a note or a tag; `taken_back` makes an earlier act void, and can be taken back too."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands on its page as the page is now.

    Attributes:
        state: whether its words are still there.
        words: numbers of the words there as shown, from 0, in order; not always next to each other where `other`.
        text: these words.
        boxes: where it is marked on the image, one box a line; fractions of the upright page.
    """

    state: PlaceState
    words: tuple[int, ...]
    text: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it stands now.

    Attributes:
        number: which note of the room, from 1.
        page: page_id of the page it is on; of a document, its first page.
        about: page, passage or document.
        text: as typed, lines parted by newlines; never markup.
        person: who wrote it.
        at: when, UTC, ISO 8601.
        edited_by: who changed it last; empty if nobody did.
        edited_at: when.
        standing: False when it was withdrawn.
        words: of a passage, its words when the note was written, with marks of what is covered between them.
        boxes: of a passage, the place of each word then, on the page upright as it was then.
    """

    number: int
    page: PageId
    about: About
    text: str
    person: str
    at: str
    edited_by: str = ""
    edited_at: str = ""
    standing: bool = True
    words: str = ""
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedNote:
    """A note in a list of those of the room.

    Attributes:
        note: the note.
        path: of the first sighting of the file it is on.
        page_number: of its page within the file, from 1.
        document: document_id of its page.
        production: of the first sighting of the file.
        tags: names of the tags on its page.
    """

    note: Note
    path: str
    page_number: int
    document: DocumentId
    production: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteList:
    """A part of the notes of a room, and what all of them can be narrowed by.

    Attributes:
        total: how many fit.
        everything: how many stand in the room.
        withdrawn: how many were withdrawn.
        notes: those of this part, the newest first.
        people: who wrote notes, with how many that stand.
    """

    total: int
    everything: int
    withdrawn: int
    notes: tuple[ListedNote, ...]
    people: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """A note beside its page: `place` is where its passage stands now, None for a note on the page or document."""

    note: Note
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class TagOn:
    """A tag on a page.

    Attributes:
        number: of this tagging.
        name: of the tag.
        meaning: what the tag is for; empty if nobody said.
        about: page, passage or document.
        person: who put it there.
        at: when, UTC, ISO 8601.
        place: where its passage stands now; None on a page or document.
    """

    number: int
    name: str
    meaning: str
    about: About
    person: str
    at: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What people wrote and put beside one page.

    Attributes:
        notes: on the page, its passages and its document, in the order of the page, then of time.
        tags: on the page, its passages and its document, by name.
    """

    notes: tuple[PlacedNote, ...] = ()
    tags: tuple[TagOn, ...] = ()


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the room.

    Attributes:
        number: which tag.
        name: as people see it.
        meaning: what it is for, in a sentence; empty if nobody said.
        pages: how many pages carry it.
        passages: how many passages of them.
        documents: how many documents these pages are of.
    """

    number: int
    name: str
    meaning: str = ""
    pages: int = 0
    passages: int = 0
    documents: int = 0


@dataclass(frozen=True, slots=True)
class TaggedPage:
    """A page that carries a tag.

    Attributes:
        page: page_id.
        path: of the first sighting of its file.
        page_number: within the file, from 1.
        production: of the first sighting of the file.
        about: page, passage or document: what the tag is on.
        words: of a passage, its words when it was tagged.
        person: who put it there.
        at: when, UTC, ISO 8601.
    """

    page: PageId
    path: str
    page_number: int
    production: str
    about: About
    words: str
    person: str
    at: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a person did to a note or a tag; it is never changed, only followed by others.

    Attributes:
        number: of the decision, in the order in which decisions were made.
        kind: what was done.
        person: who did it.
        at: when, UTC, ISO 8601.
        note: number of the note; 0 for a tag.
        tag: number of the tag; 0 for a note.
        name: of the tag as it is called now; empty for a note.
        page: of a note, its page.
        pages: of tagging, how many pages it changed.
        before: the text, name or meaning before; of a merged tag its name.
        after: the text, name or meaning after; of a merged tag the name of the one it went into.
        replaces: of `taken_back`, the act that it makes void.
        replaced: kind of that act.
        undone: it was taken back, and that stands.
    """

    number: int
    kind: ActKind
    person: str
    at: str
    note: int = 0
    tag: int = 0
    name: str = ""
    page: PageId | None = None
    pages: int = 0
    before: str = ""
    after: str = ""
    replaces: int = 0
    replaced: ActKind | None = None
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What one act changed, so that it can be taken back.

    Attributes:
        fields: the columns of the note or tag that it changed, each with the value before and after.
        wrote: of a new note, its text.
        pages: of tagging, how many pages it changed.
        replaces: the act that it makes void, 0 for none.
    """

    fields: dict[str, tuple[str | int | None, str | int | None]] = field(default_factory=dict)
    wrote: str = ""
    pages: int = 0
    replaces: int = 0
