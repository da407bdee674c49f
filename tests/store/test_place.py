from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath
from types import SimpleNamespace

import pytest

from readingroom.desk.room import hold_room, make_room, open_room
from readingroom.errors import RoomError
from readingroom.store import place


def mounted(monkeypatch: pytest.MonkeyPatch, **mounts: str) -> None:
    """Pretend that these file systems (mount point: type) are mounted beside a local root."""
    parts = [SimpleNamespace(mountpoint="/", fstype="ext4", opts="rw")]
    parts += [SimpleNamespace(mountpoint=where, fstype=kind, opts="rw") for where, kind in mounts.items()]
    monkeypatch.setattr(place.psutil, "disk_partitions", lambda **_: parts)


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "smbfs", "fuse.sshfs", "fuse.rclone", "afpfs", "webdav"])
def test_a_room_on_a_network_drive_is_read_but_not_written(tmp_path: Path, monkeypatch, kind: str) -> None:
    make_room(tmp_path / "share" / "room")
    mounted(monkeypatch, **{str(tmp_path / "share"): kind})
    with pytest.raises(RoomError, match=r"network drive.*disk of this machine") as refused:
        hold_room(tmp_path / "share" / "room").__enter__()
    assert refused.value.exit_code == 4
    with pytest.raises(RoomError, match="network drive"):
        make_room(tmp_path / "share" / "other")
    assert not (tmp_path / "share" / "other").exists()
    with open_room(tmp_path / "share" / "room") as room:
        assert room.name == "room"


@pytest.mark.parametrize("kind", ["ext4", "ntfs", "fuseblk", "apfs", "fuse.gocryptfs", "tmpfs", "overlay", "9p"])
def test_disks_of_this_machine_are_fine(tmp_path: Path, monkeypatch, kind: str) -> None:
    mounted(monkeypatch, **{str(tmp_path): kind})
    place.refuse_unsafe(tmp_path / "room")


def test_the_nearest_mount_decides(monkeypatch) -> None:
    mounted(monkeypatch, **{"/net": "nfs", "/net/local": "ext4"})
    assert place.remote_kind(PurePosixPath("/net/a/room")) == "nfs"
    assert place.remote_kind(PurePosixPath("/net/local/room")) == ""
    assert place.remote_kind(PurePosixPath("/network/room")) == ""


def test_network_drives_of_windows(monkeypatch) -> None:
    parts = [
        SimpleNamespace(mountpoint="C:\\", fstype="NTFS", opts="rw,fixed"),
        SimpleNamespace(mountpoint="Z:\\", fstype="NTFS", opts="rw,remote"),
    ]
    monkeypatch.setattr(place.psutil, "disk_partitions", lambda **_: parts)
    assert place.remote_kind(PureWindowsPath(r"C:\rooms\march")) == ""
    assert place.remote_kind(PureWindowsPath(r"Z:\rooms\march")) == "NTFS"
    assert place.remote_kind(PureWindowsPath(r"\\server\share\march")) == "UNC"


def test_a_disk_of_windows_seen_from_its_linux_is_far(monkeypatch) -> None:
    mounted(monkeypatch, **{"/drives/c": "9p"})
    monkeypatch.setattr(place.platform, "release", lambda: "5.15.90.1-microsoft-standard-WSL2")
    assert place.remote_kind(PurePosixPath("/drives/c/rooms")) == "9p"


SYNCED = ["OneDrive", "OneDrive - City of X", "Dropbox", "Dropbox (Team)", "Google Drive", "iCloudDrive", "Nextcloud",
          "Mobile Documents", "CloudStorage", "GoogleDrive-a@b.org"]  # fmt: skip


@pytest.mark.parametrize("name", SYNCED)
def test_a_synced_folder_is_noticed_by_its_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(RoomError, match="kept in step"):
        make_room(tmp_path / name / "records" / "room")
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("name", ["Boxes", "my onedrive notes", "Drive", "Dropbox-old-backup"])
def test_a_folder_that_only_sounds_like_one_is_fine(tmp_path: Path, name: str) -> None:
    place.refuse_unsafe(tmp_path / name / "room")


def test_a_synced_folder_is_noticed_by_its_mark_and_by_what_windows_says(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "shared" / ".stfolder").mkdir(parents=True)
    assert place.synced_by(tmp_path / "shared" / "a" / "room") == "shared"
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "Work"))
    assert place.synced_by(tmp_path / "Work" / "room") == "OneDrive"
    assert place.synced_by(tmp_path / "Home" / "room") == ""
