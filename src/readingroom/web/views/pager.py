"""Long lists in parts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pager:
    """Which part of a list is shown.

    Attributes:
        total: entries of the whole list.
        rows: entries of one part.
        asked: part that was asked for, from 1; anything outside becomes the nearest.
    """

    total: int
    rows: int
    asked: int

    @property
    def parts(self) -> int:
        """How many parts there are, at least one."""
        return max(1, -(-self.total // self.rows))

    @property
    def at(self) -> int:
        """The part shown, from 1."""
        return min(max(self.asked, 1), self.parts)

    @property
    def offset(self) -> int:
        """Entries before this part."""
        return (self.at - 1) * self.rows

    @property
    def first(self) -> int:
        """Number of the first entry shown, from 1; 0 for an empty list."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        """Number of the last entry shown."""
        return min(self.offset + self.rows, self.total)
