"""Dirt on faxes and bad copies: specks and streaks are taken off, but only from pages that are full of them."""

from __future__ import annotations

import cv2
import numpy as np

from readingroom.engines.pages import Pixels

#: A dot darker than this is ink (gray).
INK = 160
#: A speck is at most this wide and high, and at least so far from anything as high as `LETTER` (inches).
SPECK, AWAY, LETTER = 0.02, 0.045, 0.04
#: Lonely specks a square inch from which on a page counts as dirty: clean pages have dots beside letters only.
DIRTY = 3.0
#: A streak runs over this many inches, its dots fill this much more of its way than those `BESIDE` inches beside it.
STREAK, MORE, BESIDE = 1.5, 0.3, 0.025


def cleaned(image: Pixels, dpi: float) -> Pixels:
    """Return a gray image without specks and streaks, or the image itself where it is not dirty."""
    ink = cv2.threshold(image, INK, 255, cv2.THRESH_BINARY_INV)[1]
    _count, labels, stats, _middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    small = (wide <= SPECK * dpi) & (high <= SPECK * dpi)
    letters = high >= LETTER * dpi
    small[0] = letters[0] = False  # the first is the ground
    reach = 2 * round(AWAY * dpi) + 1
    near = cv2.dilate(letters[labels].astype(np.uint8), np.ones((reach, reach), np.uint8))
    lonely = small.copy()
    lonely[np.unique(labels[near > 0])] = False
    inches = image.shape[0] * image.shape[1] / dpi**2
    if lonely.sum() < max(DIRTY * inches, 20):
        return image
    out = image.copy()
    # a speck has a gray seam of one dot
    out[cv2.dilate(lonely[labels].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 255
    return _without_streaks(out, dpi)


def _without_streaks(image: Pixels, dpi: float) -> Pixels:
    """Take off thin lines along the paper's way, broken ones too; where a letter crosses one it stays."""
    ink = (image < INK).astype(np.float32)
    share = cv2.blur(ink, (1, round(STREAK * dpi) | 1))
    step = max(2, round(BESIDE * dpi))
    padded = np.pad(share, ((0, 0), (step, step)))
    beside = np.maximum(padded[:, : -2 * step], padded[:, 2 * step :])
    streak = cv2.dilate((share - beside > MORE).astype(np.uint8), np.ones((1, 3), np.uint8)) > 0
    if not streak.any():
        return image
    sides = np.pad(image, ((0, 0), (step, step)), mode="edge")
    # between two dark sides lies a letter's stroke; else the brighter side is what the streak covers
    return np.where(streak, np.maximum(image, np.maximum(sides[:, : -2 * step], sides[:, 2 * step :])), image)
