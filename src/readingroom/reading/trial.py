"""The text layer of a page on trial: do its letters say what the page shows?

Shown words of a layer stand where their ink is (`reading/hidden.py`), so they can't be shifted, made up or left over
from another page. They can still lie: what a glyph is called and what it draws are two entries in the file. So each
glyph is read once where the page shows it, in a line with its neighbours, and only then believed. Lines are chosen so
that few of them show all glyphs that are not known yet; a page of known glyphs is not read at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from readingroom.engines.dictionary import is_word
from readingroom.engines.ocr.line import LineRecogniser, is_readable
from readingroom.engines.pdf_glyphs import Key
from readingroom.engines.pdf_page import PdfPage
from readingroom.reading.align import aligned, alike, firm, fold, settled
from readingroom.reading.evidence import LEAST_READINGS, Evidence, Tally
from readingroom.reading.layer import MOST_GARBAGE, Layer, Letters
from readingroom.reading.lines import Piece, around, pieces, upright

Verdict = Literal["good", "garbage", "encoding"]

#: Words with a letter that is not what it claims may be this share of a page: they alone are read off its image. Beyond
#: it the whole page is read anew.
MOST_MENDED = 0.15

#: Resolution at which lines are read, the finer one for print whose lines are lower than so many points, and the one at
#: which single words are looked at again.
DPI, FINE_DPI, SMALL_PRINT, AGAIN_DPI = 150.0, 250.0, 7.0, 320.0

#: Words of a second reading that are less sure than this tell nothing.
SURE = 0.8

#: Pieces of fewer letters are read only when nothing else shows a glyph: they have few neighbours to go by. What they
#: are read as counts against a glyph only when it is as long and surer than this.
LEAST_LETTERS, SHORT_SURE = 4, 0.95

#: Signs that a letter may be read as: others are too like specks and dashes.
SIGNS = "€$£¥%&@#+=<>"

#: A glyph that is still open is looked for in so many lines more.
MORE_LINES = 3

#: Most lines that are read of one page: every line of the densest real one.
MOST_LINES = 400

#: A line is read otherwise when of at least so many letters at least this share differ; so many such lines, which hold
#: more than half of the letters that were read, make a layer of another encoding whatever single glyphs say.
LEAST_LINE, OTHERWISE, OTHER_LINES = 8, 0.5, 2

#: Letters that no glyph claims may be this share of what was read, and so many (specks, misreadings).
MOST_GROWN, FEW_GROWN = 0.02, 4

#: Glyphs that could not be read may draw this share of a page's letters; beyond it, at least this share of its words
#: must be known words.
MOST_UNREAD, LEAST_KNOWN = 0.05, 0.5

#: Lines of which this share are letters that the recogniser does not know are read all the same, so many of them. They
#: are of another encoding when so many words of three letters or more are read that a dictionary knows, and this share
#: of all that are read; or when so many signs of scripts that have no letters like ours, each met twice or oftener, are
#: mostly read as one and the same letter each.
FOREIGN_SHARE, FOREIGN_LINES, FOREIGN_KNOWN, KNOWN_SHARE, FOREIGN_SIGNS, SIGNS_SHARE = 0.5, 10, 3, 0.4, 4, 0.7

#: Unicode's categories of what is no letter: private use, control, unassigned.
_NO_LETTERS = ("Co", "Cc", "Cn")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a trial found.

    Attributes:
        verdict: on the letters of the layer.
        whole: whether the layer is rejected as a whole; if not, only the words of `doubted` are not believed.
        lines: how many lines were read for it.
        doubted: numbers of the words (in the layer's words) with a letter that is not what it claims.
        believed: for each of `Layer.letters`, whether it is what it claims.
        unproven: numbers of the words with a letter that nothing speaks against, but that was never read as what it
            claims: too rare, too small, of a script that can't be read.
        unread: share of the letters whose glyphs could not be read.
        wrong: glyphs that draw another letter than they claim.
    """

    verdict: Verdict
    whole: bool = False
    lines: int = 0
    doubted: tuple[int, ...] = ()
    believed: npt.NDArray[np.bool_] | None = None
    unproven: tuple[int, ...] = ()
    unread: float = 0.0
    wrong: tuple[Key, ...] = ()


def try_layer(page: PdfPage, layer: Layer, evidence: Evidence, reader: Callable[[], LineRecogniser]) -> Finding:
    """Judge the shown words of a layer.

    Args:
        page: the open page.
        layer: its layer.
        evidence: what is known of glyphs; what is found out here is added.
        reader: gives what reads lines; called only when one must be read.
    """
    if layer.garbage > MOST_GARBAGE:
        return Finding("garbage", whole=True)
    letters = layer.letters
    if letters is None or not letters.places.size:
        return Finding("good")
    possible = page.possible_glyphs(letters.characters, letters.places, _is_judged, _is_sign)
    if possible is not None and possible <= evidence.proven and not _false_signs(page, letters, evidence).any():
        return Finding("good")
    glyphs = page.glyphs(letters.characters, letters.places, _is_judged)
    keys, glyph = glyphs.keys, glyphs.numbers
    judged = {at for at, key in enumerate(keys) if _is_judged(key[0])}
    foreign_all = {at for at, key in enumerate(keys) if _is_foreign(key[0])}
    counts = np.bincount(glyph, minlength=len(keys))
    judged = {at for at in judged if counts[at]}
    wanted = {at for at in judged if evidence.is_open(keys[at])}
    foreign = {at for at in foreign_all if evidence.is_open(keys[at])}
    signs = {at for at in foreign if unicodedata.category(keys[at][0]) == "Lo"}
    among = np.isin(glyph, list(foreign))
    boxes = letters.characters.boxes[letters.places]
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    trial = _Trial(page, glyph=glyph, middles=middles, signs=signs, foreign=among, reader=reader)
    if wanted or foreign:
        lines = pieces(letters, page.sheet)
        if foreign and trial.is_latin([line for line in lines if among[line.letters].mean() >= FOREIGN_SHARE]):
            return Finding("encoding", whole=True, lines=trial.count)
        trial.read(lines, wanted)
        evidence.keep({keys[at]: trial.tallies[at] for at in wanted})
        evidence.leave({keys[at] for at in foreign})
    wrong = {at for at in judged if keys[at] in evidence.wrong}
    wrong |= {at for at in wanted if trial.tallies[at].wrong or trial.tallies[at].suspect}
    # Of glyphs whose drawing is not known each letter may be another one: a reading proves that one alone.
    proven = {at for at in judged if keys[at] in evidence.proven}
    read = proven | {at for at in wanted if trial.tallies[at].proven}
    unread = sum(int(counts[at]) for at in judged - read) / max(int(counts.sum()), 1)
    if trial.is_lost() or (not wrong and unread > MOST_UNREAD and known_words(layer) < LEAST_KNOWN):
        return Finding(_kind(keys[at] for at in wrong), whole=True, lines=trial.count, unread=unread)
    false = _false_signs(page, letters, evidence)
    doubted = wrong | (judged - read) if wrong or false.any() else set[int]()
    unproven = (judged - proven - doubted) | foreign_all
    if not wrong and not false.any():
        return Finding("good", lines=trial.count, unproven=_words(letters, glyph, unproven), unread=unread)
    # Where one glyph was caught lying, all others are believed only when they were read as what they claim.
    believed = ~np.isin(glyph, list(doubted)) & ~false
    words = tuple(np.unique(letters.word[~believed]).tolist())
    whole = len(words) > MOST_MENDED * len(layer.words)
    named = tuple(keys[at] for at in sorted(wrong))
    return Finding(_kind(named), whole, trial.count, words, believed, _words(letters, glyph, unproven), unread, named)


def _words(letters: Letters, glyph: npt.NDArray[np.int64], chosen: set[int]) -> tuple[int, ...]:
    """Return the numbers of the words with a letter that one of the chosen glyphs draws."""
    return tuple(np.unique(letters.word[np.isin(glyph, list(chosen))]).tolist())


def _false_signs(page: PdfPage, letters: Letters, evidence: Evidence) -> npt.NDArray[np.bool_]:
    """Return which letters claim to be a sign and are drawn as a proven letter; no reading tells signs."""
    possible = page.possible_signs(letters.characters, letters.places, _is_sign)
    likely = {sign for sign, digest in possible if evidence.is_false_sign(sign, digest)}
    if not likely:
        return np.zeros(letters.places.size, np.bool_)
    found = page.glyphs(letters.characters, letters.places, likely.__contains__)
    false = [at for at, key in enumerate(found.keys) if key[0] in likely and evidence.is_false_sign(*key)]
    return np.isin(found.numbers, false)


@lru_cache(maxsize=65536)
def _is_sign(claimed: str) -> bool:
    """Whether this is punctuation or a symbol."""
    return bool(claimed) and unicodedata.category(claimed)[0] in "PS"


@lru_cache(maxsize=65536)
def _is_judged(claimed: str) -> bool:
    """Whether reading can tell if a glyph draws this: letters and figures that can be read, and what is no letter."""
    if not claimed:
        return False
    return _is_garbage(claimed) or (unicodedata.category(claimed)[0] in "LN" and is_readable(ord(claimed)))


@lru_cache(maxsize=65536)
def _is_foreign(claimed: str) -> bool:
    """Whether a letter is of a script that the recogniser does not read."""
    return bool(claimed) and unicodedata.category(claimed)[0] in "LN" and not is_readable(ord(claimed))


def _is_garbage(claimed: str) -> bool:
    return claimed == "\ufffd" or unicodedata.category(claimed) in _NO_LETTERS


def _kind(wrong: Iterable[Key]) -> Verdict:
    """Return what is wrong with a layer that has these wrong glyphs."""
    return "garbage" if any(_is_garbage(key[0]) for key in wrong) else "encoding"


class _Trial:
    """The reading of some lines of one page."""

    def __init__(
        self,
        page: PdfPage,
        *,
        glyph: npt.NDArray[np.int64],
        middles: npt.NDArray[np.float64],
        signs: set[int],
        foreign: npt.NDArray[np.bool_],
        reader: Callable[[], LineRecogniser],
    ) -> None:
        """Prepare.

        Args:
            page: the open page.
            glyph: number of the glyph that draws each letter.
            middles: n x 2; middle of each letter.
            signs: numbers of those that claim a sign of a script without small and capital letters.
            foreign: for each letter, whether it claims one that the recogniser does not know.
            reader: gives what reads lines.
        """
        self._page, self._glyph, self._reader = page, glyph, reader
        self._wanted: set[int] = set()
        self._middles, self._signs, self._foreign = middles, signs, foreign
        self.tallies: dict[int, Tally] = defaultdict(Tally)
        self.count = 0
        self._read = self._lines_off = self._letters_off = self._grown = 0

    def read(self, lines: list[Piece], wanted: set[int]) -> None:
        """Read until all wanted glyphs are settled, or no line is left that shows them, or the layer is lost."""
        self._wanted = wanted
        holds: dict[int, list[int]] = defaultdict(list)
        for number, line in enumerate(lines):
            for at in set(self._glyph[line.letters].tolist()) & self._wanted:
                holds[at].append(number)
        left = set(range(len(lines)))
        for _round in range(1 + MORE_LINES):
            for number in _cover(self._open(), holds, lines, left):
                left.discard(number)
                self._look(lines[number], FINE_DPI if self._is_small(lines[number]) else DPI)
                if self.count >= MOST_LINES or self.is_lost():
                    return
        # What stands only once is looked at again, larger: the same error twice is none of the reading.
        for number in _cover(self._open(), holds, lines, set(range(len(lines)))):
            self._look(lines[number], AGAIN_DPI)
            if self.is_lost():
                return

    def is_latin(self, lines: list[Piece]) -> bool:
        """Whether lines of foreign letters show ours: words of a language that we know, or signs that stand for one."""
        found: list[str] = []
        for line in sorted(lines, key=lambda one: -len(one.text))[:FOREIGN_LINES]:
            found += [_bare(word) for word, sure in self._look(line, DPI) if sure >= SURE]
        found = [word for word in found if len(word) > 2 and word.isalpha()]  # noqa: PLR2004  # shorter ones tell nothing
        known = sum(map(is_word, found))
        if known >= FOREIGN_KNOWN and known >= KNOWN_SHARE * len(found):
            return True
        signs = [self.tallies[at] for at in set(self._glyph.tolist()) if at in self.tallies and at in self._signs]
        signs = [tally for tally in signs if tally.others.total() >= LEAST_READINGS]
        return len(signs) >= FOREIGN_SIGNS and sum(tally.wrong for tally in signs) >= SIGNS_SHARE * len(signs)

    def _words(self, line: Piece, dpi: float) -> list[tuple[str, float]]:
        self.count += 1
        part = around(line, self._page.sheet)
        return self._reader().line(upright(self._page.draw_part(dpi, part), line))

    def _open(self) -> set[int]:
        return {at for at in self._wanted if not (self.tallies[at].proven or self.tallies[at].wrong)}

    def is_lost(self) -> bool:
        """Whether lines are read so differently that single glyphs need not be asked."""
        off = self._lines_off >= OTHER_LINES and self._letters_off > self._read / 2
        return off or self._grown > max(FEW_GROWN, MOST_GROWN * self._read)

    def _is_small(self, line: Piece) -> bool:
        box, sheet = line.box, self._page.sheet
        high = (box.right - box.left) * sheet.width if line.turn % 2 else (box.bottom - box.top) * sheet.height
        return high < SMALL_PRINT

    def _look(self, line: Piece, dpi: float) -> list[tuple[str, float]]:
        words = self._words(line, dpi)
        read = "".join(word for word, _sure in words)
        sure = [sure >= SURE for word, sure in words for _letter in word]
        pairs = aligned(line.text, read)
        same = {at for at, to in pairs if at >= 0 and to >= 0 and alike(line.text[at], read[to])}
        told = sum(one and letter.isalnum() for letter, one in zip(read, sure, strict=True))
        if told >= LEAST_LETTERS and self._foreign[line.letters].mean() < FOREIGN_SHARE:
            self._read += len(line.text)
            if len(line.text) >= LEAST_LINE and len(pairs) - len(same) >= OTHERWISE * len(line.text):
                self._lines_off += 1
                self._letters_off += len(line.text)
        short = len(line.text) < LEAST_LETTERS
        if short and (len(read) != len(line.text) or min((one for _word, one in words), default=0.0) < SHORT_SURE):
            sure = [False] * len(read)
        alone = not self._is_crowded(line)
        spaces = set(np.cumsum([len(word) for word, _sure in words]).tolist())
        last = -1
        placed = settled(pairs)
        for (at, to), solid, clear in zip(pairs, firm(pairs, line.text, read), placed, strict=True):
            if at < 0 and solid and alone and sure[to] and read[to].isalpha():
                self._grown += self._foreign[line.letters].mean() < FOREIGN_SHARE
                beside = ({last} if to not in spaces else set()) | ({last + 1} if to + 1 not in spaces else set())
                for place in beside & set(range(len(line.text))):
                    self.tallies[int(self._glyph[line.letters[place]])].grown[fold(read[to])] += 1
            elif at >= 0 and (to < 0 or sure[to]) and (alone or _held(same, at)):
                self._count(line, at, read[to] if to >= 0 else "", solid=solid, clear=clear)
            last = at if at >= 0 else last
        return words

    def _is_crowded(self, line: Piece) -> bool:
        """Whether letters of other pieces (raised figures) stand within a line, so that more is read than it holds."""
        box = line.box
        inside = (self._middles > (box.left, box.top)) & (self._middles < (box.right, box.bottom))
        return int(inside.all(1).sum()) > len(line.text)

    def _count(self, line: Piece, at: int, read: str, *, solid: bool, clear: bool) -> None:
        tally = self.tallies[int(self._glyph[line.letters[at]])]
        if not read:
            tally.lost += 1
        elif alike(line.text[at], read):
            tally.same += clear
            tally.near += not clear
        elif solid and (read.isalnum() or read in SIGNS):
            tally.others[fold(read)] += 1


def _held(same: set[int], at: int) -> bool:
    """Whether a letter and those beside it were read as what they claim."""
    return {at - 1, at, at + 1} <= same


def _cover(glyphs: set[int], holds: dict[int, list[int]], lines: list[Piece], left: set[int]) -> Iterator[int]:
    """Yield lines that together show all these glyphs, as few as a greedy choice finds."""
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


def known_words(layer: Layer) -> float:
    """Return the share of the layer's words of letters that a dictionary knows; 1 when there are none."""
    words = list(map(_bare, layer.words))
    words = [word for word in words if len(word) > 2 and word.isalpha()]  # noqa: PLR2004  # shorter ones tell nothing
    return sum(map(is_word, words)) / len(words) if words else 1.0


def _bare(word: str) -> str:
    """Return a word without the marks around it, in small letters."""
    return re.sub(r"^\W+|\W+$", "", word).casefold()
