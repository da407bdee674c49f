"""Two readings of one line laid beside each other, letter by letter."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import pairwise

#: Letters that look the same in many fonts, so that reading can't tell them apart: each stands for its group.
_ALIKE = {
    **dict.fromkeys("lI1|!", "1"),
    **dict.fromkeys("oO0°º", "0"),  # what looks alike is its matter
    **dict.fromkeys("‐‑‒–—―−-_~", "-"),  # noqa: RUF001  # what looks alike is its matter
    **dict.fromkeys("‘’‚‛′´`'\"“”„″", "'"),  # noqa: RUF001  # what looks alike is its matter
    **dict.fromkeys("•·∙●▪■.,", "."),  # what looks alike is its matter
    **dict.fromkeys(":;", ":"),
    "×": "x",  # noqa: RUF001  # as above
    "µ": "u",
    "μ": "u",
    "ß": "b",
    "¢": "c",
    "…": ".",
    "ð": "o",
    "ø": "o",
    "ı": "i",  # noqa: RUF001  # as above
}


#: Letters between two that are missing, one on each side, no farther apart than this, may be paired wrongly: as many as
#: the figures of a long number.
MOVED = 12


@lru_cache(maxsize=4096)
def fold(letter: str) -> str:
    """Return what a letter looks like to a reader: without case and marks, one of those that look alike.

    Fonts of small capitals draw capitals for small letters, and the fast recogniser often drops accents.
    """
    if letter in _ALIKE:
        return _ALIKE[letter]
    plain = unicodedata.normalize("NFKD", letter)
    plain = "".join(one for one in plain if not unicodedata.combining(one)) or letter
    small = plain.casefold()
    return _ALIKE.get(small, small)


@lru_cache(maxsize=65536)
def alike(one: str, other: str) -> bool:
    """Return whether two letters look the same to a reader."""
    return fold(one) == fold(other) or one.casefold() == other.casefold()


def aligned(one: str, other: str) -> list[tuple[int, int]]:
    """Return pairs of places (in `one`, in `other`) with the fewest changes between letters; -1 where one is missing.

    Both are short (a line). A replaced letter is paired with what stands in its place.
    """
    first = 0
    while first < min(len(one), len(other)) and alike(one[first], other[first]):
        first += 1
    last = 0
    while last < min(len(one), len(other)) - first and alike(one[-1 - last], other[-1 - last]):
        last += 1
    middle = _changes(one[first : len(one) - last], other[first : len(other) - last])
    pairs = [(at, at) for at in range(first)]
    pairs += [(at + first if at >= 0 else -1, to + first if to >= 0 else -1) for at, to in middle]
    return pairs + [(len(one) - at, len(other) - at) for at in range(last, 0, -1)]


def _changes(mine: str, theirs: str) -> list[tuple[int, int]]:
    """Align by edit distance (Wagner and Fischer, 1974)."""
    rows = [list(range(len(theirs) + 1))]
    for at, letter in enumerate(mine, 1):
        before, row = rows[-1], [at]
        for to, other in enumerate(theirs, 1):
            row.append(min(before[to - 1] + (not alike(letter, other)), before[to] + 1, row[to - 1] + 1))
        rows.append(row)
    pairs: list[tuple[int, int]] = []
    at, to = len(mine), len(theirs)
    while at or to:
        here = rows[at][to]
        if at and to and here == rows[at - 1][to - 1] + (not alike(mine[at - 1], theirs[to - 1])):
            at, to = at - 1, to - 1
            pairs.append((at, to))
        elif at and here == rows[at - 1][to] + 1:
            at -= 1
            pairs.append((at, -1))
        else:
            to -= 1
            pairs.append((-1, to))
    return pairs[::-1]


def settled(pairs: list[tuple[int, int]]) -> list[bool]:
    """Return which pairs do not lie between a letter that one side lacks and one, near it, that the other lacks.

    Between such letters figures may have been paired with others than stand there: `0909` laid beside `2020` agrees
    best when it is moved by one place.
    """
    gaps = [(place, at < 0) for place, (at, to) in enumerate(pairs) if at < 0 or to < 0]
    found = [True] * len(pairs)
    for (first, lacks), (last, other) in pairwise(gaps):
        if lacks != other and last - first <= MOVED:
            found[first : last + 1] = [False] * (last + 1 - first)
    return found


def firm(pairs: list[tuple[int, int]], one: str, other: str) -> list[bool]:
    """Return which pairs can be relied on: those that agree, and changes between them whose places are clear.

    In a run of changes letters may have been paired with the wrong ones. Only runs of the same length in both count, as
    they come about when letters are called by other names, and letters put in where none is missing.
    """
    same = [at >= 0 and to >= 0 and alike(one[at], other[to]) for at, to in pairs]
    found = list(same)
    first = 0
    while first < len(pairs):
        last = first
        while last < len(pairs) and not same[last]:
            last += 1
        run = pairs[first:last]
        whole = all(at >= 0 and to >= 0 for at, to in run) or all(at < 0 for at, _to in run)
        found[first:last] = [whole] * len(run)
        first = last + 1
    return found
