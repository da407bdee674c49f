"""Whether the words that stand in a file are those that were read: word for word and place for place."""

from __future__ import annotations

import unicodedata

import numpy as np
import numpy.typing as npt

from readingroom.engines.pdf_text import PlainWords
from readingroom.formats.searchable_pdf import received
from readingroom.model.words import Words

#: The middles of two boxes of one word lie apart by at most this share of the page, or half the word's size.
NEAR = 0.006


def folded(word: str) -> str:
    """Return a word as it is compared: readers give ligatures and wide letters as plain ones, and leave marks out."""
    plain = unicodedata.normalize("NFKC", word)
    return plain if plain.isascii() else "".join(c for c in plain if unicodedata.category(c) != "Cf")


def received_boxes(words: Words, turned: int) -> npt.NDArray[np.float64]:
    """Return the boxes of words on the page as the file turns it (left, top, right, bottom)."""
    boxes = np.array(words.boxes, np.float64).reshape(-1, 4)
    found = np.empty_like(boxes)
    for index, (left, top, right, bottom) in enumerate(boxes.tolist()):
        (x0, y0), (x1, y1) = received(left, top, turned), received(right, bottom, turned)
        found[index] = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return found


def unmatched(words: Words, there: PlainWords, turned: int) -> tuple[list[int], list[int]]:
    """Return the numbers of words that do not stand in the file, and of what stands there that is none of the words.

    Args:
        words: as read, with boxes on the upright page.
        there: what stands in the file.
        turned: clockwise turn in degrees that makes the page upright, after that of the file itself.
    """
    boxes = received_boxes(words, turned)
    middles, sizes = (boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]
    near = np.maximum(sizes / 2, NEAR)
    waiting: dict[str, list[int]] = {}
    for index, word in enumerate(words):
        waiting.setdefault(folded(word), []).append(index)
    waiting.pop("", None)
    extra = []
    places = (there.boxes[:, :2] + there.boxes[:, 2:]) / 2
    for number, word in enumerate(there.words):
        text = folded(word)
        if not text:
            continue
        rivals = waiting.get(text)
        if not rivals:
            extra.append(number)
            continue
        off = np.abs(middles[rivals] - places[number])
        nearest = int(off.sum(1).argmin())
        if (off[nearest] <= near[rivals[nearest]]).all():
            del rivals[nearest]
        else:
            extra.append(number)
    return sorted(index for rivals in waiting.values() for index in rivals), extra


def same_order(words: Words, there: PlainWords) -> bool:
    """Whether the words were written into the file in the order in which they were read.

    pdfium sorts what stands in one line from left to right, whatever the order in which it was written.
    """
    written = [there.words[index] for index in np.argsort(there.objects, kind="stable").tolist()]
    ours = [text for word in words if (text := folded(word))]
    return ours == [text for word in written if (text := folded(word))]
