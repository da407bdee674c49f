from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readingroom.engines.pdf_page import Characters
from readingroom.reading import overlaps
from readingroom.reading.overlaps import BURIED, SHARED, crowded, groups, pairs

edge = st.integers(0, 40)
box = st.tuples(edge, edge, st.integers(1, 12), st.integers(1, 12))
places = st.lists(box, min_size=1, max_size=40)


def boxes_of(found: list[tuple[int, int, int, int]]) -> np.ndarray:
    rows = np.array(found, np.float64)
    return np.hstack([rows[:, :2], rows[:, :2] + rows[:, 2:]]) / 60


def shares(boxes: np.ndarray) -> np.ndarray:
    size = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:]) - np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    shared = np.where((size > 0).all(2), size[..., 0] * size[..., 1], 0)
    return shared / np.minimum(area[:, None], area[None])


@pytest.mark.parametrize("at_once", [1, 50, 2_000_000])
@settings(max_examples=60, deadline=None)
@given(found=places)
def test_pairs_are_those_of_comparing_each_with_each(at_once: int, found: list[tuple[int, int, int, int]]) -> None:
    boxes = boxes_of(found)
    before, overlaps._MOST_AT_ONCE = overlaps._MOST_AT_ONCE, at_once
    try:
        first, second, shared = pairs(boxes)
    finally:
        overlaps._MOST_AT_ONCE = before
    every = shares(boxes)
    expected = {(a, b) for a in range(len(boxes)) for b in range(a) if every[a, b] > SHARED + 1e-9}
    assert {(max(a, b), min(a, b)) for a, b in zip(first.tolist(), second.tolist(), strict=True)} >= expected
    assert shared == pytest.approx(every[first, second])
    assert (first != second).all()


@settings(max_examples=150, deadline=None)
@given(found=places, breaks=st.lists(st.integers(1, 40), max_size=8))
def test_whatever_lies_deep_in_another_is_in_the_crowd(
    found: list[tuple[int, int, int, int]], breaks: list[int]
) -> None:
    boxes = boxes_of(found)
    codes = np.full(len(boxes), ord("x"), np.uint32)
    drawn = np.ones(len(boxes), np.bool_)
    for place in breaks:
        if place < len(boxes):
            codes[place], drawn[place] = ord("\n"), False
    crowd = crowded(Characters(codes, boxes, drawn))
    every = shares(boxes)
    for a, b in zip(*np.nonzero(np.triu(every, 1) > BURIED), strict=True):
        if drawn[a] and drawn[b]:
            assert crowd[a]
            assert crowd[b]


def test_objects_that_lie_over_each_other_are_never_left_out_together() -> None:
    found = groups(np.array([1, 2, 3, 4, 5]), [(1, 2)], [(2, 3), (3, 4), (5, 5)])
    sets = [(set(members.tolist()), free) for members, free in found]
    assert all(not {2, 3} <= members and not {3, 4} <= members for members, _free in sets)
    assert any({1, 2} <= members for members, _free in sets)
    # What must be told apart from itself is in no set: it counts as not seen.
    assert all(5 not in members for members, _free in sets)
    assert groups(np.array([7]), [], [])[0][1] is True
