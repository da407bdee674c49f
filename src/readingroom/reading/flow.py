"""The words of a page as they flow: paragraphs over the ends of their lines, tables by rows. The words stay as read.

Where a line ends in a hyphen the layer says what the two halves make together: the hyphen goes when the whole is a
word, stays when only the halves are words (`mine-owners`), and goes otherwise, as most hyphens at the ends of lines
were put there by whoever set the line.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from readingroom.engines.dictionary import is_word
from readingroom.model.layout import Block
from readingroom.model.words import MARK, Words

_HYPHENS = "-\u2010\u00ad"
#: Letters around a hyphen at the end of a line; a capital after it begins a name, not the second half of a word.
_FIRST_HALF = re.compile(rf"([^\W\d_]+)[{_HYPHENS}]$")
_CONJUNCTIONS = frozenset(("and", "or", "to", "nor", "y", "e", "o", "u", "ni"))
_SECOND_HALF = re.compile(r"^([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A block and what it says, its lines joined."""

    block: Block
    text: str


def passages(
    words: Words, blocks: Sequence[Block], known: Callable[[str], bool] = is_word, covered: Collection[int] = ()
) -> Iterator[Passage]:
    """Return the passages of a page in reading order; words outside all blocks are passages of their own.

    Args:
        words: of the page.
        blocks: of these words.
        known: whether a case-folded word is one of a language.
        covered: words after which something covers the page, -1 for before the first: there stands `MARK`.
    """
    for block in in_line(words, blocks):
        yield Passage(block, flowing(words, block.first, block.last, known, covered))


def in_line(words: Words, blocks: Sequence[Block]) -> Iterator[Block]:
    """Return the blocks of all words; a label inside a line is one with its text: the sentence runs on over the box."""
    before, ends = None, ""
    for block in whole(blocks, len(words)):
        labelled = "label" in (ends, block.kind) and not block.table
        if before and labelled and not before.table and words.lines[before.last] == words.lines[block.first]:
            kind = block.kind if before.kind == "label" else before.kind
            before = replace(before, kind=kind, last=block.last, language=before.language or block.language)
        else:
            if before:
                yield before
            before = block
        ends = block.kind
    if before:
        yield before


def whole(blocks: Sequence[Block], count: int) -> Iterator[Block]:
    """Return the blocks of `count` words, and a paragraph for each run of words between them."""
    at = 0
    for block in blocks:
        if block.first > at:
            yield Block("paragraph", at, block.first - 1)
        yield block
        at = block.last + 1
    if at < count:
        yield Block("paragraph", at, count - 1)


def flowing(
    words: Words, first: int, last: int, known: Callable[[str], bool] = is_word, covered: Collection[int] = ()
) -> str:
    """Return some words with the ends of lines closed, hyphens there resolved, and covered places marked."""
    parts: list[str] = [MARK] if first == 0 and -1 in covered else []
    for at in range(first, last + 1):
        word = words.word(at)
        if (
            at > first
            and at - 1 not in covered
            and words.lines[at] != words.lines[at - 1]
            and (made := _made(parts[-1], word, known))
        ):
            parts[-1] = made
        else:
            parts.append(word)
        if at in covered:
            parts.append(MARK)
    return " ".join(parts)


def _made(before: str, after: str, known: Callable[[str], bool]) -> str:
    """Return what two halves of a word make together, or nothing when they are two words."""
    one, other = _FIRST_HALF.search(before), _SECOND_HALF.match(after)
    if not one or not other or not other[1][0].islower():
        return ""
    first, second = one[1].casefold(), other[1].casefold()
    if second in _CONJUNCTIONS:
        return ""  # pre- and post-war
    if not known(first + second) and known(first) and known(second):
        return before + after
    return before[:-1] + after


def fitted(blocks: Sequence[Block], read: Words, shown: Words) -> tuple[Block, ...]:
    """Return the blocks of the words as read for the words as people corrected them."""
    if read is shown or not blocks:
        return tuple(blocks)
    of_read = [-1] * len(read)
    for number, block in enumerate(blocks):
        of_read[block.first : block.last + 1] = [number] * (block.last - block.first + 1)
    of_shown = [-1] * len(shown)
    steps = difflib.SequenceMatcher(None, list(read), list(shown), autojunk=False).get_opcodes()
    for kind, low, high, start, stop in steps:
        for at in range(start, stop):
            place = low + at - start if kind == "equal" else min(low + at - start, high - 1 if high > low else low)
            of_shown[at] = of_read[place] if place < len(of_read) else of_read[-1] if of_read else -1
    found: list[Block] = []
    for at, number in enumerate(of_shown):
        if number < 0:
            continue
        if at and of_shown[at - 1] == number:
            found[-1] = replace(found[-1], last=at)
        else:
            found.append(replace(blocks[number], first=at, last=at))
    return tuple(found)
