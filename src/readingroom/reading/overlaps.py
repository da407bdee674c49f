"""Which characters lie over each other, and which text objects can be left out together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from readingroom.engines.pdf_page import Characters
from readingroom.reading.grid import known

#: Two characters share a place when the smaller one lies in the other with more than this share of its box.
SHARED = 0.2

#: Within one text object letters reach into one another by design (an italic f); these don't: one hides the other.
BURIED = 0.6

#: Letters of a line that reach into one another by less than this share of their width are set close, no more.
CLOSE = 0.45

#: Lines that share less than this (fraction of the page) only touch.
TOUCHING = 1e-6

#: Lines of text, and comparisons of two characters, beyond which nothing is told apart (a page of noise).
MOST_LINES = 2_000
MOST_PAIRS = 30_000_000

#: Sets of text objects that are left out one after the other at most on one page.
MOST_GROUPS = 12

#: Rows that are compared at a time, and comparisons that fit into memory (100 MB).
_TOGETHER, _MOST_AT_ONCE = 256, 2_000_000

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


def crowded(characters: Characters) -> Mask:
    """Return which characters may share their place with another one: never too few, sometimes too many.

    Within a line the boxes are swept from left to right; lines are compared by the boxes around them.
    """
    count = len(characters.codes)
    found = np.zeros(count, np.bool_)
    chosen = np.flatnonzero(characters.drawn)
    if chosen.size < 2:  # noqa: PLR2004  # one can't share
        return found
    line = lines_of(characters)[chosen]
    boxes = known(characters.boxes[chosen]).clip(-1, 2)
    if line[-1] > MOST_LINES:
        found[chosen] = True
        return found
    found[chosen] = _within_lines(boxes, line) | _between_lines(boxes, line)
    return found


def lines_of(characters: Characters) -> Numbers:
    """Return the number of the line of each character; a made-up hyphen ends a line."""
    codes = characters.codes
    ends = (codes == 0xA) | (codes == 0xD) | (codes == 0x2028) | (codes == 0x2029)  # noqa: PLR2004  # Unicode
    breaks = ends | ((codes == ord("-")) & ~characters.drawn)
    after = np.zeros(len(codes), np.int64)
    after[1:] = np.cumsum(breaks)[:-1]
    return after


def _within_lines(boxes: npt.NDArray[np.float64], line: Numbers) -> Mask:
    # Lines are laid out one after the other on one axis, so that one sweep does all of them.
    left, right = boxes[:, 0] + 4.0 * line, boxes[:, 2] + 4.0 * line
    order = np.lexsort((left, line))
    left, right = left[order], right[order]
    slack = CLOSE * (right - left)
    reached, ahead = np.maximum.accumulate(right), np.minimum.accumulate(left[::-1])[::-1]
    deep, touch = np.zeros(len(line), np.bool_), np.zeros(len(line), np.bool_)
    deep[1:] |= left[1:] + slack[1:] < reached[:-1]
    deep[:-1] |= right[:-1] - slack[:-1] > ahead[1:]
    touch[1:] |= left[1:] < reached[:-1]
    touch[:-1] |= right[:-1] > ahead[1:]
    if not deep.any():
        return deep
    # The other one of a pair need not be deep in its partner (it may be wider): all that touch in such a line count.
    found = np.zeros(len(line), np.bool_)
    found[order] = touch & np.isin(line[order], line[order][deep])
    return found


def _between_lines(boxes: npt.NDArray[np.float64], line: Numbers) -> Mask:
    starts = np.flatnonzero(np.diff(line, prepend=-1))
    first = np.minimum.reduceat(boxes[:, :2], starts)
    last = np.maximum.reduceat(boxes[:, 2:], starts)
    low, high = np.maximum(first[:, None], first[None]), np.minimum(last[:, None], last[None])
    meet = (high - low > TOUCHING).all(2) & ~np.eye(len(starts), dtype=np.bool_)
    found = np.zeros(len(line), np.bool_)
    ends = np.append(starts[1:], len(line))
    for one, other in zip(*np.nonzero(meet), strict=True):
        mine = slice(starts[one], ends[one])
        part = boxes[mine]
        found[mine] |= ((part[:, 2:] > low[one, other]) & (part[:, :2] < high[one, other])).all(1)
    return found


def pairs(boxes: npt.NDArray[np.float64]) -> tuple[Numbers, Numbers, npt.NDArray[np.float64]] | None:
    """Return the pairs of boxes that share a place and how much of the smaller one (0..1).

    None when there are too many boxes in one place to compare.
    """
    order = np.argsort(boxes[:, 1], kind="stable")
    sorted_ = boxes[order]
    ends = np.searchsorted(sorted_[:, 1], sorted_[:, 3])
    if int(np.maximum(ends - np.arange(len(boxes)) - 1, 0).sum()) > MOST_PAIRS:
        return None
    area = np.maximum((sorted_[:, 2] - sorted_[:, 0]) * (sorted_[:, 3] - sorted_[:, 1]), 1e-12)
    firsts, seconds, shares = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    stop = 0
    while stop < len(boxes):
        start, stop = stop, min(stop + _TOGETHER, len(boxes))
        reach = int(ends[start:stop].max(initial=start))
        if (stop - start) * (reach - start) > _MOST_AT_ONCE:  # a tall box looks at all that lie beside it
            stop = start + max(1, _MOST_AT_ONCE // (reach - start))
            reach = int(ends[start:stop].max(initial=start))
        mine, theirs = sorted_[start:stop, None], sorted_[None, start:reach]
        across = np.minimum(mine[..., 2], theirs[..., 2]) - np.maximum(mine[..., 0], theirs[..., 0])
        down = np.minimum(mine[..., 3], theirs[..., 3]) - np.maximum(mine[..., 1], theirs[..., 1])
        least = np.minimum(area[start:stop, None], area[None, start:reach])
        share = np.where((across > 0) & (down > 0), across * down, 0) / least
        one, other = np.nonzero(np.triu(share > SHARED, 1))
        shares.append(share[one, other])
        firsts.append(order[one + start])
        seconds.append(order[other + start])
    return np.concatenate(firsts), np.concatenate(seconds), np.concatenate(shares)


def groups(
    objects: Numbers, doubles: Sequence[tuple[int, int]], mixed: Sequence[tuple[int, int]]
) -> list[tuple[Numbers, bool]]:
    """Sort text objects into sets of which no two lie over each other.

    Args:
        objects: numbers of text objects.
        doubles: pairs of text objects that show the same letters in the same place: they belong together.
        mixed: pairs of text objects that lie over each other: they must be told apart.

    Returns:
        (numbers of text objects, whether they share no place with any other text); the first set is that of all the
        free ones. Objects that must be told apart from themselves, or need a set too many, are in none.
    """
    home: dict[int, int] = {number: number for number in objects.tolist()}
    for pair in (*doubles, *mixed):
        for number in pair:
            home.setdefault(number, number)
    for a, b in set(doubles):
        home[_root(home, a)] = _root(home, b)
    against: dict[int, set[int]] = {}
    for a, b in set(mixed):
        one, other = _root(home, a), _root(home, b)
        against.setdefault(one, set()).add(other)
        against.setdefault(other, set()).add(one)
    colours = _coloured(against)
    sets: dict[int, list[int]] = {}
    for number in home:
        name = _root(home, number)
        if name not in against or name in colours:
            sets.setdefault(colours.get(name, -1), []).append(number)
    return [(np.array(members, np.int64), name < 0) for name, members in sorted(sets.items())]


def _root(home: dict[int, int], number: int) -> int:
    while home[number] != number:
        home[number] = home[home[number]]
        number = home[number]
    return number


def _coloured(against: dict[int, set[int]]) -> dict[int, int]:
    """Give each object the smallest number that none of those against it has; the most contested come first."""
    colours: dict[int, int] = {}
    for one in sorted(against, key=lambda name: -len(against[name])):
        taken = {colours[other] for other in against[one] if other in colours}
        mine = next(number for number in range(len(taken) + 1) if number not in taken)
        if one not in against[one] and mine < MOST_GROUPS:
            colours[one] = mine
    return colours
