"""How far a person has seen what can be found: by the numbers of receipts, never by a clock."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from readingroom.model.ids import PageId, parse_page_id


@dataclass(frozen=True, slots=True)
class Mark:
    """What could be found at a moment: every page of every file received so far, but for those files that were open.

    Attributes:
        upto: number of the last receipt (sighting).
        open: files of which not every page could be found then, by the number of their first receipt, each with the
            pages that could: `1:1-40,42` are the pages 1 to 40 and 42 of the first paging; empty for none.
    """

    upto: int
    open: Mapping[int, str] = field(default_factory=dict)

    def had(self, first: int, page: PageId) -> bool:
        """Whether a page could be found then; `first` is the number of its file's first receipt."""
        if first > self.upto:
            return False
        ranges = self.open.get(first)
        return ranges is None or _within(ranges, page)

    def text(self) -> str:
        """Return how a mark is kept."""
        return json.dumps({"upto": self.upto, "open": self.open}, separators=(",", ":"))


def mark_from(text: str) -> Mark:
    """Return a mark that was kept.

    Raises:
        ValueError: something else is written there.
    """
    try:
        value = json.loads(text)
        return Mark(int(value["upto"]), {int(first): str(ranges) for first, ranges in value["open"].items()})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError("not a mark") from error


def ranges_of(pages: Iterable[tuple[int, int]]) -> str:
    """Return pages of a file, as pairs of paging and number, as a mark keeps them; only its last paging counts."""
    named = sorted(set(pages))
    if not named:
        return ""
    paging = named[-1][0]
    runs: list[list[int]] = []
    for number in (number for other, number in named if other == paging):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return f"{paging}:" + ",".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)


def _within(ranges: str, page: PageId) -> bool:
    _file, number, paging = parse_page_id(page)
    kept, _colon, runs = ranges.partition(":")
    if kept != str(paging):
        return False
    for run in filter(None, runs.split(",")):
        low, _dash, high = run.partition("-")
        if int(low) <= number <= int(high or low):
            return True
    return False
