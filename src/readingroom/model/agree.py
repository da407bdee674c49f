"""What a second reading of a page says at the place of each word of the first."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from readingroom.model.turning import TURNING
from readingroom.model.words import Words

#: Two words stand in one place when they share this much of the smaller one's width and of the lower one's height.
SHARED = 0.5

_FOLDED = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‐": "-"})  # noqa: RUF001  # those are meant
_RAISED = {ord(raised): f"^{digit}" for digit, raised in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
_SIGNED = re.compile(r"[^\w$€£]*(?:([-+<>±])|\((?=[^()]*\)))[$€£]?[0-9]")
_FIGURES = re.compile(r"[0-9]+")
_EDGES = re.compile(r"^[^\w$€£%#§]+|[^\w$€£%#§]+$")


@dataclass(frozen=True, slots=True)
class Other:
    """What the second reading has at the place of a word.

    Attributes:
        verdict: same; other (it reads otherwise); nothing (it read nothing there).
        text: its words there, joined by spaces; empty when nothing.
        after: words that it reads right after that place and the first reading has nowhere.
        before: words that it reads before that place at the begin of its line, or in lines above it that the first
            reading has nowhere.
        parted: it has the same letters there, but parts or joins the words otherwise.
    """

    verdict: Literal["same", "other", "nothing"]
    text: str = ""
    after: str = ""
    before: str = ""
    parted: bool = False


def letters(word: str) -> str:
    """Return a word as two readings are compared: compatibility forms, small letters, no punctuation at its edges.

    The sign of a figure stays: `-5` is no `5`, `(1,200)` in an account is below zero, and `500¹` is no `5001`.
    """
    plain = unicodedata.normalize("NFKC", word.translate(_RAISED)).translate(_FOLDED)
    core = _EDGES.sub("", plain).casefold()
    sign = _SIGNED.match(plain)
    return f"{sign[1] or '-'}{core}" if sign else core


def others(first: Words, second: Words) -> list[Other]:
    """Return what `second` reads at the place of each word of `first`.

    Words that one reading joins and the other parts are compared together; a word counts as read otherwise when its own
    letters differ.
    """
    pairs = _pairs(first, second)
    found = [Other("nothing")] * len(first)
    for mine, theirs in _groups(pairs, len(first)):
        text = " ".join(second.word(index) for index in theirs)
        parted = len(mine) != len(theirs)
        for index, same in zip(mine, _same(first, mine, second, theirs), strict=True):
            found[index] = Other("same" if same else "other", text, parted=parted)
    taken = {their for _mine, their in pairs}
    after, before = _extra(second, pairs, taken)
    for index, extra in after.items():
        found[index] = replace(found[index], after=extra)
    for index, extra in before.items():
        found[index] = replace(found[index], before=extra)
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
    others_ = [letters(second.word(index)) for index in theirs]
    whole, other = "".join(parts), "".join(others_)
    if whole == other:
        # `no table` is no `notable`, and `1 200` no `1200`, although their letters are the same.
        return [_turning(parts) == _turning(others_)] * len(parts)
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


def _turning(words: list[str]) -> list[str]:
    """Return the figures among some words, and the words that turn a sentence, in order."""
    return [found for word in words for found in ([word] if word in TURNING else _FIGURES.findall(word))]


def _extra(second: Words, pairs: list[tuple[int, int]], taken: set[int]) -> tuple[dict[int, str], dict[int, str]]:
    """Return, by word of the first, what the second reads right after it in its line and the first has nowhere.

    What begins a line, or fills one, is returned apart, by the word of the first that comes next.
    """
    mine_of: dict[int, int] = {}
    for mine, their in pairs:
        mine_of[their] = max(mine, mine_of.get(their, -1))
    next_of: dict[int, int] = {}
    for mine, their in pairs:
        next_of[their] = min(mine, next_of.get(their, mine))
    extra: dict[int, str] = {}
    before: dict[int, str] = {}
    waiting: list[str] = []
    last = -1
    for their in range(len(second)):
        if their and second.lines[their] != second.lines[their - 1]:
            last = -1
        if their in taken:
            last = mine_of[their]
            if waiting:
                before[next_of[their]] = " ".join(waiting)
                waiting = []
        elif last >= 0:
            extra[last] = f"{extra[last]} {second.word(their)}" if last in extra else second.word(their)
        else:
            waiting.append(second.word(their))
    return extra, before
