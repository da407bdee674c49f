"""Dark bars on which light print stands - heads of tables, menus, buttons -: they cover nothing and are no redactions.

A redaction box may bear a label. So a bar is one only when words of plain letters that were surely read stand on it, in
print lighter than itself, and nothing there says why or by which law something was withheld.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np

from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box
from readingroom.model.layout import Region
from readingroom.model.words import Words

#: What a release writes on its boxes, spaces left out: exemption codes (`b6`, `(b)(7)(C)-2`, `Ex. 5`, the (j) and (k)
#: of the Privacy Act), with or without the law before them, or a word that says what became of the words.
_CODE = r"[(\[]?[bjk][)\]]?[-(\[]?\d[)\]]?(?:[(\[]?[a-f][)\]]?)?(?:-\d+)?|ex(?:emptions?|empt)?\.?(?:\d|(?=[(\[]?b))"
_LAW = r"per|5?u\.?s\.?c\.?|foia|\u00a7*552a?"
_SAID = "redacted|redaction|exempt|withheld|deleted|sealed|privileged|non-?responsive|notresponsive|outsidescope"
LABEL = re.compile(rf"[(\[]?(?>(?:{_CODE}|{_LAW}|{_SAID})[,;:/&.-]*)+[)\]]?", re.IGNORECASE)

#: Beginnings and parts of words that speak of withholding: where one stands on a box, the box stays one.
_WITHHELD = re.compile(
    "redact|exempt|withh|delet|seal|privileg|respons|scope|denied|privacy|confiden|classif|secret|attorney|client|"
    "delibera|enforcement|foia|statut|pursuant|protect|personal|person(?:en)?gegevens|gelakt|sensitive|omitted|"
    "identif|censur|testad|reserv|suprimid",
    re.IGNORECASE,
)
#: Print on a bar: so many words, of so many letters and so sure, or one of so many letters.
WORDS, LETTERS, SURE, ALONE = 2, 3, 0.9, 5
#: A word stands in lighter print when the ground around it is darker than this share of the way to the paper.
GROUND = 0.6


def covering(regions: Iterable[Region], words: Words, image: Pixels, white: float) -> Iterator[Region]:
    """Return the boxes that cover something: all but the bars with print on them.

    Args:
        regions: solid boxes of a page.
        words: that were read on it.
        image: of the upright page, gray, as it is.
        white: how bright its paper is.
    """
    left, top, right, bottom = np.array(words.boxes, np.float64).reshape(-1, 4).T
    x, y = (left + right) / 2, (top + bottom) / 2
    for region in regions:
        box = region.box
        on = np.flatnonzero((box.left <= x) & (x <= box.right) & (box.top <= y) & (y <= box.bottom)).tolist()
        if not on or not _is_print(on, words, image, white):
            yield region


def _is_print(on: list[int], words: Words, image: Pixels, white: float) -> bool:
    """Whether the numbered words on a box are print of a bar."""
    read = [words.word(number) for number in on]
    if LABEL.fullmatch("".join(read)) or _WITHHELD.search("".join(read)):
        return False
    plain = [
        word
        for number, word in zip(on, read, strict=True)
        if sum(letter.isalpha() for letter in word) >= LETTERS
        and words.confidence[number] >= SURE
        and not LABEL.fullmatch(word)
        and _on_dark(words.box(number), image, white)
    ]
    return len(plain) >= WORDS or any(len(word) >= ALONE for word in plain)


def _on_dark(box: Box, image: Pixels, white: float) -> bool:
    """Whether a word stands on dark ground."""
    high, wide = image.shape
    rows = slice(int(box.top * high), max(round(box.bottom * high), int(box.top * high) + 1))
    columns = slice(int(box.left * wide), max(round(box.right * wide), int(box.left * wide) + 1))
    part = image[rows, columns]
    return bool(part.size) and float(np.median(part)) < GROUND * white
