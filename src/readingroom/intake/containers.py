"""Zip archives: members go to the vault one by one; bombs and climbing names are stopped with a line."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from readingroom.errors import DiskFullError, LimitError, UnreadableError
from readingroom.intake.limits import Limits
from readingroom.locale import _
from readingroom.model.file import Member, Opened
from readingroom.model.ids import FileId

Keep = Callable[[BinaryIO], tuple[FileId, int]]
"""Stores all bytes of a stream in the vault; returns their hash and number."""

#: Zip archives that are documents of office programs, by a member they all have.
OFFICE = ("[Content_Types].xml", "mimetype")
OFFICE_TYPE = "application/vnd.openxmlformats-officedocument"

_DRIVE = re.compile(r"^[A-Za-z]:")


def clean_path(name: str) -> str:
    """Return a member's path without anything that could climb: only ever shown, never used on a disk."""
    parts = _DRIVE.sub("", name.replace("\\", "/")).split("/")
    kept = ["".join(c if c.isprintable() else "\ufffd" for c in part) for part in parts if part not in ("", ".", "..")]
    return "/".join(kept) or "unnamed"


def unlike(path: str, taken: dict[str, int]) -> str:
    """Return the path, or with a number in its name if it is taken; two members never share one.

    Args:
        path: a cleaned path.
        taken: the paths so far and how often each was wanted; changed.
    """
    stem, dot, ending = path.rpartition(".")
    if not dot or "/" in ending or not stem:
        stem, dot, ending = path, "", ""
    free = path
    while free in taken:
        taken[path] += 1
        free = f"{stem} ({taken[path]}){dot}{ending}"
    taken[free] = 1
    return free


def open_zip(path: Path, keep: Keep, limits: Limits) -> Opened:
    """Unpack a zip archive into the vault. Members that can't be unpacked are named in `error`; the others are kept.

    Raises:
        UnreadableError: it is no zip archive or its list of members is damaged.
        LimitError: it has more members than allowed.
        DiskFullError: the disk would be nearly full.
    """
    members: list[Member] = []
    troubles: list[str] = []
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableError(
            _("The zip archive is damaged ({reason}).", reason=error), _("It is kept. Ask for it again.")
        ) from error
    with archive:
        if any(name in OFFICE for name in archive.namelist()):
            return Opened(OFFICE_TYPE, kept=True)
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if not infos:
            raise UnreadableError(_("The archive has no files in it."), _("Ask the sender for it again."))
        if len(infos) > limits.members:
            raise LimitError(_("The archive has more than {most} members.", most=limits.members))
        for info in infos:
            shown = clean_path(info.filename)
            try:
                if info.flag_bits & 1:
                    raise UnreadableError(_("needs a password"))
                with archive.open(info) as stream:
                    file, size = keep(_Watched(stream, max(info.compress_size, 1), limits))  # type: ignore[arg-type]  # only read() is used
                members.append(Member(shown, file, size))
            except DiskFullError:
                raise
            except (
                UnreadableError,
                zipfile.BadZipFile,
                zlib.error,
                OSError,
                EOFError,
                NotImplementedError,
                RuntimeError,
            ) as error:
                troubles.append(f"{shown}: {error}")
    shown_troubles = "; ".join(troubles[:5]) + ("; ..." if len(troubles) > 5 else "")  # noqa: PLR2004  # a readable line
    line = _("Not unpacked: {names}. Ask for these files singly.", names=shown_troubles) if troubles else ""
    return Opened("application/zip", members=tuple(members), error=line)


class _Watched:
    """A member's stream that stops a bomb: unpacked bytes are counted against packed ones."""

    def __init__(self, stream: BinaryIO, packed: int, limits: Limits) -> None:
        self._stream, self._packed, self._limits, self._count = stream, packed, limits, 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self._count += len(chunk)
        if self._count > self._limits.grown and self._count > self._limits.ratio * self._packed:
            raise LimitError(_("grows more than {ratio}-fold (a zip bomb?)", ratio=self._limits.ratio))
        return chunk
