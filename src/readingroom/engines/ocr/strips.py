"""Reading many lines at once: short ones stand side by side in strips of a few widths.

The runtime prepares itself for each width that it has not seen (15 to 50 ms) and keeps memory for it, each call has its
price, and a short line must be stretched to a width or filled up with paper, which the model reads worse than print
(docs/decisions/0011-speed.md). In a strip each line keeps its own shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from readingroom.engines.ocr.detect import Corners
from readingroom.engines.ocr.recognise import LINE_HEIGHT, LineReader, Word, crop
from readingroom.engines.pages import Pixels

#: Widths of strips, pixels.
SIZES = (320, 640, 960, 1280, 1920)
#: Paper between two lines of a strip, pixels: wider than any space between words.
GAP = 32
#: How far the width of a line is squeezed, and its least width.
SQUEEZE, LEAST = 0.8, 16
#: Share of the pixels of a line that are at most as bright as its paper, per cent.
PAPER = 90


@dataclass(slots=True)
class Strip:
    """Lines side by side.

    Attributes:
        size: pixels across.
        used: so many of them are taken.
        places: number of each line and where it begins.
    """

    size: int
    used: int = 0
    places: list[tuple[int, int]] = field(default_factory=list)


def laid_out(widths: Sequence[int]) -> list[Strip]:
    """Return the strips that hold lines of these widths: the widest first, each in the first strip with room for it."""
    strips: list[Strip] = []
    for number in sorted(range(len(widths)), key=lambda at: -widths[at]):
        wide = widths[number]
        strip = next((one for one in strips if one.used + GAP + wide <= one.size), None)
        if strip is None:
            strip = Strip(next(size for size in SIZES if size >= wide), -GAP)
            strips.append(strip)
        strip.places.append((number, strip.used + GAP))
        strip.used += GAP + wide
    return strips


def read_lines(
    reader: LineReader, image: Pixels, lines: Sequence[Corners], *, mirrored: bool = False
) -> list[list[Word]]:
    """Return the words of each line of an image, or of its image in a mirror."""
    crops = [_scaled(crop(image, corners)) for corners in lines]
    if mirrored:
        crops = [np.asarray(cv2.flip(one, 1), np.uint8) for one in crops]
    found: list[list[Word]] = [[] for _line in lines]
    for strip in laid_out([one.shape[1] for one in crops]):
        picture = np.full((LINE_HEIGHT, strip.size), _paper(crops[strip.places[0][0]]), np.uint8)
        for number, left in strip.places:
            line = crops[number]
            picture[:, max(0, left - GAP // 2) : left + line.shape[1] + GAP // 2] = _paper(line)
            picture[:, left : left + line.shape[1]] = line
        steps = reader.steps(picture)
        wide = strip.size / len(steps)
        for number, left in strip.places:
            right = left + crops[number].shape[1]
            first = max(0, round((left - GAP / 4) / wide))
            last = min(len(steps), round((right + GAP / 4) / wide))
            # fractions of the steps become fractions of the line
            begin, scale = (first * wide - left) / (right - left), (last - first) * wide / (right - left)
            part = picture[:, round(first * wide) : round(last * wide)]
            length = part.shape[1] / (LINE_HEIGHT * SQUEEZE)
            found[number] = [
                word._replace(first=_within(begin + word.first * scale), last=_within(begin + word.last * scale))
                for word in reader.decoded(steps[first:last], part, length)
            ]
    return found


def _scaled(line: Pixels) -> Pixels:
    """Return a line as high as the model wants it."""
    wide = round(line.shape[1] * LINE_HEIGHT / line.shape[0] * SQUEEZE)
    size = (min(max(wide, LEAST), SIZES[-1]), LINE_HEIGHT)
    return np.asarray(cv2.resize(line, size, interpolation=cv2.INTER_AREA), np.uint8)


def _paper(line: Pixels) -> int:
    """Return how bright the paper of a line is."""
    return int(np.searchsorted(np.cumsum(np.bincount(line.reshape(-1), minlength=256)), line.size * PAPER / 100))


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)
