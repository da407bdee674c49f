from __future__ import annotations

import contextlib
import hashlib
import io
import random
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import damages
from pdfs import line, write_pdf
from readingroom.desk.worker import ReadPages, read_pages
from readingroom.engines.pages import open_pages
from readingroom.engines.pdf import LockedError, PdfPages
from readingroom.errors import ReadingRoomError, UnreadableError
from readingroom.intake.kind import PDF, media_type
from readingroom.intake.limits import Limits
from readingroom.intake.open import open_file
from readingroom.model.file import Opened
from readingroom.model.ids import FileId
from readingroom.reading.layer import read_layer
from readingroom.reading.page import read_page
from readingroom.store.vault import Vault


class Shelf:
    """A vault in memory."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def __call__(self, stream) -> tuple[FileId, int]:
        body = stream.read()
        name = FileId(hashlib.sha256(body).hexdigest())
        self.files[name] = body
        return name, len(body)


@pytest.fixture
def whole(tmp_path: Path) -> bytes:
    """Eight pages, packed, with the tree before the pages."""
    contents = [line(f"Page {n}") + line(f"number {n} of eight in all", y=600) for n in range(1, 9)]
    path = write_pdf(tmp_path / "whole.pdf", *contents)
    with pikepdf.open(path) as pdf:
        out = io.BytesIO()
        pdf.save(out, linearize=True)
    return out.getvalue()


def opened(folder: Path, data: bytes) -> tuple[Opened, Shelf, Path]:
    path, shelf = folder / "received", Shelf()
    path.write_bytes(data)
    found = open_file(path, media_type(data[: 1 << 16]), shelf, Limits(scratch=folder / "scratch"))
    body = folder / "body"
    body.write_bytes(shelf.files[found.access_copy] if found.access_copy else data)
    assert path.read_bytes() == data
    assert list((folder / "scratch").glob("*")) == []
    return found, shelf, body


def pages(body: Path) -> Iterator[str | None]:
    """The words of each page by the reading that every page gets; None for a page that fails."""
    source = open_pages(body, PDF)
    try:
        for number in range(1, source.pages + 1):
            try:
                yield read_page(source, number, pytest.fail).words.text
            except UnreadableError:
                yield None
    finally:
        source.close()


def damaged(body: Path) -> list[int]:
    """Numbers of the pages that say that something of them is lost."""
    source = open_pages(body, PDF)
    try:
        return [number for number in range(1, source.pages + 1) if source.damaged(number)]
    finally:
        source.close()


WORDS = [f"Page {n}\nnumber {n} of eight in all" for n in range(1, 9)]


def test_a_sound_file_is_read_as_it_is(tmp_path: Path, whole: bytes) -> None:
    found, shelf, body = opened(tmp_path, whole)
    assert found == Opened(PDF, 8, expected=8)
    assert shelf.files == {}
    assert list(pages(body)) == WORDS
    assert damaged(body) == []


def test_bytes_before_the_file_are_cut(tmp_path: Path, whole: bytes) -> None:
    junk = random.Random(1).randbytes(1600)
    found, _shelf, body = opened(tmp_path, junk + whole)
    assert (found.pages, found.expected, found.repair, found.error) == (8, 8, "resaved", "")
    assert list(pages(body)) == WORDS


def test_a_file_that_lost_its_end_gives_what_is_left_and_says_how_much_is_lost(tmp_path: Path, whole: bytes) -> None:
    found, _shelf, body = opened(tmp_path, whole[: len(whole) // 2])
    assert (found.pages, found.expected, found.repair) == (8, 8, "rebuilt")
    got = list(pages(body))
    left = sum(words is not None for words in got)
    assert 2 <= left < 8
    assert got[: left - 1] == WORDS[: left - 1]  # of the last one that is left the content may be cut
    assert got[left:] == [None] * (8 - left)


def test_without_its_tables_a_file_is_read_as_it_is(tmp_path: Path, whole: bytes) -> None:
    found, shelf, body = opened(tmp_path, damages.no_tables(whole, random.Random(1)))
    assert (found.pages, found.expected) == (8, 8)
    assert list(pages(body)) == WORDS
    assert len(shelf.files) == (1 if found.repair else 0)


def test_a_page_count_that_is_too_small_hides_no_pages(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", *(line(f"Page {n}") for n in range(1, 9)))
    data = path.read_bytes()
    assert data.count(b"/Count 8") == 1
    found, _shelf, body = opened(tmp_path, data.replace(b"/Count 8", b"/Count 2"))
    assert (found.pages, found.expected) == (8, 8)
    assert list(pages(body)) == [f"Page {n}" for n in range(1, 9)]


def test_a_page_count_that_is_too_large_makes_no_pages(tmp_path: Path) -> None:
    data = write_pdf(tmp_path / "a.pdf", *(line(f"Page {n}") for n in range(1, 9))).read_bytes()
    found, _shelf, body = opened(tmp_path, data.replace(b"/Count 8", b"/Count 9"))
    assert (found.pages, found.expected) == (8, 8)
    assert list(pages(body)) == [f"Page {n}" for n in range(1, 9)]


def test_how_many_pages_there_were_is_not_made_up(tmp_path: Path) -> None:
    data = write_pdf(tmp_path / "a.pdf", *(line(f"Page {n}") + "% " + "x" * 3000 for n in range(1, 9))).read_bytes()
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        # As many writers do: the pages first, their tree at the end.
        pdf.Root.Pages.Kids[0].Type = pikepdf.Name.Page
        pdf.save(tmp_path / "b.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    data = (tmp_path / "b.pdf").read_bytes()
    start, end = data.index(b"2 0 obj"), data.index(b"endobj", data.index(b"2 0 obj")) + 6
    assert b"/Kids" in data[start:end]
    late = data[:start] + data[end : data.rindex(b"xref\n0")] + data[start:end]
    found, _shelf, _body = opened(tmp_path, late[: late.rindex(b"2 0 obj")])
    assert (found.expected, found.pages) == (0, 8)
    assert "8 pages were recovered; how many it had can't be told" in found.error


def test_a_page_whose_content_is_cut_says_so_and_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    text = "".join(line(f"line {n} of this page", y=760 - 12 * n) for n in range(50))
    path = write_pdf(tmp_path / "a.pdf", line("One"), text, line("Three"))
    with pikepdf.open(path) as pdf:
        page = pdf.pages[1]
        packed = page.Contents.read_raw_bytes()
        assert page.Contents.Filter == "/FlateDecode"
        page.Contents = pdf.make_stream(packed[: len(packed) // 2])
        page.Contents.Filter = pikepdf.Name.FlateDecode
        pdf.save(tmp_path / "b.pdf", compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert damaged(tmp_path / "b.pdf") == [2]
    words = list(pages(tmp_path / "b.pdf"))
    assert words[1]
    assert words[1].startswith("line 0 of this page")
    assert words[1].count("line") < 50


def test_a_blank_page_with_an_empty_content_is_not_damaged_and_one_that_lost_its_content_is(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", line("One"), "", line("Three"))
    data = path.read_bytes()
    assert data.count(b"/Length 0 /Filter /FlateDecode") == 1
    assert damaged(path) == []
    assert list(pages(path)) == ["One", "", "Three"]
    # As many bytes, and none of them are there.
    (tmp_path / "b.pdf").write_bytes(data.replace(b"/Length 0 /Filter", b"/Length 9 /Filter"))
    assert damaged(tmp_path / "b.pdf") == [2]


def test_pages_that_stand_before_their_contents_are_not_called_whole_when_the_contents_are_cut_off(
    tmp_path: Path,
) -> None:
    path = write_pdf(tmp_path / "a.pdf", *(line(f"Words of page {number}") * 5 for number in range(8)))
    plain = tmp_path / "plain.pdf"
    with pikepdf.open(path) as pdf:
        pdf.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = plain.read_bytes()
    begins = [found.end() for found in re.finditer(rb"(?<!end)stream\r?\n", data)]
    found, _shelf, body = opened(tmp_path, data[: begins[4] + 20])
    assert found.pages == 8
    assert "4 of its 8 pages" in found.error
    task = ReadPages(
        tmp_path / "vault", FileId("f" * 64), FileId("f" * 64), PDF, tuple(range(1, 9)), "fast", broken=True
    )
    looks = [read.look for _page, read in _read(tmp_path, body, task)]
    assert looks == [()] * 4 + [("damaged",)] * 4, "pages that show nothing say so themselves"
    assert [read.look for _page, read in _read(tmp_path, body, replace(task, broken=False))][-1] == ()


def _read(folder: Path, body: Path, task: ReadPages) -> list[tuple[str, Any]]:
    """What a child says of pages of a body."""
    vault = Vault(folder / "vault")
    with body.open("rb") as stream:
        name, _size = vault.put(stream)
    return list(read_pages(replace(task, body=name)))


def test_a_page_whose_font_or_image_is_lost_says_so(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", line("One"), line("Two"), line("Three"))
    with pikepdf.open(path) as pdf:
        images = [pdf.make_stream(b"\x00", Subtype=pikepdf.Name.Image, Width=1, Height=1, BitsPerComponent=1)] * 2
        for page, image in zip((pdf.pages[0], pdf.pages[2]), images, strict=True):
            page.Resources = pikepdf.Dictionary(page.Resources)
            page.Resources.XObject = pikepdf.Dictionary(Im=image)
        pdf.save(tmp_path / "b.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert damaged(tmp_path / "b.pdf") == []
    data = (tmp_path / "b.pdf").read_bytes()
    head = data.rindex(b" 0 obj", 0, data.index(b"/Subtype /Image")) - 1
    (tmp_path / "c.pdf").write_bytes(data[:head] + b"#" + data[head + 1 :])
    assert damaged(tmp_path / "c.pdf") == [1, 3]


def test_an_owner_s_password_opens_and_a_user_s_is_asked_for(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", line("One"))
    with pikepdf.open(path) as pdf:
        pdf.save(tmp_path / "owner.pdf", encryption=pikepdf.Encryption(owner="secret", user=""))
    found, _shelf, body = opened(tmp_path, (tmp_path / "owner.pdf").read_bytes())
    assert (found.pages, found.expected, found.repair) == (1, 1, "")
    assert list(pages(body)) == ["One"]
    write_pdf(tmp_path / "user.pdf", line("One"), password="secret")
    with pytest.raises(LockedError, match="needs a password"):
        opened(tmp_path, (tmp_path / "user.pdf").read_bytes())


def test_an_encrypted_file_is_mended_too(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", *(line(f"Page {n}") for n in range(1, 4)))
    with pikepdf.open(path) as pdf:
        pdf.save(
            tmp_path / "owner.pdf",
            encryption=pikepdf.Encryption(owner="secret", user=""),
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    data = (tmp_path / "owner.pdf").read_bytes()
    found, _shelf, body = opened(tmp_path, random.Random(2).randbytes(1600) + damages.no_tables(data, random.Random(1)))
    assert (found.pages, found.expected) == (3, 3)
    assert list(pages(body)) == ["Page 1", "Page 2", "Page 3"]


def test_a_file_whose_pages_draw_nothing_any_more_has_its_pages(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", line("One") * 9, line("Two") * 9)
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            page.Contents = pdf.make_stream(b"\x78\x9c\xff\xff\xff", Filter=pikepdf.Name.FlateDecode)
        pdf.save(tmp_path / "b.pdf", compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    data = (tmp_path / "b.pdf").read_bytes().replace(b"startxref", b"starxxref")
    found, shelf, body = opened(tmp_path, data)
    assert (found.pages, found.expected, found.repair, shelf.files) == (2, 2, "", {})
    assert damaged(body) == [1, 2]


def test_where_nothing_is_left_the_line_stays(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="The PDF is damaged"):
        opened(tmp_path, b"%PDF-1.7\n" + bytes(5000))


def spoiled(data: bytes, rng: random.Random) -> bytes:
    """The file with a few bytes changed, taken out, doubled or replaced by what has a meaning there; sometimes cut."""
    found = bytearray(data)
    for _time in range(rng.randrange(1, 13)):
        kind, place = rng.randrange(5), rng.randrange(len(found))
        if kind == 0:
            found[place] = rng.randrange(256)
        elif kind == 1:
            del found[place : place + rng.randrange(60)]
        elif kind == 2:
            found[place:place] = found[rng.randrange(len(found)) :][: rng.randrange(80)]
        elif kind == 3:
            found[rng.choice([at for at, byte in enumerate(found) if 48 <= byte < 58] or [0])] = rng.randrange(48, 58)
        else:
            found[place : place + 20] = rng.choice([b"<<", b">>", b" obj", b"endobj\n", b"\x00", b"stream\n", b"["])
    return bytes(found[: rng.randrange(10, len(found))] if rng.randrange(4) == 0 else found)


@given(chance=st.integers(0, 1 << 30))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_no_damage_stops_the_dock(chance: int) -> None:
    rng = random.Random(chance)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        contents = [line(f"Page {n}") + "0 g 60 590 200 30 re f\n" for n in range(rng.randrange(1, 6))]
        data = write_pdf(folder / "a.pdf", *contents or [""]).read_bytes()
        try:
            found, _shelf, body = opened(folder, spoiled(data, rng))
        except ReadingRoomError:
            return
        if found.media_type != PDF:
            return
        source = open_pages(body, PDF)
        assert isinstance(source, PdfPages)
        assert source.pages == found.pages < 2000
        for number in range(1, source.pages + 1):
            source.damaged(number)
            with contextlib.suppress(UnreadableError):
                read_layer(source.page(number))
        source.close()


@pytest.mark.records
@pytest.mark.parametrize("name", ["govdocs1/073439.pdf", "tables_icdar2013/eu-013.pdf"])
@pytest.mark.parametrize("damage", ["first 95 %", "no tables", "1.6 kB before it"])
def test_real_files_come_back(records: Path, tmp_path: Path, name: str, damage: str) -> None:
    data = (records / name).read_bytes()
    pdf = pdfium.PdfDocument(data)
    before = len(pdf)
    pdf.close()
    found, _shelf, body = opened(tmp_path, damages.DAMAGES[damage](data, random.Random(1)))
    assert found.pages >= before - 2
    source = open_pages(body, PDF)
    assert source.drawing() >= before - 2  # type: ignore[attr-defined]  # a PDF
    source.close()


def test_where_the_end_is_lost_what_is_left_is_never_called_all_of_it(tmp_path: Path) -> None:
    """A part of the page tree, or an older version of it, may stand at the beginning of a file."""
    first = write_pdf(tmp_path / "a.pdf", line("One"), line("Two"))
    older = first.read_bytes()
    found, *_rest = opened(tmp_path, older + b"7 0 obj\n<< /Type /Page " + b"x" * 40)
    assert (found.pages, found.expected) == (2, 0)
    assert "how many it had can't be told" in found.error
    found, *_rest = opened(tmp_path, older[: older.rindex(b"xref\n0")])
    assert (found.pages, found.expected) == (2, 0)
    found, *_rest = opened(tmp_path, older + b"\r\n% a comment that a mail program left\r\n")
    assert (found.pages, found.expected, found.error) == (2, 2, "")
