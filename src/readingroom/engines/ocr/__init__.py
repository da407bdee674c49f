"""Recognition of words in images, behind one protocol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from readingroom.engines.pages import Pixels
from readingroom.errors import UnreadableError
from readingroom.locale import _
from readingroom.model.geometry import Box


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was read from an image.

    Attributes:
        rows: word, box on the upright page, confidence 0..1, line number; in reading order.
        turned: clockwise degrees by which the image was turned to be upright.
        quality: 0..1, or None for an image without words.
    """

    rows: tuple[tuple[str, Box, float, int], ...]
    turned: int = 0
    quality: float | None = None


class Recogniser(Protocol):
    """Reads words from images; used by one thread of one process."""

    name: str

    def read(self, image: Pixels, dpi: float) -> Recognised:
        """Read a gray image of a page drawn at `dpi`."""


def load_recogniser(mode: str = "fast") -> Recogniser:
    """Load the recogniser for a mode.

    Raises:
        UnreadableError: this version has none.
    """
    raise UnreadableError(
        _("This page is an image, and this version can't read images yet (mode {mode}).", mode=mode),
        _("It is kept and can be looked at; a later version reads it."),
    )
