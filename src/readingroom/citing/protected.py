"""Words that are never taken for reading noise: dictionary words, numbers and words that turn a sentence."""

from __future__ import annotations

import re
import unicodedata

from readingroom.engines.dictionary import is_word

_NEGATIONS = """
no not never none nor neither nobody nothing nowhere cannot without hardly scarcely can't won't don't doesn't didn't
isn't aren't wasn't weren't hasn't haven't hadn't shouldn't wouldn't couldn't mustn't needn't shan't mightn't ain't
nunca jamás jamas nadie nada ninguno ninguna ningún ningun tampoco ni sin"""
_MODALS = """
can could may might must shall should will would ought need dare
puede pueden podrá podra podrán podran podría podria podrían podrian
debe deben deberá debera deberán deberan debería deberia deberían deberian"""
_CONJUNCTIONS = """
and or but yet so for if unless because although though while when whereas than that whether until since except
y e o u pero sino aunque porque pues si que cuando mientras salvo excepto"""

#: Words that turn a sentence, English and Spanish: a word list need not hold them all.
TURNING = frozenset(f"{_NEGATIONS} {_MODALS} {_CONJUNCTIONS}".split())

_NUMBER = re.compile(r"[0-9.,:/%$€£+\-]*[0-9][0-9.,:/%$€£+\-]*(?:st|nd|rd|th|s|º|ª)?", re.IGNORECASE)
_ROMAN = re.compile(r"[IVXLCDM]+|[ivxlcdm]+")
_MIXED = re.compile(r"(?=.*[0-9])(?=.*[^\W\d_]).+")
_EDGES = re.compile(r"^[^\w$€£%]+|[^\w$€£%]+$")


def core(word: str) -> str:
    """Return the word without the punctuation at its edges."""
    return _EDGES.sub("", word)


def is_protected(read: str) -> bool:
    """Whether what was read is a dictionary word, a number, a negation, a modal or a conjunction - no noise."""
    word = core(read)
    if not word:
        return True  # punctuation alone: nothing was misread, something else stands there
    if _NUMBER.fullmatch(word) or (len(word) > 1 and _ROMAN.fullmatch(word)):
        return True
    parts = [part for part in re.split(r"[-/]", word.casefold()) if part]
    return all(_is_word(part) for part in parts)


def is_code(word: str) -> bool:
    """Whether a word mixes letters and digits, as case numbers do: each of its characters may carry meaning."""
    return bool(_MIXED.fullmatch(core(word)))


def _is_word(word: str) -> bool:
    if word in TURNING or _NUMBER.fullmatch(word):
        return True
    whole = {word, word.removesuffix("'s"), word.removesuffix("'")}
    if any(map(is_word, whole)):
        return True
    # Spanish words without their accents are how capitals and older machines print them.
    return "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn") in TURNING
