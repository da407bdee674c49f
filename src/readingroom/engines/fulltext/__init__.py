"""Full text of pages, behind one protocol: which pages match a plan, and which terms there are.

Two back ends run one test body: tantivy (the default) and plain Python in memory (the reference).
An index holds terms and ids, never text; it can be deleted at any time and made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from readingroom.model.ids import FileId, PageId
from readingroom.model.terms import Plan, Tokens

#: Gives the tokens of pages, in the order asked for: for the few plans that an index alone can't decide.
TokensOf: TypeAlias = Callable[[Sequence[PageId]], Iterator[Tokens]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One page to be indexed; it replaces what the index held of that page."""

    page: PageId
    file: FileId
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Found:
    """Pages that match: how many, and those asked for with their scores, best first."""

    total: int
    hits: tuple[tuple[PageId, float], ...]


@dataclass(frozen=True, slots=True)
class Divided:
    """How the pages that match fall apart.

    Attributes:
        files: pages for each file.
        labels: pages for each label.
    """

    files: dict[FileId, int]
    labels: dict[str, int]


class FullText(Protocol):
    """Reads an index as it was at the last commit."""

    def refresh(self) -> None:
        """See what was committed since."""

    def count(self) -> int:
        """How many pages the index holds."""

    def search(self, plan: Plan, *, limit: int | None, offset: int = 0, tokens_of: TokensOf) -> Found:
        """Return the pages that match; all of them without a limit."""

    def divided(self, plan: Plan, *, tokens_of: TokensOf) -> Divided:
        """Return how many of the pages that match stand in each file and have each label."""

    def terms(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return up to `most` terms that begin so, with their number of pages, the most frequent first."""

    def near_terms(self, term: str, distance: int, most: int) -> list[tuple[str, int]]:
        """Return terms at most `distance` (1 or 2) letters away, swapped neighbours counting one, nearest first."""

    def frequency(self, term: str) -> int:
        """How many pages hold the term."""


class FullTextWriter(Protocol):
    """Writes an index; one at a time."""

    def add(self, entries: Sequence[Entry]) -> None:
        """Put pages into the index; seen by readers after the next commit."""

    def remove(self, pages: Sequence[PageId]) -> None:
        """Take pages out of the index; seen by readers after the next commit."""

    def commit(self) -> None:
        """Make everything so far durable and visible."""

    def close(self) -> None:
        """Stop; what was not committed is lost."""
