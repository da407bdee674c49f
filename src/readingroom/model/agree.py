"""What a second reading of a page says at the place of each word of the first."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from readingroom.model.words import Words

#: Two words stand in one place when they share this much of the smaller one's width and of the lower one's height.
SHARED = 0.5

_FOLDED = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‐": "-"})  # noqa: RUF001  # those are meant
_EDGES = re.compile(r"^[^\w$€£%#§]+|[^\w$€£%#§]+$")


@dataclass(frozen=True, slots=True)
class Other:
    """What the second reading has at the place of a word.

    Attributes:
        verdict: same; other (it reads otherwise); nothing (it read nothing there).
        text: its words there, joined by spaces; empty when nothing.
        after: words that it reads right after that place and the first reading has nowhere.
    """

    verdict: Literal["same", "other", "nothing"]
    text: str = ""
    after: str = ""


def letters(word: str) -> str:
    """Return a word as two readings are compared: compatibility forms, small letters, no punctuation at its edges."""
    return _EDGES.sub("", unicodedata.normalize("NFKC", word).translate(_FOLDED)).casefold()


def others(first: Words, second: Words) -> list[Other]:
    """Return what `second` reads at the place of each word of `first`.

    Words that one reading joins and the other parts are compared together; a word counts as read otherwise when its own
    letters differ.
    """
    pairs = _pairs(first, second)
    found = [Other("nothing")] * len(first)
    for mine, theirs in _groups(pairs, len(first)):
        text = " ".join(second.word(index) for index in theirs)
        for index, same in zip(mine, _same(first, mine, second, theirs), strict=True):
            found[index] = Other("same" if same else "other", text)
    taken = {their for _mine, their in pairs}
    for index, extra in _extra(second, pairs, taken).items():
        found[index] = Other(found[index].verdict, found[index].text, extra)
    return found


def _pairs(first: Words, second: Words) -> list[tuple[int, int]]:
    """Return the pairs of words that stand in one place. Line by line from the top, so that cost stays near linear."""
    by_top = sorted(range(len(second)), key=lambda index: second.boxes[4 * index + 1])
    tops = [second.boxes[4 * index + 1] for index in by_top]
    tallest = max((second.boxes[4 * i + 3] - second.boxes[4 * i + 1] for i in range(len(second))), default=0.0)
    pairs: list[tuple[int, int]] = []
    for mine in range(len(first)):
        left, top, right, bottom = first.boxes[4 * mine : 4 * mine + 4]
        for place in range(bisect_left(tops, top - tallest), len(by_top)):
            their = by_top[place]
            other_left, other_top, other_right, other_bottom = second.boxes[4 * their : 4 * their + 4]
            if other_top >= bottom:
                break
            across = min(right, other_right) - max(left, other_left)
            down = min(bottom, other_bottom) - max(top, other_top)
            wide, high = min(right - left, other_right - other_left), min(bottom - top, other_bottom - other_top)
            if across > 0 and down > 0 and across >= SHARED * wide and down >= SHARED * high:
                pairs.append((mine, their))
    return pairs


def _groups(pairs: list[tuple[int, int]], count: int) -> list[tuple[list[int], list[int]]]:
    """Join pairs that share a word: what one reading joins and the other parts."""
    parent = list(range(count))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    holder: dict[int, int] = {}
    for mine, their in pairs:
        if their in holder:
            parent[root(mine)] = root(holder[their])
        holder[their] = mine
    groups: dict[int, tuple[set[int], set[int]]] = {}
    for mine, their in pairs:
        group = groups.setdefault(root(mine), (set(), set()))
        group[0].add(mine)
        group[1].add(their)
    return [(sorted(mine), sorted(theirs)) for mine, theirs in groups.values()]


def _same(first: Words, mine: list[int], second: Words, theirs: list[int]) -> list[bool]:
    """Whether the letters of each of some words are read alike by the second reading's words in their place."""
    parts = [letters(first.word(index)) for index in mine]
    whole, other = "".join(parts), "".join(letters(second.word(index)) for index in theirs)
    if whole == other:
        return [True] * len(parts)
    alike = [False] * len(whole)
    for one, _place, size in SequenceMatcher(None, whole, other, autojunk=False).get_matching_blocks():
        alike[one : one + size] = [True] * size
    same, at = [], 0
    for part in parts:
        inside = alike[at : at + len(part)]
        # one word against one: any difference is its own; in a group only words whose own letters all stand there agree
        same.append(len(parts) > 1 and bool(part) and all(inside))
        at += len(part)
    return same


def _extra(second: Words, pairs: list[tuple[int, int]], taken: set[int]) -> dict[int, str]:
    """Return, by word of the first, what the second reads right after it in its line and the first has nowhere."""
    mine_of: dict[int, int] = {}
    for mine, their in pairs:
        mine_of[their] = max(mine, mine_of.get(their, -1))
    extra: dict[int, str] = {}
    last = -1
    for their in range(len(second)):
        if their and second.lines[their] != second.lines[their - 1]:
            last = -1
        if their in taken:
            last = mine_of[their]
        elif last >= 0:
            extra[last] = f"{extra[last]} {second.word(their)}" if last in extra else second.word(their)
    return extra
