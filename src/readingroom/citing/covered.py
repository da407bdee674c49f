"""Where on a page something covers words that its file still holds: no quotation may close such a gap unseen."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from readingroom.model.answers import PageText
from readingroom.model.geometry import Box
from readingroom.model.words import Words

#: Stands for a covered place in the text that quotations are looked for in, and may be written in a quotation.
MARK = "\u2588"


def covers(page: PageText) -> list[Box]:
    """Return the places of a page that something covers: solid boxes, and what lies over words of the file.

    What lies under a scan is not asked: it may be an old recognition that errs.
    """
    hidden = page.facts.hidden if page.facts.source == "layer" else ()
    painted = [place.box for place in hidden if place.reason == "covered"]
    return painted + [region.box for region in page.content.regions if region.kind == "box"]


def covered_after(page: Words, places: Iterable[Box]) -> frozenset[int]:
    """Return the words after which a covered place stands; -1 when it stands before the first.

    A place belongs to the words beside it in its row; one with a word over it, or in a row of its own, to none.
    """
    boxes = np.array(page.boxes, np.float64).reshape(-1, 4)
    found: set[int] = set()
    for place in places:
        across, down = (place.left + place.right) / 2, (place.top + place.bottom) / 2
        row = np.flatnonzero((boxes[:, 1] <= down) & (boxes[:, 3] >= down))
        before, after = row[boxes[row, 2] <= across], row[boxes[row, 0] >= across]
        if not row.size or len(before) + len(after) < len(row):
            continue
        left = int(before[np.argmax(boxes[before, 2])]) if before.size else None
        right = int(after[np.argmin(boxes[after, 0])]) if after.size else None
        if right is None or (left is not None and across - boxes[left, 2] <= boxes[right, 0] - across):
            found.add(-1 if left is None else left)
        else:
            found.add(right - 1)
    return frozenset(found)
