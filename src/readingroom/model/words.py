"""The words of a page, held as columns."""

from __future__ import annotations

import math
import unicodedata
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readingroom.model.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Stands for a covered place between words, in quotations, searches and snippets.
MARK = "\u2588"

#: Confidence of a word that was not read by a machine but stands in the file as text.
BORN_DIGITAL = math.nan


#: How much taller than its tallest word a box around words of one line may be. Lines of print stand about 1.2 times
#: their height apart, so that a box of half a line more on both sides together reaches into neither neighbour's middle.
ASKEW = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """All words of one reading in reading order, as columns (not one object a word).

    `text` is the page's text as shown and searched: words of a line joined by one space, lines by a newline, NFC.
    Word `i` is `text[starts[i]:ends[i]]` and holds no white space.

    Attributes:
        text: the words joined; NFC.
        starts: first character of each word in `text` (code points).
        ends: character after the last of each word.
        boxes: four numbers a word - left, top, right, bottom - as fractions 0..1 of the upright page.
        confidence: 0..1 as the engine gave it; NaN for text that was not recognised but stands in the file.
        lines: number of the line each word stands in, from 0, never falling.
    """

    text: str = ""
    starts: array[int] = field(default_factory=lambda: array("I"))
    ends: array[int] = field(default_factory=lambda: array("I"))
    boxes: array[float] = field(default_factory=lambda: array("f"))
    confidence: array[float] = field(default_factory=lambda: array("f"))
    lines: array[int] = field(default_factory=lambda: array("I"))

    def __post_init__(self) -> None:
        count = len(self.starts)
        if not (len(self.ends) == len(self.confidence) == len(self.lines) == count and len(self.boxes) == 4 * count):
            raise ValueError("columns of words differ in length")

    def __len__(self) -> int:
        return len(self.starts)

    def __eq__(self, other: object) -> bool:
        # Compared by bytes: NaN confidences of born-digital words would never be equal to themselves.
        if not isinstance(other, Words):
            return NotImplemented
        return self.text == other.text and self._bytes() == other._bytes()

    def __hash__(self) -> int:
        return hash(self.text)

    def _bytes(self) -> list[bytes]:
        numbers = (self.starts, self.ends, self.lines)
        return [column.tobytes() for column in numbers] + [column.tobytes() for column in (self.boxes, self.confidence)]

    def columns(self) -> tuple[array[int], array[int], array[float], array[float], array[int]]:
        """Starts, ends, boxes, confidence, lines: the order in which stores keep them."""
        return (self.starts, self.ends, self.boxes, self.confidence, self.lines)

    def word(self, index: int) -> str:
        """Word `index` as read."""
        return self.text[self.starts[index] : self.ends[index]]

    def box(self, index: int) -> Box:
        """Where word `index` stands."""
        left, top, right, bottom = self.boxes[4 * index : 4 * index + 4]
        return Box(left, top, right, bottom)

    def __iter__(self) -> Iterator[str]:
        return (self.text[start:end] for start, end in zip(self.starts, self.ends, strict=True))


def words_from(rows: Iterable[tuple[str, Box, float, int]]) -> Words:
    """Build the columns from rows of (word, box, confidence, line number), already in reading order.

    Words are made NFC; a word that is empty or holds white space is refused, so that offsets stay true.

    Raises:
        ValueError: a word is empty, holds white space, or the lines run backwards.
    """
    parts: list[str] = []
    words = Words()
    position, last_line = 0, -1
    for raw, box, confidence, line in rows:
        word = raw if raw.isascii() else unicodedata.normalize("NFC", raw)
        if word.split() != [word]:
            raise ValueError(f"not one word: {raw!r}")
        if line < last_line:
            raise ValueError(f"line {line} stands after line {last_line}")
        if parts:
            parts.append(" " if line == last_line else "\n")
            position += 1
        parts.append(word)
        words.starts.append(position)
        position += len(word)
        words.ends.append(position)
        words.boxes.extend((box.left, box.top, box.right, box.bottom))
        words.confidence.append(confidence)
        words.lines.append(line)
        last_line = line
    return Words("".join(parts), *words.columns())


def line_boxes(words: Words, chosen: Iterable[int]) -> list[Box]:
    """Boxes around the chosen words, one a line: what is drawn for a hit or a quotation that runs over lines.

    A line that runs askew has several, so that none reaches over the lines above and below it.
    """
    boxes: list[Box] = []
    last_line, tallest = -1, 0.0
    for index in chosen:
        box = words.box(index)
        joined = boxes[-1].union(box) if boxes and words.lines[index] == last_line else None
        tallest = max(tallest, box.height) if joined else box.height
        if joined and joined.height <= ASKEW * tallest:
            boxes[-1] = joined
        else:
            boxes.append(box)
            tallest = box.height
        last_line = words.lines[index]
    return boxes
