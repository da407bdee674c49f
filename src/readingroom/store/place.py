"""Where a room may lie: on a disk of this machine. Network drives and synced folders damage databases in use.

SQLite needs locks and shared memory that network file systems promise and do not keep (sqlite.org/useovernet.html), and
a sync program copies a database and its log at different moments.
"""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

import psutil

from readingroom.errors import RoomError
from readingroom.locale import _

#: File systems that lie on another machine, as Linux, macOS and Windows name them; `fuse.` stands before many.
_REMOTE = {
    "9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "curlftpfs", "davfs", "davfs2", "ftp", "gcsfuse",
    "glusterfs", "google-drive-ocamlfuse", "gpfs", "gvfsd-fuse", "juicefs", "kio-fuse", "lustre", "ncpfs", "nfs",
    "nfs4", "onedriver", "prl_fs", "rclone", "s3fs", "smb3", "smbfs", "smbnetfs", "sshfs", "vboxsf", "vmhgfs-fuse",
    "webdav", "webdavfs",
}  # fmt: skip

#: Names of folders that sync programs keep, whole names only.
_SYNCED = re.compile(
    r"OneDrive( - .+)?|Dropbox( \(.+\))?|Google ?Drive|GoogleDrive-.+|My Drive|iCloud ?Drive|Mobile Documents"
    r"|CloudStorage|Nextcloud|ownCloud|Proton ?Drive|pCloud ?Drive|MEGA(sync)?|Box( Sync)?|Syncthing|Seafile",
    re.IGNORECASE,
)

#: Files and folders by which a sync program marks the top of what it syncs.
_MARKS = (".dropbox", ".dropbox.cache", ".stfolder", ".owncloudsync.log", ".nextcloudsync.log", ".seafile-data")

#: Variables in which OneDrive says where it is on Windows, whatever the folder is called.
_ONEDRIVE = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def refuse_unsafe(path: Path) -> None:
    """Make sure that a room in the folder `path` can be written without being damaged.

    Raises:
        RoomError: it lies on a network drive or in a synced folder.
    """
    whole = path.resolve()
    kind = remote_kind(whole)
    if kind:
        raise RoomError(
            _("{path} lies on a network drive ({kind}).", path=path, kind=kind),
            _("A room there can be read but not written: it would be damaged. Move it to a disk of this machine."),
        )
    synced = synced_by(whole)
    if synced:
        raise RoomError(
            _("{path} lies in a folder that is kept in step with other machines ({name}).", path=path, name=synced),
            _("A room there can be read but not written: it would be damaged. Move it to a folder outside."),
        )


def remote_kind(path: PurePath) -> str:
    """Return the kind of network file system that `path` lies on, or an empty text."""
    if path.drive.startswith("\\\\") or PureWindowsPath(str(path)).drive.startswith("\\\\"):
        return "UNC"
    best, found = -1, ""
    for part in _partitions():
        mount = type(path)(part.mountpoint)
        if path.is_relative_to(mount) and len(mount.parts) >= best:
            best, found = len(mount.parts), _remote(part.fstype, part.opts)
    return found


def _remote(kind: str, options: str) -> str:
    if "remote" in options.split(","):  # what psutil says of Windows' network drives
        return kind or "remote"
    bare = kind.lower().removeprefix("fuse.").removeprefix("osxfuse_").removeprefix("macfuse_")
    if bare == "9p" and "microsoft" not in platform.release().lower():
        return ""  # a disk of Windows seen from its Linux is far; a virtual machine's own root may be near
    return kind if bare in _REMOTE else ""


def _partitions() -> list[Any]:
    try:
        return list(psutil.disk_partitions(all=True))
    except (OSError, psutil.Error):
        return []


def synced_by(path: Path) -> str:
    """Return the name of the synced folder that `path` lies in, or an empty text."""
    for name in _ONEDRIVE:
        root = os.environ.get(name)
        if root and path.is_relative_to(Path(root)):
            return "OneDrive"
    for folder in (path, *path.parents):
        if _SYNCED.fullmatch(folder.name):
            return folder.name
        for mark in _MARKS:
            try:
                if (folder / mark).exists():
                    return folder.name
            except OSError:
                continue
    return ""
