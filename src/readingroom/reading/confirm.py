"""What words of a layer that are not seen have to do with what the page shows, as it was read off its image."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box
from readingroom.model.page import LayerVerdict
from readingroom.model.words import Words
from readingroom.reading.align import alike
from readingroom.reading.layer import MOST_GARBAGE, Unseen, garbage_of

#: Two readings of one word share at least this much (ratio of equal letters); recognition of poor scans errs a lot.
ALIKE = 0.5

#: Two boxes have the same place when they share this much of the smaller one.
SHARED = 0.3

#: Shorter runs of letters are specks and rules that an old engine took for letters; they tell nothing of what is there.
SHORT = 3

#: An unseen layer is an old recognition of the page when this share of its words is spelt alike at its place (the
#: worst of real ones: .4 of those of a microfilmed page), and stands elsewhere than the print when this share of its
#: pairs of neighbouring words was read anywhere.
LEAST_IN_PLACE, LEAST_ELSEWHERE = 0.3, 0.4

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


def verdict_on_unseen(unseen: Iterable[Unseen], words: Words) -> LayerVerdict:
    """Say what a layer is of which no word is seen.

    Args:
        unseen: its words.
        words: what was read off the page's image.
    """
    unseen = tuple(unseen)
    if not unseen:
        return ""
    if garbage_of("".join(word.word for word in unseen)) > MOST_GARBAGE:
        return "garbage"
    told = [word for word in unseen if sum(letter.isalnum() for letter in word.word) >= SHORT]
    if not told or not len(words):
        return "hidden"
    boxes = np.array(words.boxes, np.float64).reshape(-1, 4)
    in_place = 0
    for word in told:
        near = [words.word(index) for index in _at(boxes, word.box)]
        in_place += bool(near) and any(_alike(word.word, other) for other in (*near, "".join(near)))
    if in_place >= LEAST_IN_PLACE * len(told):
        return "old"
    pairs = _pairs(list(words))
    mine = [pair for line in _by_line(unseen) for pair in _pairs(line)]
    if mine and sum(pair in pairs for pair in mine) >= LEAST_ELSEWHERE * len(mine):
        return "shifted"
    return "hidden"


def _by_line(unseen: Iterable[Unseen]) -> list[list[str]]:
    lines: dict[int, list[str]] = {}
    for word in unseen:
        lines.setdefault(word.line, []).append(word.word)
    return list(lines.values())


def _pairs(words: list[str]) -> set[tuple[str, str]]:
    return {(one.casefold(), other.casefold()) for one, other in pairwise(words)}


def unconfirmed(layer: Words, read: Words) -> list[int]:
    """Return the numbers of the words of a rejected layer that the reading of the page does not have at their place."""
    boxes = np.array(read.boxes, np.float64).reshape(-1, 4)
    found = []
    for index in range(len(layer)):
        near = [read.word(at) for at in _at(boxes, layer.box(index))]
        if not any(_same(layer.word(index), other) for other in (*near, "".join(near))):
            found.append(index)
    return found


def _same(one: str, other: str) -> bool:
    return len(one) == len(other) and all(map(alike, one, other))


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
