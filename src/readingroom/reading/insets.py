"""Writing in the pictures of a born-digital page: screenshots, scans pasted in, letters that are drawings.

Only the page as seen is ever shown to the recogniser, with the words of the layer painted over; so nothing can be read
that another thing covers, and no word is read twice.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.engines.pdf_page import PdfPage
from readingroom.model.words import Words
from readingroom.reading.scan import DPI

#: Pictures that together cover less than this share of the page are marks and logos; a single one must cover a tenth of
#: that.
LEAST_SHARE = 0.05

#: Resolution at which pictures are looked at before anything is read, and there the height of a letter in pixels
#: (3 to 24 points), its most width, and how far letters of a line stand apart at most.
LOOK_DPI, LETTER_HEIGHT, LETTER_WIDTH, APART = 96.0, (4, 32), 40, 9

#: A line of writing has at least so many letters and is so many times longer than high; a page has so many lines.
LETTERS, LONG, LINES = 4, 3.0, 1

#: A letter is so many grays darker, or lighter, than what surrounds it.
DARKER = 25

#: Lines of pictures whose words are less sure than this on the average are no writing, or none that can be read.
SURE = 0.75

#: Paper around a word that is painted over with it, pixels.
AROUND = 2


def seen_pictures(page: PdfPage, words: Words) -> Pixels | None:
    """Return an image of the page as seen, blank but for pictures that may hold writing; None if there are none.

    Args:
        page: the open page.
        words: the words of its layer.
    """
    boxes = np.nan_to_num(page.things.picture_boxes).clip(0, 1)
    area = (boxes[:, 2:] - boxes[:, :2]).prod(1)
    boxes = boxes[area >= LEAST_SHARE / 10]
    if float(area[area >= LEAST_SHARE / 10].sum()) < LEAST_SHARE:
        return None
    if not _has_writing(_only(page.draw(LOOK_DPI), boxes, words)):
        return None
    return _only(page.draw(DPI), boxes, words)


def _only(full: Pixels, boxes: npt.NDArray[np.float64], words: Words) -> Pixels:
    """Return the image with white everywhere but in these boxes, and over the words."""
    height, width = full.shape
    image = np.full_like(full, 255)
    for left, top, right, bottom in (boxes * (width, height, width, height)).tolist():
        rows, columns = slice(int(top), int(np.ceil(bottom))), slice(int(left), int(np.ceil(right)))
        image[rows, columns] = full[rows, columns]
    places = np.array(words.boxes, np.float64).reshape(-1, 4) * (width, height, width, height)
    for left, top, right, bottom in places.tolist():
        rows = slice(max(int(top) - AROUND, 0), int(np.ceil(bottom)) + AROUND)
        columns = slice(max(int(left) - AROUND, 0), int(np.ceil(right)) + AROUND)
        image[rows, columns] = _ground(image[rows, columns])
    return image


def _ground(place: Pixels) -> int:
    """Return the gray that most of a place has: what a word stands on."""
    return int(np.bincount(place.ravel(), minlength=256).argmax()) if place.size else 255


def _has_writing(image: Pixels) -> bool:
    """Whether an image has rows of things of the size of letters, dark on light or light on dark."""
    return _lines(image) >= LINES or _lines(np.asarray(cv2.bitwise_not(image), np.uint8)) >= LINES


def _lines(image: Pixels) -> int:
    ink = cv2.adaptiveThreshold(image, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, DARKER)
    _count, labels, facts, _middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    high, wide = facts[:, cv2.CC_STAT_HEIGHT], facts[:, cv2.CC_STAT_WIDTH]
    letter = (high >= LETTER_HEIGHT[0]) & (high <= LETTER_HEIGHT[1]) & (wide <= LETTER_WIDTH)
    letter[0] = False
    if int(letter.sum()) < LETTERS:
        return 0
    rows = cv2.morphologyEx(letter[labels].astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, APART), np.uint8))
    _count, lines, sizes, _middles = cv2.connectedComponentsWithStats(rows, connectivity=8)
    left, top = facts[:, cv2.CC_STAT_LEFT] + wide // 2, facts[:, cv2.CC_STAT_TOP] + high // 2
    holders = lines[top[letter].clip(0, image.shape[0] - 1), left[letter].clip(0, image.shape[1] - 1)]
    held = np.bincount(holders[holders > 0], minlength=len(sizes))
    long = sizes[:, cv2.CC_STAT_WIDTH] >= LONG * sizes[:, cv2.CC_STAT_HEIGHT]
    return int((long & (held >= LETTERS)).sum())
