"""An index in memory, in plain Python: the reference that the real engine is compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from readingroom.engines.fulltext import Divided, Entry, Found, TokensOf
from readingroom.engines.fulltext.match import PageTerms
from readingroom.model.ids import PageId
from readingroom.model.terms import Plan, Tokens


class InMemory:
    """Reader and writer in one; nothing is kept."""

    def __init__(self) -> None:
        """Start empty."""
        self._waiting: dict[PageId, Entry | None] = {}
        self._pages: dict[PageId, Entry] = {}

    def add(self, entries: Sequence[Entry]) -> None:
        """Put pages into the index at the next commit."""
        self._waiting.update({entry.page: entry for entry in entries})

    def remove(self, pages: Sequence[PageId]) -> None:
        """Take pages out at the next commit."""
        self._waiting.update(dict.fromkeys(pages))

    def commit(self) -> None:
        """Make everything so far visible."""
        for page, entry in self._waiting.items():
            self._pages.pop(page, None)
            if entry is not None:
                self._pages[page] = entry
        self._waiting.clear()

    def close(self) -> None:
        """Forget what was not committed."""
        self._waiting.clear()

    def refresh(self) -> None:
        """Nothing to do: readers see commits at once."""

    def count(self) -> int:
        """How many pages the index holds."""
        return len(self._pages)

    def search(self, plan: Plan, *, limit: int | None, offset: int = 0, tokens_of: TokensOf) -> Found:  # noqa: ARG002  # it holds the tokens itself
        """Return the pages that match; the score is the number of places."""
        hits = []
        for page, entry in self._pages.items():
            terms = PageTerms(entry.tokens, entry.file, entry.page)
            if terms.matches(plan):
                hits.append((page, float(len(terms.spans(plan)))))
        hits.sort(key=lambda hit: (-hit[1], hit[0]))
        return Found(len(hits), tuple(hits[offset:] if limit is None else hits[offset : offset + limit]))

    def divided(self, plan: Plan, *, tokens_of: TokensOf) -> Divided:  # noqa: ARG002  # it holds the tokens itself
        """Return how the pages that match fall apart."""
        fit = [entry for entry in self._pages.values() if PageTerms(entry.tokens, entry.file, entry.page).matches(plan)]
        labels = Counter(label for entry in fit for label in entry.tokens.labels)
        return Divided(dict(Counter(entry.file for entry in fit)), dict(labels))

    def _frequencies(self) -> Counter[str]:
        return Counter(term for entry in self._pages.values() for term in set(_all_terms(entry.tokens)))

    def terms(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return terms that begin so, the most frequent first."""
        found = [(term, count) for term, count in self._frequencies().items() if term.startswith(prefix)]
        return sorted(found, key=lambda item: (-item[1], item[0]))[:most]

    def near_terms(self, term: str, distance: int, most: int) -> list[tuple[str, int]]:
        """Return terms at most `distance` letters away, nearest first."""
        found = [(edits(term, other), other, count) for other, count in self._frequencies().items()]
        near = sorted((away, -count, other) for away, other, count in found if away <= distance)
        return [(other, -count) for _away, count, other in near[:most]]

    def frequency(self, term: str) -> int:
        """How many pages hold the term."""
        return self._frequencies()[term]


def _all_terms(tokens: Tokens) -> Iterator[str]:
    yield from tokens.terms
    yield from (term for term, _start, _end in tokens.extras)


def edits(one: str, other: str) -> int:
    """Return how many letters must be changed, added, dropped or swapped with their neighbour to make one the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1]
