"""`room.toml`: the settings of a room, read strictly so that a slip of the pen is never silently ignored."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from readingroom.errors import RoomError, WrongUseError
from readingroom.locale import _

#: Languages whose words this version knows, as ISO 639-1.
LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a room says of itself.

    Attributes:
        name: shown on every page.
        languages: ISO 639-1 codes of the records, the most common first.
        jurisdiction: which law the requests stand under, e.g. `us-federal`; empty if unset.
        mode: how images are read: balanced (the better model reads weak lines again), fast or accurate.
        second_opinion: a second engine that reads every scanned page too: tesseract; empty for none.
        page_seconds: longest time one page may take.
        file_seconds: longest time opening one file may take.
        child_megabytes: most memory one reading process may hold.
        cache_megabytes: size at which old page images are dropped.
        spare_megabytes: disk that `add` leaves free.
    """

    name: str
    languages: tuple[str, ...] = LANGUAGES
    jurisdiction: str = ""
    mode: str = "balanced"
    second_opinion: str = ""
    page_seconds: int = 120
    file_seconds: int = 900
    child_megabytes: int = 800
    cache_megabytes: int = 2000
    spare_megabytes: int = 2000


#: Values of the settings that know only some, the most usual first.
_VALUES = {"mode": ("balanced", "fast", "accurate"), "second_opinion": ("", "tesseract"), "languages": LANGUAGES}

#: The least value of a number, where it is not 1.
_LEAST = {"spare_megabytes": 0, "cache_megabytes": 0}


def load_settings(path: Path) -> Settings:
    """Read and check `room.toml`.

    Raises:
        RoomError: it can't be read.
        WrongUseError: it is no TOML, a key is unknown (the nearest known one is named), or a value has the wrong
            type or is none that the setting knows (the nearest one is named).
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RoomError(
            _("{path} can't be read: {reason}.", path=path, reason=error), _("Correct the file and start again.")
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUseError(
            _("{path} can't be read: {reason}.", path=path, reason=error), _("Correct the file and start again.")
        ) from error
    known = {field.name: field for field in fields(Settings)}
    for key, value in raw.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0)
            raise WrongUseError(
                _("{path} has an unknown setting “{key}”.", path=path, key=key),
                _("Did you mean “{near}”?", near=near[0] if near else "name"),
            )
        wanted = {"tuple[str, ...]": list, "str": str, "int": int}[str(known[key].type)]
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise WrongUseError(
                _(
                    "In {path} the setting “{key}” has a value of the wrong kind: {value!r}.",
                    path=path,
                    key=key,
                    value=value,
                ),
                _("Give a list in brackets, a text in quotation marks or a whole number, as in a new room."),
            )
        _check_value(path, key, value)
    if "name" not in raw:
        raise WrongUseError(_("{path} has no “name”.", path=path), _('Add a line such as: name = "March records"'))
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    return Settings(**values)


def _check_value(path: Path, key: str, value: object) -> None:
    """Raise WrongUseError when the setting knows no such value."""
    if isinstance(value, int):
        if value < _LEAST.get(key, 1):
            raise _unknown_value(path, key, value, str(_LEAST.get(key, 1)))
        return
    for one in value if isinstance(value, list) else [value]:
        if key in _VALUES and one not in _VALUES[key]:
            near = difflib.get_close_matches(str(one).lower(), _VALUES[key], n=1, cutoff=0)
            raise _unknown_value(path, key, one, near[0], *(other for other in _VALUES[key] if other != near[0]))
    if isinstance(value, list) and not value:
        raise _unknown_value(path, key, "[]", *_VALUES[key])


def _unknown_value(path: Path, key: str, value: object, nearest: str, *others: str) -> WrongUseError:
    also = " " + _("It may also be: {values}", values=", ".join(others)) if others else ""
    return WrongUseError(
        _("In {path} the setting “{key}” can't be {value}.", path=path, key=key, value=value),
        _("The nearest value is {near}.", near=nearest) + also,
    )


def settings_text(settings: Settings) -> str:
    """Return the settings as the text of a `room.toml`."""
    lines = ["# Settings of this room. An unknown line is an error, so that nothing is silently ignored."]
    for field in fields(Settings):
        value = getattr(settings, field.name)
        if isinstance(value, tuple):
            shown = "[" + ", ".join(_quoted(item) for item in value) + "]"
        else:
            shown = _quoted(value) if isinstance(value, str) else str(value)
        lines.append(f"{field.name} = {shown}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or c in '"\\' else c for c in text)  # noqa: PLR2004  # controls
    return f'"{escaped}"'
