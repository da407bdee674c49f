"""How words and places of a page are printed: what a record holds never steers the terminal."""

from __future__ import annotations

from collections.abc import Iterable

import click

from readingroom.model.geometry import Box


def rounded(boxes: Iterable[Box]) -> list[list[float]]:
    """Return boxes as lists of their edges: left, top, right, bottom, as fractions of the upright page."""
    edges = ("left", "top", "right", "bottom")
    return [[round(getattr(box, edge), 5) for edge in edges] for box in boxes]


def marked(text: str, marks: tuple[tuple[int, int], ...]) -> str:
    """Show the matches in a snippet; controls that a page may hold never reach the terminal."""
    parts, at = [], 0
    for start, end in marks:
        parts += [safe(text[at:start]), click.style(safe(text[start:end]), bold=True, reverse=True)]
        at = end
    return "".join([*parts, safe(text[at:])])


def safe(text: str) -> str:
    """Return text of a record with every character that can't be printed shown as one that can."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
