"""Word lists of languages, read out of the installed `pyspellchecker` package (MIT) without using the network.

The lists hold words as they are written, in small letters: inflected forms, common names and abbreviations among them.
"""

from __future__ import annotations

import functools
import gzip
import re
from bisect import bisect_left
from collections.abc import Iterable
from importlib import resources

from readingroom.errors import RoomError
from readingroom.locale import _

#: Languages with a list, as ISO 639-1.
LANGUAGES = ("en", "es")

#: After so many words were looked for in the file, its words are made a set: most processes never ask for as many.
MANY = 20_000

_WORD = re.compile(r'"([^"]+)":')


class WordList:
    """The words of a language, case-folded.

    A list is a JSON object with a word a line. Taking it apart takes .12 s of CPU time (English), which each reading
    process would pay before its first page; its lines are cut and sorted in a third of that, and searched.
    """

    def __init__(self, text: str) -> None:
        """Take a list as it is in the package."""
        self._lines = text.casefold().split("\n")
        self._lines.sort()
        self._asked: dict[str, bool] = {}
        self._all: frozenset[str] | None = None

    def __contains__(self, word: str) -> bool:
        """Whether a case-folded word stands in the list."""
        if self._all is not None:
            return word in self._all
        found = self._asked.get(word)
        if found is None:
            if len(self._asked) >= MANY:
                self._all = frozenset(_WORD.findall("\n".join(self._lines)))
                self._asked.clear()
                self._lines.clear()
                return word in self._all
            key = f'"{word}":'
            at = bisect_left(self._lines, key)
            found = self._asked[word] = at < len(self._lines) and self._lines[at].startswith(key)
        return found

    def among(self, words: Iterable[str]) -> int:
        """Return how many of some words stand in the list."""
        return sum(word in self for word in words)


@functools.cache
def words_of(language: str) -> WordList:
    """Return the words of a language; read once a process.

    Raises:
        RoomError: the list is not installed.
    """
    try:
        packed = (resources.files("spellchecker") / "resources" / f"{language}.json.gz").read_bytes()
        return WordList(gzip.decompress(packed).decode())
    except (OSError, ValueError, ModuleNotFoundError) as error:
        raise RoomError(
            _("The word list of “{language}” can't be read: {reason}.", language=language, reason=error),
            _("Install readingroom again."),
        ) from error


def is_word(word: str) -> bool:
    """Whether a case-folded word stands in any of the lists."""
    return word in words_of("en") or word in words_of("es")
