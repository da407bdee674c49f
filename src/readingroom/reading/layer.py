"""The words of a page's own text layer: those that the page as seen shows, and the places of those it does not."""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.engines.pdf_page import Characters, PdfPage
from readingroom.model.geometry import Box, clamped
from readingroom.model.page import Hidden, HiddenReason
from readingroom.model.words import BORN_DIGITAL, Words, words_from
from readingroom.reading.grid import meets
from readingroom.reading.hidden import DARK, Shown, covers, shown
from readingroom.reading.overlaps import lines_of
from readingroom.reading.strays import inkless

#: A word lies outside the page when its middle is more than this beyond the edge (fractions; half a point).
OUTSIDE = 0.001

#: A layer with a larger share of garbage is not looked at further (guide: private use, replacement, controls).
MOST_GARBAGE = 0.2

#: A word whose letters are all smaller than this (points) in both directions is a speck, not writing: the smallest
#: print in use, 4 points, has letters twice as high.
SPECK = 1.0


#: Quality of a word of the file of which a letter was never read as what it claims: too rare to be read surely, or of a
#: script that can't be read. Of 9,251 glyphs on 100 real pages none was another letter (`docs/decisions/0014`).
UNPROVEN = 0.99


@dataclass(frozen=True, slots=True)
class Unseen:
    """A word of the layer that the page does not show; it never leaves the stage.

    Attributes:
        word: its letters.
        place: number of the word in the layer.
        line: number of the line it stands in.
        box: where; cut to the page.
        reason: why it is not seen.
    """

    word: str
    place: int
    line: int
    box: Box
    reason: HiddenReason

    def __repr__(self) -> str:
        """Show everything but the word."""
        return f"Unseen(place={self.place}, line={self.line}, box={self.box}, reason={self.reason!r})"


@dataclass(frozen=True, slots=True)
class Letters:
    """The characters of the shown words as columns, in the order of the layer.

    Attributes:
        characters: the whole layer they are part of.
        places: number of each in that layer.
        word: number of the word each belongs to, never falling.
        line: number of the line each stands in.
    """

    characters: Characters
    places: npt.NDArray[np.int64]
    word: npt.NDArray[np.int64]
    line: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Layer:
    """What a text layer gave.

    Attributes:
        words: the words that are shown.
        unseen: the words that are not.
        garbage: share of the shown characters that are no letters of any script (private use, replacement, control).
        letters: the drawn characters of the words that are shown; None when there are none.
        image: the page as it was drawn at `reading/strays.py`'s DPI; None when it needed no look.
    """

    words: Words
    unseen: tuple[Unseen, ...]
    garbage: float
    letters: Letters | None = None
    image: Pixels | None = None

    @property
    def hidden(self) -> tuple[Hidden, ...]:
        """Where words are not shown, one place a line and reason."""
        return places(self.unseen)


def less_sure(words: Words, chosen: Sequence[int]) -> Words:
    """Return words of which the chosen ones stand in the file, but were not seen on the page letter by letter."""
    if not chosen:
        return words
    sure = array("f", words.confidence)
    for number in chosen:
        sure[number] = UNPROVEN
    return replace(words, confidence=sure)


def read_layer(page: PdfPage, *, careful: bool = False) -> Layer:
    """Read the text layer of a page. Words of which any character is not shown are dropped; only their place stays.

    Args:
        page: the open page.
        careful: judge every character the careful way (`reading/hidden.py`).
    """
    characters = page.characters()
    found = shown(page, characters, careful=careful)
    codes, drawn = characters.codes, characters.drawn
    starts, ends = _runs(characters)
    if not starts.size:
        return Layer(Words(), (), 0.0, None)
    runs = _Runs(starts, ends, _boxes(characters, starts, ends), lines_of(characters)[starts])
    edges = _edges(starts, ends)
    seen = np.logical_and.reduceat(np.append(found.seen, [True]), edges)[::2]
    seen &= np.logical_or.reduceat(np.append(drawn, [False]), edges)[::2]
    seen &= ~_specks(page, characters, starts, ends)
    silent, shown_runs = _silent(codes) | (found.echo & found.seen), runs.some(np.flatnonzero(seen))
    words, garbage, full = _columns(codes, silent, shown_runs)
    lost = np.flatnonzero(~seen)
    unseen = tuple(_unseen(page, characters, found, runs, lost)) if lost.size else ()
    return Layer(words, unseen, garbage, _letters(characters, silent, shown_runs, full), found.image)


def _letters(
    characters: Characters, silent: npt.NDArray[np.bool_], runs: _Runs, full: npt.NDArray[np.bool_]
) -> Letters:
    """Return the drawn characters of words; only runs that are `full` became words."""
    begun = np.zeros(len(characters.codes) + 1, np.int64)
    ended = begun.copy()
    begun[runs.starts], ended[runs.ends] = 1, 1  # a word ends where the next begins, at the earliest
    number = np.cumsum(begun)
    inside = (number - np.cumsum(ended))[:-1] > 0
    places = np.flatnonzero(inside & characters.drawn & ~silent)
    run = number[places] - 1
    return Letters(characters, places, (np.cumsum(full) - 1)[run], runs.lines[run])


@dataclass(frozen=True, slots=True)
class _Runs:
    """The words of a layer as columns: first and after-last character, box, number of the line."""

    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    boxes: npt.NDArray[np.float64]
    lines: npt.NDArray[np.int64]

    def some(self, chosen: npt.NDArray[np.int64]) -> _Runs:
        """Return the chosen ones."""
        return _Runs(self.starts[chosen], self.ends[chosen], self.boxes[chosen], self.lines[chosen])


def _edges(starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return start, end, start, end ... as `reduceat` takes them (the arrays have one guard more)."""
    return np.stack([starts, ends], 1).ravel()


def _runs(characters: Characters) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return first and after-last character of each word: a run without white space.

    pdfium joins a word that a line's end breaks, with a made-up hyphen between its halves and no line break: they are
    two words on two lines, each with its own box, as on the page.
    """
    codes, drawn = characters.codes, characters.drawn
    hyphen = (codes == ord("-")) & ~drawn
    inside = np.concatenate([[False], drawn | hyphen, [False]])
    # A made-up hyphen belongs to the word before it; what follows it begins anew.
    cut = np.concatenate([[False], hyphen, [False]])
    starts = np.flatnonzero(inside[1:] & (~inside[:-1] | cut[:-1]))
    ends = np.flatnonzero(inside[:-1] & (~inside[1:] | cut[:-1]))
    return starts, ends


def _boxes(
    characters: Characters, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Return the box around the drawn characters of each word."""
    low = np.where(characters.drawn[:, None], characters.boxes[:, :2], np.inf)
    high = np.where(characters.drawn[:, None], characters.boxes[:, 2:], -np.inf)
    edges = _edges(starts, ends)
    first = np.minimum.reduceat(np.vstack([low, [[np.inf, np.inf]]]), edges)[::2]
    last = np.maximum.reduceat(np.vstack([high, [[-np.inf, -np.inf]]]), edges)[::2]
    lone = ~np.isfinite(first).all(1)
    first[lone], last[lone] = 0, 0  # nothing but a made-up hyphen
    return np.hstack([first, last])


def _specks(
    page: PdfPage, characters: Characters, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Return which words are too small to be writing; dots and dashes may be as small as they like."""
    size = (characters.boxes[:, 2:] - characters.boxes[:, :2]) * (page.sheet.width, page.sheet.height)
    largest = np.where(characters.drawn, size.max(1), 0)
    found: npt.NDArray[np.bool_] = np.maximum.reduceat(np.append(largest, 0), _edges(starts, ends))[::2] < SPECK
    for index in np.flatnonzero(found).tolist():
        found[index] = any(chr(code).isalnum() for code in characters.codes[starts[index] : ends[index]].tolist())
    return found


def _silent(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Return which code points stand for nothing that could be seen: joiners, direction marks, tags."""
    found = np.zeros(len(codes), np.bool_)
    for index in np.flatnonzero(codes > 0x4FF).tolist():  # noqa: PLR2004  # none below, but the soft hyphen
        found[index] = unicodedata.category(chr(codes[index])) == "Cf"
    return found


def _columns(
    codes: npt.NDArray[np.uint32], silent: npt.NDArray[np.bool_], runs: _Runs
) -> tuple[Words, float, npt.NDArray[np.bool_]]:
    """Build words from runs of code points without the silent ones.

    Also returns the share of garbage in them, and which runs hold anything and so became words.
    """
    starts, ends, boxes, lines = runs.starts, runs.ends, runs.boxes, runs.lines
    inside = np.zeros(len(codes) + 1, np.int64)
    np.add.at(inside, starts, 1)
    np.add.at(inside, ends, -1)
    stays = (np.cumsum(inside)[:-1] > 0) & ~silent
    count = np.concatenate([[0], np.cumsum(stays)])
    sizes = count[ends] - count[starts]
    full = sizes > 0
    sizes, boxes, lines = sizes[full], boxes[full].clip(0, 1), lines[full]
    kept = codes[stays]
    garbage = _garbage(kept)
    firsts = np.concatenate([[0], np.cumsum(sizes + 1)])[:-1] if sizes.size else np.zeros(0, np.int64)
    lasts = firsts + sizes
    text = np.full(int(lasts[-1]) if sizes.size else 0, ord(" "), np.uint32)
    text[np.repeat(firsts - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes) + np.arange(len(kept))] = kept
    text[firsts[1:][np.diff(lines) > 0] - 1] = ord("\n")
    whole = text.astype("<u4").tobytes().decode("utf-32-le")
    if not unicodedata.is_normalized("NFC", whole):
        places_ = (clamped(*box) for box in boxes.tolist())
        spans = zip(firsts.tolist(), lasts.tolist(), places_, lines.tolist(), strict=True)
        rows = ((whole[first:last], box, BORN_DIGITAL, line) for first, last, box, line in spans)
        return words_from(rows), garbage, full
    nothing = np.full(len(sizes), BORN_DIGITAL, np.float32)
    found = Words(
        whole,
        array("I", firsts.astype(np.uint32).tobytes()),
        array("I", lasts.astype(np.uint32).tobytes()),
        array("f", boxes.astype(np.float32).tobytes()),
        array("f", nothing.tobytes()),
        array("I", lines.astype(np.uint32).tobytes()),
    )
    return found, garbage, full


def garbage_of(text: str) -> float:
    """Return the share of a text's letters that are no letters of any script."""
    return _garbage(np.array([ord(letter) for letter in text], np.uint32))


def _garbage(codes: npt.NDArray[np.uint32]) -> float:
    """Return the share of code points that are no letters of any script."""
    if not codes.size:
        return 0.0
    private = (codes >= 0xE000) & (codes <= 0xF8FF)  # noqa: PLR2004  # Unicode's private use
    control = (codes < 0x20) | ((codes >= 0x7F) & (codes < 0xA0))  # noqa: PLR2004  # Unicode's control characters
    return float((private | control | (codes == 0xFFFD)).mean())  # noqa: PLR2004  # replacement character


def _unseen(
    page: PdfPage, characters: Characters, found: Shown, runs: _Runs, lost: npt.NDArray[np.int64]
) -> Iterator[Unseen]:
    for number in lost.tolist():
        start, end = int(runs.starts[number]), int(runs.ends[number])
        blind = start + np.flatnonzero(~found.seen[start:end])
        left, top, right, bottom = runs.boxes[number].tolist()
        reason: HiddenReason = "invisible"
        if not -OUTSIDE <= (left + right) / 2 <= 1 + OUTSIDE or not -OUTSIDE <= (top + bottom) / 2 <= 1 + OUTSIDE:
            reason = "outside"
        elif (found.over | found.crowd)[blind].any() and _lies_under(page, runs.boxes[number], blind):
            reason = "covered"
        word = "".join(map(chr, characters.codes[start:end].tolist()))
        yield Unseen(word, number, int(runs.lines[number]), clamped(left, top, right, bottom), reason)


def _lies_under(page: PdfPage, box: npt.NDArray[np.float64], blind: npt.NDArray[np.int64]) -> bool:
    """Whether something hides a word that its own ink would show."""
    things = page.things
    objects = page.objects_at(blind)
    objects = objects[objects >= 0]
    if not objects.size or inkless(things.modes[objects]).any():
        return False
    if meets(things.mark_boxes, box).any():
        return True
    if covers(things, np.arange(len(things.others))[:, None], objects[None], box).any():
        return True
    # Other text alone covers only what would be seen without it.
    inks = page.inks[objects]
    return bool(((inks >= 0) & (inks <= DARK)).all())


def places(unseen: Iterable[Unseen]) -> tuple[Hidden, ...]:
    """Join neighbouring words of one line and reason into places; what the words were is forgotten."""
    return tuple(_merged(unseen))


def _merged(unseen: Iterable[Unseen]) -> Iterator[Hidden]:
    last: Unseen | None = None
    box, count = Box(0, 0, 0, 0), 0
    for word in unseen:
        if last and (word.place, word.line, word.reason) == (last.place + 1, last.line, last.reason):
            box, count = box.union(word.box), count + 1
        else:
            if last:
                yield Hidden(box, last.reason, count)
            box, count = word.box, 1
        last = word
    if last:
        yield Hidden(box, last.reason, count)


def quality(layer: Layer) -> float:
    """Return how far the layer's words can be trusted: 1 less the share of garbage (0..1)."""
    return float(np.clip(1 - layer.garbage, 0, 1))
