"""What the answers of `/api/v1` look like: names are those of the tables and of `--json`; fields are only added."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from readingroom.model.answers import (
    Difference,
    Failure,
    FileFacts,
    PageFacts,
    ProductionStatus,
    QuoteAnswer,
    SearchHit,
    SnippetCorrection,
    Support,
)
from readingroom.model.file import Sighting
from readingroom.model.geometry import Box

Edges = Annotated[
    tuple[float, float, float, float],
    Field(description="left, top, right, bottom as fractions 0..1 of the upright page"),
]
"""A box as four numbers."""

#: Digits kept of a fraction: a hundredth of a pixel on the largest image.
DIGITS = 5

Row = TypeVar("Row")


class Shape(BaseModel):
    """An answer or a part of one."""

    model_config = ConfigDict(frozen=True)


class Part(Shape, Generic[Row]):
    """A part of a list."""

    total: int = Field(description="rows there are, also those beyond this part")
    offset: int = Field(description="rows before this part")
    items: list[Row]


class Production(Shape):
    """What a public body sent at one time."""

    name: str
    received: str = Field(description="ISO date; empty if unknown")
    sender: str
    files: int
    pages: int
    read: int
    waiting: int
    failed: int
    files_failed: int
    files_kept: int
    files_waiting: int
    look: int = Field(description="pages that a person should look at and that nobody has looked at")

    @classmethod
    def of(cls, one: ProductionStatus) -> Production:
        """Return a production as an answer."""
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class File(Shape):
    """One distinct file, as its first sighting shows it."""

    file_id: str
    name: str
    path: str
    media_type: str
    bytes: int
    pages: int
    production: str
    received: str
    parent_id: str | None
    state: str = Field(description="received, waiting, read, partly, failed or kept")
    error: str
    sender: str
    sightings: int
    pages_expected: int = Field(description="by its own account; 0 when that can't be told")
    repair: str

    @classmethod
    def of(cls, one: FileFacts) -> File:
        """Return a file as an answer."""
        return cls(
            file_id=one.file,
            name=one.name,
            path=one.path,
            media_type=one.media_type,
            bytes=one.size,
            pages=one.pages,
            production=one.production,
            received=one.received,
            parent_id=one.parent,
            state=one.state,
            error=one.error,
            sender=one.sender,
            sightings=one.sightings,
            pages_expected=one.expected,
            repair=one.repair,
        )


class Receipt(Shape):
    """One sighting of a file."""

    file_id: str
    path: str
    production: str
    received: str
    sender: str
    parent_id: str | None

    @classmethod
    def of(cls, one: Sighting) -> Receipt:
        """Return a sighting as an answer."""
        return cls(
            file_id=one.file,
            path=one.path,
            production=one.production,
            received=one.received,
            sender=one.sender,
            parent_id=one.parent,
        )


class Failed(Shape):
    """Something that could not be read, or that has no reader yet: which, why, what to do."""

    file_id: str
    path: str
    page_id: str | None
    production: str
    error: str

    @classmethod
    def of(cls, one: Failure) -> Failed:
        """Return a failure as an answer."""
        return cls(file_id=one.file, path=one.path, page_id=one.page, production=one.production, error=one.error)


class Place(Shape):
    """A place with words that the page as seen does not show. The words are kept nowhere."""

    box: Edges
    reason: str = Field(description="covered, outside or invisible")
    words: int = Field(description="how many words stand there")


class Page(Shape):
    """One page and where it stands."""

    page_id: str
    file_id: str
    number: int
    document_id: str
    path: str
    production: str
    pages: int = Field(description="pages of its file")
    state: str = Field(description="waiting, read or failed")
    error: str
    text_source: str = Field(description="layer, ocr, mixed or none")
    engine: str
    second: str = Field(description="the second engine that read it; empty if none was asked")
    quality: float | None
    language: str
    layer: str = Field(description="what came of the trial of its text layer; empty if it has none")
    look: list[str] = Field(description="codes of the reasons why a person should look at it")
    width: float | None = Field(description="points")
    height: float | None = Field(description="points")
    turned: int = Field(description="degrees clockwise that made it upright")
    hidden: list[Place]

    @classmethod
    def of(cls, one: PageFacts) -> Page:
        """Return a page's facts as an answer."""
        return cls(
            page_id=one.page,
            file_id=one.file,
            number=one.number,
            document_id=one.document,
            path=one.path,
            production=one.production,
            pages=one.pages,
            state=one.state,
            error=one.error,
            text_source=one.source,
            engine=one.engine,
            second=one.second,
            quality=one.quality,
            language=one.language,
            layer=one.layer,
            look=list(one.look),
            width=one.sheet.width if one.sheet else None,
            height=one.sheet.height if one.sheet else None,
            turned=one.sheet.turned if one.sheet else 0,
            hidden=[Place(box=edges(place.box), reason=place.reason, words=place.count) for place in one.hidden],
        )


class Word(Shape):
    """One word of a page."""

    text: str
    box: Edges
    confidence: float | None = Field(description="0..1; null for text of the file itself")


class Passage(Shape):
    """A run of words that belong together, as running text."""

    kind: str = Field(description="paragraph, cell, header, footer, margin, number or label; empty for words in none")
    first: int = Field(description="its first word, counted from 0")
    last: int = Field(description="its last word, inclusive")
    text: str
    language: str
    table: int = Field(description="number of the table, from 1; 0 for what is no cell")
    row: int
    column: int


class Region(Shape):
    """A place of the page without trusted words."""

    kind: str = Field(description="handwriting, picture, box or doubted")
    box: Edges
    note: str


class PageWords(Shape):
    """The words of a page in reading order."""

    page_id: str
    path: str
    number: int
    text_source: str
    state: str
    error: str
    language: str
    layer: str
    corrected: bool = Field(description="whether people's corrections are laid over the words")
    words: list[Word]
    blocks: list[Passage]
    regions: list[Region]
    covered_after: list[int] = Field(description="words after which something covers the page; -1: before the first")


class Correction(Shape):
    """Words of a snippet that a person corrected."""

    start: int = Field(description="in code points of the snippet")
    end: int
    read: str = Field(description="the words as read")
    person: str
    at: str

    @classmethod
    def of(cls, one: SnippetCorrection) -> Correction:
        """Return a correction as an answer."""
        return cls(start=one.start, end=one.end, read=one.read, person=one.person, at=one.at)


class Hit(Shape):
    """One page that matches."""

    page_id: str
    path: str
    number: int
    document_id: str
    score: float
    snippet: str
    boxes: list[Edges]
    marks: list[tuple[int, int]] = Field(description="(start, end) of each match in the snippet, code points")
    production: str
    corrections: list[Correction]

    @classmethod
    def of(cls, one: SearchHit) -> Hit:
        """Return a hit as an answer."""
        return cls(
            page_id=one.page,
            path=one.path,
            number=one.number,
            document_id=one.document,
            score=round(one.score, 4),
            snippet=one.snippet,
            boxes=[edges(box) for box in one.boxes],
            marks=list(one.marks),
            production=one.production,
            corrections=[Correction.of(each) for each in one.corrections],
        )


class Changed(Shape):
    """One place where a quotation and the page differ."""

    asked: str
    read: str
    person: str = Field(description="who corrected the words that stand there; empty when nobody did")
    at: str
    machine: str = Field(description="what was read there before it was corrected")

    @classmethod
    def of(cls, one: Difference) -> Changed:
        """Return a difference as an answer."""
        return cls(asked=one.asked, read=one.read, person=one.person, at=one.at, machine=one.machine)


class Rests(Shape):
    """What a run of words rests on."""

    words: str
    on: str = Field(description="visible_text, person, two_readings or one_reading")
    person: str
    at: str
    corrected: bool
    machine: str
    other: str
    doubted: bool
    given: bool
    unsure: bool

    @classmethod
    def of(cls, one: Support) -> Rests:
        """Return what words rest on as an answer."""
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class Quotation(Shape):
    """Whether a quotation stands there, word for word."""

    verdict: str = Field(description="exact, within_ocr_noise or not_found")
    page_id: str | None
    boxes: list[Edges]
    differences: list[Changed]
    text_source: str
    pages: list[str] = Field(description="every further page on which it stands exactly")
    unread: int = Field(description="pages that are not read or not indexed, of which nothing is claimed")
    path: str
    number: int | None
    rests_on: str | None
    support: list[Rests]
    unsettled: list[str] = Field(description="pages that repeat the words and were not compared to their end")

    @classmethod
    def of(cls, one: QuoteAnswer) -> Quotation:
        """Return the answer to a quotation."""
        path, number = one.places.get(one.page, ("", None)) if one.page else ("", None)
        return cls(
            verdict=one.verdict,
            page_id=one.page,
            boxes=[edges(box) for box in one.boxes],
            differences=[Changed.of(each) for each in one.differences],
            text_source=one.source,
            pages=list(one.pages),
            unread=one.unread,
            path=path,
            number=number,
            rests_on=one.rests_on,
            support=[Rests.of(each) for each in one.support],
            unsettled=list(one.unsettled),
        )


def edges(box: Box) -> tuple[float, float, float, float]:
    """Return a box as four numbers."""
    return (round(box.left, DIGITS), round(box.top, DIGITS), round(box.right, DIGITS), round(box.bottom, DIGITS))
