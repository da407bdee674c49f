"""Places on a page."""

from __future__ import annotations

from dataclasses import dataclass

#: How far outside 0..1 rounding may put an edge before it is an error rather than a rounding.
TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle on the upright page, as fractions 0..1 of its width and height from its top left corner.

    Raises:
        ValueError: an edge lies outside the page or the box is inside out.
    """

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        inside = -TOLERANCE <= self.left <= self.right <= 1 + TOLERANCE
        if not (inside and -TOLERANCE <= self.top <= self.bottom <= 1 + TOLERANCE):
            raise ValueError(f"not a box on a page: {self.left}, {self.top}, {self.right}, {self.bottom}")

    @property
    def width(self) -> float:
        """Share of the page's width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Share of the page's height."""
        return self.bottom - self.top

    @property
    def area(self) -> float:
        """Share of the page's area."""
        return self.width * self.height

    def intersection(self, other: Box) -> float:
        """Area shared with `other`, as a share of the page."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0

    def overlap(self, other: Box) -> float:
        """Share of this box that `other` covers, 0..1; 0 for an empty box."""
        return self.intersection(other) / self.area if self.area else 0.0

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


def clamped(left: float, top: float, right: float, bottom: float) -> Box:
    """Return the box cut to the page, edges put in order: for numbers that come from outside engines."""
    left, right = sorted((min(max(left, 0.0), 1.0), min(max(right, 0.0), 1.0)))
    top, bottom = sorted((min(max(top, 0.0), 1.0), min(max(bottom, 0.0), 1.0)))
    return Box(left, top, right, bottom)
