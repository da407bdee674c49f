"""Right-to-left letters in the order in which they stand on a page.

PDF holds text in the order of its glyphs from left to right; readers turn right-to-left runs back. This puts a line
into that order by runs of one direction, which is what pdfium undoes (`CFX_BidiString`), so that every word comes back
as it was written. It is no full Unicode bidirectional algorithm (UAX 9): embeddings and levels are not followed.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

#: Letters that are written from right to left (Hebrew, Arabic, Syriac, Thaana, N'Ko ... and their presentation forms).
_RIGHT = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")

#: Pairs that are mirrored in a right-to-left run (Unicode, BidiMirroring.txt; the ones in everyday use).
_PAIRS = (
    "()<>[]{}\u00ab\u00bb\u2039\u203a\u2264\u2265\u226a\u226b\u27e8\u27e9\u27e6\u27e7"
    "\u3008\u3009\u300a\u300b\u300c\u300d\u300e\u300f\u3010\u3011"
)
_MIRROR = {ord(a): b for a, b in zip(_PAIRS, "".join(_PAIRS[i ^ 1] for i in range(len(_PAIRS))), strict=True)}

_LEFT_WEAK = frozenset({"AN", "EN", "NSM", "CS", "ES", "ET", "BN"})


def visual(line: str) -> str:
    """Return a line's characters in the order in which they stand on the page from left to right."""
    if line.isascii() or not _RIGHT.search(line):
        return line
    runs = [(kind, "".join(letters)) for kind, letters in groupby(line, _direction)]
    rights = sum(kind == "right" for kind, _run in runs)
    mostly_right = rights > sum(kind == "left" for kind, _run in runs)
    current = "right" if mostly_right else "left"
    placed = []
    for kind, run in runs:
        if kind == "right" or (kind == "neutral" and current == "right"):
            current = "right"
            placed.append(run[::-1].translate(_MIRROR))
        else:
            current = "left" if kind != "weak" else current
            placed.append(run)
    return "".join(reversed(placed) if mostly_right else placed)


def _direction(letter: str) -> str:
    if letter > "\uffff":  # pdfium sees two halves, which have no direction
        return "neutral"
    kind = unicodedata.bidirectional(letter)
    if kind == "L":
        return "left"
    if kind in {"R", "AL"}:
        return "right"
    return "weak" if kind in _LEFT_WEAK else "neutral"
