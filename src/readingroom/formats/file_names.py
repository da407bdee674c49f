"""Names of files as received, made safe for any file system and different from one another."""

from __future__ import annotations

import re

#: Characters that some system forbids in a name, or that hide its ending.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f"*/:<>?\\|\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')

#: Names that Windows keeps for devices.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)

#: Longest name in bytes: systems take 255, folders around it and endings behind it want some.
LONGEST = 120


def safe_name(name: str) -> str:
    """Return a name that every file system takes: no forbidden letters, no device, no space or dot at its ends."""
    clean = _FORBIDDEN.sub("_", name).strip(" .") or "file"
    while len(clean.encode("utf-8", "replace")) > LONGEST:
        clean = clean[:-1].rstrip(" .")
    return "_" + clean if _RESERVED.fullmatch(clean) else clean.encode("utf-8", "replace").decode()


class Names:
    """Gives each name once; two that differ in case only are one name on some systems."""

    def __init__(self) -> None:
        """Begin without names."""
        self._taken: set[str] = set()

    def free(self, stem: str, ending: str) -> str:
        """Return a safe name that was not given yet: `stem` and `ending`, with a number between if needed."""
        stem = safe_name(stem)
        name, number = stem + ending, 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{stem} ({number}){ending}"
        self._taken.add(name.casefold())
        return name
