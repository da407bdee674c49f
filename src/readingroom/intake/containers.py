"""Zip archives: members go to the vault one by one; bombs and climbing names are stopped with a line."""

from __future__ import annotations

import contextlib
import lzma
import os
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from readingroom.errors import LimitError, RoomError, UnreadableError
from readingroom.intake.limits import Limits
from readingroom.locale import _
from readingroom.model.file import Member, Opened
from readingroom.model.ids import FileId

Keep = Callable[[BinaryIO], tuple[FileId, int]]
"""Stores all bytes of a stream in the vault; returns their hash and number."""

#: Zip archives that are documents of office programs, by a member that only these have.
OFFICE_TYPE = "application/vnd.openxmlformats-officedocument"
_OFFICE_FOLDERS = {
    "word/": f"{OFFICE_TYPE}.wordprocessingml.document",
    "xl/": f"{OFFICE_TYPE}.spreadsheetml.sheet",
    "ppt/": f"{OFFICE_TYPE}.presentationml.presentation",
}

#: Longest part of a path, and longest path, that is shown; names in archives may have 65,535 bytes.
_MOST_PART, _MOST_PATH = 200, 2000

#: Names that are listed in one line; the rest is counted.
_MOST_NAMES = 50

#: The list of members may take this much (bytes): Python holds it in memory, some seven times as large.
_MOST_LIST = 120_000_000

#: Bytes that may be filled from which a disk counts as free: then an archive that would not fit is refused and the run
#: goes on. On a fuller disk the run itself stops with its own line, and goes on when there is room.
_FREE_DISK = 1_000_000_000

_DRIVE = re.compile(r"^[A-Za-z]:")


def clean_path(name: str) -> str:
    """Return a member's path without anything that could climb: only ever shown, never used on a disk."""
    parts = _DRIVE.sub("", unicodedata.normalize("NFC", name).replace("\\", "/")).split("/")
    kept = ["".join(c if c.isprintable() else "\ufffd" for c in part) for part in parts if part not in ("", ".", "..")]
    short = "/".join(part if len(part) <= _MOST_PART else _shortened(part) for part in kept)
    return (short if len(short) <= _MOST_PATH else short[-_MOST_PATH:].lstrip("/")) or "unnamed"


def _shortened(part: str) -> str:
    stem, dot, ending = part.rpartition(".")
    ending = dot + ending if stem and len(ending) <= 10 else ""  # noqa: PLR2004  # longer is no file name ending
    return part[: _MOST_PART - len(ending) - 1] + "\u2026" + ending


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
        UnreadableError: it is no zip archive, it is empty, or its list of members is damaged.
        LimitError: it has more members than allowed, or they would not fit the disk.
        DiskFullError: the disk would be nearly full.
    """
    _check_list(path, limits)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error, UnicodeError) as error:
        raise UnreadableError(
            _("The zip archive is damaged or cut off: the list of what is in it can't be read."),
            _("It is kept. Ask for it again."),
        ) from error
    with archive:
        if office := _office_type(archive):
            return Opened(office, kept=True)
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if not infos:
            raise UnreadableError(_("The zip archive is empty."), _("Ask the sender for it again."))
        if len(infos) > limits.members:
            raise _too_many(limits)
        needed = sum(info.file_size for info in infos)
        if needed > limits.free >= _FREE_DISK:
            raise LimitError(
                _(
                    "Unpacked it would take {needed} GB; {free} GB of disk may be filled.",
                    needed=_gigabytes(needed),
                    free=_gigabytes(max(limits.free, 0)),
                ),
                _("Free that much disk or unpack only what you need elsewhere, and add the folder."),
            )
        return _unpacked(archive, infos, keep, limits)


def _unpacked(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], keep: Keep, limits: Limits) -> Opened:
    members: list[Member] = []
    troubles: dict[str, list[str]] = {}
    taken: dict[str, int] = {}
    inside_others = _overlapping(infos)
    for info in infos:
        shown = unlike(clean_path(_name(info)), taken)
        try:
            if info.flag_bits & 1:
                raise UnreadableError(_("needs a password"))
            if id(info) in inside_others:
                raise LimitError(_("shares its bytes with other members (a zip bomb?)"))
            with archive.open(info) as stream:
                file, size = keep(_Watched(stream, max(info.compress_size, 1), limits))  # type: ignore[arg-type]  # only read() is used
            members.append(Member(shown, file, size))
        except RoomError:
            raise
        except UnreadableError as error:
            troubles.setdefault(str(error), []).append(shown)
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, struct.error) as error:
            troubles.setdefault(_("damaged ({reason})", reason=type(error).__name__), []).append(shown)
        except (NotImplementedError, RuntimeError):
            troubles.setdefault(_("packed in a way that this version can't unpack"), []).append(shown)
    return Opened("application/zip", members=tuple(members), error=_line(troubles))


def _line(troubles: dict[str, list[str]]) -> str:
    """Return one sentence that names what was not unpacked and why, or nothing."""
    if not troubles:
        return ""
    groups = []
    for why, names in troubles.items():
        more = len(names) - _MOST_NAMES
        listed = ", ".join(names[:_MOST_NAMES]) + (_(" and {count} more", count=more) if more > 0 else "")
        groups.append(f"{why}: {listed}")
    return _("Not unpacked - {groups}. Ask for these files singly and unlocked.", groups="; ".join(groups))


def _check_list(path: Path, limits: Limits) -> None:
    """Look at the end of the archive, where the number of its members stands, before all of them are taken into memory.

    Raises:
        LimitError: there are more than allowed.
    """
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - (1 << 16) - 22))
        tail = stream.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        return  # no end of a list: damaged, as opening it will say
    count, length = struct.unpack_from("<H", tail, place + 10)[0], struct.unpack_from("<I", tail, place + 12)[0]
    large = tail.rfind(b"PK\x06\x06", 0, place)
    if large >= 0 and len(tail) >= large + 48:
        count, length = struct.unpack_from("<QQ", tail, large + 32)
    if count > limits.members or (length > _MOST_LIST and length <= size):
        raise _too_many(limits)


def _too_many(limits: Limits) -> LimitError:
    return LimitError(
        _("The archive has more than {most} members.", most=limits.members),
        _("It is kept. Unpack it in parts and add the folders."),
    )


def _office_type(archive: zipfile.ZipFile) -> str:
    """Return the type of an archive that is a document of an office program, or nothing."""
    names = archive.namelist()
    if "[Content_Types].xml" in names:
        found = (kind for folder, kind in _OFFICE_FOLDERS.items() if any(name.startswith(folder) for name in names))
        return next(found, OFFICE_TYPE)
    if names and names[0] == "mimetype" and archive.infolist()[0].file_size < 100:  # noqa: PLR2004  # a media type
        try:
            kind = archive.read("mimetype").decode("ascii").strip()
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, UnicodeError, NotImplementedError, RuntimeError):
            return ""
        return kind if re.fullmatch(r"application/[a-z0-9.+-]+", kind) else ""
    return ""


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; one that is not marked as UTF-8 often is it all the same."""
    if not info.flag_bits & 0x800 and not info.filename.isascii():
        with contextlib.suppress(UnicodeError):
            return info.filename.encode("cp437").decode("utf-8")
    return info.filename


def _overlapping(infos: list[zipfile.ZipInfo]) -> set[int]:
    """Return (by identity) the members whose packed bytes lie in those of others, which only bombs have."""
    found: set[int] = set()
    end, last = 0, None
    for info in sorted(infos, key=lambda info: (info.header_offset, info.compress_size)):
        if last is not None and info.header_offset < end:
            found |= {id(info), id(last)}
        if info.header_offset + 30 + info.compress_size >= end:  # 30: the shortest header of a member
            end, last = info.header_offset + 30 + info.compress_size, info
    return found


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f}"


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
