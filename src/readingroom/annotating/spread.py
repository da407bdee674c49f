"""Where words that a person put in the place of others stand: each gets a box out of theirs."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readingroom.model.geometry import Box


@dataclass(frozen=True, slots=True)
class Placed:
    """A word in its place.

    Attributes:
        text: the word.
        box: where it stands.
        first: first of the old words that it stands for.
        last: last of them; `first - 1` when it stands for none and was put in before `first`.
        kept: it is the old word itself.
    """

    text: str
    box: Box
    first: int
    last: int
    kept: bool = False


def spread(old: Sequence[str], boxes: Sequence[Box], new: Sequence[str]) -> Iterator[Placed]:
    """Give each of the words `new` a box out of those of the words `old` that they replace, in order.

    Words that are in both keep their boxes. What was split or joined is cut by its number of letters; a word put in
    between two others gets the gap between them.
    """
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (Placed(new[c + k], boxes[a + k], a + k, a + k, kept=True) for k in range(b - a))
        elif kind == "insert":
            gap = _gap(boxes, a)
            for k, cut in enumerate(_cut(gap, [len(word) for word in new[c:d]])):
                yield Placed(new[c + k], cut, a, a - 1)
        elif kind == "replace" and b - a == d - c:
            yield from (Placed(new[c + k], boxes[a + k], a + k, a + k) for k in range(b - a))
        elif kind == "replace":
            yield from _shared(old[a:b], boxes[a:b], new[c:d], a)


def _gap(boxes: Sequence[Box], before: int) -> Box:
    """Return the place between two words of a line; at the end of a line or a run, the edge of the word beside it."""
    left = boxes[before - 1] if before > 0 else None
    right = boxes[before] if before < len(boxes) else None
    if left and right and _one_line(left, right) and right.left >= left.right:
        return Box(left.right, min(left.top, right.top), right.left, max(left.bottom, right.bottom))
    if left:
        return Box(left.right, left.top, left.right, left.bottom)
    assert right is not None  # a run has at least one word
    return Box(right.left, right.top, right.left, right.bottom)


def _one_line(one: Box, other: Box) -> bool:
    return min(one.bottom, other.bottom) - max(one.top, other.top) > 0


def _cut(box: Box, lengths: Sequence[int]) -> Iterator[Box]:
    total, at = sum(lengths), 0
    for length in lengths:
        left, right = at / total, (at + length) / total
        yield Box(box.left + left * box.width, box.top, box.left + right * box.width, box.bottom)
        at += length


def _shared(old: Sequence[str], boxes: Sequence[Box], new: Sequence[str], base: int) -> Iterator[Placed]:
    """Share the letters of the old words out among another number of new ones."""
    have, want = sum(map(len, old)), sum(map(len, new))
    at = 0
    for word in new:
        begin, end = at / want * have, (at + len(word)) / want * have
        at += len(word)
        parts: list[tuple[int, Box]] = []
        letters = 0
        for index, (text, box) in enumerate(zip(old, boxes, strict=True)):
            low, high = max(begin, letters), min(end, letters + len(text))
            if high > low + 1e-9:
                left, right = (low - letters) / len(text), (high - letters) / len(text)
                cut = Box(box.left + left * box.width, box.top, box.left + right * box.width, box.bottom)
                parts.append((index, cut))
            letters += len(text)
        place = parts[0][1]
        for _index, cut in parts[1:]:
            if _one_line(place, cut):  # what runs over a line's end is shown where it begins
                place = place.union(cut)
        yield Placed(word, place, base + parts[0][0], base + parts[-1][0])
