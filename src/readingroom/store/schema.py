"""The tables of the catalogue, in SQLAlchemy Core; changing them needs a migration (`migrations/versions`)."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint, text

METADATA = MetaData()


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, String, primary_key=key, nullable=False, server_default=None if key else "")


#: One row of facts about the room itself, by name: its id, the id of its index.
ROOM = Table("room", METADATA, _text("name", key=True), _text("value"))

#: One row a distinct file. `pages` are its own or its access copy's; `expected` are those that it should have by
#: its own account, 0 when that is unknown; `repair` names how it was mended, empty when it needed no mending.
FILES = Table(
    "files",
    METADATA,
    _text("file_id", key=True),
    Column("size", Integer, nullable=False),
    _text("media_type"),
    Column("pages", Integer, nullable=False, server_default="0"),
    _text("state"),
    _text("error"),
    _text("access_copy"),
    Column("depth", Integer, nullable=False, server_default="0"),
    Column("expected", Integer, nullable=False, server_default="0"),
    _text("repair"),
)

#: One row a receipt; the smallest `sighting_id` of a file is its first.
SIGHTINGS = Table(
    "sightings",
    METADATA,
    Column("sighting_id", Integer, primary_key=True, autoincrement=True),
    Column("file_id", String, ForeignKey("files.file_id"), nullable=False),
    _text("path"),
    _text("production"),
    _text("received"),
    _text("sender"),
    _text("parent_id"),
    _text("added_at"),
    _text("added_by"),
    UniqueConstraint("file_id", "path", "production", "parent_id", "received", "sender", name="one_receipt"),
)
Index("sightings_by_production", SIGHTINGS.c.production)
Index("sightings_by_parent", SIGHTINGS.c.parent_id)

#: One row a page that exists, read or not. `layer` is what came of the trial of its text layer, `look` are codes of the
#: reasons why a person should look at it, joined with ;, `second` is the second engine that read it, if one was asked.
PAGES = Table(
    "pages",
    METADATA,
    _text("page_id", key=True),
    Column("file_id", String, ForeignKey("files.file_id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("paging", Integer, nullable=False, server_default="1"),
    _text("document_id"),
    _text("state"),
    _text("error"),
    _text("source"),
    _text("engine"),
    Column("quality", Float),
    Column("words", Integer, nullable=False, server_default="0"),
    _text("language"),
    Column("width", Float),
    Column("height", Float),
    Column("turned", Integer, nullable=False, server_default="0"),
    Column("reading_id", Integer),
    Column("indexed", Integer),
    _text("layer"),
    _text("look"),
    _text("second"),
)
Index("pages_by_file", PAGES.c.file_id, PAGES.c.paging, PAGES.c.number)
Index("pages_by_state", PAGES.c.state, PAGES.c.file_id)
Index("pages_by_document", PAGES.c.document_id)

#: Places with words that the page as seen does not show. The words stand nowhere.
HIDDEN = Table(
    "hidden",
    METADATA,
    Column("hidden_id", Integer, primary_key=True, autoincrement=True),
    Column("page_id", String, ForeignKey("pages.page_id"), nullable=False),
    Column("left", Float, nullable=False),
    Column("top", Float, nullable=False),
    Column("right", Float, nullable=False),
    Column("bottom", Float, nullable=False),
    _text("reason"),
    Column("words", Integer, nullable=False),
)
Index("hidden_by_page", HIDDEN.c.page_id)

#: Until sorted, each file with pages is one document of one part.
DOCUMENT_PARTS = Table(
    "document_parts",
    METADATA,
    _text("document_id", key=True),
    Column("sequence", Integer, primary_key=True),
    Column("file_id", String, ForeignKey("files.file_id"), nullable=False),
    Column("paging", Integer, nullable=False, server_default="1"),
    Column("first_page", Integer, nullable=False),
    Column("last_page", Integer, nullable=False),
)

#: Work: done once for a stage, an input and a code version, whatever crashes.
TASKS = Table(
    "tasks",
    METADATA,
    _text("stage", key=True),
    _text("input", key=True),
    _text("file_id"),
    Column("number", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False),
    _text("state"),
    Column("deaths", Integer, nullable=False, server_default="0"),
    _text("holder"),
    _text("error"),
)
Index("tasks_by_state", TASKS.c.state, TASKS.c.stage, TASKS.c.file_id, TASKS.c.number)

#: People who decide things in this room.
PEOPLE = Table(
    "people",
    METADATA,
    Column("person_id", Integer, primary_key=True, autoincrement=True),
    Column("name", String, nullable=False, unique=True),
    _text("since"),
)

#: What people decided; survives all re-processing and is never overwritten by a machine.
DECISIONS = Table(
    "decisions",
    METADATA,
    Column("decision_id", Integer, primary_key=True, autoincrement=True),
    Column("person_id", Integer, ForeignKey("people.person_id"), nullable=False),
    _text("at"),
    _text("kind"),
    _text("subject"),
    Column("value", Text, nullable=False),
)
Index("decisions_by_subject", DECISIONS.c.subject, DECISIONS.c.kind)

#: Notes as they stand now; what was done to each is in DECISIONS. `about` is page, passage or document, which is named
#: by its first page; `anchor` are words and places of a passage, else empty. `folded` is the text as it is searched.
NOTES = Table(
    "notes",
    METADATA,
    Column("note_id", Integer, primary_key=True, autoincrement=True),
    Column("page_id", String, nullable=False),
    _text("about"),
    _text("anchor"),
    Column("text", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("person_id", Integer, ForeignKey("people.person_id"), nullable=False),
    _text("at"),
    Column("edited_by", Integer, ForeignKey("people.person_id")),
    _text("edited_at"),
    Column("standing", Integer, nullable=False, server_default="1"),
)
Index("notes_by_page", NOTES.c.page_id, NOTES.c.standing)

#: Tags of the room. `key` is the name as it is compared; a tag that was merged has its places in the other one.
TAGS = Table(
    "tags",
    METADATA,
    Column("tag_id", Integer, primary_key=True, autoincrement=True),
    Column("name", String, nullable=False),
    Column("key", String, nullable=False),
    _text("meaning"),
    Column("merged_into", Integer),
)
Index("one_tag", TAGS.c.key, unique=True, sqlite_where=text("merged_into IS NULL"))

#: One row a tag put on a place; a tag that was taken off stays here and stands no more.
TAGGED = Table(
    "tagged",
    METADATA,
    Column("tagged_id", Integer, primary_key=True, autoincrement=True),
    Column("tag_id", Integer, ForeignKey("tags.tag_id"), nullable=False),
    Column("page_id", String, nullable=False),
    _text("about"),
    _text("anchor"),
    Column("person_id", Integer, ForeignKey("people.person_id"), nullable=False),
    _text("at"),
    Column("standing", Integer, nullable=False, server_default="1"),
)
Index("one_tagged", TAGGED.c.tag_id, TAGGED.c.page_id, TAGGED.c.anchor, unique=True, sqlite_where=text("standing = 1"))
Index("tagged_by_page", TAGGED.c.page_id, TAGGED.c.standing)

#: Which of these rows a decision made stand or stand no more, so that a change of many pages is taken back at once.
TAG_CHANGES = Table(
    "tag_changes",
    METADATA,
    Column("decision_id", Integer, ForeignKey("decisions.decision_id"), primary_key=True),
    Column("tagged_id", Integer, ForeignKey("tagged.tagged_id"), primary_key=True),
    Column("standing", Integer, nullable=False),
)

#: What was done to the room, in order; rows are only ever added (a trigger refuses anything else).
TRAIL = Table(
    "trail",
    METADATA,
    Column("step", Integer, primary_key=True, autoincrement=True),
    _text("at"),
    _text("who"),
    _text("action"),
    _text("subject"),
    Column("details", Text, nullable=False, server_default=""),
)
