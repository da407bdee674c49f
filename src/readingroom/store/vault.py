"""The vault: bytes under their SHA-256, written once, never under the name they came with."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from readingroom.errors import DiskFullError, RoomError, TamperedError
from readingroom.locale import _
from readingroom.model.ids import FileId, file_id

#: Bytes copied at a time.
CHUNK = 1 << 20


#: Files whose hash this process has found right, by vault: size, time of change and number of the file on disk.
_VERIFIED: dict[Path, dict[FileId, tuple[int, int, int]]] = {}
_MOST_VERIFIED = 10_000


class Vault:
    """Bytes by hash. Several processes may put at once: a file appears whole, by an atomic rename, or not at all."""

    def __init__(self, root: Path, *, spare: int = 0) -> None:
        """Keep bytes under `root`; `spare` bytes of disk are always left free."""
        self.root = root
        self.spare = spare
        self._verified = _VERIFIED.setdefault(root, {})

    @property
    def scratch(self) -> Path:
        """The folder of files that are not whole yet; `sweep` empties it."""
        return self.root / "incoming"

    def place(self, file: FileId) -> Path:
        """Where the bytes of `file` lie (or would)."""
        return self.root / file[:2] / file

    def has(self, file: FileId) -> bool:
        """Whether the bytes are here."""
        return self.place(file).is_file()

    def put(self, source: BinaryIO, size: int = 0) -> tuple[FileId, int]:
        """Keep all bytes of `source`; return their hash and how many. The same bytes again take no more disk.

        Bytes that are here under that hash but have changed since are replaced.

        Args:
            source: read to its end.
            size: bytes to expect, if known, so that a full disk is refused before it is full.

        Raises:
            DiskFullError: the disk would have less than the spare bytes left.
            RoomError: the vault can't be written.
            OSError: the source can't be read.
        """
        waiting = self.scratch
        path = waiting / uuid.uuid4().hex
        digest, count = hashlib.sha256(), 0
        try:
            waiting.mkdir(parents=True, exist_ok=True)
            self.room_for(size)
            with path.open("xb") as target:
                while chunk := _read(source):
                    if count % (64 * CHUNK) == 0:
                        self.room_for(len(chunk))
                    digest.update(chunk)
                    target.write(chunk)
                    count += len(chunk)
                target.flush()
                os.fsync(target.fileno())
            file = file_id(digest.hexdigest())
            place = self.place(file)
            if not self._whole(file):
                place.parent.mkdir(exist_ok=True)
                try:
                    path.replace(place)
                except PermissionError:
                    # Windows, when another process has just put the same bytes and somebody reads them already.
                    if not self._whole(file):
                        raise
                _sync_folder(place.parent)
        except _SourceError as error:
            raise error.reason from None
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise self._full() from error
            raise RoomError(
                _("The vault can't be written: {reason}.", reason=error), _("Check the disk and its permissions.")
            ) from error
        finally:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        return file, count

    def open(self, file: FileId) -> BinaryIO:
        """Open the bytes for reading, as they are.

        Raises:
            TamperedError: they are gone.
        """
        try:
            return self.place(file).open("rb")
        except OSError as error:
            raise TamperedError(
                _("The vault has lost the file {file}: {reason}.", file=file, reason=error),
                _("Put the vault back from a backup, or add the original again."),
            ) from error

    def check(self, file: FileId) -> None:
        """Hash the bytes again.

        Raises:
            TamperedError: they are gone or no longer have the hash they were kept under.
        """
        digest = hashlib.sha256()
        with self.open(file) as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
        found = digest.hexdigest()
        if found != file:
            raise TamperedError(
                _("The bytes kept as {file} have changed; they now hash to {found}.", file=file, found=found),
                _("Put the vault back from a backup, or add the original again."),
            )

    def verified(self, file: FileId) -> Path:
        """Return where the bytes lie, hashed again unless this process did so since they were last written.

        Raises:
            TamperedError: they are gone or have changed.
        """
        place = self.place(file)
        try:
            now = place.stat()
        except OSError:
            now = None
        seen = (now.st_size, now.st_mtime_ns, now.st_ino) if now else None
        if seen is None or self._verified.get(file) != seen:
            self.check(file)
            if len(self._verified) > _MOST_VERIFIED:
                self._verified.clear()
            if seen is not None:
                self._verified[file] = seen
        return place

    def _whole(self, file: FileId) -> bool:
        """Whether the bytes are here and are still those that were put."""
        if not self.place(file).exists():
            return False
        try:
            self.verified(file)
        except TamperedError:
            return False
        return True

    def files(self) -> Iterator[FileId]:
        """Return every hash for which bytes are here, in order."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                with contextlib.suppress(ValueError):
                    yield file_id(path.name)

    def sweep(self) -> None:
        """Throw away what an interrupted `put` left behind."""
        for path in self.scratch.glob("*"):
            with contextlib.suppress(OSError):
                path.unlink()

    def room_for(self, size: int) -> None:
        """Make sure that `size` more bytes leave the spare disk free.

        Raises:
            DiskFullError: they would not.
        """
        if shutil.disk_usage(self.root).free - size < self.spare:
            raise self._full()

    def _full(self) -> DiskFullError:
        return DiskFullError(
            _("The disk is nearly full: {root} needs {spare} MB to spare.", root=self.root, spare=self.spare // 10**6),
            _("Free some disk and run the same command again; what was received is safe."),
        )


class _SourceError(Exception):
    """The source can't be read, which is not the vault's fault."""

    def __init__(self, reason: OSError) -> None:
        super().__init__()
        self.reason = reason


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(CHUNK)
    except OSError as error:
        raise _SourceError(error) from error


def _sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut where the system allows it (Windows has no such call and needs none)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
