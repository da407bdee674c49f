"""Recognition of words in images, behind one protocol."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box

#: Values of `Recognised.agreed`.
ONCE, DIFFER, AGREE = -1, 0, 1


@dataclass(frozen=True, slots=True, eq=False)
class Recognised:
    """What was read from an image.

    Attributes:
        rows: word, box on the upright page, confidence 0..1, line: the words of a line follow each other from left to
            right, the lines in no order (`reading/order.py` finds it).
        lines: n x 4 x 2; where each line lies on the upright page: its corners (top left, top right, bottom right,
            bottom left), fractions.
        turned: clockwise degrees by which the image was turned to be upright.
        quality: 0..1, or None for an image without words.
        signs: n x 2, a row a word: the likelihood of its least sure letter, and the least likelihood of any step of the
            line from its first letter to its last (a gap between letters that could be a letter is low).
        strengths: a number a line: how many grays its darkest twentieth is darker than its paper.
        readers: a number a line: which recogniser read it, by size (0 tiny, 1 small).
        margins: a number a word: by how much its most doubtful letter is likelier than the second best there, 0..1.
        gaps: a number a word: how likely the likeliest space inside it is that was not read, 0..1 (two words that may
            have run together).
        agreed: a number a word: whether the tiny and the small model, where both read its line, read the same word
            (`AGREE`, `DIFFER`), or only one model did (`ONCE`).
        lost: k x 4 x 2; lines that were found and not kept, because what was read there was too unsure or too pale.
    """

    rows: tuple[tuple[str, Box, float, int], ...]
    lines: npt.NDArray[np.float64]
    turned: int = 0
    quality: float | None = None
    signs: npt.NDArray[np.float64] = field(default_factory=lambda: np.ones((0, 2)))
    strengths: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    readers: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    margins: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    gaps: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    agreed: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    lost: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 4, 2)))


class Recogniser(Protocol):
    """Reads words from images; used by one thread of one process.

    Attributes:
        name: with its version.
        dpi: resolution at which it wants pages drawn.
    """

    name: str
    dpi: float

    def read(self, image: Pixels, dpi: float) -> Recognised:
        """Read a gray image of a page drawn at `dpi`."""


def load_recogniser(mode: str = "balanced") -> Recogniser:
    """Load the recogniser for a mode.

    Args:
        mode: fast (the tiny model reads), balanced (the small one reads again where the tiny one is not sure) or
            accurate (the small one reads all).

    Raises:
        RoomError: a model file is missing or is not the tested one.
    """
    from readingroom.engines.ocr.ppocr import PpOcr  # noqa: PLC0415  # only those who read images load models
    from readingroom.engines.ocr.runtime import best_runtime  # noqa: PLC0415

    return PpOcr(mode, *best_runtime())
