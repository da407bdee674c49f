from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from pdfs import FONT, line
from readingroom.engines.ocr import load_recogniser
from readingroom.engines.pdf import PdfPages
from readingroom.model.page import Reading
from readingroom.reading.page import read_page

PLAIN = line("Operation plan for the district")


def reading(folder: Path, look: bytes, *, kind: str, rect: tuple[int, int, int, int], flags: int = 4) -> Reading:
    """Read a page with one annotation that draws `look` in `rect`."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(pikepdf.Object.parse(FONT))
        page = pdf.add_blank_page(page_size=(612, 792))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = pdf.make_stream(PLAIN.encode())
        wide, high = rect[2] - rect[0], rect[3] - rect[1]
        form = pdf.make_stream(look, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, wide, high])
        form.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        mark = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{kind}"), Rect=list(rect), F=flags,
            AP=pikepdf.Dictionary(N=pdf.make_indirect(form)),
        )  # fmt: skip
        page.Annots = pikepdf.Array([pdf.make_indirect(mark)])
        out = io.BytesIO()
        pdf.save(out)
    path = folder / "page.pdf"
    path.write_bytes(out.getvalue())
    source = PdfPages(path)
    try:
        return read_page(source, 1, lambda: load_recogniser("fast"))
    finally:
        source.close()


WORDS = b"BT /F 20 Tf 4 8 Td (Released in part) Tj ET"


@pytest.mark.parametrize("kind", ["FreeText", "Stamp"])
def test_words_that_an_annotation_draws_are_read_after_those_of_the_file(tmp_path: Path, kind: str) -> None:
    found = reading(tmp_path, WORDS, kind=kind, rect=(72, 400, 372, 430))
    assert found.words.text == "Operation plan for the district\nReleased in part"
    assert found.source == "mixed"
    box = found.words.box(5)
    assert (box.left, box.top) == pytest.approx((76 / 612, 1 - 424 / 792), abs=0.02)
    assert found.words.confidence[5] > 0.5
    assert found.words.confidence[0] != found.words.confidence[0]


def test_a_hidden_annotation_and_a_marker_over_words_add_none(tmp_path: Path) -> None:
    hidden = reading(tmp_path, WORDS, kind="FreeText", rect=(72, 400, 372, 430), flags=2)
    marker = reading(tmp_path, b"/G gs 1 1 0 rg 0 0 300 20 re f", kind="Square", rect=(72, 300, 372, 320))
    for found in (hidden, marker):
        assert (found.words.text, found.source) == ("Operation plan for the district", "layer")


@pytest.mark.parametrize(
    "look", [b"0 g 0 0 80 20 re f", b"0 g 0 0 80 20 re f 1 g BT /F 10 Tf 20 5 Td (\\(b\\)\\(6\\)) Tj ET"]
)
@pytest.mark.parametrize("kind", ["Square", "Redact", "Stamp"])
def test_a_box_over_words_hides_them(tmp_path: Path, look: bytes, kind: str) -> None:
    # The letters under the box must not come back as holes in it.
    found = reading(tmp_path, look, kind=kind, rect=(70, 696, 150, 716))
    assert not {"operation", "plan"} & {word.casefold().strip(".,") for word in found.words}
    assert "erat" not in found.words.text.casefold()
    assert list(found.words)[:3] == ["for", "the", "district"]
    assert {place.reason for place in found.hidden} == {"covered"}
