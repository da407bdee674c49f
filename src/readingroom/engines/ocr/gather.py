"""The words of a page as they are read, line by line, put into columns at the end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from readingroom.engines.ocr import ONCE, Recognised
from readingroom.engines.ocr.detect import Corners
from readingroom.engines.ocr.recognise import Word
from readingroom.model.geometry import Box, clamped

#: Recognisers by size, as `Recognised.readers` counts them.
SIZES = ("tiny", "small")


class Gathered:
    """Words and lines that were read so far."""

    def __init__(self, width: int, height: int) -> None:
        """Begin a page of `width` x `height` pixels."""
        self._size = np.array([width, height], np.float64)
        self._rows: list[tuple[str, Box, float, int]] = []
        self._signs: list[tuple[float, float, float, float, int]] = []
        self._lines: list[Corners] = []
        self._lost: list[Corners] = []
        self._strengths: list[float] = []
        self._readers: list[int] = []

    def add(
        self, corners: Corners, words: Sequence[Word], strength: float, size: str, agreed: Sequence[int] | None = None
    ) -> None:
        """Take one line.

        Args:
            corners: where it lies, pixels.
            words: of it.
            strength: how many grays its ink is darker than its paper.
            size: of the model that read it: tiny or small.
            agreed: whether two models agree on each word; None when one read it.
        """
        at = np.array([[word.first, word.last] for word in words], np.float64)
        across, down = corners[1] - corners[0], corners[3] - corners[0]
        # words x (start, end) x (top, bottom) x (x, y)
        points = corners[0] + at[:, :, None, None] * across + np.array([0.0, 1.0])[None, None, :, None] * down
        points = points.reshape(len(words), 4, 2) / self._size
        low, far = points.min(axis=1).tolist(), points.max(axis=1).tolist()
        for word, first, last in zip(words, low, far, strict=True):
            self._rows.append((word.text, clamped(*first, *last), word.sure, len(self._lines)))
        both = agreed or [ONCE] * len(words)
        self._signs.extend(
            (word.least, word.step, word.margin, word.gap, agrees) for word, agrees in zip(words, both, strict=True)
        )
        self._lines.append(corners)
        self._strengths.append(strength)
        self._readers.append(SIZES.index(size))

    def lose(self, corners: Corners) -> None:
        """Note a line that was found and is not kept."""
        self._lost.append(corners)

    def recognised(self, turned: int) -> Recognised:
        """Return the page, which was turned so many degrees clockwise."""
        signs = np.array(self._signs, np.float64).reshape(-1, 5)
        return Recognised(
            rows=tuple(self._rows),
            lines=np.array(self._lines, np.float64).reshape(-1, 4, 2) / self._size,
            turned=turned,
            quality=float(np.mean([sure for _word, _box, sure, _line in self._rows])) if self._rows else None,
            signs=signs[:, :2],
            strengths=np.array(self._strengths, np.float64),
            readers=np.array(self._readers, np.int64),
            margins=signs[:, 2],
            gaps=signs[:, 3],
            agreed=signs[:, 4].astype(np.int64),
            lost=np.array(self._lost, np.float64).reshape(-1, 4, 2) / self._size,
        )
