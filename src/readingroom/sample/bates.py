"""The producing party's own numbers: they run on, leave a gap, overlap, and change their prefix."""

from __future__ import annotations

from dataclasses import dataclass

#: A page of a file: path and number from 1.
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Number:
    """One stamp: as printed, its prefix and its value."""

    raw: str
    prefix: str
    value: int


@dataclass(frozen=True, slots=True)
class Break:
    """Where numbers do not run on.

    Attributes:
        kind: gap, overlap or prefix.
        prefix: of the numbers after the break.
        first, last: the missing numbers (gap) or those that come twice (overlap); 0 for a new prefix.
    """

    kind: str
    prefix: str
    first: int
    last: int


class Stamper:
    """Hands out Bates numbers."""

    def __init__(self, templates: list[str], year: int) -> None:
        self._templates, self._year = templates, year
        self._turn = 0
        self._next = [1] * len(templates)
        self._broken: Break | None = None

    @property
    def prefix(self) -> str:
        """What stands before the number now."""
        return self._templates[self._turn].format(year=self._year, n=0).rstrip("0")

    def take(self) -> tuple[Number, Break | None]:
        """The next number, and the break before it if there is one."""
        value = self._next[self._turn]
        self._next[self._turn] += 1
        raw = self._templates[self._turn].format(year=self._year, n=value)
        broken, self._broken = self._broken, None
        return Number(raw, self.prefix, value), broken

    def leave_out(self, count: int) -> None:
        """Let numbers be missing before the next page."""
        value = self._next[self._turn]
        self._next[self._turn] = value + count
        self._broken = Break("gap", self.prefix, value, value + count - 1)

    def again(self, count: int) -> None:
        """Use the last numbers a second time."""
        value = self._next[self._turn]
        count = min(count, value - 1)
        if count:
            self._next[self._turn] = value - count
            self._broken = Break("overlap", self.prefix, value - count, value - 1)

    def change(self, turn: int) -> None:
        """Go on with another prefix."""
        turn %= len(self._templates)
        if turn != self._turn:
            self._turn = turn
            self._broken = Break("prefix", self.prefix, 0, 0)
