"""Facets: what the pages of an answer are divided by, with counts; hits by document; pages like another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from readingroom.model.answers import SearchAnswer, SearchHit
from readingroom.model.ids import DocumentId, FileId, PageId

FacetName = Literal["production", "file", "year", "source", "quality", "language", "tag"]
"""By what pages are divided: the productions they came with, the kind of file they are in, the years in which they were
received, where their words come from, how well they were read, their language, the tags that people put on them. A page
that came twice counts in each production and year, one with several tags in each."""

FACETS: tuple[FacetName, ...] = ("production", "file", "year", "source", "quality", "language", "tag")


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet.

    Attributes:
        value: the name of a production or tag as it was given, or a word of the query language (`pdf`, `2018`, `poor`,
            `es`, `unknown`).
        pages: how many pages of the answer have it.
        query: the query narrowed to it; of a chosen value the query without it; empty where that can't be typed.
        chosen: whether the query asks for it already.
    """

    value: str
    pages: int
    query: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """What the pages of an answer are divided by, and the values they have.

    Attributes:
        name: also the field of the query language that narrows to a value.
        values: years in order, all others the most frequent first.
    """

    name: FacetName
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class DocumentHits:
    """A document with pages that match.

    Attributes:
        document: its document_id.
        file: the file of its first page that matches.
        path: of that file's first sighting.
        production: of that sighting.
        pages: how many of its pages match.
        hits: the best of them, best first.
    """

    document: DocumentId
    file: FileId
    path: str
    production: str
    pages: int
    hits: tuple[SearchHit, ...]


@dataclass(frozen=True, slots=True)
class SimilarTerm:
    """A word that makes a page unlike others.

    Attributes:
        term: as it is searched: small letters, without accents.
        pages: how many pages of the room hold it.
    """

    term: str
    pages: int


@dataclass(frozen=True, slots=True)
class Similar:
    """Pages that share rare words with a page.

    Attributes:
        page: the page.
        terms: its words that were searched, the most telling first.
        least: how many of them a page must hold to be found.
        total: how many pages do.
        hits: the best of them, the words marked.
    """

    page: PageId
    terms: tuple[SimilarTerm, ...]
    least: int
    total: int
    hits: tuple[SearchHit, ...]


@dataclass(frozen=True, slots=True)
class DocumentAnswer:
    """Answer to a search by document.

    Attributes:
        answer: the search; its hits are those of `rows`, its total counts all pages that match.
        total: documents with pages that match, also those beyond `rows`.
        rows: the documents, in the order asked for, each with its best hits.
    """

    answer: SearchAnswer
    total: int
    rows: tuple[DocumentHits, ...]
