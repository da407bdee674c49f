"""Two readings of one line laid beside each other, letter by letter."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

#: Letters that look the same in many fonts, so that reading can't tell them apart: each stands for its group.
_ALIKE = {
    **dict.fromkeys("lI1|!", "1"),
    **dict.fromkeys("oO0°º", "0"),
    **dict.fromkeys("‐‑‒–—―−-_~", "-"),
    **dict.fromkeys("‘’‚‛′´`'\"“”„″", "'"),
    **dict.fromkeys("•·∙●▪■.,", "."),
    **dict.fromkeys(":;", ":"),
    "×": "x",
    "µ": "u",
    "μ": "u",
    "ß": "b",
    "¢": "c",
    "…": ".",
    "ð": "o",
    "ø": "o",
    "ı": "i",
}


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


def aligned(one: str, other: str) -> list[tuple[int, int]]:
    """Return pairs of places (in `one`, in `other`) with the fewest changes between folded letters; -1 where lost.

    Both are short (a line). A replaced letter is paired with what stands in its place.
    """
    mine, theirs = [fold(letter) for letter in one], [fold(letter) for letter in other]
    first = 0
    while first < min(len(mine), len(theirs)) and mine[first] == theirs[first]:
        first += 1
    last = 0
    while last < min(len(mine), len(theirs)) - first and mine[-1 - last] == theirs[-1 - last]:
        last += 1
    pairs = [(at, at) for at in range(first)]
    middle = _changes(mine[first : len(mine) - last], theirs[first : len(theirs) - last])
    pairs += [(at + first if at >= 0 else -1, to + first if to >= 0 else -1) for at, to in middle]
    pairs += [(len(mine) - at, len(theirs) - at) for at in range(last, 0, -1)]
    return pairs


def _changes(mine: list[str], theirs: list[str]) -> list[tuple[int, int]]:
    """Align by edit distance (Wagner and Fischer, 1974)."""
    rows = [list(range(len(theirs) + 1))]
    for at, letter in enumerate(mine, 1):
        before, row = rows[-1], [at]
        for to, other in enumerate(theirs, 1):
            row.append(min(before[to - 1] + (letter != other), before[to] + 1, row[to - 1] + 1))
        rows.append(row)
    pairs: list[tuple[int, int]] = []
    at, to = len(mine), len(theirs)
    while at or to:
        here = rows[at][to]
        if at and to and here == rows[at - 1][to - 1] + (mine[at - 1] != theirs[to - 1]):
            at, to = at - 1, to - 1
            pairs.append((at, to))
        elif at and here == rows[at - 1][to] + 1:
            at -= 1
            pairs.append((at, -1))
        else:
            to -= 1
            pairs.append((-1, to))
    return pairs[::-1]


def distance(one: str, other: str) -> int:
    """Return how many letters must be changed, put in or left out to make `other` of `one` (folded)."""
    return sum(at < 0 or to < 0 or fold(one[at]) != fold(other[to]) for at, to in aligned(one, other))
