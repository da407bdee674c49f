"""Words that are never taken for reading noise: dictionary words, numbers and words that turn a sentence."""

from __future__ import annotations

import re
import unicodedata

from readingroom.engines.dictionary import is_word
from readingroom.model.turning import TURNING

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


def is_turning(word: str) -> bool:
    """Whether a word is a negation, a modal or a conjunction."""
    return core(word).casefold() in TURNING


def is_known(word: str) -> bool:
    """Whether a word, or each of its parts, stands in a word list or turns a sentence."""
    parts = [part for part in re.split(r"[-/]", core(word).casefold()) if part]
    return bool(parts) and all(_is_word(part) for part in parts)


def is_oddly_cased(read: str) -> bool:
    """Whether a word of two letters or more is written neither small, nor large, nor with its first letter large."""
    parts = [part for part in re.split(r"[^\W\d_]*[\d_]+[^\W\d_]*|[\W_]+", core(read)) if part]
    return any(len(part) > 1 and not (part.islower() or part.isupper() or part.istitle()) for part in parts)


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
