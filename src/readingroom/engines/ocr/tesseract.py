"""Tesseract, when it is installed: a second engine for those who want two opinions on every word.

It is started once a page as a program of its own and given the image over its standard input; nothing is written to
disk. One thread a process, as the reading processes share the cores (its default of four slows all of them down).
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from collections.abc import Sequence

import numpy as np

from readingroom.engines.ocr import Recognised
from readingroom.engines.pages import Pixels
from readingroom.errors import UnreadableError, WrongUseError
from readingroom.locale import _
from readingroom.model.geometry import Box, clamped

#: Tesseract's names of the languages that rooms have.
NAMES = {"en": "eng", "es": "spa"}

#: Longest time one page may take, seconds; the densest real page took 9 on a slow machine.
SECONDS = 60

#: Resolution at which it is given a page: as good as 300 on print, much better on photocopies (guide/ocr.md, section 2:
#: CER 3.8 and 4.4 there), and cheaper.
DPI = 200.0

#: Level of a word in Tesseract's table.
_WORD = "5"


class Tesseract:
    """A recogniser (see `Recogniser`) that starts the installed Tesseract."""

    def __init__(self, languages: Sequence[str] = ("en", "es")) -> None:
        """Find the program and its languages.

        Raises:
            WrongUseError: it is not installed, or knows none of the languages.
        """
        program = find()
        if program is None:
            raise missing()
        version, known = about(program)
        wanted = [NAMES[language] for language in languages if NAMES.get(language) in known]
        if not wanted:
            raise WrongUseError(
                _("Tesseract is installed without the languages of this room."),
                _("Install its data for: {languages}", languages=", ".join(NAMES[one] for one in languages)),
            )
        self.dpi = DPI
        self.name = f"tesseract {version} {'+'.join(wanted)}"
        self._command = [program, "stdin", "stdout", "-l", "+".join(wanted), "tsv"]

    def read(self, image: Pixels, dpi: float) -> Recognised:
        """Read a gray image of an upright page drawn at `dpi`.

        Raises:
            UnreadableError: Tesseract failed or took too long; the message never holds what it said, as that may hold
                words of the page.
        """
        height, width = image.shape[:2]
        head = f"P5 {width} {height} 255\n".encode()  # a portable gray map: no packing, no file
        command = [*self._command[:3], "--dpi", str(max(70, round(dpi))), *self._command[3:]]
        try:
            done = subprocess.run(  # noqa: S603  # the installed program, with options of ours alone
                command,
                input=head + np.ascontiguousarray(image).tobytes(),
                capture_output=True,
                check=False,
                timeout=SECONDS,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )
        except subprocess.TimeoutExpired as error:
            raise UnreadableError(_("Tesseract took longer than {seconds} seconds.", seconds=SECONDS)) from error
        except OSError as error:
            raise UnreadableError(_("Tesseract can't be started: {reason}.", reason=error.strerror or "?")) from error
        if done.returncode:
            raise UnreadableError(_("Tesseract failed (exit {code}).", code=done.returncode))
        return _recognised(done.stdout.decode("utf-8", "replace"), width, height)


def find() -> str | None:
    """Return the path of the installed Tesseract, or None. Windows installers leave it off the search path."""
    found = shutil.which("tesseract")
    for variable in ("PROGRAMFILES", "LOCALAPPDATA") if os.name == "nt" and not found else ():
        for inner in ("Tesseract-OCR", "Programs/Tesseract-OCR"):
            found = found or shutil.which(os.path.join(os.environ.get(variable, ""), inner, "tesseract.exe"))  # noqa: PTH118  # which() takes text
    return found


def missing() -> WrongUseError:
    """Return the error that says how to get Tesseract."""
    return WrongUseError(
        _("A second opinion needs Tesseract, which is not installed."),
        _(
            "Debian, Ubuntu: apt install tesseract-ocr tesseract-ocr-spa. macOS: brew install tesseract "
            "tesseract-lang. Windows: the installer of UB Mannheim. Or go on without."
        ),
    )


@functools.cache
def about(program: str) -> tuple[str, frozenset[str]]:
    """Return version and known languages of a Tesseract.

    Raises:
        WrongUseError: it can't be started.
    """
    try:
        said = [
            subprocess.run(  # noqa: S603  # the installed program
                [program, option], capture_output=True, check=True, timeout=SECONDS
            ).stdout.decode("utf-8", "replace")
            for option in ("--version", "--list-langs")
        ]
        version = said[0].split()[1]
    except (OSError, subprocess.SubprocessError, IndexError) as error:
        raise WrongUseError(
            _("Tesseract is installed but can't be started ({reason}).", reason=type(error).__name__),
            _("Install it again, or go on without a second opinion."),
        ) from error
    return version, frozenset(said[1].split("\n", 1)[-1].split())


def _recognised(table: str, width: int, height: int) -> Recognised:
    """Return the words of Tesseract's table of tab-separated values."""
    rows: list[tuple[str, Box, float, int]] = []
    numbers: dict[tuple[str, ...], int] = {}
    whole: list[Box] = []
    for line in table.splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) != 12 or cells[0] != _WORD:  # noqa: PLR2004  # columns of the table
            continue
        left, top, across, down = (int(cell) for cell in cells[6:10])
        box = clamped(left / width, top / height, (left + across) / width, (top + down) / height)
        words = cells[11].split()
        if not words:
            continue
        number = numbers.setdefault(tuple(cells[2:5]), len(numbers))
        if number == len(whole):
            whole.append(box)
        whole[number] = whole[number].union(box)
        rows.extend((word, box, max(0.0, min(1.0, float(cells[10]) / 100)), number) for word in words)
    corners = [[(b.left, b.top), (b.right, b.top), (b.right, b.bottom), (b.left, b.bottom)] for b in whole]
    quality = float(np.mean([sure for _word, _box, sure, _line in rows])) if rows else None
    return Recognised(tuple(rows), np.array(corners, np.float64).reshape(-1, 4, 2), quality=quality)
