"""Pages that hide the words `hidden secret` in many ways, and pages that only look as if they hid something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
PLAIN = "BT /F 12 Tf 72 700 Td (Operation plan for the district) Tj ET\n"
SECRET = "BT /F 12 Tf 72 600 Td (hidden secret) Tj ET\n"
BOX = "60 595 200 18 re f 0 g\n"
FAR = b"0 g 1 0 0 1 0 295 cm"
SPOKEN = "/Span <</ActualText (hidden secret)>> BDC "
SOLID = b"0 0 500 700 re f"
STRIPES = "1 g" + "".join(f" 60 {y} 200 1.3 re f" for y in range(596, 610, 2)) + " 0 g\n"
BLOBS = "".join(f"BT /F 30 Tf {x} 594 Td (\\225\\225\\225) Tj ET\n" for x in range(60, 150, 5))
KEPT = ["Operation", "plan", "for", "the", "district"]


@dataclass(frozen=True)
class Attack:
    """One page.

    Attributes:
        name: what it does.
        content: of the page.
        reason: why the two words are not seen; None when they are seen, empty when the layer does not hold them.
        change: changes the page and its file.
        extra: words that are seen besides `KEPT`.
    """

    name: str
    content: str
    reason: str | None
    change: Callable[[pikepdf.Pdf, pikepdf.Page], None] = field(default=lambda _pdf, _page: None)
    extra: tuple[str, ...] = ()


def write(attack: Attack, path: Path) -> Path:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(612, 792))
        font = pdf.make_indirect(pikepdf.Object.parse(FONT))
        page.Resources = Dictionary(Font=Dictionary(F=font))
        page.Contents = pdf.make_stream(attack.content.encode("latin-1"))
        attack.change(pdf, page)
        pdf.save(path)
    return path


def _states(**states: dict[str, Any]) -> Callable[[pikepdf.Pdf, pikepdf.Page], None]:
    def change(_pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        page.Resources.ExtGState = Dictionary({f"/{name}": Dictionary(values) for name, values in states.items()})

    return change


def _layer(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Layer"))
    page.Resources.Properties = Dictionary(L=group)
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([group]), D=Dictionary(OFF=Array([group]), Order=Array([group]), BaseState=Name.ON)
    )


def _form(content: str, **entries: Any) -> Callable[[pikepdf.Pdf, pikepdf.Page], None]:
    def change(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        form = pdf.make_stream(content.encode())
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 612, 792])
        form.Resources = Dictionary(Font=page.Resources.Font)
        for name, value in entries.items():
            form[f"/{name}"] = value
        page.Resources.XObject = Dictionary(X=form)

    return change


def _image(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    image = pdf.make_stream(bytes([200, 210, 190] * 16))
    image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 4, 4
    image.ColorSpace, image.BitsPerComponent = Name.DeviceRGB, 8
    page.Resources.XObject = Dictionary(X=image)


def _mark(kind: str, content: str = "0 g 0 0 200 18 re f") -> Callable[[pikepdf.Pdf, pikepdf.Page], None]:
    def change(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        look = pdf.make_stream(content.encode())
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 18])
        mark = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([60, 595, 260, 613]), F=4)
        mark.AP = Dictionary(N=look)
        page.Annots = Array([pdf.make_indirect(mark)])

    return change


def _link(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    action = Dictionary(S=Name.URI, URI="https://example.org")
    mark = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([60, 595, 260, 613]), A=action)
    page.Annots = Array([pdf.make_indirect(mark)])


def _pattern(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    tile = pdf.make_stream(b"1 1 1 rg 0 0 4 4 re f")
    tile.Type, tile.PatternType, tile.PaintType, tile.TilingType = Name.Pattern, 1, 1, 1
    tile.BBox, tile.XStep, tile.YStep, tile.Resources = Array([0, 0, 4, 4]), 4, 4, Dictionary()
    dark = pdf.make_stream(b"0 0 0 rg 0 0 4 4 re f")
    for name in ("Type", "PatternType", "PaintType", "TilingType", "BBox", "XStep", "YStep", "Resources"):
        dark[f"/{name}"] = tile[f"/{name}"]
    page.Resources.Pattern = Dictionary(W=tile, K=dark)


def _type3(glyph: bytes) -> Callable[[pikepdf.Pdf, pikepdf.Page], None]:
    """Give the page a font E of which every glyph is `glyph`, for the letters of the two words."""

    def change(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        letters = sorted(set("hidden secret") - {" "})
        procedure = pdf.make_stream(b"600 0 0 0 600 700 d1 " + glyph)
        names = {letter: f"g{ord(letter)}" for letter in letters}
        differences: list[Any] = []
        for letter in letters:
            differences += [ord(letter), Name(f"/{letter}")]
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 600, 700]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            CharProcs=Dictionary({f"/{letter}": procedure for letter in names}),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array(differences)),
            FirstChar=32,
            LastChar=122,
            Widths=Array([600] * 91),
            Resources=Dictionary(),
        )
        page.Resources.Font.E = pdf.make_indirect(font)

    return change


def _block(colour: bytes, width: int) -> Callable[[pikepdf.Pdf, pikepdf.Page], None]:
    """Give the page a font E with one glyph, for a space: 200 points wide, whose metrics say `width`."""

    def change(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        procedure = pdf.make_stream(b"%d 0 d0 %b 0 0 200 18 re f" % (width, colour))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 0, 0]), FirstChar=32, LastChar=32)
        font.FontMatrix, font.Widths, font.Resources = Array([1, 0, 0, 1, 0, 0]), Array([width]), Dictionary()
        font.CharProcs = Dictionary(space=procedure)
        font.Encoding = Dictionary(Type=Name.Encoding, Differences=Array([32, Name.space]))
        page.Resources.Font.E = pdf.make_indirect(font)

    return change


def _shading(_pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    grays = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0.4]), C1=Array([0.6]), N=1)
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceGray, Coords=Array([0, 0, 612, 0]), Function=grays)
    shading.Extend = Array([True, True])
    page.Resources.Shading = Dictionary(S=shading)


def _spoken_layer(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """A layer that is on, whose description also says what to read in place of what is drawn."""
    _layer_on(pdf, page)
    page.Resources.Properties.L.ActualText = "hidden secret"


def _layer_on(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    _layer(pdf, page)
    del pdf.Root.OCProperties.D.OFF


def _rotated(_pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    page.Rotate = 90


def _cropped(_pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    page.CropBox = Array([50, 620, 600, 792])


def _units(_pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    page.obj.UserUnit = 2


def _at(x: float, y: float, text: str, size: float = 12, font: str = "F") -> str:
    return f"BT /{font} {size} Tf {x} {y} Td ({text}) Tj ET\n"


HIDING = [
    Attack("black box", PLAIN + SECRET + "0 g " + BOX, "covered"),
    Attack("white box", PLAIN + SECRET + "1 g " + BOX, "covered"),
    Attack("coloured box", PLAIN + SECRET + "0.2 0.4 0.9 rg " + BOX, "covered"),
    Attack(
        "label over the box",
        PLAIN + SECRET + "0 g " + BOX + "1 g " + _at(72, 601, "b\\(6\\)") + "0 g\n",
        "covered",
        extra=("b(6)",),
    ),
    Attack(
        "long label over the box",
        PLAIN + SECRET + "0 g " + BOX + "1 g " + _at(70, 600, "WITHHELD IN FULL WWW", 11) + "0 g\n",
        "covered",
        extra=("WITHHELD", "IN", "FULL", "WWW"),
    ),
    Attack(
        "label, then covered again",
        PLAIN + SECRET + "0 g " + BOX + "1 g " + _at(72, 600, "hidden secret") + "0 g " + BOX,
        "covered",
    ),
    Attack("box that leaves the tips of letters", PLAIN + SECRET + "0 g 60 594 200 13 re f\n", "covered"),
    Attack("box that leaves the feet of letters", PLAIN + SECRET + "0 g 60 602 200 20 re f\n", "covered"),
    Attack("white stripes", PLAIN + SECRET + STRIPES, "covered"),
    Attack("line as thick as a box", PLAIN + SECRET + "16 w 60 604 m 260 604 l S\n", "covered"),
    Attack("round cover", PLAIN + SECRET + "0 g 60 590 m 60 630 270 630 270 590 c f\n", "covered"),
    Attack("image", PLAIN + SECRET + "q 200 0 0 18 60 595 cm /X Do Q\n", "covered", _image),
    Attack("blobs typed over it", PLAIN + SECRET + BLOBS, "covered"),
    Attack("invisible ink", PLAIN + "3 Tr " + SECRET + "0 Tr\n", "invisible"),
    Attack("added to the clip only", PLAIN + "q BT 7 Tr /F 12 Tf 72 600 Td (hidden secret) Tj ET Q\n", "invisible"),
    Attack("white ink", PLAIN + "1 g " + SECRET + "0 g\n", "invisible"),
    Attack("nearly white ink", PLAIN + "0.97 g " + SECRET + "0 g\n", "invisible"),
    Attack("black ink on black", PLAIN + "0 g 60 595 200 18 re f\n" + SECRET, "invisible"),
    Attack("ink of no opacity", PLAIN + "q /G gs " + SECRET + "Q\n", "invisible", _states(G={"/ca": 0, "/CA": 0})),
    Attack("ink of 2 % opacity", PLAIN + "q /G gs " + SECRET + "Q\n", "invisible", _states(G={"/ca": 0.02})),
    Attack("nearly opaque cover", PLAIN + SECRET + "q /G gs 0 g " + BOX + "Q\n", "covered", _states(G={"/ca": 0.98})),
    Attack("white pattern as ink", PLAIN + "q /Pattern cs /W scn " + SECRET + "Q\n", "invisible", _pattern),
    Attack("outside the page", PLAIN + _at(72, 900, "hidden secret"), "outside"),
    Attack("outside the crop", PLAIN + SECRET, "outside", _cropped),
    Attack("clipped away", PLAIN + "q 0 0 10 10 re W n " + SECRET + "Q\n", "invisible"),
    Attack("clipped to slivers", PLAIN + "q 0 600 612 1.5 re W n " + SECRET + "Q\n", "invisible"),
    Attack("clipped to slivers above the middle", PLAIN + "q 0 607 612 3 re W n " + SECRET + "Q\n", "invisible"),
    Attack("clipped by a triangle", PLAIN + "q 0 0 m 10 0 l 5 9 l h W n " + SECRET + "Q\n", "invisible"),
    Attack("layer that is off", PLAIN + "/OC /L BDC " + SECRET + "EMC\n", "invisible", _layer),
    Attack("covered in a form", PLAIN + "/X Do\n", "covered", _form(SECRET + "0 g " + BOX)),
    Attack("form under a box", PLAIN + "/X Do 0 g " + BOX, "covered", _form(SECRET)),
    Attack("white in a turned form", PLAIN + "q 0 1 -1 0 900 100 cm /X Do Q\n", "invisible", _form("1 g " + SECRET)),
    Attack("form with a small frame", PLAIN + "/X Do\n", "invisible", _form(SECRET, BBox=Array([0, 0, 10, 10]))),
    Attack("box in a later form", PLAIN + SECRET + "q 2 0 0 2 0 0 cm /X Do Q", "covered", _form("30 297 100 9 re f")),
    Attack("specks", PLAIN + _at(72, 600, "hidden secret", 0.8), "invisible"),
    Attack("empty glyphs", PLAIN + _at(72, 600, "hidden secret", font="E"), "invisible", _type3(b"")),
    Attack("white glyphs", PLAIN + "1 g " + _at(72, 600, "hidden secret", font="E"), "invisible", _type3(SOLID)),
    Attack("black glyph of no width over it", PLAIN + SECRET + _at(60, 595, " ", 1, "E"), "covered", _block(b"0 g", 0)),
    Attack("white glyph of no width over it", PLAIN + SECRET + _at(60, 595, " ", 1, "E"), "covered", _block(b"1 g", 0)),
    Attack("glyph of some width over it", PLAIN + SECRET + _at(60, 595, " ", 1, "E"), "covered", _block(b"0 g", 9)),
    Attack("glyph painted far off", PLAIN + SECRET + _at(60, 300, " ", 1, "E"), "covered", _block(FAR, 9)),
    Attack("to be read in place of a drawn word", PLAIN + SPOKEN + _at(72, 600, "dog") + "EMC", "", extra=("dog",)),
    Attack("read in place of a layer", PLAIN + "/OC /L BDC " + _at(72, 600, "dog") + "EMC", "invisible", _spoken_layer),
    Attack("square", PLAIN + SECRET, "covered", _mark("Square")),
    Attack("stamp", PLAIN + SECRET, "covered", _mark("Stamp", "0.9 g 0 0 200 18 re f")),
    Attack("redaction never applied but drawn", PLAIN + SECRET, "covered", _mark("Redact")),
    Attack("covered on a turned page", PLAIN + SECRET + "0 g " + BOX, "covered", _rotated),
    Attack("covered on a page of large units", PLAIN + SECRET + "0 g " + BOX, "covered", _units),
    Attack("covered by a shading", PLAIN + SECRET + "q 60 595 200 18 re W n /S sh Q\n", "covered", _shading),
]  # fmt: skip
SHOWING = [
    Attack("highlight", PLAIN + "1 1 0 rg 60 595 200 18 re f 0 g " + SECRET, None),
    Attack("white on black", PLAIN + "0 g 60 595 200 18 re f 1 g " + SECRET + "0 g\n", None),
    Attack("underlined", PLAIN + SECRET + "0.5 w 72 598 m 150 598 l S\n", None),
    Attack("struck through", PLAIN + SECRET + "0.5 w 72 603 m 150 603 l S\n", None),
    Attack("drawn twice", PLAIN + SECRET + SECRET, None),
    Attack("fake bold", PLAIN + SECRET + _at(72.4, 600, "hidden secret"), None),
    Attack("with a shadow", PLAIN + "0.6 g " + _at(72.8, 599.2, "hidden secret") + "0 g " + SECRET, None),
    Attack("outlines only", PLAIN + "1 Tr 0.4 w " + _at(72, 600, "hidden secret", 18) + "0 Tr\n", None),
    Attack("filled and outlined", PLAIN + "2 Tr 0.3 w " + SECRET + "0 Tr\n", None),
    Attack("inside a clip", PLAIN + "q 50 580 500 50 re W n " + SECRET + "Q\n", None),
    Attack("in a form", PLAIN + "/X Do\n", None, _form(SECRET)),
    Attack("in a turned and enlarged form", PLAIN + "q 0 1.5 -1.5 0 1100 100 cm /X Do Q\n", None, _form(SECRET)),
    Attack("a link lies over it", PLAIN + SECRET, None, _link),
    Attack("highlighted by an annotation", PLAIN + SECRET, None, _mark("Square", "1 0 0 RG 1 1 198 16 re S")),
    Attack("light gray", PLAIN + "0.8 g " + SECRET + "0 g\n", None),
    Attack("half opaque", PLAIN + "q /G gs " + SECRET + "Q\n", None, _states(G={"/ca": 0.4})),
    Attack("under half opaque gray", PLAIN + SECRET + "q /G gs 0.5 g " + BOX + "Q\n", None, _states(G={"/ca": 0.4})),
    Attack("dark pattern as ink", PLAIN + "q /Pattern cs /K scn " + SECRET + "Q\n", None, _pattern),
    Attack("layer that is on", PLAIN + "/OC /L BDC " + SECRET + "EMC\n", None, _layer_on),
    Attack("turned page", PLAIN + SECRET, None, _rotated),
    Attack("large units", PLAIN + SECRET, None, _units),
    Attack("three points high", PLAIN + _at(72, 600, "hidden secret", 4), None),
    Attack("written upwards", PLAIN + "BT /F 12 Tf 0 1 -1 0 300 300 Tm (hidden secret) Tj ET\n", None),
    Attack("written aslant", PLAIN + "BT /F 12 Tf 0.8 0.6 -0.6 0.8 300 300 Tm (hidden secret) Tj ET\n", None),
    Attack("glyphs of their own", PLAIN + _at(72, 600, "hidden secret", font="E"), None, _type3(SOLID)),
    Attack("a box drawn before", PLAIN + "1 g " + BOX + SECRET, None),
    Attack("a frame around it", PLAIN + SECRET + "1 w 60 595 200 18 re S\n", None),
    Attack("over a photograph", PLAIN + "q 200 0 0 18 60 595 cm /X Do Q\n" + SECRET, None, _image),
]  # fmt: skip
