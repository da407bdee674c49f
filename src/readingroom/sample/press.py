"""Scanned pages: a laid-out page is drawn, printed on paper so to say, scanned, and put into a PDF as an image."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import get_args

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from readingroom.engines.pages import Pixels
from readingroom.formats.pdf_images import group4
from readingroom.formats.pdf_writer import PdfWriter
from readingroom.sample import damage
from readingroom.sample.document import Desk
from readingroom.sample.draw import draw
from readingroom.sample.leaf import Leaf
from readingroom.sample.pagewords import fractions, words
from readingroom.sample.scan import Scanned, scan
from readingroom.sample.truth import Edges

#: Kinds of scans in turn, one a document; backs come by themselves.
_TURNS: tuple[damage.Kind, ...] = tuple(kind for kind in get_args(damage.Kind) if kind != "back")
#: One scanned page in so many lies upside down, one in so many on its side.
_UPSIDE_DOWN, _SIDEWAYS = 11, 29


@dataclass(frozen=True, slots=True)
class Sheet:
    """A scanned page.

    Attributes:
        words: those that can be seen, with their places on the upright scan and whether they open a line.
        covered: places of the leaf's redactions; None where one slid off the sheet.
        shown: places of its open passages, alike.
        kind: of damage.
        turned: clockwise degrees by which the page as the file shows it must be turned to stand upright.
        marks: what pens and stamps left: (kind, words, place).
    """

    words: list[tuple[str, Edges, bool]]
    covered: list[Edges | None]
    shown: list[Edges | None]
    kind: str
    turned: int
    marks: list[tuple[str, str, Edges]]


class Press:
    """Scans the pages of a production; it counts them, so that each kind of accident comes in its turn."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._pages = 0
        self._front: Pixels | None = None

    def put(self, writer: PdfWriter, leaf: Leaf, document: int, page: tuple[int, int], day: date) -> Sheet:
        """Scan a page of document number `document` (its page a of b, of that day) and write it as an image."""
        desk = self._desk
        self._pages += 1
        rng = desk.rng("scan", self._pages)
        kind: damage.Kind = "back" if leaf.blank else _TURNS[document % len(_TURNS)]
        turned = (
            180 if self._pages % _UPSIDE_DOWN == 0 else rng.choice((90, 270)) if self._pages % _SIDEWAYS == 0 else 0
        )
        recipe = damage.recipe(desk.pack.name, kind, rng, turned=turned)
        if recipe.header:
            recipe = replace(recipe, header=self._fax_line(document, page, day))
        behind = self._front if leaf.blank else None
        pixels = np.full_like(behind, 255) if behind is not None else self._drawn(leaf, recipe.dpi)
        self._front = None if leaf.blank else pixels
        seen = list(words(leaf, desk.faces))
        places = [place for _word, place, _opens in seen]
        places += [fractions(covered.area, leaf) for covered in leaf.covered]
        places += [fractions(item.area, leaf) for item in leaf.shown]
        made = scan(pixels, np.array(places, np.float64).reshape(-1, 4), recipe, rng, behind)
        upright = bool(turned) and rng.random() < 0.5  # noqa: PLR2004  # half of them were set right in the file by /Rotate
        _write(writer, leaf, made, upright=upright)
        moved: list[Edges | None] = []
        for left, top, right, bottom in made.boxes.tolist():
            moved.append((left, top, right, bottom) if right > left and bottom > top else None)
        count = len(seen)
        found: list[tuple[str, Edges, bool]] = []
        opens = False
        for (word, _place, first), place in zip(seen, moved, strict=False):
            opens = opens or first  # where the first word of a line slid off, the next one opens it
            if place is not None:
                found.append((word, place, opens))
                opens = False
        middle = count + len(leaf.covered)
        marks = [(mark.kind, mark.text, _edges(mark.box)) for mark in made.marks]
        return Sheet(found, moved[count:middle], moved[middle:], recipe.name, 0 if upright else turned, marks)

    def _fax_line(self, document: int, page: tuple[int, int], day: date) -> str:
        """What the sender's machine prints on top: the same call for all pages of a document, and their numbers."""
        rng, pack = self._desk.rng("fax", document), damage.damage(self._desk.pack.name)
        sent = day + timedelta(days=rng.randrange(20))
        line: str = pack["header"]
        return line.format(
            date=sent.strftime(pack["dates"]).upper(),
            time=f"{rng.randrange(7, 20):02d}:{rng.randrange(60):02d}",
            number=f"01{rng.randrange(100):02d}",
            other=f"01{rng.randrange(100):02d}",
            page=page[0],
            pages=page[1],
        )

    def _drawn(self, leaf: Leaf, dpi: int) -> Pixels:
        out = io.BytesIO()
        writer = PdfWriter(out)
        draw(writer, leaf, self._desk.pack, self._desk.faces)
        writer.close()
        document = pdfium.PdfDocument(out.getvalue())
        try:
            pixels: Pixels = document[0].render(scale=dpi / 72, grayscale=True).to_numpy()
            return np.ascontiguousarray(pixels.reshape(pixels.shape[:2]))
        finally:
            document.close()


def _edges(box: tuple[float, float, float, float]) -> Edges:
    left, top, right, bottom = box
    return (float(left), float(top), float(right), float(bottom))


def _write(writer: PdfWriter, leaf: Leaf, made: Scanned, *, upright: bool) -> None:
    """Put the image on a page as it lies, or set right by the file's own rotation."""
    pixels = made.pixels
    if upright:
        pixels = np.ascontiguousarray(np.rot90(pixels, -(made.turned // 90)))
    sideways = made.turned % 180 != 0 and not upright
    width, height = (leaf.height, leaf.width) if sideways else (leaf.width, leaf.height)
    page = writer.page(width, height, rotate=made.turned if upright else 0)
    high, wide = pixels.shape
    if made.bilevel:
        image = Image.fromarray(pixels).convert("1", dither=Image.Dither.NONE)
        page.image(0, 0, width, height, group4(image), encoding="g4", pixels=(wide, high))
    else:
        done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, made.quality])
        assert done, "a gray image can always be packed"
        page.image(0, 0, width, height, data.tobytes(), encoding="jpeg")
    writer.end_page(page)
