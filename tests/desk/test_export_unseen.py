from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.export_pdf import export_pdfs
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room

WHOLE = "q 200 0 0 200 100 100 cm /Im Do Q\n"
LETTERS = "0 g 100 500 m 110 510 l 120 500 l 130 515 l 125 490 l 115 495 l 105 490 l f\n"


def quiet(_step: object) -> None:
    pass


@pytest.mark.parametrize(
    ("content", "mask", "kept"),
    [
        (WHOLE, "", True),
        ("q 90 90 220 220 re W n 200 0 0 200 100 100 cm /Im Do Q\n", "", True),
        ("q 100 100 50 50 re W n 200 0 0 200 100 100 cm /Im Do Q\n", "", False),
        ("q .5 0 0 .5 100 100 cm /Im Do Q\n", "", False),
        (WHOLE, "/SMask", False),
        (WHOLE, "/Mask", False),
        (LETTERS, "", True),
        (LETTERS + "0 g 90 485 60 40 re f\n", "", False),
    ],
)
def test_what_nobody_sees_of_images_and_outlines_is_drawn(
    tmp_path: Path, content: str, mask: str, *, kept: bool
) -> None:
    pile = tmp_path / "pile"
    pile.mkdir()
    path = write_pdf(tmp_path / "a.pdf", line("Plan") + content)
    with pikepdf.open(path) as pdf:
        image = _image(pdf, bytes(8) + b"secretpx" * 4 + bytes(24))
        if mask:
            image[mask] = _image(pdf, bytes(64))
        pdf.pages[0].Resources.XObject = pikepdf.Dictionary(Im=image)
        pdf.save(pile / "a.pdf")
    make_room(tmp_path / "room", name="June", me="Ana")
    add(tmp_path / "room", [pile], Given(), quiet, executor=InProcess())
    with open_room(tmp_path / "room") as opened:
        [one] = export_pdfs(opened, tmp_path / "out", quiet, executor=InProcess()).files
    assert one.made
    assert one.made.kept == kept
    if not kept:
        with pikepdf.open(tmp_path / "out" / one.name) as pdf:
            streams = [thing.read_raw_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
        assert not any(b"secretpx" in stream for stream in streams)


def _image(pdf: pikepdf.Pdf, pixels: bytes) -> pikepdf.Stream:
    image = pdf.make_stream(pixels, Type=pikepdf.Name.XObject)
    image.Subtype, image.Width, image.Height = pikepdf.Name.Image, 8, 8
    image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceGray, 8
    return image
