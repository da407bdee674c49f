"""Where a page matches: the words to box, and the words around the first of them."""

from __future__ import annotations

from collections.abc import Iterable

from readingroom.engines.fulltext.match import Span
from readingroom.model.geometry import Box
from readingroom.model.words import Words, line_boxes

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


def snippet(words: Words, spans: list[Span]) -> tuple[str, tuple[tuple[int, int], ...], Span]:
    """Return the words around the first match as on the page, lines joined, and each match's (start, end) in them.

    Without a match the page's first words are returned. The last thing returned is which words they are: the first, and
    the one after the last.
    """
    if not len(words):
        return "", (), (0, 0)
    first, last = spans[0] if spans else (0, 0)
    begin, end = first, last
    while begin > 0 and first - begin < BEFORE and _length(words, begin - 1, end) <= LONGEST:
        begin -= 1
    while end + 1 < len(words) and _length(words, begin, end + 1) <= LONGEST:
        end += 1
    base = words.starts[begin]
    marks = tuple(
        (words.starts[max(start, begin)] - base, words.ends[min(stop, end)] - base)
        for start, stop in spans
        if start <= end and stop >= begin
    )
    return words.text[base : words.ends[end]].replace("\n", " "), marks, (begin, end + 1)


def _length(words: Words, begin: int, end: int) -> int:
    return words.ends[end] - words.starts[begin]
