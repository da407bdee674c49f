"""The wording: every string a reader sees, English in the code, other languages in `<language>.po` beside this file.

`_("...")` marks and translates; the language is chosen once a process (`use`) or once a request (`Wording`). Catalogues
are read as text, so no compile step can be forgotten.
"""

from __future__ import annotations

import contextvars
import functools
import os
import sys
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


def system_language() -> str:
    """Return the language that this system speaks with its user, e.g. `es_MX.UTF-8`; empty if it does not say."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name]
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  # only Windows keeps it where nothing else can ask
        import locale  # noqa: PLC0415

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return ""


def language() -> str:
    """Return the language in use, as ISO 639-1."""
    return _current.get()


def translated(message: str) -> str:
    """Return a message that stands elsewhere in the source (help texts) in the language in use."""
    return _messages(_current.get()).get(message, message)


def _(message: str, **values: object) -> str:
    """Return `message` in the language in use, with `{name}` places filled from `values`."""
    wording = translated(message)
    return wording.format(**values) if values else wording
