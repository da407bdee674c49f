"""Reading weak lines a second time with the better model: which lines, which reading is kept, where both agree."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from readingroom.engines.ocr import AGREE, DIFFER
from readingroom.engines.ocr.recognise import LineReader, Word, check, line_reader
from readingroom.engines.ocr.runtime import Loader

#: A line is read again when a letter in it is less sure than this (one wrong digit among twelve sure words is enough)
#: or a space inside a word likelier than that: words run together are the tiny model's commonest error on clean print.
#: Frozen on the style pack `tune`; the curve stands in docs/decisions/0011-speed.md.
WEAK, GAP = 0.6, 0.1

#: By how much (mean likelihood of a letter) the tiny model must be surer for its reading to stay.
SLACK = 0.1


class Later:
    """The better model, checked now, loaded when the first weak line comes."""

    def __init__(self, load: Loader) -> None:
        """Check its files.

        Raises:
            RoomError: one is missing or is not the tested one.
        """
        check("small")
        self._load = load

    def get(self) -> LineReader:
        """Return it, loaded."""
        return line_reader("small", self._load)


def is_weak(words: Sequence[Word]) -> bool:
    """Whether a line should be read again. One without any words is dirt and should not."""
    return any(word.least < WEAK or word.gap > GAP for word in words)


def better(first: list[Word], second: list[Word]) -> tuple[list[Word], list[int]]:
    """Return the better of a tiny and a small model's reading of a line, and for each of its words `AGREE` or `DIFFER`.

    The small model errs less (pack `tune`: 12.8 % of words for 18.6 %): its reading stays unless much less sure.
    """
    kept, other = (second, first) if _sureness(second) >= _sureness(first) - SLACK else (first, second)
    agreed = [DIFFER] * len(kept)
    matcher = difflib.SequenceMatcher(None, [word.text for word in other], [word.text for word in kept], autojunk=False)
    for block in matcher.get_matching_blocks():
        agreed[block.b : block.b + block.size] = [AGREE] * block.size
    return kept, agreed


def _sureness(words: Sequence[Word]) -> float:
    """Return how likely the letters of a line are on the average."""
    letters = sum(len(word.text) for word in words)
    return sum(word.sure * len(word.text) for word in words) / letters if letters else 0.0
