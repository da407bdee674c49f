"""Drawing a laid-out page into a PDF. Words under a box are written only where a failed redaction left them."""

from __future__ import annotations

import math

from readingroom.formats.pdf_writer import Page, PdfWriter
from readingroom.sample.leaf import BLACK, Area, Covered, Faces, Leaf, Shape
from readingroom.sample.pack import Pack


def draw(writer: PdfWriter, leaf: Leaf, pack: Pack, faces: Faces) -> None:
    """Write one page.

    Args:
        writer: of the file.
        leaf: the page.
        pack: says how boxes look.
        faces: the fonts.
    """
    page = writer.page(leaf.width, leaf.height, rotate=leaf.rotate)
    for shape in leaf.shapes:
        if shape.kind == "rect":
            x, y, width, height = shape.points
            page.rect(x, y, width, height, fill=shape.fill, stroke=shape.stroke, line_width=shape.width)
        elif shape.kind == "line":
            x, y, right, bottom = shape.points
            page.line(x, y, right, bottom, width=shape.width, color=shape.stroke or BLACK)
        else:
            page.raw(_pen(shape, leaf.height))
    fonts = faces.fonts
    for covered in leaf.covered:
        for run in covered.under:
            page.text(run.x, run.baseline, run.text, fonts[run.face], run.size, run.colour)
    for covered in leaf.covered:
        _box(page, covered, pack, leaf.height)
    for run in (*leaf.head, *leaf.runs):
        page.text(run.x, run.baseline, run.text, fonts[run.face], run.size, run.colour)
    writer.end_page(page)


def _pen(shape: Shape, height: float) -> bytes:
    """A pen stroke through points as PDF operators (the only path that is not a rule or a box)."""
    red, green, blue = shape.stroke or BLACK
    parts = [f"q 1 J 1 j {shape.width:.2f} w {red:.3f} {green:.3f} {blue:.3f} RG"]
    points = shape.points
    parts += [
        f"{points[index]:.2f} {height - points[index + 1]:.2f} {'l' if index else 'm'}"
        for index in range(0, len(points), 2)
    ]
    return " ".join([*parts, "S Q\n"]).encode("ascii")


def _box(page: Page, covered: Covered, pack: Pack, height: float) -> None:
    style = pack.boxes[covered.style]
    if style.fill is None and style.border is None:
        return  # a white gap: the words are simply gone
    x, y, width, tall = covered.area
    page.rect(x, y, width, tall, fill=style.fill)
    if style.hatch:
        page.raw(_hatch(Area(x, height - y - tall, width, tall), style.hatch, style.hatch_angle))
    if style.border is not None:
        page.rect(x, y, width, tall, stroke=style.border, line_width=style.border_width)


def _hatch(area: Area, step: float, angle: int) -> bytes:
    """Parallel lines clipped to a box (y from the bottom), rising for a positive angle; crossed for 90."""
    x, y, width, height = area
    parts = [f"q {x:.2f} {y:.2f} {width:.2f} {height:.2f} re W n 0.5 w 0.2 G"]
    slopes = (1, -1) if angle == 90 else ((1,) if angle >= 0 else (-1,))  # noqa: PLR2004  # a right angle between both
    for slope in slopes:
        for index in range(math.ceil((width + height) / step) + 1):
            left = x - height + index * step
            low, high = (y, y + height) if slope > 0 else (y + height, y)
            parts.append(f"{left:.2f} {low:.2f} m {left + height:.2f} {high:.2f} l")
    return " ".join([*parts, "S Q\n"]).encode("ascii")
