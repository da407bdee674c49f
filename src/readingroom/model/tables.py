"""The tables that `export --tables` writes: names, columns and their meaning. The one definition; docs come from it.

Columns are a promise: they stand in this order and are only ever added to, at the end of a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

Kind = Literal["text", "whole", "fraction"]
"""What stands in a column: text, whole numbers, or numbers from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: in the first line of the table.
        meaning: one sentence, in English; it stands in the docs.
        kind: of its values.
    """

    name: str
    meaning: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        name: of its file, without ending.
        about: what one row is, as a sentence.
        columns: in the promised order.
        filled: whether this version writes rows; otherwise it writes the header only.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    filled: bool = True

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def _columns(*lines: str) -> tuple[Column, ...]:
    """Columns out of lines `name: meaning`, `name whole: meaning` or `name fraction: meaning`."""
    split = [line.partition(": ") for line in lines]
    return tuple(_column(*head.split(" "), meaning=meaning) for head, _colon, meaning in split)


def _column(name: str, kind: str = "text", *, meaning: str) -> Column:
    return Column(name, meaning, cast("Kind", kind))


_BOX = (
    "left fraction: Left edge, as a fraction 0..1 of the width of the upright page.",
    "top fraction: Top edge, as a fraction 0..1 of its height, from the top.",
    "right fraction: Right edge, likewise.",
    "bottom fraction: Bottom edge, likewise.",
)

TABLES: tuple[Table, ...] = (
    Table(
        "files",
        "One row a distinct file; name, path, production, received and parent_id are those of its first sighting.",
        _columns(
            "file_id: SHA-256 of the bytes as received.",
            "name: Last part of the path.",
            "path: Relative to what was added, with /; a member is <container path>/<member path>.",
            "media_type: IANA media type, told from the bytes and never from the name.",
            "bytes whole: Size.",
            "pages whole: How many pages it has (its own or its access copy's).",
            "production: The production it came in.",
            "received: ISO date the production was received.",
            "parent_id: The container it was a member of.",
            "state: received, waiting, read, partly, failed or kept (no reader for it yet).",
            "error: Why some or all of it could not be read.",
            "expected_pages whole: How many pages it should have by its own account; empty when unknown.",
            "repair: How a damaged file was mended to be read; empty when it needed no mending.",
        ),
    ),
    Table(
        "sightings",
        "One row a receipt of some bytes; the same file may be sighted often.",
        _columns(
            "file_id: Which bytes.",
            "path: Relative to what was added, with /; a member is <container path>/<member path>.",
            "production: The production it came in.",
            "received: ISO date the production was received.",
            "sender: Who sent it.",
            "parent_id: The container it was a member of.",
        ),
    ),
    Table(
        "pages",
        "One row a page that exists, read or not.",
        _columns(
            "page_id: <file_id>/p0001, numbered from 1; sort by number.",
            "file_id: The file it is a side of.",
            "number whole: From 1, within the file.",
            "document_id: The document it belongs to.",
            "bates_raw: The producing party's stamp as printed.",
            "bates: The same, normalised.",
            "text_source: layer, ocr, mixed or none: where its words come from.",
            "quality fraction: 0..1, how far its words can be trusted.",
            "words whole: How many words were read.",
            "redacted_share fraction: 0..1, how much of the page is withheld.",
            "language: ISO 639-1 code.",
            "state: waiting, read or failed.",
            "bates_other: Further series stamped on the page, joined with ;.",
            "layer: What came of the trial of the file's own text: good, or why words of it or the page were read anew"
            " (garbage, encoding, old, hidden, shifted, short); empty when there is none.",
            "look: Codes of the reasons why a person should look at it, joined with ;.",
            "second_engine: The second engine that read it, when a second opinion was asked.",
        ),
    ),
    Table(
        "documents",
        "One row a document: a run of pages that belong together. Until sorted, each file with pages is one.",
        _columns(
            "document_id: d and 16 hexadecimal digits: a short hash of its first page_id.",
            "pages whole: How many.",
            "kind: What it is: letter, e-mail, report ...",
            "title: As printed.",
            "date: As printed, in ISO 8601.",
            "public_body: Who made it.",
            "boundary_confidence fraction: 0..1, how sure its first and last page are.",
            "reviewed: Who confirmed it.",
            "family_id: The family of documents built on the same template.",
        ),
    ),
    Table(
        "document_parts",
        "One row a run of pages of one file that a document is made of.",
        _columns(
            "document_id: Which document.",
            "sequence whole: Order of the part within the document, from 1.",
            "file_id: Which file.",
            "first_page whole: Number of its first page, inclusive.",
            "last_page whole: Number of its last page, inclusive.",
        ),
    ),
    Table(
        "redactions",
        "One row a withheld area of a page.",
        _columns(
            "redaction_id: Which redaction.",
            "page_id: Where it stands.",
            *_BOX,
            "style: black, white, grey, coloured, hatched, gap, page.",
            "codes: Ids of the exemptions, joined with ;.",
            "certainty fraction: 0..1, how sure it is a redaction.",
            "codes_printed: The codes as printed.",
        ),
        filled=False,
    ),
    Table(
        "withheld_pages",
        "One row a page that was withheld whole.",
        _columns(
            "page_id: The sheet that says so.",
            "withheld: The number of the withheld page as printed.",
            "codes: Ids of the exemptions, joined with ;.",
            "reason: As printed.",
            "codes_printed: The codes as printed.",
        ),
        filled=False,
    ),
    Table(
        "messages",
        "One row a message, sent or printed.",
        _columns(
            "message_id: Which message.",
            "first_page_id: Where it begins.",
            "last_page_id: Where it ends.",
            "sent: ISO 8601 local, with an offset only when one is printed; empty if unreadable.",
            "sender: As printed.",
            "recipients: As printed, joined with ;.",
            "subject: As printed.",
            "thread_id: The exchange it belongs to.",
            "copies whole: How often it stands in the room.",
            "sent_printed: The time as printed.",
        ),
        filled=False,
    ),
    Table(
        "bates_gaps",
        "One row a gap in a series of Bates numbers.",
        _columns(
            "prefix: Of the series.",
            "first_missing: First number that is missing.",
            "last_missing: Last number that is missing.",
            "after_page_id: The page before the gap.",
            "before_page_id: The page after the gap.",
        ),
        filled=False,
    ),
    Table(
        "leaks",
        "One row a place where a file holds what the page as seen does not show. The words themselves stand nowhere.",
        _columns(
            "file_id: Which file.",
            "page_id: Where; empty for metadata, revisions and attachments.",
            *_BOX,
            "kind: covered (something lies over it), outside (of the visible page) or invisible (no ink).",
            "place: page, metadata, revision or attachment.",
        ),
    ),
    Table(
        "copies",
        "One row a pair of page runs of which one is a copy or a version of the other.",
        _columns(
            "a_first_page_id: First page of the one.",
            "a_last_page_id: Its last page.",
            "b_first_page_id: First page of the other.",
            "b_last_page_id: Its last page.",
            "relation: copy or version.",
            "similarity fraction: 0..1.",
        ),
        filled=False,
    ),
    Table(
        "families",
        "One row a document of a family: documents built on one template.",
        _columns(
            "family_id: Which family.",
            "document_id: Which document.",
            "public_body: Who made it.",
            "template_share fraction: 0..1, how much of it is the template.",
            "own_words whole: How many words are its own.",
        ),
        filled=False,
    ),
    Table(
        "disclosures",
        "One row a text that one copy shows where another is redacted.",
        _columns(
            "redaction_id: The redaction in the one copy.",
            "shown_page_id: The page of the other that shows it.",
            *_BOX,
            "codes: Ids of the exemptions claimed, joined with ;.",
            "words: What is shown.",
        ),
        filled=False,
    ),
    Table(
        "notes",
        "One row a note of a person that stands: on a page, on some of its words, or on a document.",
        _columns(
            "note_id whole: Which note, in the order in which they were written.",
            "page_id: The page it is on; of a document, its first page.",
            "document_id: The document of that page.",
            "about: page, passage (some words of the page) or document.",
            *_BOX,
            "words: Of a passage, its words when the note was written; █ where something covers the page.",
            "text: The note.",
            "person: Who wrote it.",
            "at: When, UTC, ISO 8601.",
            "edited_by: Who changed it last.",
            "edited_at: When it was changed last.",
        ),
    ),
    Table(
        "tags",
        "One row a place that carries a tag; a tag that stands nowhere has one row without a page.",
        _columns(
            "tag: The tag.",
            "meaning: What it is for.",
            "page_id: The page that carries it; one row a page where a document does.",
            "document_id: The document of that page.",
            "about: page, passage (some words of the page) or document.",
            *_BOX,
            "words: Of a passage, its words when it was tagged; █ where something covers the page.",
            "person: Who put it there.",
            "at: When, UTC, ISO 8601.",
        ),
    ),
    Table(
        "decisions",
        "One row a decision of a person about words of a page; none is ever changed, later ones follow it.",
        _columns(
            "decision_id whole: Which decision, in the order in which they were made.",
            "page_id: The page it is about.",
            *_BOX,
            "kind: correction, looked (the words are right) or undo.",
            "state: stands, replaced (by a later one), undone or lost (no longer fits what was read).",
            "read: The words as read; empty when it is about the whole page.",
            "words: Of a correction, the words that stand there; empty when nothing does.",
            "replaces: The decisions that it takes the place of or takes back, joined with ;.",
            "person: Who decided.",
            "at: When, UTC, ISO 8601.",
        ),
    ),
)
