from __future__ import annotations

import hashlib
import io
import unicodedata
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readingroom.engines.pages import open_pages
from readingroom.errors import LimitError, ReadingRoomError, RoomError
from readingroom.formats.text import visible
from readingroom.intake import access_copy
from readingroom.intake.kind import media_type
from readingroom.intake.limits import Limits
from readingroom.intake.open import open_file
from readingroom.model.file import Opened
from readingroom.model.ids import FileId
from readingroom.reading.page import read_page


class Shelf:
    """A vault in memory."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def __call__(self, stream) -> tuple[FileId, int]:
        parts = []
        while part := stream.read(1 << 16):
            parts.append(part)
        body = b"".join(parts)
        name = FileId(hashlib.sha256(body).hexdigest())
        self.files[name] = body
        return name, len(body)


def opened(folder: Path, data: bytes, shelf: Shelf | None = None) -> tuple[Opened, Shelf]:
    path, shelf = folder / "received", shelf or Shelf()
    path.write_bytes(data)
    return open_file(path, media_type(data[: 1 << 16]), shelf, Limits()), shelf


def read(folder: Path, data: bytes) -> list[list[str]]:
    """The words of each page, by the reading that every page gets."""
    found, shelf = opened(folder, data)
    assert found.access_copy
    path = folder / "copy.pdf"
    path.write_bytes(shelf.files[found.access_copy])
    source = open_pages(path, "application/pdf")
    try:
        assert source.pages == found.pages
        return [list(read_page(source, number + 1, pytest.fail, own=True).words) for number in range(source.pages)]
    finally:
        source.close()


def test_the_words_of_the_copy_are_the_words_of_the_text(tmp_path: Path) -> None:
    text = (
        "Plan für März: 漢字 und \U0001f600\U0001f9ff (שלום, עולם) مرحبا\n"
        "\u05e9\u05dc\u05d5\u05dd\U0001f600\U0001f44d (\u05d0\u05d1) 2017\n\tpage ±2 €5 “so” x\u0301 o\u0308\n"
        + "word "
        * 300
    )
    [words] = read(tmp_path, text.encode())
    assert words == unicodedata.normalize("NFC", text).split()


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cn", "Co"]), max_size=30), max_size=6))
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_back_to_its_words(tmp_path: Path, lines: list[str]) -> None:
    text = "\n".join(["begin", *lines, "end"])
    data = text.encode()
    if media_type(data) != "text/plain":
        return
    # pdfium gives ligatures and presentation forms as the letters they stand for; both sides are folded alike.
    fold = lambda words: [unicodedata.normalize("NFKC", word) for word in words]  # noqa: E731  # used twice, here
    expected = [word for line in text.replace("\x0c", "\n").splitlines() for word in visible(line).split()]
    got = [word for page in read(tmp_path, data) for word in page]
    assert "".join(fold(got)) == "".join(fold(expected)) or sorted("".join(fold(got))) == sorted(
        "".join(fold(expected))
    )


def test_pages_follow_form_feeds_and_rows(tmp_path: Path) -> None:
    text = "one\n\ftwo\n" + "\n".join(f"row {n}" for n in range(100))
    pages = read(tmp_path, text.encode())
    assert [len(page) for page in pages] == [1, 1 + 2 * 59, 2 * 41]


def test_wide_printouts_turn_the_page(tmp_path: Path) -> None:
    for width, size in ((96, (612, 792)), (132, (792, 612)), (133, (612, 792))):
        found, shelf = opened(tmp_path, b"x" * width)
        assert found.access_copy
        assert pdfium.PdfDocument(shelf.files[found.access_copy])[0].get_size() == size


def test_the_same_bytes_give_the_same_copy_for_ever(tmp_path: Path) -> None:
    # These hashes may never change: page numbers of texts that people have cited depend on them.
    samples = {
        b"Operation plan\n\fpage two\n" + b"long words " * 30: "28cdfd81ddfcd83b",
        'id,name,place\n1,Ana,Zürich\n2,漢字,"a, b"\n'.encode(): "d8d2171856e86d80",
        b"From: a@x.org\nTo: b@x.org\nSubject: Plan\nMessage-ID: <1@x>\n\nHello\n": "cd06b4d9cbc01e9f",
    }
    found = [(opened(tmp_path, data)[0].access_copy or "")[:16] for data in samples]
    assert list(samples.values()) == found


def test_other_programs_open_it(tmp_path: Path) -> None:
    found, shelf = opened(tmp_path, "Plan 漢字 e\u0301".encode())
    assert found.access_copy
    with pikepdf.open(io.BytesIO(shelf.files[found.access_copy])) as pdf:
        assert pdf.check_pdf_syntax() == []


def test_blank_files_have_one_blank_page(tmp_path: Path) -> None:
    for data in (b" ", b"\n\n\n", b"\t \r\n\x0c"):
        assert read(tmp_path, data) == [[]]


def test_a_table_keeps_the_words_of_its_cells_together(tmp_path: Path) -> None:
    cell = (
        "a long remark about the operation that needs more than one line of its column because it goes on and on " * 3
    )
    data = f"number,remark,office\n1,{cell},North\n2,short,South\n".encode()
    [words] = read(tmp_path, data)
    assert words == ["number", "remark", "office", "1", *cell.split(), "North", "2", "short", "South"]


def test_a_mail_is_paged_and_what_it_carries_comes_out(tmp_path: Path) -> None:
    data = (
        b"From: Ana <ana@x.org>\nTo: b@x.org\nDate: Mon, 1 May 2017 09:00:00 -0400\nSubject: Plan\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/html\n\n'
        b"<p>Hello <b>there</b></p><p style='display:none'>top secret</p>\n"
        b'--b\nContent-Disposition: attachment; filename="../a/plan.txt"\n\nplan\n'
        b'--b\nContent-Disposition: attachment; filename="C:\\\\docs\\\\plan.txt"\n\nother\n'
        b"--b\nContent-Type: message/rfc822\n\nFrom: c@x.org\nSubject: Inner\n\nInside\n--b--\n"
    )
    found, shelf = opened(tmp_path, data)
    assert (found.media_type, found.pages) == ("message/rfc822", 1)
    assert [member.path for member in found.members] == [".._a_plan.txt", "plan.txt", "Inner.eml"]
    assert shelf.files[found.members[0].file] == b"plan"
    assert media_type(shelf.files[found.members[2].file]) == "message/rfc822"
    [words] = read(tmp_path, data)
    assert words[:4] == ["From:", "Ana", "<ana@x.org>", "To:"]
    assert {"Hello", "there", "Attached:", "plan.txt;", "[2"} <= set(words)
    assert "secret" not in b"".join(shelf.files.values()).decode("latin-1")


def test_a_text_of_too_many_pages_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_copy, "MOST_PAGES", 3)
    with pytest.raises(LimitError, match="more than 3 pages"):
        opened(tmp_path, b"x\n" * 1000)


def test_another_font_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from readingroom.engines import font_files

    monkeypatch.setattr(font_files, "SHA256", "0")
    font_files.copy_font.cache_clear()
    try:
        with pytest.raises(RoomError, match="DejaVuSansMono"):
            opened(tmp_path, b"x")
    finally:
        font_files.copy_font.cache_clear()


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"From: a@x\nTo: b\nDate: x\n", b"a,b,c\n"]),
)
@settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_bytes_stop_the_dock(tmp_path: Path, noise: bytes, head: bytes) -> None:
    try:
        found, shelf = opened(tmp_path, head + noise)
    except ReadingRoomError:
        return
    assert found.kept or found.pages or found.members or found.error or found.media_type == "application/zip"
    assert all(member.file in shelf.files for member in found.members)
