"""Breaking text into lines of so many letters, fast: `textwrap` is the slowest part of a page of words otherwise."""

from __future__ import annotations


def broken(text: str, columns: int) -> list[str]:
    """Return the lines of a paragraph, none longer than `columns` letters unless one word is."""
    lines: list[str] = []
    line: list[str] = []
    length = -1
    for word in text.split():
        length += 1 + len(word)
        if length > columns and line:
            lines.append(" ".join(line))
            line = []
            length = len(word)
        line.append(word)
    if line:
        lines.append(" ".join(line))
    return lines
