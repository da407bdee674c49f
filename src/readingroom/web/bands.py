"""Which band of a page to show for a hit, so that people see at once whether the words were read right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readingroom.model.geometry import Box, clamped

#: Most of a page's height that the hits of one band span.
_SPAN = 0.06

#: Air above and below, in heights of the first hit, and the least height of a band as a share of the page.
_AIR, _LEAST = 2.2, 0.075

#: Widths of the bands for large and for small screens, as shares of the page: letters are then about as large as on
#: paper, or larger.
WIDE, NARROW = 0.84, 0.5

#: The wide band begins here when it can, so that it holds whole lines of a letter with margins of an inch.
_MARGIN = 0.08


@dataclass(frozen=True, slots=True)
class Band:
    """A band of a page for large and for small screens, and the hits it holds."""

    wide: Box
    narrow: Box
    marks: tuple[Box, ...]


def band_for(boxes: Sequence[Box]) -> Band | None:
    """Return the band around the first hit and those close to it, or None without hits."""
    if not boxes:
        return None
    first = boxes[0]
    marks = [
        box for box in boxes if first.top - _SPAN / 2 <= box.top and box.bottom <= max(first.bottom, first.top + _SPAN)
    ]
    top, bottom = min(box.top for box in marks), max(box.bottom for box in marks)
    air = max(first.height * _AIR, (_LEAST - (bottom - top)) / 2)

    def at(left: float, width: float) -> Box:
        left = min(max(left, 0.0), 1.0 - width)
        return clamped(left, top - air, left + width, bottom + air)

    wide = at(min(max(_MARGIN, first.right + 0.02 - WIDE), first.left - 0.02), WIDE)
    narrow = at((first.left + first.right - NARROW) / 2, NARROW)
    return Band(wide, narrow, tuple(marks))


def written(box: Box) -> str:
    """Return a box as it stands in an address: four numbers with commas."""
    return ",".join(f"{edge:.4f}".rstrip("0").rstrip(".") or "0" for edge in (box.left, box.top, box.right, box.bottom))


def parsed(text: str, most: int) -> tuple[Box, ...]:
    """Return the boxes written in an address, separated by `;`.

    Raises:
        ValueError: it holds anything else, or more than `most` boxes.
    """
    parts = [part for part in text.split(";") if part]
    if len(parts) > most:
        raise ValueError(f"more than {most} boxes")
    boxes = []
    for part in parts:
        left, top, right, bottom = (float(edge) for edge in part.split(","))
        if not all(-1 < edge < 2 for edge in (left, top, right, bottom)):  # noqa: PLR2004  # also refuses nan and inf
            raise ValueError("outside the page")
        boxes.append(clamped(left, top, right, bottom))
    return tuple(boxes)
