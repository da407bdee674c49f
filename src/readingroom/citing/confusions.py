"""Letters that machine reading takes for one another, and whether one word can be read as another by them alone.

Two sources. Shapes that are alike in most typefaces, as every study of recognition errors lists them: rn and m, l and 1
and I, O and 0, cl and d, vv and w, S and 5, B and 8, Z and 2, G and 6, g and 9. And what our own engine did on 164
scanned pages of the FBI and police releases in the test records: each pair below `_SEEN` alone turned an unknown word
into a dictionary word at least four times (docs/decisions/0005-search-and-quotations.md has the counts).

No pair joins two digits: a changed number is never noise.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

_ALIKE = (
    "rn m",
    "l 1",
    "l I",
    "I 1",
    "l |",
    "I |",
    "1 |",
    "l !",
    "I !",
    "i !",
    "i 1",
    "O 0",
    "o 0",
    "O Q",
    "cl d",
    "vv w",
    "ii u",
    "li h",
    "S 5",
    "s 5",
    "B 8",
    "Z 2",
    "z 2",
    "G 6",
    "b 6",
    "g 9",
    "q 9",
    "g q",
    "c e",
    "f t",
    "h b",
    "fi f",
    "fl f",
)
_SEEN = ("l t", "i t", "i l", "e o", "a e", "m n")


def _table(lines: Iterable[str]) -> dict[str, frozenset[str]]:
    pairs: dict[str, set[str]] = {}
    for line in lines:
        one, other = line.split(" ")
        pairs.setdefault(one, set()).add(other)
        pairs.setdefault(other, set()).add(one)
    return {shape: frozenset(others) for shape, others in pairs.items()}


#: For each shape (one or two characters) the shapes it is read as.
TABLE = _table((*_ALIKE, *_SEEN))

#: Letters whose capital has the shape of the small one: only its height tells them apart, and that recognition loses.
SAME_SHAPE = _table(f"{small.upper()} {small}" for small in "cosvwxz")

#: Longest shape in the table.
_LONGEST = max(map(len, TABLE))


#: Confusions that no other spelling of a name comes from: one stroke for another, a digit for the letter like it.
_STROKES = (
    "l I",
    "l 1",
    "I 1",
    "l |",
    "I |",
    "1 |",
    "l !",
    "I !",
    "i !",
    "i 1",
    "O 0",
    "o 0",
    "S 5",
    "s 5",
    "B 8",
    "Z 2",
    "z 2",
    "G 6",
    "b 6",
    "g 9",
    "q 9",
)
STROKES = _table(_STROKES)


def joined(*tables: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return the confusions of several tables as one."""
    shapes = {shape for table in tables for shape in table}
    return {shape: frozenset().union(*(table.get(shape, frozenset()) for table in tables)) for shape in shapes}


#: The same with capitals of the same shape, for words whose case can have been misread.
ANY_CASE, STROKES_ANY_CASE = joined(TABLE, SAME_SHAPE), joined(STROKES, SAME_SHAPE)


def reachable(asked: str, read: str, table: Mapping[str, frozenset[str]] = TABLE) -> bool:
    """Whether `asked` can have been read as `read` by known confusions alone; accents may be lost or made up."""
    places = {(0, 0)}
    seen = set(places)
    while places:
        places = {after for place in places for after in _steps(asked, read, table, *place)} - seen
        seen |= places
    return (len(asked), len(read)) in seen


def same_strokes(asked: str, read: str, *, any_case: bool = False) -> bool:
    """Whether one can have been read as the other by strokes alone that look the same in print."""
    return reachable(asked, read, STROKES_ANY_CASE if any_case else STROKES)


def _steps(asked: str, read: str, table: Mapping[str, frozenset[str]], i: int, j: int) -> Iterator[tuple[int, int]]:
    if i < len(asked) and j < len(read) and _bare(asked[i]) == _bare(read[j]):
        yield i + 1, j + 1
    for length in range(1, _LONGEST + 1):
        shape = asked[i : i + length]
        for other in table.get(shape, ()) if len(shape) == length else ():
            if read.startswith(other, j):
                yield i + length, j + len(other)


def _bare(letter: str) -> str:
    if letter.isascii():
        return letter
    return "i" if letter == "\u0131" else unicodedata.normalize("NFD", letter)[0]  # i without its dot has no parts
