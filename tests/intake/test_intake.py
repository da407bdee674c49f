from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.errors import UnreadableError
from readingroom.intake.containers import clean_path, open_zip
from readingroom.intake.kind import media_type
from readingroom.intake.limits import Limits
from readingroom.intake.open import open_file
from readingroom.model.ids import FileId


class Kept:
    """A vault in memory."""

    def __init__(self) -> None:
        self.files: list[bytes] = []

    def __call__(self, stream) -> tuple[FileId, int]:
        parts = []
        while part := stream.read(1 << 16):
            parts.append(part)
        self.files.append(b"".join(parts))
        return FileId(hashlib.sha256(self.files[-1]).hexdigest()), len(self.files[-1])


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return path


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", "application/x-empty"),
        (b"junk\n%PDF-1.4\n1 0 obj", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"PK\x03\x04", "application/zip"),
        (b"PK\x03\x04 stored as it is: %PDF-1.7", "application/zip"),
        (b"From: a@b.c\r\nSubject: x\r\n\r\nHello", "message/rfc822"),
        ("Plan für März\n".encode(), "text/plain"),
        (b"\x00\x01\x02", "application/octet-stream"),
        (b"\xef\xbb\xbf%PDF-1.4", "application/pdf"),
        (b"\x00\x01junk\n%PDF-1.4", "application/pdf"),
        (b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n%\xe2\xe3\n1 0 obj\n", "application/pdf"),
        (b"A PDF begins with the letters %PDF-1.4 in its first line.\n", "text/plain"),
        (b"TO: Director\nFROM: Unit\nDATE: 1 May\nSUBJECT: Plan\n\nText", "text/plain"),
        (b"From: John Roe\nSent: Monday\nTo: Jane\nSubject: x\n\nText", "text/plain"),
        (b"Received: from x\n by y\nFrom: a\nSubject: x\n\nText", "message/rfc822"),
        (b"From a@b.c Mon May 1\nFrom: a@b.c\nSubject: x\n\nHello", "application/mbox"),
        (b"From here on we go.\n", "text/plain"),
        (b"id,name,date\n1,a,b\n", "text/csv"),
        (b"id\tname\n1\ta\n", "text/tab-separated-values"),
        ("id,name,date\n1,a,b\n".encode("utf-16"), "text/csv"),
    ],
)
def test_the_type_is_told_from_the_bytes(head: bytes, kind: str) -> None:
    assert kind == media_type(head)


@given(st.text())
def test_a_cleaned_path_never_climbs(name: str) -> None:
    parts = clean_path(name).split("/")
    assert not {"", ".", ".."} & set(parts)
    assert "\\" not in clean_path(name)
    assert clean_path(name).isprintable()


def test_members_are_kept_and_climbing_names_cleaned(tmp_path: Path) -> None:
    keep = Kept()
    opened = open_zip(zipped(tmp_path / "a.zip", {"../../etc/passwd": b"x", "C:\\b\\c.pdf": b"y"}), keep, Limits())
    assert [member.path for member in opened.members] == ["etc/passwd", "b/c.pdf"]
    assert keep.files == [b"x", b"y"]
    assert opened.error == ""


def test_a_bomb_is_stopped_and_the_rest_kept(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"bomb": bytes(5_000_000), "plan.txt": b"plan"})
    opened = open_zip(path, Kept(), Limits(grown=1_000_000))
    assert [member.path for member in opened.members] == ["plan.txt"]
    assert "bomb: grows more than 200-fold" in opened.error


def test_a_damaged_archive_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(UnreadableError, match="damaged"):
        open_file(tmp_path / "a.zip", "application/zip", Kept(), Limits())


def test_an_office_file_is_kept_and_not_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.docx", {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    keep = Kept()
    opened = open_file(path, "application/zip", keep, Limits())
    assert (opened.kept, opened.members, keep.files) == (True, (), [])


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(UnreadableError, match="empty"):
        open_file(
            tmp_path / "empty", media_type(b""), lambda s: (FileId(""), len(io.BytesIO(s.read()).getvalue())), Limits()
        )
