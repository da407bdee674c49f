"""The text layer of a page on trial: do its letters say what the page shows?

Shown words of a layer stand where their ink is (`reading/hidden.py`), so they can't be shifted, made up or left over
from another page. They can still lie: what a glyph is called and what it draws are two entries in the file. So each
glyph is read once where the page shows it, in a line with its neighbours, and only then believed. Lines are chosen so
that few of them show all glyphs that are not known yet; a page of known glyphs is not read at all.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from readingroom.engines.dictionary import is_word
from readingroom.engines.ocr.line import LineRecogniser, is_readable
from readingroom.engines.pages import Pixels
from readingroom.engines.pdf_page import PdfPage
from readingroom.reading.align import aligned, fold
from readingroom.reading.evidence import Evidence, Key, Tally, key_of
from readingroom.reading.layer import Layer
from readingroom.reading.lines import Piece, crop, pieces

Verdict = Literal["good", "garbage", "encoding"]

#: A layer with a larger share of garbage is not looked at further (guide: private use, replacement, controls).
MOST_GARBAGE = 0.2

#: Resolution at which lines are read, and the finer one for print whose letters are lower than so many points.
DPI, FINE_DPI, SMALL_PRINT = 150.0, 250.0, 7.0

#: Words of a second reading that are less sure than this tell nothing.
SURE = 0.8

#: Pieces of fewer letters are read only when nothing else shows a glyph: a lone letter has no neighbours to go by.
LEAST_LETTERS = 4

#: A glyph that is still open is looked for in so many lines more.
MORE_LINES = 3

#: Most lines that are read of one page: every line of the densest real one.
MOST_LINES = 400

#: A line is read otherwise when of so many letters at least this share differ; so many such lines, which are more than
#: half of all that was read, make a layer of another encoding whatever single glyphs say.
LEAST_LINE, OTHERWISE, OTHER_LINES = 8, 0.5, 2

#: Letters that no glyph claims may be this share of what was read, and so many (specks, hyphens, misreadings).
MOST_GROWN, FEW_GROWN = 0.02, 4

#: Glyphs that could not be read may draw this share of a page's letters; beyond it, at least this share of its words
#: must be known words.
MOST_UNREAD, LEAST_KNOWN = 0.05, 0.5


@dataclass(slots=True)
class Finding:
    """What a trial found.

    Attributes:
        verdict: on the letters of the layer.
        lines: how many lines were read for it.
        wrong: letters that glyphs claim but don't draw, with what they were read as.
        unread: share of the letters whose glyphs could not be read.
    """

    verdict: Verdict
    lines: int = 0
    wrong: dict[Key, Tally] = field(default_factory=dict)
    unread: float = 0.0


def try_layer(page: PdfPage, layer: Layer, evidence: Evidence, reader: Callable[[], LineRecogniser]) -> Finding:
    """Judge the shown words of a layer.

    Args:
        page: the open page.
        layer: its layer.
        evidence: what is known of glyphs; what is found out here is added.
        reader: gives what reads lines; called only when one must be read.
    """
    if layer.garbage > MOST_GARBAGE:
        return Finding("garbage")
    letters = layer.letters
    if letters is None or not letters.places.size:
        return Finding("good")
    glyphs = page.glyphs(letters.characters)
    marks = glyphs.marks[letters.places]
    numbers, inverse, counts = np.unique(marks, return_inverse=True, return_counts=True)
    keys = [key_of(glyphs, mark) if mark >= 0 else ("", "", 0, 0) for mark in numbers.tolist()]
    judged = np.array([_is_judged(key[1]) for key in keys], np.bool_)
    if any(key in evidence.wrong for key in keys):
        return Finding(_kind(key for key in keys if key in evidence.wrong))
    wanted = {at for at in np.flatnonzero(judged).tolist() if evidence.is_open(keys[at])}
    if not wanted:
        return Finding("good")
    trial = _Trial(page, pieces(letters, page.sheet), inverse, keys, wanted, reader)
    trial.read()
    evidence.keep({keys[at]: trial.tallies[at] for at in wanted})
    return trial.finding(counts, layer)


def _is_judged(claimed: str) -> bool:
    """Whether reading can tell if a glyph draws this: letters and figures that can be read, and what is no letter."""
    if not claimed:
        return False
    category = unicodedata.category(claimed)
    return category in _GARBAGE or (category[0] in "LN" and is_readable(ord(claimed)))


_GARBAGE = ("Co", "Cc", "Cn", "So") if False else ("Co", "Cc", "Cn")


def _kind(keys: Iterable[Key]) -> Verdict:
    """Return what is wrong with a layer that has these wrong glyphs."""
    return "garbage" if any(_is_garbage(key[1]) for key in keys) else "encoding"


def _is_garbage(claimed: str) -> bool:
    return claimed == "\ufffd" or unicodedata.category(claimed) in _GARBAGE


class _Trial:
    """The reading of some lines of one page."""

    def __init__(
        self,
        page: PdfPage,
        lines: list[Piece],
        glyph: np.ndarray,
        keys: list[Key],
        wanted: set[int],
        reader: Callable[[], LineRecogniser],
    ) -> None:
        self._page, self._lines, self._glyph, self._keys, self._wanted = page, lines, glyph, keys, wanted
        self._reader = reader
        self.tallies: dict[int, Tally] = defaultdict(Tally)
        self._images: dict[float, Pixels] = {}
        self.count = 0
        self._otherwise = self._letters = self._odd_letters = self._grown = 0

    def read(self) -> None:
        """Read until all wanted glyphs are settled, or no line is left that shows them, or the layer is lost."""
        holds: dict[int, list[int]] = defaultdict(list)
        for number, line in enumerate(self._lines):
            for at in set(self._glyph[line.letters].tolist()) & self._wanted:
                holds[at].append(number)
        left = set(range(len(self._lines)))
        for _round in range(1 + MORE_LINES):
            for number in _cover(self._open(), holds, self._lines, left):
                left.discard(number)
                self._look(self._lines[number], FINE_DPI if self._is_small(self._lines[number]) else DPI)
                if self.count >= MOST_LINES or self._is_lost():
                    return
        # What stands only once is looked at again, larger: the same error twice is none of the reading.
        for number in _cover(self._open(), holds, self._lines, set(range(len(self._lines)))):
            self._look(self._lines[number], FINE_DPI * 1.3)
            if self._is_lost():
                return

    def _open(self) -> set[int]:
        return {at for at in self._wanted if not (self.tallies[at].proven or self.tallies[at].wrong)}

    def _is_lost(self) -> bool:
        wrong = sum(tally.wrong for tally in self.tallies.values())
        return wrong >= 3 or (self._otherwise >= 2 * OTHER_LINES and self._odd_letters > 0.8 * self._letters)

    def _is_small(self, line: Piece) -> bool:
        size = self._page.sheet.width if line.turn % 2 else self._page.sheet.height
        extent = line.box.right - line.box.left if line.turn % 2 else line.box.bottom - line.box.top
        return extent * size < SMALL_PRINT

    def _look(self, line: Piece, dpi: float) -> None:
        if dpi not in self._images:
            self._images[dpi] = self._page.draw(dpi)
        words = self._reader().line(crop(self._images[dpi], line))
        self.count += 1
        read = "".join(word for word, _sure in words)
        sure = [sure for word, sure in words for _letter in word]
        pairs = aligned(line.text, read)
        firm = _firm(pairs, line.text, read)
        same = sum(at >= 0 and to >= 0 and fold(line.text[at]) == fold(read[to]) for at, to in pairs)
        told = sum(one >= SURE and letter.isalnum() for letter, one in zip(read, sure, strict=True))
        if told >= LEAST_LETTERS:
            self._letters += len(line.text)
            if len(line.text) >= LEAST_LINE and len(pairs) - same >= OTHERWISE * len(line.text):
                self._otherwise += 1
                self._odd_letters += len(line.text)
        place = 0
        for (at, to), solid in zip(pairs, firm, strict=True):
            if at >= 0:
                place = at
            self._count_pair(line, at, to, place, read, sure, solid=solid)

    def _count_pair(
        self, line: Piece, at: int, to: int, place: int, read: str, sure: list[float], *, solid: bool
    ) -> None:
        if to >= 0 and sure[to] < SURE:
            return
        if at < 0:
            if solid and read[to].isalpha():
                self._grown += 1
                for near in (place, place + 1):
                    if near < len(line.text):
                        self.tallies[int(self._glyph[line.letters[near]])].grown[fold(read[to])] += 1
            return
        tally = self.tallies[int(self._glyph[line.letters[at]])]
        if to < 0:
            tally.lost += 1
        elif fold(line.text[at]) == fold(read[to]):
            tally.same += 1
        elif solid and read[to].isalnum() and (len(line.text) >= LEAST_LETTERS):
            tally.others[fold(read[to])] += 1

    def finding(self, counts: np.ndarray, layer: Layer) -> Finding:
        """Return what was found."""
        wrong = {self._keys[at]: self.tallies[at] for at in self._wanted if self.tallies[at].wrong}
        unread = sum(int(counts[at]) for at in self._open()) / max(int(counts.sum()), 1)
        if wrong:
            return Finding(_kind(wrong), self.count, wrong, unread)
        other = self._otherwise >= OTHER_LINES and self._odd_letters > self._letters / 2
        grown = self._grown > max(FEW_GROWN, MOST_GROWN * self._letters)
        if other or grown or (unread > MOST_UNREAD and known_words(layer) < LEAST_KNOWN):
            return Finding("encoding", self.count, wrong, unread)
        return Finding("good", self.count, wrong, unread)


def _cover(
    glyphs: set[int], holds: dict[int, list[int]], lines: list[Piece], left: set[int]
) -> Iterator[int]:
    """Yield lines that together show all these glyphs, as few as a greedy choice finds; long lines first."""
    shows: dict[int, set[int]] = defaultdict(set)
    for at in glyphs:
        for number in holds[at]:
            if number in left:
                shows[number].add(at)
    missing = {at for at in glyphs if any(number in left for number in holds[at])}
    while missing:
        best = max(shows, key=lambda number: (_worth(lines[number]) * len(shows[number] & missing), -number))
        yield best
        missing -= shows.pop(best)


def _worth(line: Piece) -> float:
    """Return how well a line serves: very short ones give no neighbours to go by, standing ones are read less well."""
    return (1.0 if len(line.text) >= LEAST_LETTERS else 0.2) * (0.7 if line.turn else 1.0)


def _firm(pairs: list[tuple[int, int]], one: str, other: str) -> list[bool]:
    """Return which pairs can be relied on: those that agree, and what stands alone between two that agree.

    In a longer run of changes letters may have been paired with the wrong ones; there only runs of the same length in
    both count, as they do when every letter is called by another name.
    """
    same = [at >= 0 and to >= 0 and fold(one[at]) == fold(other[to]) for at, to in pairs]
    firm = list(same)
    first = 0
    while first < len(pairs):
        if same[first]:
            first += 1
            continue
        last = first
        while last < len(pairs) and not same[last]:
            last += 1
        run = pairs[first:last]
        whole = all(at >= 0 and to >= 0 for at, to in run) or all(at < 0 for at, _to in run)
        firm[first:last] = [whole] * len(run)
        first = last
    return firm


def known_words(layer: Layer) -> float:
    """Return the share of the layer's words of letters that a dictionary knows."""
    words = [word.strip("().,;:!?\"'“”‘’[]").casefold() for word in layer.words]
    words = [word for word in words if len(word) > 2 and word.isalpha()]
    return sum(map(is_word, words)) / len(words) if words else 1.0
