"""The wording: every string a reader sees, English in the code, other languages in `<language>.po` beside this file.

`_("...")` marks and translates; the language is chosen once a process (`use`) or once a request (`Wording`). Catalogues
are read as text, so no compile step can be forgotten.
"""

from __future__ import annotations

import contextvars
import functools
from importlib import resources

#: Languages that have a catalogue, the first one written in the code itself.
LANGUAGES = ("en", "es")

_current: contextvars.ContextVar[str] = contextvars.ContextVar("language", default="en")


@functools.cache
def _messages(language: str) -> dict[str, str]:
    if language == "en":
        return {}
    import polib  # noqa: PLC0415  # only readers of other languages pay for it

    text = (resources.files(__name__) / f"{language}.po").read_text(encoding="utf-8")
    return {entry.msgid: entry.msgstr for entry in polib.pofile(text) if entry.msgstr and not entry.obsolete}


def use(language: str) -> contextvars.Token[str]:
    """Use `language` from here on in this context; unknown ones fall back to English. Returns what undoes it."""
    short = language.lower()[:2]
    return _current.set(short if short in LANGUAGES else "en")


def language() -> str:
    """Return the language in use, as ISO 639-1."""
    return _current.get()


def _(message: str, **values: object) -> str:
    """Return `message` in the language in use, with `{name}` places filled from `values`."""
    translated = _messages(_current.get()).get(message, message)
    return translated.format(**values) if values else translated
