from __future__ import annotations

import hashlib
import io
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readingroom.errors import LimitError, UnreadableError
from readingroom.intake.containers import clean_path, open_zip
from readingroom.intake.kind import media_type
from readingroom.intake.limits import Limits
from readingroom.intake.open import open_file
from readingroom.locale import use
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
        (b"\xef\xbb\xbf\r\nFrom: a@b.c\nSubject: x\n\nHello", "message/rfc822"),
        (b"<!DOCTYPE html><html><p hidden>x", "text/html"),
        (b'<?xml version="1.0"?>\n<html xmlns="x">', "text/html"),
        (b"<HTML><BODY>x", "text/html"),
        (b"<note>x</note>", "text/plain"),
        (b"II+\x00\x08\x00", "image/tiff"),
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
    assert "grows more than 200-fold (a zip bomb?): bomb" in opened.error


def test_no_two_members_share_a_path_and_long_names_are_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of names that it is given twice
        for name in (
            "a/plan.pdf",
            "a/plan.pdf",
            "b/../a/plan.pdf",
            "x" * 60_000 + ".pdf",
            "CON",
            "nul.txt",
            "a\tb\x07.txt",
        ):
            archive.writestr(name, b"x")
    opened = open_zip(path, Kept(), Limits())
    paths = [member.path for member in opened.members]
    assert paths[:2] == ["a/plan.pdf", "a/plan (2).pdf"]
    assert paths[2:] == ["b/a/plan.pdf", "x" * 195 + "\u2026.pdf", "CON", "nul.txt", "a\ufffdb\ufffd.txt"]
    assert opened.error == ""


def test_names_that_are_utf_8_without_saying_so_are_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"operacion.txt": b"x", "alt.txt": b"y"})
    body = path.read_bytes()
    body = body.replace(b"operacion", "operaci\u00f3".encode()).replace(b"alt", b"\x84lt"[:3])
    path.write_bytes(body)
    assert [member.path for member in open_zip(path, Kept(), Limits()).members] == ["operaci\u00f3.txt", "\u00e4lt.txt"]


def locked(path: Path, *names: str) -> Path:
    """Mark members as encrypted, as their headers do."""
    body = bytearray(path.read_bytes())
    for name in names:
        for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            place = body.find(name.encode()) if mark == b"PK\x03\x04" else body.rfind(name.encode())
            body[body.rfind(mark, 0, place) + at] |= 1
    path.write_bytes(bytes(body))
    return path


def test_each_locked_member_is_named(tmp_path: Path) -> None:
    names = {f"file{n}.pdf": b"x" for n in range(12)}
    opened = open_zip(locked(zipped(tmp_path / "a.zip", names), "file3.pdf", "file7.pdf"), Kept(), Limits())
    assert len(opened.members) == 10
    assert "needs a password: file3.pdf, file7.pdf." in opened.error


def test_a_damaged_member_is_named_and_the_others_kept(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": b"plan " * 100, "b.txt": b"other " * 100})
    body = bytearray(path.read_bytes())
    body[body.find(b"a.txt") + 8] ^= 0xFF
    path.write_bytes(bytes(body))
    opened = open_zip(path, Kept(), Limits())
    assert [member.path for member in opened.members] == ["b.txt"]
    assert "a.txt" in opened.error


def test_a_cut_off_archive_is_damaged(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": b"plan " * 100})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(UnreadableError, match="damaged"):
        open_zip(path, Kept(), Limits())


def test_members_that_share_their_bytes_are_a_bomb(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"kernel": bytes(100_000), "plan.txt": b"plan"})
    body = path.read_bytes()
    first = body.find(b"PK\x01\x02")
    entry = body[first : body.find(b"PK\x01\x02", first + 4)]
    rest = body[first + len(entry) :]
    end = bytearray(rest[rest.find(b"PK\x05\x06") :])
    more = b"".join(entry.replace(b"kernel", f"kerne{n}".encode()) for n in range(5))
    listed = entry + more + rest[: rest.find(b"PK\x05\x06")]
    end[8:12] = (7).to_bytes(2, "little") * 2
    end[12:16] = len(listed).to_bytes(4, "little")
    path.write_bytes(body[:first] + listed + bytes(end))
    opened = open_zip(path, Kept(), Limits())
    assert [member.path for member in opened.members] == ["plan.txt"]
    assert "shares its bytes with other members" in opened.error
    assert opened.error.count("kerne") == 6


def test_too_many_members_are_refused_before_they_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "a.zip", {f"{n}.txt": b"" for n in range(20)})
    monkeypatch.setattr(zipfile.ZipFile, "__init__", lambda *_args: pytest.fail("the list was read"))
    with pytest.raises(LimitError, match="more than 19 members"):
        open_zip(path, Kept(), Limits(members=19))


def test_what_would_not_fit_the_disk_is_refused(tmp_path: Path) -> None:
    keep = Kept()
    path = zipped(tmp_path / "a.zip", {"a.txt": bytes(5000)})
    claimed = bytearray(path.read_bytes())
    place = claimed.find(b"PK\x01\x02") + 24
    claimed[place : place + 4] = (3_000_000_000).to_bytes(4, "little")
    path.write_bytes(bytes(claimed))
    with pytest.raises(LimitError, match=r"3\.0 GB; 2\.9 GB of disk may be filled"):
        open_zip(path, keep, Limits(free=2_900_000_000))
    assert keep.files == []
    # A disk that is full anyway stops the run, which can go on later; the archive is not to blame.
    open_zip(zipped(tmp_path / "b.zip", {"a.txt": bytes(5000)}), keep, Limits(free=0))


def test_an_empty_archive_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="empty"):
        open_zip(zipped(tmp_path / "a.zip", {}), Kept(), Limits())


@given(st.integers(0, 400), st.binary(max_size=12))
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_damage_stops_the_dock(tmp_path: Path, place: int, noise: bytes) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": b"plan " * 20, "b/c.txt": b"other"})
    body = bytearray(path.read_bytes())
    body[place : place + len(noise)] = noise
    path.write_bytes(bytes(body))
    try:
        opened = open_zip(path, Kept(), Limits())
    except UnreadableError:
        return
    assert opened.members or opened.error or opened.kept


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


def test_a_zip_archive_that_was_cut_off_says_so_in_the_language_in_use(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "words " * 500)
    data = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "half.zip").write_bytes(data[: len(data) // 2])
    with pytest.raises(UnreadableError, match="damaged or cut off: the list of what is in it can't be read"):
        open_file(tmp_path / "half.zip", "application/zip", pytest.fail, Limits(scratch=tmp_path / "s"))
    use("es")
    try:
        with pytest.raises(UnreadableError) as refused:
            open_file(tmp_path / "half.zip", "application/zip", pytest.fail, Limits(scratch=tmp_path / "s"))
    finally:
        use("en")
    assert str(refused.value).startswith("El archivo zip está dañado o cortado: no se puede leer")
    assert "zip file" not in str(refused.value)
