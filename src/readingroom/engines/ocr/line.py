"""Reading single lines that are known to be upright text: the fast recogniser alone, without finding lines first."""

from __future__ import annotations

import functools
from typing import Protocol

import numpy as np

from readingroom.engines.ocr.recognise import SCRIPTS, line_reader
from readingroom.engines.ocr.runtime import best_runtime
from readingroom.engines.pages import Pixels


class LineRecogniser(Protocol):
    """Reads one line; used by one thread of one process."""

    name: str

    def line(self, image: Pixels) -> list[tuple[str, float]]:
        """Return the words of a gray image of one upright line, each with its confidence 0..1."""


class _Lines:
    def __init__(self) -> None:
        runtime, load = best_runtime()
        self.name = f"pp-ocrv6-tiny {runtime}"
        self._reader = line_reader("tiny", load)

    def line(self, image: Pixels) -> list[tuple[str, float]]:
        height, width = image.shape
        corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        return [(word[0], word[3]) for word in self._reader.words(image, corners)]


@functools.cache
def line_recogniser() -> LineRecogniser:
    """Return the line recogniser of this process, loaded when it is first asked for (a tenth of a second).

    Raises:
        RoomError: a model file is missing or is not the tested one.
    """
    return _Lines()


def is_readable(code: int) -> bool:
    """Whether a letter belongs to the scripts that the recogniser reads."""
    return any(first <= code <= last for first, last in SCRIPTS)
