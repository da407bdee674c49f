"""Word lists of languages, read out of the installed `pyspellchecker` package (MIT) without using the network.

The lists hold words as they are written, in small letters: inflected forms, common names and abbreviations among them.
"""

from __future__ import annotations

import functools
import gzip
import json
from importlib import resources

from readingroom.errors import RoomError
from readingroom.locale import _

#: Languages with a list, as ISO 639-1.
LANGUAGES = ("en", "es")


@functools.cache
def words_of(language: str) -> frozenset[str]:
    """Return the words of a language, case-folded; read once a process.

    Raises:
        RoomError: the list is not installed.
    """
    try:
        packed = (resources.files("spellchecker") / "resources" / f"{language}.json.gz").read_bytes()
        return frozenset(word.casefold() for word in json.loads(gzip.decompress(packed)))
    except (OSError, ValueError, ModuleNotFoundError) as error:
        raise RoomError(
            _("The word list of “{language}” can't be read: {reason}.", language=language, reason=error),
            _("Install readingroom again."),
        ) from error


def is_word(word: str) -> bool:
    """Whether a case-folded word stands in any of the lists."""
    return any(word in words_of(language) for language in LANGUAGES)
