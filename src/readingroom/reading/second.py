"""A second opinion: another engine reads the same page, and words on which the two disagree are marked.

Only what turns the meaning is marked: figures, names, negations. Everything else that differs is left to the quality of
the words; a mark on every second word of a bad page would be read by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from readingroom.engines.dictionary import is_word
from readingroom.engines.ocr import Recogniser
from readingroom.engines.pages import PageSource
from readingroom.model.agree import Other, letters, others
from readingroom.model.layout import Doubt, DoubtKind
from readingroom.model.page import Reading, Sheet
from readingroom.model.turning import NEGATIONS
from readingroom.model.words import Words, words_from
from readingroom.reading.arrange import ordered
from readingroom.reading.boxes import solid_boxes
from readingroom.reading.inverted import without_boxes
from readingroom.reading.scan import MOST_PIXELS

_DIGIT = re.compile(r"[0-9]")
_NAME = re.compile(r"[^\W\d_][^\W\d_'’.-]+")  # noqa: RUF001  # a printed apostrophe


def second_opinion(reading: Reading, source: PageSource, number: int, engine: Recogniser) -> Reading:
    """Return the reading of page `number` with the words of a second engine and the doubts that follow.

    Raises:
        UnreadableError: the page can't be drawn, or the engine failed.
    """
    sheet = reading.sheet
    inches = sheet.width * sheet.height / 72**2
    dpi = min(engine.dpi, (MOST_PIXELS / max(inches, 0.01)) ** 0.5)
    image = source.render(number, dpi=dpi, turned=sheet.turned)
    found = engine.read(without_boxes(image, solid_boxes(image, dpi), dpi), dpi)
    second = words_from(ordered(found, Sheet(sheet.width, sheet.height)))
    return replace(reading, second=second, second_engine=engine.name, doubts=tuple(doubts(reading.words, second)))


def doubts(first: Words, second: Words) -> Iterator[Doubt]:
    """Return the words of the first reading of which the second reads a figure, a name or a negation otherwise."""
    found = others(first, second)
    for index, other in enumerate(found):
        word = first.word(index)
        if other.verdict == "other" and (why := _kind(word) or _kind(other.text)):
            yield Doubt(index, other.text, why)
        elif other.verdict == "nothing" and _neighbours_read(first, found, index) and (why := _kind(word)):
            yield Doubt(index, "", why)
        elif other.verdict == "same" and (why := _kind(other.after)):
            yield Doubt(index, f"{other.text} {other.after}", why)
        elif other.verdict == "same" and _kind(other.before) == "negation":
            # Only these: numbers of lines and marks in the margin stand before lines too.
            yield Doubt(index, f"{other.before} {other.text}", "negation")


def _neighbours_read(first: Words, found: list[Other], index: int) -> bool:
    """Whether the second reading has the words on both sides of a word in its line: then it leaves this one out."""
    beside = [place for place in (index - 1, index + 1) if 0 <= place < len(first)]
    in_line = [place for place in beside if first.lines[place] == first.lines[index]]
    return bool(in_line) and all(found[place].verdict == "same" for place in in_line)


def _kind(text: str) -> DoubtKind | None:
    """Return which kind of a word that turns the meaning stands in some words, or None."""
    words = text.split()
    if any(_DIGIT.search(word) for word in words):
        return "digit"
    if any(letters(word) in NEGATIONS for word in words):
        return "negation"
    if any(_is_name(word) for word in words):
        return "name"
    return None


def _is_name(word: str) -> bool:
    """Whether a word is written like a name and is no word of the language."""
    core = word.strip(".,;:!?()[]\"'")
    return bool(core) and core[0].isupper() and _NAME.fullmatch(core) is not None and not is_word(core.casefold())
