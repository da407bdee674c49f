"""Words of a text layer with a letter that is not what it claims: they alone are read off the page's image."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import numpy.typing as npt

from readingroom.engines.ocr.line import LineRecogniser
from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box
from readingroom.model.layout import Region
from readingroom.model.words import Words, words_from
from readingroom.reading.align import aligned, alike
from readingroom.reading.layer import Letters
from readingroom.reading.lines import Piece

#: A word that is read less surely than this is not taken.
SURE = 0.8


def mend(
    words: Words,
    letters: Letters,
    believed: npt.NDArray[np.bool_],
    *,
    lines: list[Piece],
    drawings: Callable[[Piece], Iterable[Pixels]],
    reader: LineRecogniser,
) -> tuple[Words, list[int]]:
    """Return the words with those that hold an unbelieved letter replaced by what the page shows.

    Letters that are believed stay as the layer has them; only those between them are taken from the reading. Each line
    is read off several images; what most of them give is taken, with the confidence of the surest. A word whose
    believed letters no reading confirms, or that is not read surely, is left out: its number is returned.

    Args:
        words: the layer's shown words.
        letters: their letters.
        believed: for each letter, whether it is what it claims.
        lines: the pieces of their lines.
        drawings: draws a piece of a line as the page shows it, upright, in several sizes.
        reader: reads lines.
    """
    found: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for line in lines:
        if not believed[line.letters].all():
            for image in drawings(line):
                for number, reading in _read(line, letters, believed, reader.line(image)).items():
                    found[number].append(reading)
    read = {number: _most(readings) for number, readings in found.items()}
    doubted = set(np.unique(letters.word[~believed]).tolist())
    lost = sorted(doubted - read.keys())
    rows = (
        (*read.get(index, (words.word(index), words.confidence[index])), index)
        for index in range(len(words))
        if index not in doubted or index in read
    )
    return words_from((text, words.box(at), sure, words.lines[at]) for text, sure, at in rows), lost


def _most(readings: list[tuple[str, float]]) -> tuple[str, float]:
    """Return the word that was read most often, at a tie the surer one, with its best confidence."""
    surest: dict[str, float] = {}
    for word, sure in readings:
        surest[word] = max(sure, surest.get(word, 0.0))
    times = Counter(word for word, _sure in readings)
    best = max(surest, key=lambda word: (times[word], surest[word]))
    return best, surest[best]


def _read(
    line: Piece, letters: Letters, believed: npt.NDArray[np.bool_], found: list[tuple[str, float]]
) -> dict[int, tuple[str, float]]:
    """Return number, text and confidence of the words of a line that were mended."""
    text = "".join(word for word, _sure in found)
    sure = [one for word, one in found for _letter in word]
    begins = set(np.cumsum([0, *(len(word) for word, _sure in found)]).tolist())
    pairs = aligned(line.text, text)
    word = letters.word[line.letters]
    mended: dict[int, tuple[str, float]] = {}
    for number in np.unique(word[~believed[line.letters]]).tolist():
        inside = np.flatnonzero(word == number)
        span = _span(pairs, int(inside[0]), int(inside[-1]), begins)
        result = _mended(line.text, text, span, believed[line.letters])
        confidence = min((sure[to] for _at, to in span if to >= 0), default=0.0)
        if result and confidence >= SURE:
            mended[number] = (result, float(confidence))
    return mended


def _span(pairs: list[tuple[int, int]], first: int, last: int, begins: set[int]) -> list[tuple[int, int]]:
    """Return the pairs of one word: its letters, what was put in between, and what was put in before or after them.

    What stands before the first letter belongs to the word unless a word as read begins after it.
    """
    at_first = next(place for place, (at, _to) in enumerate(pairs) if at == first)
    at_last = next(place for place, (at, _to) in enumerate(pairs) if at == last)
    start, end = at_first, at_last + 1
    while start and pairs[start - 1][0] < 0 and _next(pairs, start) not in begins:
        start -= 1
    while end < len(pairs) and pairs[end][0] < 0 and pairs[end][1] not in begins:
        end += 1
    return pairs[start:end]


def _next(pairs: list[tuple[int, int]], start: int) -> int:
    """Return the place in the reading of the first letter from pair number `start` on."""
    return next((to for _at, to in pairs[start:] if to >= 0), -1)


def _mended(layer: str, read: str, span: Iterable[tuple[int, int]], believed: npt.NDArray[np.bool_]) -> str:
    """Return the word: believed letters as they are, others as read; empty if a believed one was read otherwise."""
    word = ""
    for at, to in span:
        if at >= 0 and believed[at]:
            if to >= 0 and not alike(layer[at], read[to]):
                return ""
            word += layer[at]
        elif to >= 0:
            word += read[to]
    return word


def doubted_places(words: Words, chosen: Iterable[int], why: str) -> Iterator[Region]:
    """Join neighbouring words of one line into places of doubted words.

    Args:
        words: of the layer.
        chosen: numbers of those that are doubted, rising.
        why: a code, the note of the regions.
    """
    last, box = -2, Box(0, 0, 0, 0)
    for number in chosen:
        if number == last + 1 and words.lines[number] == words.lines[last]:
            box = box.union(words.box(number))
        else:
            if last >= 0:
                yield Region("doubted", box, why)
            box = words.box(number)
        last = number
    if last >= 0:
        yield Region("doubted", box, why)
