"""The words of a page as runs to show: plain, found, doubtful, or chosen by a link."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from readingroom.model.answers import PageText
from readingroom.model.geometry import Box
from readingroom.model.layout import Block
from readingroom.model.words import Words, line_boxes
from readingroom.reading.fitted import threshold
from readingroom.reading.flow import in_line
from readingroom.web.templates import page_text

#: Below this likelihood of being right a word is dotted: a mark to look closer, never a filter (`reading/quality.toml`
#: says how many words that marks, and how many of these are wrong).
DOUBT = threshold("doubt")

#: Hits are looked up by the row of the page in which they stand, so that a page full of hits stays quick.
_ROWS = 100

_RANGE = re.compile(r"([0-9]{1,6})-([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class Run:
    """Words that are shown alike, with the space or line break after them.

    Attributes:
        text: as on the page.
        hit: number of the hit from 1, or 0.
        doubt: the engine was not sure.
        chosen: the link points at these words.
        decision: number of the correction that put them there, or 0.
        disputed: number of the word, from 1, if the second engine read something else there; 0 otherwise.
        covered: number of the word, from 1, if something covers the page right after it; 0 otherwise.
    """

    text: str
    hit: int = 0
    doubt: bool = False
    chosen: bool = False
    decision: int = 0
    disputed: int = 0
    covered: int = 0


@dataclass(frozen=True, slots=True)
class Marks:
    """What is shown of words beside their letters.

    Attributes:
        hits: the hits, each as its boxes.
        chosen: words that the link points at.
        corrected: for words that a person put there, the number of the correction.
        disputed: words where the second engine read something else, and what it read (empty for nothing).
        covered: words after which something covers the page.
    """

    hits: Sequence[Sequence[Box]] = ()
    chosen: range = range(0)
    corrected: Mapping[int, int] = field(default_factory=dict)
    disputed: Mapping[int, str] = field(default_factory=dict)
    covered: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of the page that belong together: a paragraph, a head, a note; or the rows of a table.

    Attributes:
        kind: as blocks have it, `table` for a table.
        lines: its lines, each as runs; none for a table.
        rows: of a table: for each of its columns the lines of the cell.
        language: ISO 639-1 code, or empty when unknown.
    """

    kind: str
    lines: tuple[list[Run], ...] = ()
    rows: tuple[tuple[tuple[list[Run], ...], ...], ...] = ()
    language: str = ""


def groups(words: Words, blocks: Sequence[Block], marks: Marks) -> Iterator[Group]:
    """Return the lines of the page by blocks; all texts together are the page's text. See `lines`."""
    number = _hit_numbers(words, marks.hits)
    table: list[tuple[Block, tuple[list[Run], ...]]] = []
    for block in in_line(words, blocks):
        inside = tuple(_lines(words, number, marks, range(block.first, block.last + 1)))
        if table and block.table != table[-1][0].table:
            yield _table(table)
            table = []
        if block.table:
            table.append((block, inside))
        else:
            yield Group(block.kind, inside, language=block.language)
    if table:
        yield _table(table)


def _table(cells: Sequence[tuple[Block, tuple[list[Run], ...]]]) -> Group:
    """Return a table; cells that its file gives in another order stay in it, so that the text stays as it is."""
    columns = max(block.column for block, _lines in cells)
    rows: list[list[tuple[list[Run], ...]]] = []
    place = (0, 0)
    for block, inside in cells:
        if not rows or (block.row, block.column) <= place or block.row != place[0]:
            rows.append([()] * columns)
        rows[-1][block.column - 1] = inside
        place = (block.row, block.column)
    return Group("table", rows=tuple(tuple(row) for row in rows))


def chosen_words(text: str, words: Words) -> range:
    """Return the words that a link such as `12-18` (counted from 0, both included) names; none if it names no words."""
    match = _RANGE.fullmatch(text)
    if not match:
        return range(0)
    first, last = sorted((int(match[1]), int(match[2])))
    return range(first, min(last + 1, len(words)))


def chosen_boxes(words: Words, chosen: range) -> list[Box]:
    """Return boxes around the chosen words, one a line."""
    return line_boxes(words, chosen)


def lines(words: Words, marks: Marks) -> Iterator[list[Run]]:
    """Return the lines of the page in reading order, each as runs; all texts together are the page's text."""
    yield from _lines(words, _hit_numbers(words, marks.hits), marks, range(len(words)))


def disputed_in(page: PageText) -> dict[int, str]:
    """Return the words of a page, as it is shown, where the second engine read something else, and what it read.

    A person who corrected such a word or looked at it has settled it.
    """
    people = page.people
    if people is None:
        return {doubt.word: doubt.other for doubt in page.content.doubts}
    read = {low: index for index, (low, high) in enumerate(people.read) if low == high and index not in people.by}
    now = {read[doubt.word]: doubt.other for doubt in page.content.doubts if doubt.word in read}
    return {index: other for index, other in now.items() if index not in people.seen}


def _lines(words: Words, number: Mapping[int, int], marks: Marks, span: range) -> Iterator[list[Run]]:
    """Return the lines of some words that follow each other, with what parts the last one from the next word."""
    line: list[Run] = []
    start, kind = 0, None
    for index in span:
        sure = words.confidence[index]
        # NaN (born digital) is never below.
        this = (
            number.get(index, 0),
            sure < DOUBT,
            index in marks.chosen,
            marks.corrected.get(index, 0),
            index + 1 if index in marks.disputed else 0,
            index + 1 if index in marks.covered else 0,
        )
        begins = index > span.start and words.lines[index] != words.lines[index - 1]
        if kind is None:
            start = words.starts[index]
        elif this != kind or begins:
            end = words.ends[index - 1]
            line.append(Run(page_text(words.text[start:end]), *kind))
            # The space between two words that are shown differently is marked like neither.
            line.append(Run(words.text[end : words.starts[index]]))
            start = words.starts[index]
            if begins:
                yield line
                line = []
        kind = this
    if kind is not None:
        end = words.ends[span.stop - 1]
        after = words.starts[span.stop] if span.stop < len(words) else end
        line.append(Run(page_text(words.text[start:end]), *kind))
        yield [*line, Run(words.text[end:after])] if after > end else line


def _hit_numbers(words: Words, hits: Sequence[Sequence[Box]]) -> dict[int, int]:
    """Return the hit (from 1) that covers the middle of each word, for the words that have one."""
    rows: dict[int, list[tuple[int, Box]]] = {}
    for number, hit in enumerate(hits, 1):
        for box in hit:
            for row in range(int(box.top * _ROWS), int(box.bottom * _ROWS) + 1):
                rows.setdefault(row, []).append((number, box))
    found: dict[int, int] = {}
    for index in range(len(words)) if rows else ():
        left, top, right, bottom = words.boxes[4 * index : 4 * index + 4]
        across, down = (left + right) / 2, (top + bottom) / 2
        for number, box in rows.get(int(down * _ROWS), ()):
            if box.left <= across <= box.right and box.top <= down <= box.bottom:
                found[index] = number
                break
    return found
