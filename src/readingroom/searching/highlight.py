"""Where a page matches: the words to box, and the words around the first of them."""

from __future__ import annotations

from collections.abc import Iterable

from readingroom.engines.fulltext.match import PageTerms, Span
from readingroom.model.geometry import Box
from readingroom.model.terms import Plan
from readingroom.model.words import Words, line_boxes
from readingroom.searching.cut import cut

#: Words before the first match in a snippet.
BEFORE = 10

#: Longest snippet, in characters; a match itself is never cut.
LONGEST = 240


def places(words: Words, plan: Plan, file: str) -> list[Span]:
    """Return the matches on a page as (first word, last word), in order; matches that share a word are one."""
    tokens = cut(words)
    found = PageTerms(tokens, file).spans(plan)
    return merged((tokens.first[start], tokens.last[end]) for start, end in found)


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


def snippet(words: Words, spans: list[Span]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the words around the first match as on the page, lines joined, and each match's (start, end) in them.

    Without a match the page's first words are returned.
    """
    if not len(words):
        return "", ()
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
    return words.text[base : words.ends[end]].replace("\n", " "), marks


def _length(words: Words, begin: int, end: int) -> int:
    return words.ends[end] - words.starts[begin]
