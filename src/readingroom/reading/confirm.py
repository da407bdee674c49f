"""Which unseen words of a layer hide something: not those of an old recognition that the page itself shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box
from readingroom.model.words import Words
from readingroom.reading.layer import Unseen

#: Two readings of one word share at least this much (ratio of equal letters); recognition of poor scans errs a lot.
ALIKE = 0.5

#: Two boxes have the same place when they share this much of the smaller one.
SHARED = 0.3

#: Shorter runs of letters are specks and rules that an old engine took for letters; they tell nothing of what is there.
SHORT = 3

#: A place whose gray stays within this range (of 255, but for a twentieth at either end) shows nothing.
PLAIN_RANGE = 40


def still_hidden(
    unseen: Iterable[Unseen], words: Words, picture: Callable[[], Pixels], *, scan: bool
) -> tuple[Unseen, ...]:
    """Return the unseen words that the page does not show in another way.

    A word counts as shown when a seen word at its place is spelt alike, or when nothing was read there although the
    place is not plain paper or a plain box: an old engine read a speck, a drawing or a stamp.

    Args:
        unseen: words of the layer that are not seen.
        words: words that are seen on this page.
        picture: draws the page as seen, in gray; called once, and only when needed.
        scan: whether the page is an image; then text that lies under it may be its old recognition too.
    """
    unseen = tuple(unseen)
    if not unseen:
        return ()
    boxes = np.array(words.boxes, np.float64).reshape(-1, 4)
    drawn: Pixels | None = None
    kept = []
    for word in unseen:
        if word.reason == "outside" or (word.reason == "covered" and not scan):
            kept.append(word)
            continue
        near = [words.word(index) for index in _at(boxes, word.box)]
        if near:
            told = sum(letter.isalnum() for letter in word.word) >= SHORT
            if told and not any(_alike(word.word, other) for other in (*near, "".join(near))):
                kept.append(word)
            continue
        if drawn is None:
            drawn = picture()
        if _plain(drawn, word.box):
            kept.append(word)
    return tuple(kept)


def _at(boxes: npt.NDArray[np.float64], box: Box) -> list[int]:
    if not len(boxes):
        return []
    size = np.minimum(boxes[:, 2:], (box.right, box.bottom)) - np.maximum(boxes[:, :2], (box.left, box.top))
    shared = np.where((size > 0).all(1), size[:, 0] * size[:, 1], 0)
    least = np.minimum((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]), box.area)
    found: list[int] = np.flatnonzero(shared > SHARED * least).tolist()
    return found


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio() >= ALIKE


def _plain(picture: Pixels, box: Box) -> bool:
    height, width = picture.shape[:2]
    left, right = int(box.left * width), int(np.ceil(box.right * width))
    top, bottom = int(box.top * height), int(np.ceil(box.bottom * height))
    place = picture[top : max(bottom, top + 1), left : max(right, left + 1)]
    if not place.size:
        return True
    low, high = np.percentile(place, (5, 95))
    return bool(high - low < PLAIN_RANGE)
