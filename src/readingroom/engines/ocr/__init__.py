"""Recognition of words in images, behind one protocol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box


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
    """

    rows: tuple[tuple[str, Box, float, int], ...]
    lines: npt.NDArray[np.float64]
    turned: int = 0
    quality: float | None = None


class Recogniser(Protocol):
    """Reads words from images; used by one thread of one process."""

    name: str

    def read(self, image: Pixels, dpi: float) -> Recognised:
        """Read a gray image of a page drawn at `dpi`."""


def load_recogniser(mode: str = "fast") -> Recogniser:
    """Load the recogniser for a mode: fast (tiny models) or accurate (the small recogniser).

    Raises:
        RoomError: a model file is missing or is not the tested one.
    """
    from readingroom.engines.ocr.ppocr import PpOcr  # noqa: PLC0415  # only those who read images load models
    from readingroom.engines.ocr.runtime import best_runtime  # noqa: PLC0415

    return PpOcr("small" if mode == "accurate" else "tiny", *best_runtime())
