"""The words of a laid-out page in reading order with their boxes: what the truth says can be read on it."""

from __future__ import annotations

from collections.abc import Iterator

from readingroom.sample.leaf import ABOVE, BELOW, Area, Faces, Leaf
from readingroom.sample.truth import Edges

#: Runs whose baselines differ by less than this stand in one line, points.
_SAME_LINE = 2.5
#: A run that begins within this many em of the end of the one before goes on with its last word.
_GLUED = 0.06


def words(leaf: Leaf, faces: Faces) -> Iterator[tuple[str, Edges, bool]]:
    """Yield each visible word, its box as fractions of the page, and whether it opens a line."""
    wide, tall = 1 / leaf.width, 1 / leaf.height
    line_at = -1e9
    last: tuple[str, Edges, bool] | None = None
    last_right = -1e9
    for run in (*leaf.head, *leaf.runs):
        known, width_of = faces.known[run.face], faces.width
        size, x = run.size, run.x
        space = faces.spaces[run.face] * size
        top, bottom = (run.baseline - ABOVE * size) * tall, (run.baseline + BELOW * size) * tall
        opens = abs(run.baseline - line_at) > _SAME_LINE
        line_at = run.baseline
        glued = not opens and last is not None and abs(run.x - last_right) < _GLUED * size
        for word in run.text.split(" "):
            width = known.get(word)
            if width is None:
                width = width_of(run.face, word)
            right = x + width * size
            if glued and last is not None:
                before, (left, upper, _right, lower), opened = last
                last = (before + word, (left, min(upper, top), right * wide, max(lower, bottom)), opened)
                glued = False
            else:
                if last is not None:
                    yield last
                last = (word, (x * wide, top, right * wide, bottom), opens)
            opens = False
            last_right = right
            x = right + space
    if last is not None:
        yield last


def fractions(area: Area, leaf: Leaf) -> Edges:
    """A rectangle in points as fractions of the page, cut to it."""
    right, bottom = area.x + area.width, area.y + area.height
    return (
        max(0.0, area.x / leaf.width),
        max(0.0, area.y / leaf.height),
        min(1.0, right / leaf.width),
        min(1.0, bottom / leaf.height),
    )
