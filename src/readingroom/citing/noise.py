"""Is what was read noise for a word of a quotation: the same word, misread, and surely no other.

A word is noise for another when known confusions of letters lead from one to the other and what was read is no word,
number, negation, modal or conjunction. Where the word asked for is in no word list either, nothing says which of the
two is printed: `Hanson` is not taken for `Hansen`. Then only strokes that look alike in print count (l, I and 1, O and
0). A name is not taken for a word that the reader was sure of.

Capitals that have the shape of their small letters (C, O, S, V, W, X, Z) are told by their height only. They count as
confused where nobody writes what was read: `sA`, `CHICAGo`, or a longer word that no list has. `us` is never `US`.

What reading loses or adds between words is noise too: a comma or full stop that ends a word, and a space, where no
other words can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from readingroom.citing.confusions import ANY_CASE, SAME_SHAPE, TABLE, reachable, same_strokes
from readingroom.citing.protected import core, is_code, is_known, is_oddly_cased, is_protected, is_turning

#: Words of a quotation that may have been read as one.
MOST_JOINED = 3

#: Quality of a word (the chance that it is right) from which a name on the page is believed to be spelt as it was read:
#: 19 of 20.
SURE = 0.95

#: Letters from which a word that no list has is no abbreviation, whose capitals may mean something: `Co`, `CO`.
LONG = 4

#: Punctuation that reading loses, makes up or confuses at the end of a word.
_LOST = ".,;:"

#: Ways in which the word I is read; none of them is another word.
_READ_AS_I = frozenset("1l|!")


def is_noise(asked: str, read: str, *, sure: float = 0.0) -> bool:
    """Whether one word was misread as the other; `sure` is the quality of what was read, 0..1."""
    said, there = asked.rstrip(_LOST), read.rstrip(_LOST)
    if said[:1].isalpha() and there.lstrip(_LOST)[:1].isalpha():
        there = there.lstrip(_LOST)  # a speck before a word; before a digit it could be a decimal point
    if not said or not there:
        return False
    if said == there:
        # `No. Deport him` is no `No deport him`.
        return not is_turning(said) or asked.endswith(".") == read.endswith(".")
    if said == "I" and there in _READ_AS_I:
        return True
    if is_code(said) and is_code(there):
        return False
    if is_oddly_cased(there) and reachable(said, there, SAME_SHAPE):
        return True
    if is_protected(there):
        return False
    any_case = len(core(there)) >= LONG or is_oddly_cased(there)
    if not is_known(said):
        return same_strokes(said, there, any_case=any_case)
    if there[:1].isupper() and not there.isupper() and sure >= SURE:
        return same_strokes(said, there, any_case=any_case)
    return reachable(said, there, ANY_CASE if any_case else TABLE)


def is_joined(asked: Sequence[str], read: str) -> bool:
    """Whether several words were read as one because the space between them was lost, letter for letter the same."""
    if "".join(asked) != read:
        return False
    return all(_lost_space(one, other, read) for one, other in pairwise(asked))


def _lost_space(before: str, after: str, read: str) -> bool:
    if before[-1].isalpha() and after[0].isalpha():
        # `notable` is a word and no `not able`; `ofthe` is none.
        return not is_protected(read) and is_known(before) and is_known(after)
    if before[-1] in ",;:.)" or after[0] == "(":
        digits = before[:-1][-1:].isdigit() and after[0].isdigit()
        # `12,2020` is the end of a date and no number, which would have three digits after its comma.
        grouped = re.match(r"[0-9]+", after)
        return not digits or (before[-1] == "," and grouped is not None and len(grouped[0]) not in (1, 2, 3))
    return False


def is_parted(asked: str, first: str, second: str) -> bool:
    """Whether one word was read as two because a space was made up within it, letter for letter the same."""
    if first + second != asked or not (first[-1].isalpha() and second[0].isalpha()):
        return False
    return is_known(asked) and not (is_protected(first) and is_protected(second))
