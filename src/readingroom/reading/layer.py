"""The words of a page's own text layer: those that the page as seen shows, and the places of those it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from readingroom.engines.pdf import Characters, PdfPage
from readingroom.model.geometry import Box, clamped
from readingroom.model.page import Hidden, HiddenReason
from readingroom.model.words import BORN_DIGITAL, Words, words_from
from readingroom.reading.hidden import shown

#: A character lies outside the page when its middle is more than this beyond the edge (fractions; half a point).
OUTSIDE = 0.001


@dataclass(frozen=True, slots=True)
class Layer:
    """What a text layer gave.

    Attributes:
        words: the words that are shown.
        hidden: where words are not shown, one place a line and reason.
        garbage: share of the shown characters that are no letters of any script (private use, replacement, control).
        unseen: characters of the layer that are not shown and were drawn to be invisible (old recognition).
    """

    words: Words
    hidden: tuple[Hidden, ...]
    garbage: float
    unseen: int


def read_layer(page: PdfPage) -> Layer:
    """Read the text layer of a page. Words of which any character is not shown are dropped; only their place stays."""
    characters = page.characters()
    seen = shown(page, characters)
    rows, places, garbage, letters, unseen = [], [], 0, 0, 0
    for line, start, end in _words(characters):
        inked = [i for i in range(start, end) if characters.drawn[i]]
        boxes = characters.boxes[inked] if inked else characters.boxes[start:end]
        left, top = boxes[:, 0].min(), boxes[:, 1].min()
        right, bottom = boxes[:, 2].max(), boxes[:, 3].max()
        box = clamped(float(left), float(top), float(right), float(bottom))
        if all(seen[i] for i in inked) and inked:
            word = "".join(characters.text[start:end])
            rows.append((word, box, BORN_DIGITAL, line))
            letters += len(word)
            garbage += sum(_is_garbage(letter) for letter in word)
            continue
        reason: HiddenReason = "covered"
        middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
        if not (-OUTSIDE <= middle_x <= 1 + OUTSIDE and -OUTSIDE <= middle_y <= 1 + OUTSIDE):
            reason = "outside"
        elif any(characters.modes[i] in (3, 7) for i in inked) or not page.other_objects():
            reason = "invisible"
            unseen += end - start
        places.append((line, reason, box))
    return Layer(words_from(rows), tuple(_merged(places)), garbage / letters if letters else 0.0, unseen)


def _words(characters: Characters) -> Iterator[tuple[int, int, int]]:
    """Return (line, first, after last) of each run of characters without white space.

    pdfium joins a word that a line's end breaks, with a made-up hyphen between its halves and no line break: they are
    two words on two lines, each with its own box, as on the page.
    """
    line, start = 0, -1
    for index, letter in enumerate(characters.text):
        if letter.isspace() or letter == "\ufeff":
            if start >= 0:
                yield line, start, index
                start = -1
            if letter in "\r\n\u2028\u2029":
                line += 1
        elif start >= 0 and letter == "-" and not characters.drawn[index]:
            yield line, start, index + 1
            line, start = line + 1, -1
        elif start < 0:
            start = index
    if start >= 0:
        yield line, start, len(characters.text)


def _is_garbage(letter: str) -> bool:
    return letter == "\ufffd" or "\ue000" <= letter <= "\uf8ff" or letter < " " or "\x7f" <= letter <= "\x9f"


def _merged(places: list[tuple[int, HiddenReason, Box]]) -> Iterator[Hidden]:
    """Join neighbouring places of one line and reason."""
    last: tuple[int, HiddenReason] | None = None
    box, count = Box(0, 0, 0, 0), 0
    for line, reason, place in places:
        if last == (line, reason):
            box, count = box.union(place), count + 1
            continue
        if last:
            yield Hidden(box, last[1], count)
        last, box, count = (line, reason), place, 1
    if last:
        yield Hidden(box, last[1], count)


def quality(layer: Layer) -> float:
    """Return how far the layer's words can be trusted: 1 less the share of garbage (0..1)."""
    return float(np.clip(1 - layer.garbage, 0, 1))
