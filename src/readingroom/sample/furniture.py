"""What stands around the text of official pages: letterheads, caveats, page numbers, Bates stamps."""

from __future__ import annotations

from collections.abc import Sequence

from readingroom.sample.layout import Flow
from readingroom.sample.leaf import Faces, Leaf, Run, Shape
from readingroom.sample.pack import Colour, Pack
from readingroom.sample.tables import seal

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_GREY: Colour = (0.35, 0.35, 0.35)


def letterhead(flow: Flow, office: str) -> None:
    """Set the pack's letterhead with the address of headquarters or of a district office."""
    pack = flow.pack
    kind = str(pack.look["letterhead"])
    place = pack.lines("address") if not office else [f"{office} {pack.text('field')}", *pack.lines("address")[1:]]
    lines = [pack.text("name"), pack.text("bureau"), *place]
    if kind == "seal_left":
        seal(flow, flow.margin + 30, flow.y + 30, 30, pack.accent)
        x = flow.margin + 74
        flow.write(x, flow.y + 18, lines[0], "bold", 15, colour=pack.accent)
        flow.write(x, flow.y + 34, lines[1], "italic", 11, colour=pack.accent)
        flow.write(x, flow.y + 50, ", ".join(lines[2:]), "sans", 8, colour=_GREY)
        flow.skip(68)
        flow.rule(1.0, pack.accent, after=16)
    elif kind == "centred":
        seal(flow, flow.width / 2, flow.y + 26, 26, pack.accent)
        flow.skip(60)
        flow.para(lines[0].upper(), "bold", 13, align="centre", after=0, colour=pack.accent)
        flow.para(lines[1], "text", 11.5, align="centre", after=0, colour=pack.accent)
        flow.para(" * ".join(lines[2:]), "sans", 7.5, align="centre", after=14, colour=_GREY)
    else:  # band: a bar of colour with the body's short name
        flow.leaf.shapes.append(Shape("rect", (0.0, 0.0, flow.width, 12.0), pack.accent))
        flow.write(flow.margin, flow.y + 12, pack.text("short"), "sans_bold", 24, colour=pack.accent)
        right = flow.width - flow.margin
        for number, line in enumerate(lines):
            length = flow.faces.length(line, "sans", 8.2)
            flow.write(right - length, flow.y + 2 + number * 10.5, line, "sans", 8.2, colour=_GREY)
        flow.skip(10.5 * len(lines) + 22)


def address_block(flow: Flow, lines: Sequence[str]) -> None:
    """Set lines of an address, close together."""
    for line in lines:
        flow.para(line, after=0)
    flow.skip(12)


def heading(pack: Pack, number: int, title: str) -> str:
    """Head of a section as the pack numbers them."""
    return str(pack.look["section"]).format(n=number, roman=_ROMAN[number], letter=chr(64 + number), title=title)


def item(pack: Pack, section: int, number: int) -> str:
    """Number of a paragraph in a section."""
    return str(pack.look["item"]).format(n=number, small=chr(96 + number), letter=chr(64 + section))


def caveat(leaf: Leaf, pack: Pack, faces: Faces) -> None:
    """Print the handling caveat at the head of a page."""
    text = pack.text("caveat")
    size = 8.5
    x = (leaf.width - faces.length(text, "sans_bold", size)) / 2
    leaf.head.append(Run(x, 30.0, text, "sans_bold", size))


def running_head(leaf: Leaf, text: str, faces: Faces) -> None:
    """Print a running title at the head of a page, flush right."""
    size = 8.5
    leaf.head.append(Run(leaf.width - 60 - faces.length(text, "sans", size), 44.0, text, "sans", size, _GREY))


def page_numbers(leaves: Sequence[Leaf], faces: Faces, form: str = "Page {page} of {pages}", title: str = "") -> None:
    """Print page numbers at the foot, and a title left of them."""
    size = 8.5
    for number, leaf in enumerate(leaves, 1):
        text = form.format(page=number, pages=len(leaves))
        if title:
            leaf.runs.append(Run(60.0, leaf.height - 40, title, "sans", size, _GREY))
        x = (leaf.width - faces.length(text, "sans", size)) / 2
        leaf.runs.append(Run(x, leaf.height - 40, text, "sans", size, _GREY))


def bates_stamp(leaf: Leaf, text: str, pack: Pack, faces: Faces) -> None:
    """Stamp a Bates number where the pack stamps it."""
    size = 9.5
    length = faces.length(text, "sans", size)
    place = str(pack.look["stamp"])
    x = {"left": 36.0, "centre": (leaf.width - length) / 2}.get(place, leaf.width - 36 - length)
    leaf.runs.append(Run(x, leaf.height - 22, text, "sans", size))
