"""Place: where the passage of a note or tag stands now, after its page was read anew, corrected or turned.

A correction that no longer fits is lost, because it would change words. A note changes nothing, and the paper under it
is the same whatever reads it: it stays at its place on the image, and says when other words are read there now.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from readingroom.annotating.anchor import BLANK, UNDER, found
from readingroom.model.decision import Anchor
from readingroom.model.geometry import Box
from readingroom.model.notes import Place
from readingroom.model.words import MARK, Words, line_boxes


@dataclass(frozen=True, slots=True)
class Kept:
    """A passage as it is kept.

    Attributes:
        anchor: its words and places when it was chosen.
        said: its words as they are shown in lists, with marks of what is covered between them.
        turned: clockwise degrees by which the page was turned then.
    """

    anchor: Anchor
    said: str
    turned: int = 0


def place(words: Words, anchor: Anchor, turned: int = 0, covered: frozenset[int] = frozenset()) -> Place:
    """Return where a passage stands on a page.

    Args:
        words: of the page as it is shown now.
        anchor: words and places when it was chosen.
        turned: clockwise degrees by which the page is turned further now than it was then; 0, 90, 180 or 270.
        covered: words after which something covers the page.
    """
    boxes = [turn(box, turned) for box in anchor.boxes]
    run = found(words, anchor.words, boxes) if BLANK not in anchor.words else None
    if run is not None:
        there = tuple(range(run[0], run[1] + 1))
        return Place("stands", there, said(words, there, covered), tuple(line_boxes(words, there)))
    rows = tuple(_rows(boxes))
    inside = tuple(index for index in range(len(words)) if any(_middle(words.box(index), row) for row in rows))
    return Place("other" if inside else "gone", inside, said(words, inside, covered), rows)


def turn(box: Box, degrees: int) -> Box:
    """Return where a place is on a page that was turned clockwise by 0, 90, 180 or 270 degrees."""
    for _quarter in range(degrees % 360 // 90):
        box = Box(1 - box.bottom, box.left, 1 - box.top, box.right)
    return box


def blanked(anchor: Anchor, turned: int, places: Sequence[Box]) -> Anchor:
    """Return an anchor without its words if one of them stands in one of `places`, which are known to be covered now.

    Args:
        anchor: words and places.
        turned: as for `place`.
        places: covered ones, on the page as it is now.
    """
    if any(turn(box, turned).overlap(place_) > UNDER for box in anchor.boxes for place_ in places):
        return Anchor((BLANK,) * len(anchor.words), anchor.boxes)
    return anchor


def said(words: Words, there: Sequence[int], covered: frozenset[int]) -> str:
    """Return some words of a page with a mark where something covers it between two of them."""
    parts: list[str] = []
    for index in there:
        parts.append(words.word(index))
        if index in covered and index != there[-1]:
            parts.append(MARK)
    return " ".join(parts)


def anchor_text(anchor: Anchor, said_then: str, turned: int = 0) -> str:
    """Return how an anchor is written down.

    Args:
        anchor: words and places.
        said_then: the words as they are shown in lists, with marks of what is covered between them.
        turned: degrees by which the page was turned then.
    """
    boxes = [[round(min(max(edge, 0.0), 1.0), 5) for edge in _edges(box)] for box in anchor.boxes]
    value: dict[str, Any] = {"words": anchor.words, "boxes": boxes}
    if said_then != " ".join(anchor.words):
        value["said"] = said_then
    if turned:
        value["turned"] = turned
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def anchor_from(text: str) -> Kept:
    """Return the anchor that was written down.

    Raises:
        ValueError: something else is written there.
    """
    try:
        value = json.loads(text)
        words, boxes = tuple(map(str, value["words"])), tuple(Box(*map(float, box)) for box in value["boxes"])
        turned, said_then = int(value.get("turned", 0)), str(value.get("said", " ".join(words)))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("no anchor") from error
    if not words or len(words) != len(boxes) or turned not in (0, 90, 180, 270):
        raise ValueError("no anchor")
    return Kept(Anchor(words, boxes), said_then, turned)


def _edges(box: Box) -> tuple[float, float, float, float]:
    return (box.left, box.top, box.right, box.bottom)


def _rows(boxes: Sequence[Box]) -> Iterator[Box]:
    """Join the boxes of words that stand beside each other in one line."""
    row: Box | None = None
    for box in boxes:
        down = min(row.bottom, box.bottom) - max(row.top, box.top) if row else 0.0
        if row and down > min(row.height, box.height) / 2 and box.left >= row.left:
            row = row.union(box)
        else:
            if row:
                yield row
            row = box
    if row:
        yield row


def _middle(box: Box, row: Box) -> bool:
    """Whether the middle of a word lies in a place."""
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return row.left <= across <= row.right and row.top <= down <= row.bottom
