from __future__ import annotations

import io
import zlib
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFont

from readingroom.engines.ocr import Recognised
from readingroom.engines.pdf import PdfPages
from readingroom.formats.pdf_images import group4
from readingroom.reading.page import read_page

WIDE, HIGH = 620, 800


@pytest.fixture(scope="module")
def scan() -> Image.Image:
    """Lines of print, and a redaction in the upper part."""
    image = Image.new("L", (WIDE, HIGH), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(18)
    for y in range(40, HIGH - 40, 30):
        draw.text((60, y), f"Line {y} of the text that was scanned", font=font, fill=0)
    draw.rectangle((100, 122, 400, 150), fill=0)
    return image


def packed(scan: Image.Image, kind: str) -> tuple[bytes, dict[str, object]]:
    """The pixels as a PDF holds them, and what its dictionary says of them."""
    gray = {"ColorSpace": pikepdf.Name.DeviceGray, "BitsPerComponent": 8}
    bits = {"ColorSpace": pikepdf.Name.DeviceGray, "BitsPerComponent": 1}
    match kind:
        case "rows":
            return scan.tobytes(), gray
        case "zlib":
            return zlib.compress(scan.tobytes()), gray | {"Filter": pikepdf.Name.FlateDecode}
        case "colours":
            rgb = {"ColorSpace": pikepdf.Name.DeviceRGB, "BitsPerComponent": 8, "Filter": pikepdf.Name.FlateDecode}
            return zlib.compress(scan.convert("RGB").tobytes()), rgb
        case "jpeg":
            out = io.BytesIO()
            scan.save(out, "JPEG", quality=70)
            return out.getvalue(), gray | {"Filter": pikepdf.Name.DCTDecode}
    fax = pikepdf.Dictionary(K=-1, Columns=WIDE, Rows=HIGH)
    return group4(scan.convert("1")), bits | {"Filter": pikepdf.Name.CCITTFaxDecode, "DecodeParms": fax}


def write(path: Path, data: bytes, says: dict[str, object], content: bytes, turn: int = 0) -> Path:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(WIDE, HIGH))
        image = pikepdf.Stream(pdf, data)
        for name, value in {"Subtype": pikepdf.Name.Image, "Width": WIDE, "Height": HIGH, **says}.items():
            image["/" + name] = value
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image), Font=pikepdf.Dictionary(F=font))
        page.Contents = pdf.make_stream(content)
        page.Rotate = turn
        pdf.save(path, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return path


WHOLE_PAGE = b"q %d 0 0 %d 0 0 cm /Im Do Q\n" % (WIDE, HIGH)


class Nothing:
    """A recogniser that finds no words: what is asked here is what is lost."""

    name, dpi = "nothing", 150.0

    def read(self, _image: object, _dpi: float) -> Recognised:
        return Recognised((), np.zeros((0, 4, 2)))


def read(path: Path):
    source = PdfPages(path)
    try:
        return read_page(source, 1, Nothing), source.damaged(1), source.render(1, dpi=72)
    finally:
        source.close()


@pytest.mark.parametrize("kind", ["rows", "zlib", "colours", "jpeg", "fax"])
@pytest.mark.parametrize("turn", [0, 90])
def test_what_a_cut_image_lost_is_white_marked_and_no_redaction(
    tmp_path: Path, scan: Image.Image, kind: str, turn: int
) -> None:
    data, says = packed(scan, kind)
    reading, damaged, drawn = read(write(tmp_path / "whole.pdf", data, says, WHOLE_PAGE, turn))
    assert (damaged, [one for one in reading.regions if one.note == "lost"]) == (False, [])
    assert len([one for one in reading.regions if one.kind == "box"]) == 1
    reading, damaged, cut = read(write(tmp_path / "cut.pdf", data[: len(data) // 2], says, WHOLE_PAGE, turn))
    assert damaged
    [lost] = [one for one in reading.regions if one.note == "lost"]
    [box] = [one for one in reading.regions if one.kind == "box"]  # the redaction that is still there
    assert lost.box.overlap(box.box) == box.box.overlap(lost.box) == 0
    edges = (lost.box.left, lost.box.top, lost.box.right, lost.box.bottom)
    # turned clockwise by a quarter, the foot of the image stands at the left
    assert edges[0 if turn else 3] == (0 if turn else pytest.approx(1, abs=0.001))
    share = edges[2] if turn else 1 - edges[1]
    assert 0.2 < share < 0.8
    high, wide = cut.shape
    gone = cut[:, : int(share * wide) - 2] if turn else cut[high - int(share * high) + 2 :]
    assert gone.min() == 255
    left = slice(int(share * wide) + 20, None) if turn else slice(None, high - int(share * high) - 20)
    kept, before = (cut[:, left], drawn[:, left]) if turn else (cut[left], drawn[left])
    assert np.abs(kept.astype(int) - before).mean() < 1


def test_text_over_what_is_lost_is_still_seen_and_nothing_counts_as_covered(tmp_path: Path, scan: Image.Image) -> None:
    data, says = packed(scan, "zlib")
    lines = b"".join(
        b"BT /F 14 Tf 60 %d Td (Words of the file itself, line %d) Tj ET\n" % (60 + 20 * n, n) for n in range(9)
    )
    path = write(tmp_path / "cut.pdf", data[: len(data) // 2], says, WHOLE_PAGE + lines)
    source = PdfPages(path)
    page = source.seen(1)
    assert page.cut
    drawn = page.draw(72)
    page.close()
    source.close()
    assert (drawn[HIGH - 240 : HIGH - 50] < 100).any()
    assert (drawn[HIGH - 240 : HIGH - 50] > 200).mean() > 0.8


def test_an_image_without_a_mark_of_its_end_is_whole_when_it_is_drawn_to_its_foot(
    tmp_path: Path, scan: Image.Image
) -> None:
    data, says = packed(scan, "fax")
    reading, damaged, _drawn = read(write(tmp_path / "a.pdf", data[:-3], says, WHOLE_PAGE))
    assert not damaged
    assert all(one.note != "lost" for one in reading.regions)
