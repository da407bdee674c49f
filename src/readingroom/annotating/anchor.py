"""Anchors: a run of words with its place, and where it stands in another reading of the same page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from readingroom.model.decision import Anchor, Decision, Line
from readingroom.model.geometry import Box
from readingroom.model.words import Words

#: How far apart the middles of two boxes may be, as shares of the larger one's width and height, to be one place. Two
#: engines draw their boxes a little differently; half a word or half a line further on stands another word.
APART = 0.5

#: Share of a word that a covered place must cover for the word to be under it.
UNDER = 0.3

#: Stands for a word that a decision was made on and that may not be kept any more; no page has such a word.
BLANK = "\u2588"


def anchored(words: Words, first: int, last: int) -> Anchor:
    """Return the anchor of words `first` to `last`."""
    run = range(first, last + 1)
    return Anchor(tuple(words.word(index) for index in run), tuple(words.box(index) for index in run))


def without(decision: Decision, places: Sequence[Box]) -> Decision:
    """Return a decision without the words that stand in one of `places`, which are now known to be covered there."""

    def under(box: Box) -> bool:
        return any(box.overlap(place) > UNDER for place in places)

    lines = tuple(line for line in decision.lines if not under(line.box))
    anchor = decision.anchor
    if anchor is None or not any(map(under, anchor.boxes)):
        return replace(decision, lines=lines)
    return replace(decision, anchor=Anchor((BLANK,) * len(anchor.words), anchor.boxes), text=(), lines=lines)


def same_place(one: Box, other: Box) -> bool:
    """Whether two boxes are around the same print."""
    across = abs(one.left + one.right - other.left - other.right) / 2
    down = abs(one.top + one.bottom - other.top - other.bottom) / 2
    return across <= APART * max(one.width, other.width) and down <= APART * max(one.height, other.height)


def found(words: Words, texts: Sequence[str], boxes: Sequence[Box]) -> tuple[int, int] | None:
    """Return the first and last of the words that read exactly `texts` and stand in the places `boxes`, or None."""
    count = len(texts)
    for start in range(len(words) - count + 1):
        if words.word(start) != texts[0] or not same_place(words.box(start), boxes[0]):
            continue
        run = range(1, count)
        if all(words.word(start + k) == texts[k] and same_place(words.box(start + k), boxes[k]) for k in run):
            return start, start + count - 1
    return None


def page_lines(words: Words) -> tuple[Line, ...]:
    """Return the lines of a page as a look at all of it keeps them."""
    return tuple(line for line, _run in _lines(words))


def _lines(words: Words) -> Iterator[tuple[Line, range]]:
    start = 0
    for index in range(1, len(words) + 1):
        if index < len(words) and words.lines[index] == words.lines[start]:
            continue
        box = words.box(start)
        for one in range(start + 1, index):
            box = box.union(words.box(one))
        text = words.text[words.starts[start] : words.ends[index - 1]]
        # Not the words: they may be found to be hidden by a later version, and then must stand nowhere.
        yield Line(box, hashlib.sha256(text.encode()).hexdigest()[:16]), range(start, index)
        start = index


def lines_found(words: Words, seen: Sequence[Line]) -> set[int]:
    """Return the words that stand in lines which read as one of `seen` does, in its place."""
    known: dict[str, list[Box]] = {}
    for line in seen:
        known.setdefault(line.digest, []).append(line.box)
    there: set[int] = set()
    for line, run in _lines(words):
        if any(same_place(line.box, box) for box in known.get(line.digest, ())):
            there.update(run)
    return there
