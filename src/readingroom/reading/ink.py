"""The ink of a page in pieces, which of them lie in which line, and how they look beside the letters read there.

A printed letter is a piece of its own; a hand joins letters. So pieces for each letter read tell print from handwriting
even where the recogniser reads a hand well, and can be seen of all lines at once, from one pass over the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.connected import connected
from readingroom.engines.pages import Pixels
from readingroom.reading.fitted import Floats

Numbers = npt.NDArray[np.int64]

#: Dark is at least so many grays below the paper.
LEAST_DARKER = 40
#: A piece in a line is at least so high and holds so many pixels; all below is dirt.
LEAST_HIGH, LEAST_AREA = 4, 6
#: Pieces of this height and width, in heights of their line (about 1.7 letters), can be letters.
SHARE_HIGH, SHARE_WIDE = (0.25, 1.1), (0.06, 1.2)
#: A piece of such a size (height, width, area; pixels at 150 dpi) may be a letter wherever it lies; at least this share
#: of the box around it is dark.
LETTER_HIGH, LETTER_WIDE, LETTER_AREA, LETTER_FILL = (6, 45), (2, 90), 12, 0.12

#: How the ink of a line looks beside what was read there. `apart`: log of its letter-like pieces for each letter read;
#: `reach`: log of the width of its pieces, each counted by its width, against the line's height; `uneven`: deviation of
#: their heights against it; `seen`: log of how many letter-like pieces that is known from.
SHAPE_SIGNS = ("apart", "reach", "uneven", "seen")


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """The pieces of ink of a page.

    Attributes:
        boxes: n x 4: left, top, width, height, pixels.
        areas: n: dark pixels.
        lines: n: number of the line in which its middle lies, or -1.
    """

    boxes: Numbers
    areas: Numbers
    lines: Numbers

    def kept(self, lines: npt.NDArray[np.bool_]) -> Ink:
        """Return the same pieces when only some lines are left, numbered anew."""
        number = np.append(np.where(lines, np.cumsum(lines) - 1, -1), -1)  # the last for those in no line (-1)
        return replace(self, lines=number[self.lines])


def ink_of(image: Pixels, lines: Floats) -> Ink:
    """Return the pieces of ink of a gray page and the lines (k x 4 x 2, fractions) in which they lie."""
    otsu = cv2.threshold(np.ascontiguousarray(image[::2, ::2]), 0, 255, cv2.THRESH_OTSU)[0]
    dark = (image < min(float(otsu), float(np.percentile(image[::4, ::4], 90)) - LEAST_DARKER)).astype(np.uint8)
    _labels, found, middles = connected(dark)
    stats = np.asarray(found, np.int64)[1:]
    places = middles[1:].astype(np.int64)
    covered = np.full(image.shape, -1, np.int16)
    for number, line in enumerate(lines):
        cv2.fillConvexPoly(covered, np.round(line * (image.shape[1], image.shape[0])).astype(np.int32), number)
    return Ink(stats[:, :4], stats[:, 4], covered[places[:, 1], places[:, 0]].astype(np.int64))


def shape_signs(ink: Ink, heights: Floats, letters: Floats) -> Floats:
    """Return how the ink of each line looks, columns as in `SHAPE_SIGNS`.

    Args:
        ink: of the page.
        heights: of each line, pixels.
        letters: that were read in each line.
    """
    count = len(heights)
    inside = (ink.lines >= 0) & (ink.boxes[:, 3] >= LEAST_HIGH) & (ink.areas >= LEAST_AREA)
    line = ink.lines[inside]
    wide, high = (ink.boxes[inside, 2:] / np.maximum(heights[line], 1)[:, None]).T
    tall = (high >= SHARE_HIGH[0]) & (high <= SHARE_HIGH[1])
    like = tall & (wide >= SHARE_WIDE[0]) & (wide <= SHARE_WIDE[1])
    pieces = np.bincount(line[like], minlength=count)
    each = np.maximum(np.bincount(line[tall], minlength=count), 1)
    mean = np.bincount(line[tall], high[tall], minlength=count) / each
    square = np.bincount(line[tall], high[tall] ** 2, minlength=count) / each
    across = np.bincount(line, wide, minlength=count)
    reach = np.where(across > 0, np.bincount(line, wide**2, minlength=count) / np.maximum(across, 1e-9), 1.0)
    return np.stack(
        [
            np.log((pieces + 0.5) / (letters + 0.5)),
            np.log(reach + 0.05),
            np.sqrt(np.maximum(square - mean**2, 0)),
            np.log1p(pieces),
        ],
        axis=1,
    )


def letter_ink(ink: Ink) -> tuple[int, int]:
    """Return how many letter-like pieces of ink lie inside and outside of the lines."""
    wide, high = ink.boxes[:, 2], ink.boxes[:, 3]
    like = (high >= LETTER_HIGH[0]) & (high <= LETTER_HIGH[1]) & (wide >= LETTER_WIDE[0]) & (wide <= LETTER_WIDE[1])
    like &= (ink.areas >= LETTER_AREA) & (ink.areas >= LETTER_FILL * high * wide)
    inside = int((like & (ink.lines >= 0)).sum())
    return inside, int(like.sum()) - inside
