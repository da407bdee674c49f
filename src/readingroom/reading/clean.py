"""Clean-up of a page's image, chosen by what is wrong with it. A page without these faults is left as it is.

What each remedy gains, and what was tried and gains nothing, stands in docs/decisions/0012.
"""

from __future__ import annotations

import cv2
import numpy as np

from readingroom.engines.pages import Pixels
from readingroom.reading.faults import BLACK_AND_WHITE, THIN, Faults, faults, streaks

#: From so many specks a square inch, or so many parts a letter, its print is rough: it is softened by this (inches).
SPECKLED, BROKEN, SOFT = 20.0, 0.3, 0.004


def cleaned(image: Pixels, dpi: float, wrong: Faults | None = None) -> Pixels:
    """Return a gray image of a page drawn at `dpi` without what hinders reading; the same one if nothing does.

    Args:
        image: the page.
        dpi: its resolution.
        wrong: what is wrong with it; measured when None.
    """
    wrong = faults(image, dpi) if wrong is None else wrong
    if wrong.gray > BLACK_AND_WHITE:
        return image
    if wrong.streaks:
        image = without_streaks(image, dpi)
    if wrong.specks >= SPECKLED or wrong.broken >= BROKEN:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), SOFT * dpi), np.uint8)
    return image


def without_streaks(image: Pixels, dpi: float) -> Pixels:
    """Return the image with what stands beside a streak in its place; letters that it crosses stay whole."""
    thin = 2 * max(1, round(THIN * dpi / 2)) + 1
    filled = cv2.morphologyEx(image, cv2.MORPH_CLOSE, np.ones((1, thin), np.uint8))
    return np.where(streaks(image, dpi) > 0, filled, image).astype(np.uint8)
