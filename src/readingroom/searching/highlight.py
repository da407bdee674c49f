"""Where a page matches: the words to box, and the words around the first of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from readingroom.engines.fulltext.match import Span
from readingroom.model.geometry import Box
from readingroom.model.words import MARK, Words, line_boxes

#: Words before the first match in a snippet.
BEFORE = 10

#: Longest snippet, in characters; a match itself is never cut.
LONGEST = 240


def merged(spans: Iterable[Span]) -> list[Span]:
    """Join spans that share words."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def boxes(words: Words, spans: Iterable[Span]) -> tuple[Box, ...]:
    """Return a box for each match, one a line where it runs over lines."""
    return tuple(box for start, end in spans for box in line_boxes(words, range(start, end + 1)))


@dataclass(frozen=True, slots=True)
class Snippet:
    """Words of a page that follow each other, on one line, with a mark where something covers the page between them.

    Attributes:
        text: the words joined by spaces.
        first: the first of them.
        starts: for each of them its first character in `text`.
        ends: for each the character after its last.
    """

    text: str
    first: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @property
    def end(self) -> int:
        """The word after the last."""
        return self.first + len(self.starts)

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Return where words of the page, as far as they are shown, stand in the text."""
        return self.starts[max(first - self.first, 0)], self.ends[min(last - self.first, len(self.ends) - 1)]

    def marks(self, spans: Iterable[Span]) -> tuple[tuple[int, int], ...]:
        """Return where matches stand in the text, those that are not shown left out."""
        return tuple(self.place(*span) for span in spans if span[0] < self.end and span[1] >= self.first)


def snippet(words: Words, spans: Sequence[Span], covered: frozenset[int] = frozenset()) -> Snippet:
    """Return the words around the first match as on the page; without a match the page's first words.

    Args:
        words: of the page.
        spans: matches, first and last word each.
        covered: words after which something covers the page, -1 for before the first.
    """
    if not len(words):
        return Snippet("", 0, (), ())
    first, last = spans[0] if spans else (0, 0)
    begin, end = first, last
    while begin > 0 and first - begin < BEFORE and _length(words, begin - 1, end) <= LONGEST:
        begin -= 1
    while end + 1 < len(words) and _length(words, begin, end + 1) <= LONGEST:
        end += 1
    text = f"{MARK} " if begin - 1 in covered else ""
    starts, ends = [], []
    for index in range(begin, end + 1):
        starts.append(len(text))
        text += words.word(index)
        ends.append(len(text))
        text += f" {MARK} " if index in covered else " "
    return Snippet(text.rstrip(" "), begin, tuple(starts), tuple(ends))


def _length(words: Words, begin: int, end: int) -> int:
    return words.ends[end] - words.starts[begin]
