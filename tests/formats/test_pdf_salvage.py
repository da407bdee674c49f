from __future__ import annotations

import io
import re
import time
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from pdfs import line, write_pdf
from readingroom.formats.pdf_salvage import Salvaged, salvage
from readingroom.formats.pdf_scan import things_in

DECODED = pikepdf.StreamDecodeLevel.generalized

#: How pikepdf writes every object by itself and unpacked.
PLAINLY = {
    "object_stream_mode": pikepdf.ObjectStreamMode.disable,
    "compress_streams": False,
    "stream_decode_level": DECODED,
}


def words(data: bytes) -> list[str | None]:
    """The text of each page; None for one that can't be loaded."""
    found: list[str | None] = []
    pdf = pdfium.PdfDocument(data)
    for index in range(len(pdf)):
        try:
            page = pdf[index]
        except pdfium.PdfiumError:
            found.append(None)
            continue
        text = page.get_textpage()
        found.append(text.get_text_range().strip())
        text.close()
        page.close()
    pdf.close()
    return found


def salvaged(data: bytes) -> tuple[Salvaged | None, list[str | None]]:
    out = io.BytesIO()
    result = salvage(data, out)
    return result, words(out.getvalue()) if result else []


@pytest.fixture
def plain(tmp_path: Path) -> bytes:
    """Five pages in a tree of two levels, plainly written."""
    path = write_pdf(tmp_path / "a.pdf", *(line(f"Page {number}") for number in range(1, 6)))
    with pikepdf.open(path) as pdf:
        root = pdf.Root.Pages
        kids = list(root.Kids)
        node = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Parent=root, Count=3, Rotate=90))
        node.Kids = pikepdf.Array(kids[1:4])
        for kid in kids[1:4]:
            kid.Parent = node
        root.Kids = pikepdf.Array([kids[0], node, kids[4]])
        out = io.BytesIO()
        pdf.save(out, **PLAINLY)
    return out.getvalue()


def number_of(data: bytes, text: bytes) -> int:
    """The number of the page object whose content has this text."""
    content = next(t.number for t in things_in(data) if t.stream and text in data[slice(*t.stream)])
    return next(t.number for t in things_in(data) if t.entries.get(b"Contents", b"").startswith(b"%d 0" % content))


def without(data: bytes, number: int) -> bytes:
    """The file with the head of one object destroyed."""
    return re.sub(rb"\b%d 0 obj" % number, b"\x00" * len(b"%d 0 obj" % number), data)


def test_a_sound_file_keeps_its_pages_and_what_they_inherit(plain: bytes) -> None:
    result, found = salvaged(plain)
    assert (result, found) == (Salvaged(5, 5, 5), [f"Page {number}" for number in range(1, 6)])
    out = io.BytesIO()
    salvage(plain, out)
    with pikepdf.open(out) as pdf:
        assert [page.get("/Rotate", 0) for page in pdf.pages] == [0, 90, 90, 90, 0]
        assert pdf.check_pdf_syntax() == []


def test_a_lost_page_keeps_its_number(plain: bytes) -> None:
    result, found = salvaged(without(plain, number_of(plain, b"Page 3")))
    assert result == Salvaged(5, 4, 5)
    assert found == ["Page 1", "Page 2", None, "Page 4", "Page 5"]


def test_the_pages_of_a_lost_node_stand_where_it_stood(plain: bytes) -> None:
    node = next(thing.number for thing in things_in(plain) if thing.entries.get(b"Count") == b"3")
    assert salvaged(without(plain, node)) == (Salvaged(5, 5, 5), [f"Page {number}" for number in range(1, 6)])


def test_without_a_tree_pages_stand_in_the_order_of_the_file(plain: bytes) -> None:
    data = plain
    for thing in things_in(plain):
        if b"Kids" in thing.entries or thing.entries.get(b"Type") == b"/Catalog":
            data = without(data, thing.number)
    result, found = salvaged(data[: data.rindex(b"xref")])
    assert result == Salvaged(5, 5, None)
    assert sorted(found, key=str) == [f"Page {number}" for number in range(1, 6)]


def test_a_file_that_lost_its_end_says_how_many_pages_it_had(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", *(line(f"Page {number}") + "% " + "x" * 4000 for number in range(1, 9)))
    with pikepdf.open(path) as pdf:
        pdf.save(tmp_path / "b.pdf", linearize=True, compress_streams=False, stream_decode_level=DECODED)
    data = (tmp_path / "b.pdf").read_bytes()
    result, found = salvaged(data[: len(data) // 2])
    assert result
    assert (result.pages, result.expected) == (8, 8)
    # The content of the last page that is left may be cut off or gone.
    assert found[: result.found - 1] == [f"Page {n}" for n in range(1, result.found)]
    assert found[result.found :] == [None] * (8 - result.found)
    assert 3 <= result.found <= 5


def test_a_page_that_somebody_took_out_stays_out(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", line("Page 1"), line("Taken out"), line("Page 3"))
    with pikepdf.open(path) as pdf:
        pdf.save(tmp_path / "b.pdf", **PLAINLY)
    data = (tmp_path / "b.pdf").read_bytes()
    taken = number_of(data, b"Taken")
    tree = next(thing for thing in things_in(data) if b"Kids" in thing.entries)
    assert tree.body
    old = data[slice(*tree.body)]
    new = re.sub(rb"\b%d 0 R" % taken, b"", old).replace(b"/Count 3", b"/Count 2")
    updated = data + b"\n%d 0 obj\n%b\nendobj\n" % (tree.number, new)
    assert salvaged(updated) == (Salvaged(2, 2, 2), ["Page 1", "Page 3"])
    # Also when another page is lost: its place is not filled with what was taken out.
    assert salvaged(without(updated, number_of(data, b"Page 3"))) == (Salvaged(2, 1, 2), ["Page 1", None])


def test_a_page_without_a_size_gets_that_of_the_others() -> None:
    data = b"1 0 obj <</Type/Page/Contents 2 0 R/MediaBox[0 0 300 400]>> endobj 3 0 obj <</Type/Page>> endobj"
    out = io.BytesIO()
    assert salvage(data, out) == Salvaged(2, 2, None)
    pdf = pdfium.PdfDocument(out.getvalue())
    assert [pdf.get_page_size(index) for index in range(2)] == [(300, 400), (300, 400)]
    pdf.close()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"1 0 obj <</Type/Pages/Count 9/Kids[]>> endobj", bytes(1000)])
def test_where_no_page_is_left_nothing_is_written(data: bytes) -> None:
    out = io.BytesIO()
    assert salvage(data, out) is None
    assert out.getvalue() == b""


def test_loops_and_absurd_numbers_end() -> None:
    data = (
        b"1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj "
        b"2 0 obj <</Type/Pages/Parent 3 0 R/Count 99999999/Kids[3 0 R 4 0 R 9 0 R]>> "
        b"endobj 3 0 obj <</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R 4 0 R]/Count 2>> endobj "
        b"4 0 obj <</Type/Page/Parent 3 0 R>> endobj 99999999 0 obj <</Type/Page>> endobj"
    )
    result, found = salvaged(data)
    assert result
    assert result.found == 1
    assert len(found) == result.pages < 1000


@pytest.mark.parametrize(
    "part",
    [
        b"1 0 obj<<>>stream\n",
        b"trailer<<",
        b"1 0 obj<</A(",
        b"7 0 obj<</Type/Pages/Kids[8 0 R]/Count 1>>endobj 8 0 obj<</Type/Pages/Kids[7 0 R]>>endobj ",
        b"<<" * 9,
        b"1 0 obj<</Type/ObjStm/N 9/First 9>>stream\n1 2 3 4 ",
    ],
)
def test_the_time_grows_with_the_file_and_not_faster(part: bytes) -> None:
    page = b"3 0 obj<</Type/Page/MediaBox[0 0 9 9]>>endobj "
    times = []
    for size in (400_000, 1_600_000):
        begun = time.process_time()
        salvage(page + part * (size // len(part)) + page, io.BytesIO())
        times.append(time.process_time() - begun)
    assert times[1] < 10 * times[0] + 1  # four times the bytes; with the square it would be sixteen times


def test_many_pages_may_be_lost() -> None:
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 30_010))
    pages = b"".join(b"%d 0 obj<</Type/Page/Parent 2 0 R>>endobj\n" % number for number in range(10, 30_010, 2))
    data = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 30000/Kids[%b]>>endobj\n" % kids
    assert salvage(data + pages, io.BytesIO()) == Salvaged(30_000, 15_000, 30_000)
