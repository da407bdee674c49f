"""Why a person should look at a page: short codes, kept with the page (`pages.look`, joined by `;`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from readingroom.model.ids import FileId, PageId

LookReason = Literal[
    "nothing_read",
    "poor",
    "damaged",
    "layer_rejected",
    "doubts",
    "no_second",
    "other_script",
    "handwriting",
    "picture",
    "turned",
]
"""Why a page should be looked at.

nothing_read: there is ink like letters and no word; poor: so many words may be wrong or missing that its word-F1 may
be below 0.9; damaged: its bytes are damaged, and perhaps not all of it is shown; layer_rejected: the file's own text
was not trusted and the image could not be read well either; doubts: two engines read a figure, a name or a negation
differently; no_second: the second engine failed on it; other_script: written in letters or a language that no engine
at hand reads; handwriting: something is written by hand, which is not read; picture: a picture fills much of it;
turned: it lay on its side or head and reads badly, so that it may have been turned wrongly."""

#: All codes, the gravest first: the order in which reasons are shown and counted.
LOOK_REASONS: tuple[str, ...] = get_args(LookReason)


@dataclass(frozen=True, slots=True)
class Looked:
    """Who looked at a page, and when (UTC, ISO 8601)."""

    person: str
    at: str


@dataclass(frozen=True, slots=True)
class ToLook:
    """A page that a person should look at.

    Attributes:
        page: its page_id.
        file: its file.
        number: from 1, within the file.
        path: of the file's first sighting.
        production: of the file's first sighting.
        reasons: codes, the gravest first.
        quality: 0..1; None when there are no words.
        words: how many were read.
        looked: who looked at it since it was read; None when nobody has.
    """

    page: PageId
    file: FileId
    number: int
    path: str
    production: str
    reasons: tuple[str, ...]
    quality: float | None
    words: int
    looked: Looked | None = None
