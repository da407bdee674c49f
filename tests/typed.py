"""Pages made of typed lines, for tests of what is done with words."""

from __future__ import annotations

from readingroom.model.geometry import Box
from readingroom.model.words import Words, words_from


def page(*lines: str) -> Words:
    """Words of lines (also parted by line ends), each word and line in a box of its own."""
    rows = []
    for number, line in enumerate("\n".join(lines).splitlines()):
        for place, word in enumerate(line.split()):
            top = number / 1000
            rows.append((word, Box(place / 10_000, top, (place + 1) / 10_000, top + 0.001), 0.9, number))
    return words_from(rows)
