"""Quotations over what is printed beside the text, not in it: the numbers of the lines of a transcript."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from readingroom.citing.check import Checked, check
from readingroom.citing.effort import Effort
from readingroom.model.answers import PageText
from readingroom.model.words import Words, words_from


def line_numbers(page: PageText) -> frozenset[int]:
    """Return the words of a page, as it is shown, that the reading took for numbers of its lines."""
    read = {
        word for block in page.content.blocks if block.kind == "number" for word in range(block.first, block.last + 1)
    }
    people = page.people
    if people is None or not read:
        return frozenset(read)
    return frozenset(
        index
        for index, (first, last) in enumerate(people.read)
        if index not in people.by and read.issuperset(range(first, last + 1))
    )


def check_over(
    asked: str,
    page: Words,
    numbers: frozenset[int],
    *,
    covered: frozenset[int] = frozenset(),
    settled: Container[int] = frozenset(),
    effort: Effort | None = None,
) -> Checked:
    """Look for a quotation on a page as `check` does; if it is not there, also without the numbers of the lines.

    Args:
        asked: the quotation.
        page: the words of the page as people corrected them.
        numbers: which of these number a line (`line_numbers`).
        covered: as `covered_after` gives it.
        settled: words that a person put there.
        effort: what comparing may still cost.
    """
    found = check(asked, page, covered, settled, effort)
    if found.verdict != "not_found" or not numbers or len(numbers) >= len(page):
        return found
    kept = [index for index in range(len(page)) if index not in numbers]
    places = {index: place for place, index in enumerate(kept)}
    text = words_from((page.word(at), page.box(at), page.confidence[at], page.lines[at]) for at in kept)
    # what is covered after a number is covered after the word before it
    gaps = frozenset(sum(word <= gap for word in kept) - 1 for gap in covered)
    put = frozenset(places[index] for index in kept if index in settled)
    other = check(asked, text, gaps, put, effort)
    if other.verdict == "not_found" and other.share <= found.share:
        return replace(found, whole=found.whole and other.whole)

    def there(place: int) -> int:
        return kept[place] if place >= 0 else place

    told = tuple(replace(one, first=there(one.first), last=there(one.last)) for one in other.differences)
    return replace(other, first=there(other.first), last=there(other.last), differences=told)
