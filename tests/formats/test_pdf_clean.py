from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image

from pdfs import line, write_pdf
from readingroom.formats.pdf_clean import Cleaner, NotCleanError


def cleaned(path: Path) -> bytes:
    with pikepdf.open(path, inherit_page_attributes=False) as source, pikepdf.new() as target:
        cleaner = Cleaner(source, target)
        for page in list(source.Root.Pages.Kids):
            target.pages.append(pikepdf.Page(cleaner.page(page)))
        out = io.BytesIO()
        target.save(out)
        return out.getvalue()


def everything(data: bytes) -> bytes:
    """Every byte of a PDF, streams unpacked."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        out = io.BytesIO()
        pdf.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return out.getvalue()


def drawn(data: bytes) -> Any:
    pdf = pdfium.PdfDocument(data)
    pixels = pdf[0].render(scale=1).to_numpy().copy()
    pdf.close()
    return pixels


def test_all_that_draws_nothing_stays_behind(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", line("Plan"))
    with pikepdf.open(path) as pdf:
        secret = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="secret()")
        pdf.Root.OpenAction = secret
        pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["secret", secret])))
        pdf.attachments["secret.txt"] = b"secret attachment"
        pdf.docinfo["/Author"] = "secret author"
        pdf.Root.Metadata = pdf.make_stream(b"<secret/>", Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([]), DA="secret form")
        pdf.Root.StructTreeRoot = pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, Alt="secret structure")
        page = pdf.pages[0].obj
        note = pikepdf.Dictionary(Subtype=pikepdf.Name.Text, Contents="secret note", Rect=[0, 0, 9, 9])
        page.Annots = pikepdf.Array([pdf.make_indirect(note)])
        page.AA = pikepdf.Dictionary(O=secret)
        page.PieceInfo = pikepdf.Dictionary(Secret="secret piece")
        page.Metadata = pdf.make_stream(b"<secret-page/>")
        page.Thumb = pdf.make_stream(b"secret thumb")
        page.Resources.Secret = "secret resource"
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("secret bookmark", 0))
        pdf.save(tmp_path / "b.pdf")
    before, after = (tmp_path / "b.pdf").read_bytes(), cleaned(tmp_path / "b.pdf")
    assert b"secret" in everything(before)
    assert b"secret" not in everything(after).lower()
    assert b"(Plan)" in everything(after)


def test_text_without_ink_goes_and_the_look_stays(tmp_path: Path) -> None:
    hidden = "q BT 3 Tr /F 12 Tf 72 700 Td (secret one) Tj 0 -20 Td (secret two) ' ET Q\n"
    shown = line("Plan") + "BT /F 12 Tf 72 600 Td 1 Tr (outlined) Tj ET\n"
    path = write_pdf(tmp_path / "a.pdf", hidden + shown)
    after = cleaned(path)
    assert (drawn(path.read_bytes()) == drawn(after)).all()
    assert b"secret" not in everything(after)
    assert b"(Plan)" in everything(after)
    assert b"(outlined)" in everything(after)


def test_the_mode_of_text_comes_back_with_the_state(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", "q 3 Tr q 0 Tr " + line("Plan") + " Q " + line("secret") + " Q " + line("Two"))
    after = everything(cleaned(path))
    assert (b"secret" in after, b"(Plan)" in after, b"(Two)" in after) == (False, True, True)


def test_seen_and_unseen_text_in_one_text_object_is_refused(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", "BT /F 12 Tf 72 700 Td (Plan) Tj 3 Tr (secret) Tj 0 Tr (more) Tj ET\n")
    with pytest.raises(NotCleanError):
        cleaned(path)


@pytest.mark.parametrize("name", ["ActualText", "#41ctualText"])
def test_text_in_place_of_what_is_drawn_goes(tmp_path: Path, name: str) -> None:
    path = write_pdf(tmp_path / "a.pdf", f"/Span <</{name} (secret) /MCID 1>> BDC\n" + line("Plan") + "EMC\n")
    after = cleaned(path)
    assert b"secret" not in everything(after)
    assert b"/MCID 1" in everything(after)
    assert (drawn(path.read_bytes()) == drawn(after)).all()


@pytest.mark.parametrize(
    "content", ["% secret comment\n", "/Span <</Note (secret)>> BDC\nEMC\n", "/X <</MCID 2/N<</A (secret)>>>> DP\n"]
)
def test_notes_in_content_go(tmp_path: Path, content: str) -> None:
    path = write_pdf(tmp_path / "a.pdf", content + line("50% of it"))
    after = cleaned(path)
    assert b"secret" in everything(path.read_bytes())
    assert b"secret" not in everything(after)
    assert b"(50% of it)" in everything(after)
    assert (drawn(path.read_bytes()) == drawn(after)).all()


def test_forms_inside_forms_are_cleaned_too(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", "/Fm Do\n")
    with pikepdf.open(path) as pdf:
        fonts = pdf.pages[0].Resources.Font
        inner = pdf.make_stream(
            b"BT 3 Tr /F 12 Tf 9 9 Td (secret) Tj ET BT 0 Tr /F 12 Tf 9 40 Td (Inner) Tj ET",
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=[0, 0, 600, 700],
            Resources=pikepdf.Dictionary(Font=fonts),
            Metadata=pdf.make_stream(b"secret data"),
        )
        outer = pdf.make_stream(
            b"/In Do",
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=[0, 0, 600, 700],
            Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(In=inner)),
            PieceInfo=pikepdf.Dictionary(S="secret"),
        )
        outer["/PTEX.FileName"] = "drafts/secret/plan.pdf"
        outer["/PTEX.InfoDict"] = pdf.make_indirect(pikepdf.Dictionary(Author="secret author"))
        pdf.pages[0].Resources.XObject = pikepdf.Dictionary(Fm=outer)
        pdf.save(tmp_path / "b.pdf")
    after = cleaned(tmp_path / "b.pdf")
    assert b"secret" not in everything(after)
    assert b"(Inner)" in everything(after)
    assert (drawn((tmp_path / "b.pdf").read_bytes()) == drawn(after)).all()


@pytest.mark.parametrize("twice", [False, True])
def test_the_pixels_of_a_jpeg_stay_and_its_metadata_goes(tmp_path: Path, *, twice: bool) -> None:
    path = write_pdf(tmp_path / "a.pdf", "q 200 0 0 200 72 400 cm /Im Do Q\n")
    out = io.BytesIO()
    Image.effect_noise((40, 30), 60).save(out, "JPEG", comment=b"secret comment", exif=b"Exif\0\0secret preview")
    with pikepdf.open(path) as pdf:
        data = out.getvalue() + b"secret tail"
        image = pdf.make_stream(zlib.compress(data) if twice else data)
        image.Type, image.Subtype, image.Width, image.Height = pikepdf.Name.XObject, pikepdf.Name.Image, 40, 30
        image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceGray, 8
        names = [pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode]
        image.Filter = pikepdf.Array(names) if twice else pikepdf.Name.DCTDecode
        pdf.pages[0].Resources.XObject = pikepdf.Dictionary(Im=image)
        pdf.save(tmp_path / "b.pdf")
    after = cleaned(tmp_path / "b.pdf")
    assert b"secret" in data
    assert b"secret" not in after
    with pikepdf.open(io.BytesIO(after)) as pdf:
        raw = pdf.pages[0].Resources.XObject.Im.read_raw_bytes()
    assert b"secret" not in raw
    assert raw[:2] == bytes((0xFF, 0xD8))
    assert (drawn((tmp_path / "b.pdf").read_bytes()) == drawn(after)).all()
    assert drawn(after).min() < 200


def test_what_says_it_is_a_jpeg_and_is_none_is_refused(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", "q 200 0 0 200 72 400 cm /Im Do Q\n")
    with pikepdf.open(path) as pdf:
        image = pdf.make_stream(b"secret", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=8, Height=8)
        image.Filter = pikepdf.Array([pikepdf.Name.DCTDecode])
        pdf.pages[0].Resources.XObject = pikepdf.Dictionary(Im=image)
        pdf.save(tmp_path / "b.pdf")
    with pytest.raises(NotCleanError):
        cleaned(tmp_path / "b.pdf")


def test_images_stay_byte_for_byte(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", "q 200 0 0 200 72 400 cm /Im Do Q\n")
    raw = bytes(range(256)) * 40
    with pikepdf.open(path) as pdf:
        image = pdf.make_stream(raw, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=8, Height=8)
        image.Filter = pikepdf.Name.RunLengthDecode
        image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceGray, 8
        image.Alternates = pikepdf.Array([pikepdf.Dictionary(Image=pdf.make_stream(b"secret"))])
        pdf.pages[0].Resources.XObject = pikepdf.Dictionary(Im=image)
        pdf.save(tmp_path / "b.pdf")
    with pikepdf.open(io.BytesIO(cleaned(tmp_path / "b.pdf"))) as pdf:
        found = pdf.pages[0].Resources.XObject.Im
        assert found.read_raw_bytes() == raw
        assert "/Alternates" not in found


def test_layers_that_can_be_switched_are_refused(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", "/OC /L BDC\n" + line("secret") + "EMC\n")
    with pikepdf.open(path) as pdf:
        group = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Off"))
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[group], D=pikepdf.Dictionary(OFF=[group]))
        pdf.pages[0].Resources.Properties = pikepdf.Dictionary(L=group)
        pdf.save(tmp_path / "b.pdf")
    with pytest.raises(NotCleanError):
        cleaned(tmp_path / "b.pdf")


def test_the_visible_page_is_all_there_is(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", line("Plan"), crop=[50, 600, 400, 792], rotate=90)
    with pikepdf.open(io.BytesIO(cleaned(path))) as pdf:
        page = pdf.pages[0]
        assert [float(edge) for edge in page.MediaBox] == [50, 600, 400, 792]
        assert page.Rotate == 90
    assert (drawn(path.read_bytes()) == drawn(cleaned(path))).all()


@pytest.mark.parametrize("content", ["BT (", "q q q 0 0 m Tr", "BT 3 Tr [1 2 (x)", "/X <</ActualText", "Q Q ET (x) Tj"])
def test_broken_content_is_taken_over_or_refused(tmp_path: Path, content: str) -> None:
    path = write_pdf(tmp_path / "a.pdf", content)
    try:
        cleaned(path)
    except NotCleanError:
        return
