"""What is wrong with the image of a page: each fault with its strength, measured before anything is changed."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from readingroom.engines.connected import connected
from readingroom.engines.pages import Pixels

#: Black and white are so many grays wide; what lies between is gray paper, or the soft edge that drawing gives.
PURE = 6
#: A scan with a smaller share of grays is black and white (faxes drawn at 200 dpi: up to 0.1, gray scans from 0.7).
BLACK_AND_WHITE = 0.15
#: Sizes in inches: a speck's area is at most this (square inches; six dots at 200 an inch); the least and most height
#: of a letter; a part of one is no higher and no wider than the least letter.
SPECK, LETTER = 1.5e-4, (0.05, 0.3)
#: A streak is at most so wide, and dark over at least so large a share of so long a stretch (inches, share, inches).
THIN, STREAKED, STRETCH = 0.025, 0.35, 1.5
#: How many grays a streak is darker than what stands on both sides of it.
STREAK_DARKER = 50


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with a page. All but `gray` is measured on black-and-white scans only: no other is cleaned.

    Attributes:
        gray: share of its dots that are neither black nor white; near 0 for a black-and-white scan or a fax.
        specks: dirt, per square inch: spots of at most six dots at 200 an inch.
        broken: parts of letters (and dots of letters) for each whole letter; print that is whole has under 0.2.
        streaks: share of the page's width at which a thin line runs down over much of its height.
    """

    gray: float = 1.0
    specks: float = 0.0
    broken: float = 0.0
    streaks: float = 0.0


def faults(image: Pixels, dpi: float) -> Faults:
    """Measure what is wrong with a gray image of a page drawn at `dpi`."""
    gray = cv2.countNonZero(cv2.inRange(image, PURE, 255 - PURE)) / image.size
    if gray > BLACK_AND_WHITE:
        return Faults(gray)
    _level, ink = cv2.threshold(image, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _labels, stats, _middles = connected(np.asarray(ink, np.uint8))
    wide, high, area = (stats[1:, at] for at in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    speck = area <= max(1.0, SPECK * dpi**2)
    least, most = LETTER[0] * dpi, LETTER[1] * dpi
    letters = int(((high > least) & (high < most) & (wide < most)).sum())
    parts = int((~speck & (high <= least) & (wide <= least)).sum())
    return Faults(
        gray=gray,
        specks=float(speck.sum()) / max(image.size / dpi**2, 1e-9),
        broken=parts / max(letters, 1),
        streaks=float(streaks(image, dpi).any(axis=0).mean()),
    )


def streaks(image: Pixels, dpi: float) -> Pixels:
    """Return where thin lines run down a page (255) and where not (0)."""
    thin = 2 * max(1, round(THIN * dpi / 2)) + 1
    darker = cv2.morphologyEx(image, cv2.MORPH_BLACKHAT, np.ones((1, thin), np.uint8))
    dark = cv2.threshold(darker, STREAK_DARKER, 1, cv2.THRESH_BINARY)[1]
    tall = max(3, round(STRETCH * dpi))
    # whole numbers: four times as fast as a mean of fractions
    count = cv2.boxFilter(dark, cv2.CV_16U, (1, tall), normalize=False, borderType=cv2.BORDER_CONSTANT)
    least = int(np.ceil(round(STREAKED * tall, 6)))
    return np.asarray((dark > 0) & (np.asarray(count) >= least), np.uint8) * np.uint8(255)
