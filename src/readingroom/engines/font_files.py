"""The font of access copies, read out of an installed package without importing its code and checked by its hash."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from pathlib import Path

from readingroom.errors import RoomError
from readingroom.locale import _

#: DejaVu Sans Mono 2.35 as matplotlib 3.11.2 brings it (Bitstream Vera licence, changes in the public domain): Latin,
#: Greek, Cyrillic and Arabic letters and most symbols, 3,314 characters of one width.
PACKAGE, NAME = "matplotlib", "mpl-data/fonts/ttf/DejaVuSansMono.ttf"

#: Access copies are for ever the same bytes, and this file's glyphs are in them.
SHA256 = "602ec86b8948cfcd956482fe64f94c36c867770149ef2f791d4613f443bcecb3"


@functools.cache
def copy_font() -> Path:
    """Return the checked path of the font.

    Raises:
        RoomError: the package is absent or the file is not the one this version was made for.
    """
    found = importlib.util.find_spec(PACKAGE)
    path = Path((found.submodule_search_locations or [""])[0] if found else "").joinpath(*NAME.split("/"))
    if not found or not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise RoomError(
            _("The font file {name} is missing or is not the tested one.", name=path.name),
            _("Install the locked packages again (start.py does that)."),
        )
    return path
