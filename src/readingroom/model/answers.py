"""What the desk answers: plain results that the command line prints and the browser shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from readingroom.model.decision import Corrected
from readingroom.model.file import FileState, MediaType, Repair
from readingroom.model.geometry import Box
from readingroom.model.ids import DocumentId, FileId, PageId
from readingroom.model.page import Content, Hidden, LayerVerdict, PageState, Sheet, TextSource
from readingroom.model.words import MARK, Words

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
    """A page's facts and what stands on it, as the one door lets them out for an audience.

    Attributes:
        facts: where it stands and how it was read.
        content: what was read.
        people: what people decided about its words, laid over them; None when nobody decided anything.
    """

    facts: PageFacts
    content: Content
    people: Corrected | None = None

    @property
    def words(self) -> Words:
        """The words as read."""
        return self.content.words

    @property
    def shown(self) -> Words:
        """The words as people corrected them: what is shown, and what numbers of words count."""
        return self.people.words if self.people else self.content.words


@dataclass(frozen=True, slots=True)
class SnippetCorrection:
    """Words of a snippet that a person corrected.

    Attributes:
        start: where they begin in the snippet, in code points.
        end: where they end.
        read: the words as read.
        person: who corrected them.
        at: when, UTC, ISO 8601.
    """

    start: int
    end: int
    read: str
    person: str
    at: str


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One page that matches.

    Attributes:
        page: page_id.
        path: of the file.
        number: page number.
        document: document_id.
        score: higher is better; comparable only within one answer.
        snippet: words around the first match, as on the page, corrected where a person did.
        marks: (start, end) of each match within `snippet`, code points.
        boxes: every match on the page, one box a line, more where the line runs askew.
        corrections: words of the snippet that a person corrected.
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
    corrections: tuple[SnippetCorrection, ...] = ()


@dataclass(frozen=True, slots=True)
class Parted:
    """A phrase of a query that stands on pages with something covering them between two of its words.

    Attributes:
        phrase: as typed.
        pages: how many pages.
        queries: the phrases that find them, with a mark where something covers the page.
    """

    phrase: str
    pages: int
    queries: tuple[str, ...]


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
        parted: phrases that a covered place parts.
        read: pages of the room that have been read, the base of every count of hits.
        late: those of them that are not in the index yet; they are in `waiting` too.
        about: how many of the notes, the first ones, are about the query and not about the room.
    """

    query: str
    total: int
    hits: tuple[SearchHit, ...]
    expansions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    waiting: int = 0
    failed: int = 0
    parted: tuple[Parted, ...] = ()
    read: int = 0
    late: int = 0
    about: int = 0


RestsOn = Literal["visible_text", "person", "two_readings", "one_reading"]
"""What words of a page rest on, the firmest first: text of the file itself that the page shows; a person who corrected
them or compared them with the image; two engines that read them alike; one reading by a machine."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a quotation and the page differ.

    Attributes:
        asked: words asked for.
        read: words that stand there.
        first: the first word of the page there as it is shown, -1 where none stands.
        last: the last one.
        person: who corrected the words that stand there; empty when nobody did.
        at: when, UTC, ISO 8601.
        machine: what was read there before it was corrected.
    """

    asked: str
    read: str
    first: int = field(default=-1, compare=False)
    last: int = field(default=-1, compare=False)
    person: str = field(default="", compare=False)
    at: str = field(default="", compare=False)
    machine: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Support:
    """What a run of words on a page rests on.

    Attributes:
        words: as they stand on the page.
        on: what they rest on.
        person: who corrected them or looked at them; empty when nobody did.
        at: when, UTC, ISO 8601.
        corrected: whether that person corrected them.
        machine: of corrected words, what was read.
        other: what another engine read in the place of a word that is a digit, name or negation to either.
        doubted: whether another engine read such a word there, or none.
        given: whether they stand in the file, but with a letter that was not seen to be what the file calls it.
        unsure: whether the machine that read them was not sure of them.
    """

    words: str
    on: RestsOn
    person: str = ""
    at: str = ""
    corrected: bool = False
    machine: str = ""
    other: str = ""
    doubted: bool = False
    given: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class QuoteAnswer:
    """Whether a quotation stands on a page, word for word.

    Attributes:
        verdict: exact, within_ocr_noise or not_found.
        page: where it stands; for not_found the nearest place, if any is near.
        boxes: the quotation on the page, one box a line, more where the line runs askew.
        differences: word by word; empty when exact.
        source: where the page's words come from.
        pages: every further page on which it stands exactly.
        unread: pages that are not read or not indexed, of which nothing is claimed.
        places: path of the file and page number of `page` and of each of `pages` and `unsettled`.
        rests_on: what the weakest of its words rests on; None when it was not found.
        support: what each run of its words on `page` rests on, in order.
        first: the first word of `page`, as it is shown, of the quotation or of the nearest place; -1 for none.
        last: the last one.
        unsettled: pages that repeat the words over and over and were not compared to their end: exactly, the words do
            not stand there; whether they do but for reading noise is not known.
    """

    verdict: Verdict
    page: PageId | None = None
    boxes: tuple[Box, ...] = ()
    differences: tuple[Difference, ...] = ()
    source: TextSource = "none"
    pages: tuple[PageId, ...] = ()
    unread: int = 0
    places: dict[PageId, tuple[str, int]] = field(default_factory=dict)
    rests_on: RestsOn | None = None
    support: tuple[Support, ...] = ()
    first: int = -1
    last: int = -1
    unsettled: tuple[PageId, ...] = ()

    @property
    def over_covered(self) -> bool:
        """Whether the quotation was not found only because it runs over covered places that it does not mark."""
        parted = (not one.asked and set(one.read) <= {MARK, " "} for one in self.differences)
        return bool(self.differences) and all(parted)


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
        look: pages read that a person should look at and that nobody has looked at.
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
    look: int = 0


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
        pages: pages that could be read; without those that lost all they showed.
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
