"""What the desk answers: plain results that the command line prints and the browser shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from readingroom.model.file import FileState, MediaType, Repair
from readingroom.model.geometry import Box
from readingroom.model.ids import DocumentId, FileId, PageId
from readingroom.model.page import Content, Hidden, LayerVerdict, PageState, Sheet, TextSource
from readingroom.model.words import Words

Audience = Literal["worker", "room", "public"]
"""For whom page content is wanted; protection is decided by it, at the one door (`desk/words.py`)."""

Verdict = Literal["exact", "within_ocr_noise", "not_found"]


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One page and where it stands.

    Attributes:
        page: its page_id.
        file: its file.
        number: from 1, within the file.
        pages: how many pages the file has.
        document: the document it belongs to.
        path: of the file's first sighting.
        production: of the file's first sighting.
        state: waiting, read or failed.
        source: where the words come from; "none" until read.
        engine: what read it.
        quality: 0..1 or None.
        sheet: size of the upright page; None until known.
        error: why it failed; empty if it did not.
        hidden: places with hidden words (never the words).
        language: ISO 639-1 code, or empty when unknown.
        layer: what came of the trial of the text layer.
        look: short codes of the reasons why a person should look at it.
        second: the second engine that read it; empty if none was asked.
    """

    page: PageId
    file: FileId
    number: int
    pages: int
    document: DocumentId
    path: str
    production: str
    state: PageState
    source: TextSource
    engine: str = ""
    quality: float | None = None
    sheet: Sheet | None = None
    error: str = ""
    hidden: tuple[Hidden, ...] = ()
    language: str = ""
    layer: LayerVerdict = ""
    look: tuple[str, ...] = ()
    second: str = ""


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's facts and what stands on it, as the one door lets them out for an audience."""

    facts: PageFacts
    content: Content

    @property
    def words(self) -> Words:
        """The words as read."""
        return self.content.words


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One page that matches.

    Attributes:
        page: page_id.
        path: of the file.
        number: page number.
        document: document_id.
        score: higher is better; comparable only within one answer.
        snippet: words around the first match, as on the page.
        marks: (start, end) of each match within `snippet`, code points.
        boxes: every match on the page, one box a line.
    """

    page: PageId
    path: str
    number: int
    document: DocumentId
    production: str
    score: float
    snippet: str
    marks: tuple[tuple[int, int], ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """Answer to a search.

    Attributes:
        query: as typed.
        total: pages that match, also those beyond `hits`.
        hits: best first.
        expansions: for each bare, prefix or fuzzy word of the query, the words of the room it stood for.
        notes: sentences to show with the answer (e.g. a field that no page has yet).
        waiting: pages of the room that are not read yet, so that "nothing found" is never overstated.
        failed: pages that could not be read.
    """

    query: str
    total: int
    hits: tuple[SearchHit, ...]
    expansions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    waiting: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a quotation and the page differ: words asked for, words that stand there."""

    asked: str
    read: str


@dataclass(frozen=True, slots=True)
class QuoteAnswer:
    """Whether a quotation stands on a page, word for word.

    Attributes:
        verdict: exact, within_ocr_noise or not_found.
        page: where it stands; for not_found the nearest place, if any is near.
        boxes: the quotation on the page, one box a line.
        differences: word by word; empty when exact.
        source: where the page's words come from.
        pages: every further page on which it stands exactly.
        unread: pages that are not read or not indexed, of which nothing is claimed.
        places: path of the file and page number of `page` and of each of `pages`.
    """

    verdict: Verdict
    page: PageId | None = None
    boxes: tuple[Box, ...] = ()
    differences: tuple[Difference, ...] = ()
    source: TextSource = "none"
    pages: tuple[PageId, ...] = ()
    unread: int = 0
    places: dict[PageId, tuple[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One distinct file, as its first sighting shows it; `expected` is 0 when that can't be told."""

    file: FileId
    name: str
    path: str
    media_type: MediaType
    size: int
    pages: int
    production: str
    received: str
    sender: str
    parent: FileId | None
    state: FileState
    error: str
    sightings: int = 1
    expected: int = 0
    repair: Repair = ""


@dataclass(frozen=True, slots=True)
class ProductionStatus:
    """What came of one production.

    Attributes:
        name: of the production.
        received: earliest ISO date, empty if unknown.
        sender: who sent it, empty if unknown.
        files: distinct files, members included.
        pages: all pages of them that are known.
        read: pages read.
        waiting: pages not read yet.
        failed: pages that could not be read.
        files_failed: files of which nothing or not all could be read.
        files_kept: files of a type this version has no reader for.
        files_waiting: files not opened yet.
    """

    name: str
    received: str
    sender: str
    files: int
    pages: int
    read: int
    waiting: int
    failed: int
    files_failed: int
    files_kept: int
    files_waiting: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be read, or that this version has no reader for: which, why, what to do."""

    file: FileId
    path: str
    page: PageId | None
    error: str
    production: str = ""


@dataclass(frozen=True, slots=True)
class Recovered:
    """A damaged file of which pages were recovered.

    Attributes:
        file: its file_id.
        path: of its first sighting.
        production: of its first sighting.
        pages: pages that could be read.
        waiting: pages that are not read yet.
        expected: pages it should have by its own account; 0 when that can't be told.
        repair: how it was mended.
    """

    file: FileId
    path: str
    production: str
    pages: int
    waiting: int
    expected: int
    repair: Repair


@dataclass(frozen=True, slots=True)
class RoomStatus:
    """The state of a room.

    Productions by name, what failed, files that this version has no reader for, and damaged files with the pages that
    were recovered of them.
    """

    name: str
    productions: tuple[ProductionStatus, ...]
    failures: tuple[Failure, ...]
    busy: bool = False
    kept: tuple[Failure, ...] = ()
    recovered: tuple[Recovered, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long piece of work is.

    Attributes:
        stage: receive, open, read, index, write (an export) or check (the vault).
        done: units done in this run.
        total: units known so far (grows while containers are opened).
        failed: units that failed in this run.
        rate: units a second, over the last seconds.
        path: what is being worked on.
    """

    stage: Literal["receive", "open", "read", "index", "write", "check"]
    done: int
    total: int
    failed: int = 0
    rate: float = 0.0
    path: str = ""
