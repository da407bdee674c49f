"""Boxes painted anywhere, before and after the words, checked against plain geometry."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pdfs import line, write_pdf
from readingroom.engines.pdf import PdfPages
from readingroom.reading.layer import read_layer

#: Helvetica capitals are 0.718 high; these words have no other letters, so that their ink fills their box.
WORDS = ("BERTHA", "MODEL", "HARBOUR", "NUMBER", "DENIED", "WEIR")
SIZE = 14
HIGH = 0.718 * SIZE
#: Widths of these words at that size, points, by Helvetica's published metrics (thousandths of the size).
WIDE = {"BERTHA": 4.056, "MODEL": 3.556, "HARBOUR": 5.279, "NUMBER": 4.334, "DENIED": 3.723, "WEIR": 2.611}


@dataclass(frozen=True)
class Painted:
    left: float
    bottom: float
    width: float
    height: float
    gray: float
    late: bool

    def content(self) -> str:
        return f"{self.gray:.2f} g {self.left} {self.bottom} {self.width} {self.height} re f 0 g\n"


painted = st.builds(
    Painted,
    left=st.integers(40, 500),
    bottom=st.integers(80, 720),
    width=st.integers(1, 250),
    height=st.integers(1, 60),
    gray=st.sampled_from([0.0, 0.3, 0.5, 0.8, 1.0]),
    late=st.booleans(),
)
placed = st.lists(
    st.tuples(st.sampled_from(WORDS), st.integers(50, 450), st.integers(4, 35)),
    min_size=1,
    max_size=8,
    unique_by=lambda word: word[2],
)


@settings(max_examples=60, deadline=None)
@given(words=placed, boxes=st.lists(painted, max_size=6))
def test_a_covered_word_is_never_kept_and_a_free_one_never_lost(
    words: list[tuple[str, int, int]], boxes: list[Painted]
) -> None:
    content = "".join(box.content() for box in boxes if not box.late)
    content += "".join(line(f"{word}{number}X", x=x, y=20 * number, size=SIZE) for word, x, number in words)
    content += "".join(box.content() for box in boxes if box.late)
    with tempfile.TemporaryDirectory() as folder:
        source = PdfPages(write_pdf(Path(folder) / "page.pdf", content))
        page = source.page(1)
        quick, careful = (read_layer(page, careful=careful) for careful in (False, True))
        page.close()
        source.close()
    kept = set(quick.words)
    assert set(careful.words) == kept
    for word, x, number in words:
        name = f"{word}{number}X"
        right, bottom = x + WIDE[word] * SIZE, 20 * number
        inner = (x + 1, bottom, right - 1, bottom + HIGH)
        # The number and the X behind the word make it longer; a free word has nothing near all of that.
        whole = (x - 3, bottom - 4, right + 4 * SIZE, bottom + HIGH + 4)
        if any(box.late and _covers(box, inner) for box in boxes):
            assert name not in kept
        if not any(_meets(box, whole) for box in boxes):
            assert name in kept
    assert len(kept) + sum(place.count for place in quick.hidden) == len(words)


def _covers(box: Painted, place: tuple[float, float, float, float]) -> bool:
    """Whether the box hides the first letters of a word: all of their height, and half of the word."""
    left, bottom, right, top = place
    reached = min(box.left + box.width, right) - max(box.left, left)
    return box.bottom <= bottom and box.bottom + box.height >= top and reached >= (right - left) / 2


def _meets(box: Painted, place: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = place
    across = box.left < right and box.left + box.width > left
    return across and box.bottom < top and box.bottom + box.height > bottom
