"""One open page of a PDF through pdfium: its characters with boxes, and the glyphs that draw them."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as c

from readingroom.engines import pdf_calls as calls
from readingroom.engines.pages import Pixels
from readingroom.engines.pdf_drawing import DrawnPage
from readingroom.engines.pdf_fonts import Fonts, is_blank
from readingroom.engines.pdf_glyphs import DPI, Glyphs, Key, Look, Set, digests, glyphs, possible, some
from readingroom.engines.pdf_things import clipped, inks, may_cut, text_bases

#: Text stands upright on the page (or on its side) when it leans by less than one part in so many.
_UPRIGHT = 1000
#: Code points of scripts that run from right to left, and of signs that make others do so.
_FROM_RIGHT = ((0x590, 0x8FF), (0x200F, 0x200F), (0x202A, 0x202E), (0xFB1D, 0xFEFC), (0x10800, 0x1EFFF))
#: Blanks that every layer has: the space, the ends of lines, the tab; the soft hyphen is judged as a hyphen.
_PLAIN = frozenset((0x9, 0xA, 0xD, 0x20, 0xAD))


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a page in the order of its text layer, as columns.

    Attributes:
        codes: n; code points, white space and line breaks included; what is no character is U+FFFD.
        boxes: n x 4, left top right bottom, fractions of the upright visible page, not cut to it; around the ink.
        drawn: n; False for white space and where pdfium made the character up (its mark for a line-end hyphen).
    """

    codes: npt.NDArray[np.uint32]
    boxes: npt.NDArray[np.float64]
    drawn: npt.NDArray[np.bool_]


class PdfPage(DrawnPage):
    """One open page of a PDF, with its objects and its text."""

    def __init__(self, page: Any, number: int, fonts: Fonts) -> None:
        """Wrap page `number` (from 1) of pypdfium2, of a file with these fonts."""
        super().__init__(page, number)
        self._fonts = fonts
        self._layer, self._replaced = 0, list[int]()
        self._spoken: npt.NDArray[np.uint32] | None = None

    def _text_layer(self) -> int:
        if not self._layer:
            self._layer = calls.address(c.FPDFText_LoadPage(self._page))
            dropped, self._replaced = calls.drop_replacements(self.things.texts)
            if dropped and self._layer:
                self._spoken = calls.letters(self._layer, self._count())
                c.FPDFText_ClosePage(ctypes.cast(self._layer, c.FPDF_TEXTPAGE))
                self._layer = calls.address(c.FPDFText_LoadPage(self._page))
        return self._layer

    def _count(self) -> int:
        """Return how many characters the layer has."""
        return max(c.FPDFText_CountChars(ctypes.cast(self._layer, c.FPDF_TEXTPAGE)), 0) if self._layer else 0

    def characters(self) -> Characters:
        """Return the text layer: the letters that are drawn, never those that a file gives in their place."""
        layer, count = self._text_layer(), self._count()
        if not count:
            return Characters(np.zeros(0, np.uint32), np.zeros((0, 4)), np.zeros(0, np.bool_))
        codes = _as_spoken(calls.letters(layer, count), self._spoken)
        drawn = ~is_space(codes)
        # pdfium replaces a hyphen at a line's end by a mark that has no box: the letters before it are judged.
        drawn[calls.hyphens(layer, codes)] = False
        # Where it says that it put none there, the file called a drawn glyph so (U+0000 comes out as FFFE): no letter.
        codes[((codes == calls.HYPHENS[0]) | (codes == calls.HYPHENS[2])) & drawn] = 0xFFFD
        codes[calls.is_hyphen(codes)] = ord("-")
        inked = self._inked_blanks(codes)
        codes[inked], drawn[inked] = 0xFFFD, True
        calls.join_halves(codes)
        codes[(codes == 0) | (codes > 0x10FFFF) | ((codes >= 0xD800) & (codes < 0xE000))] = 0xFFFD  # noqa: PLR2004  # Unicode
        corners = np.zeros((count, 4))
        chosen = np.flatnonzero(drawn)
        corners[chosen] = calls.boxes(layer, chosen)
        return Characters(codes, self._upright.boxes(corners), drawn)

    def _inked_blanks(self, codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
        """Return the characters that the file calls a blank, and draws with ink: they are letters without a name.

        Of the space itself pdfium keeps only the first of several, so that it is not told here (`nameless`).
        """
        rare = [one for one in np.unique(codes).tolist() if one not in _PLAIN and is_blank(one)]
        chosen = np.flatnonzero(np.isin(codes, rare)) if rare else np.zeros(0, np.int64)
        if not chosen.size or not self.things.texts:
            return chosen[:0]
        layer = self._text_layer()
        boxes = calls.boxes(layer, chosen)
        chosen = chosen[(boxes[:, 2:] > boxes[:, :2]).all(1)]
        self._fonts.make_room()
        addresses, own = self._font_numbers
        fonts = own[self._numbered(calls.text_objects(layer, chosen.tolist()))] if chosen.size else chosen
        tables = [self._fonts.table(addresses[at]) if at >= 0 else None for at in fonts.tolist()]
        found = [
            table is not None and table.has_nameless and bool(table.of((code, False)) or table.of((code, True)))
            for table, code in zip(tables, codes[chosen].tolist(), strict=True)
        ]
        return chosen[np.array(found, np.bool_)]

    def objects_at(self, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return for chosen characters of the layer the number of the text object that draws each; -1 when unknown."""
        layer = self._text_layer()
        if not layer or not self.things.texts or not chosen.size:
            return np.full(chosen.size, -1, np.int64)
        if chosen.size > self._count() // 3:  # all of them will be asked for, or nearly
            return self.objects[chosen]
        return self._objects_at(layer, chosen)

    def _objects_at(self, layer: int, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        return self._numbered(calls.text_objects(layer, chosen.tolist()))

    def _numbered(self, found: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
        """Return the numbers of text objects by their addresses; -1 when unknown."""
        things = np.array(self.things.texts, np.uint64)
        order = np.argsort(things, kind="stable")
        places = np.searchsorted(things, found, sorter=order).clip(0, things.size - 1)
        return np.where(things[order[places]] == found, order[places], -1)

    @cached_property
    def objects(self) -> npt.NDArray[np.int64]:
        """The same for all characters."""
        layer, chosen = self._text_layer(), np.arange(self._count())
        if not layer or not self.things.texts or not chosen.size:
            return np.full(chosen.size, -1, np.int64)
        return self._objects_at(layer, chosen)

    def replaced(self) -> npt.NDArray[np.bool_]:
        """Return for each text object whether its letters in the layer are others than it draws."""
        self._text_layer()
        kept = set(self._replaced)
        return np.array([thing in kept for thing in self.things.texts], np.bool_)

    @cached_property
    def inks(self) -> npt.NDArray[np.int64]:
        """The gray (0..255) that each text object is filled with; -1 where it is not one plain opaque colour."""
        return inks(self.things)

    @cached_property
    def drawn_glyphs(self) -> npt.NDArray[np.bool_]:
        """Which text objects have glyphs that are drawings of any size (Type 3 fonts)."""
        return calls.drawn_glyphs(self.things.texts)

    def glyphs(self, characters: Characters, places: npt.NDArray[np.int64], is_read: Callable[[str], bool]) -> Glyphs:
        """Return which glyphs draw letters of this page's layer.

        Args:
            characters: the layer.
            places: numbers of the letters in it.
            is_read: whether a letter can be read; the glyphs of others are not drawn.
        """
        self._fonts.make_room()
        addresses, own = self._font_numbers
        objects = self._objects_of(characters, places)
        codes = characters.codes[places]
        tables = [self._fonts.table(address) for address in addresses if address]
        for number, table in enumerate(tables):
            table.draw(
                (code, False) for code in np.unique(codes[own[objects] == number]).tolist() if is_read(chr(code))
            )
        seem = [one for one in np.unique(codes).tolist() if any(table.has((one, True)) for table in tables)]
        unmapped = np.zeros(places.size, np.bool_)
        likely = np.flatnonzero(np.isin(codes, seem))
        unmapped[likely] = calls.unmapped(self._text_layer(), places[likely].tolist())
        return glyphs(
            Set(own[objects], codes, self._mirrored[objects], self._turned[objects], unmapped),
            lambda font: self._fonts.table(addresses[font]),
            lambda font: self._fonts.name(addresses[font]),
            is_read=is_read,
            look=lambda chosen: self._look(characters, places[chosen], objects[chosen]),
        )

    def possible_glyphs(
        self,
        characters: Characters,
        places: npt.NDArray[np.int64],
        is_read: Callable[[str], bool],
        is_sign: Callable[[str], bool],
    ) -> set[Key] | None:
        """Return all glyphs that the fonts of the page have for these letters; None when that can't be told quickly."""
        codes = characters.codes[places]
        if self._mirrored.any() or self._turned.any() or int(codes.max(initial=0)) > 0xFFFF:  # noqa: PLR2004  # too rare to be quick
            return None
        letters = set(np.flatnonzero(np.bincount(codes)).tolist())
        if not all(is_read(chr(code)) or not chr(code).isalnum() for code in letters):
            return None
        self._fonts.make_room()
        tables = [self._fonts.table(address) for address in self._font_numbers[0] if address]

        def unmapped(seem: list[int]) -> set[int]:
            likely = np.flatnonzero(np.isin(codes, seem))
            return set(codes[likely][calls.unmapped(self._text_layer(), places[likely].tolist())].tolist())

        return possible({code for code in letters if is_read(chr(code))}, tables, unmapped, some(codes, is_sign))

    def possible_signs(
        self, characters: Characters, places: npt.NDArray[np.int64], is_sign: Callable[[str], bool]
    ) -> set[Key]:
        """Return all glyphs that the fonts of the page have for those of these letters that are signs."""
        self._fonts.make_room()
        tables = [self._fonts.table(address) for address in self._font_numbers[0] if address]
        return set(digests(some(characters.codes[places], is_sign), tables))

    def nameless(self) -> npt.NDArray[np.int64]:
        """Return the numbers of the text objects whose fonts draw ink for what the file calls nothing or a blank."""
        addresses, own = self._font_numbers
        self._fonts.make_room()
        chosen = [at for at, address in enumerate(addresses) if address and self._fonts.table(address).has_nameless]
        return np.flatnonzero(np.isin(own[:-1], chosen)) if chosen else np.zeros(0, np.int64)

    @cached_property
    def _font_numbers(self) -> tuple[list[int], npt.NDArray[np.int64]]:
        """The addresses of the page's fonts, and for each text object the number of its own; -1 after the last."""
        addresses: dict[int, int] = {}
        own = [addresses.setdefault(calls.font(one), len(addresses)) for one in self.things.texts]
        return list(addresses), np.array([*own, -1], np.int64)

    @cached_property
    def _bases(self) -> npt.NDArray[np.float64]:
        return text_bases(self.things)

    @cached_property
    def _mirrored(self) -> npt.NDArray[np.bool_]:
        """Which text objects are set as in a mirror; False after the last."""
        bases = self._bases
        return np.append(bases[:, 0, 0] * bases[:, 1, 1] < bases[:, 0, 1] * bases[:, 1, 0], [False])

    @cached_property
    def _turned(self) -> npt.NDArray[np.bool_]:
        """Which text objects run against most (by length) along the same side of the page; False after the last."""
        turned = np.zeros(len(self.things.texts) + 1, np.bool_)
        # A size below zero turns glyphs round.
        along = self._bases[:, 0] @ self._upright.matrix * np.sign(calls.font_sizes(self.things.texts))[:, None]
        if (along[:, 0] > np.abs(along[:, 1])).all():
            return turned
        rows, sides = np.arange(len(along)), np.abs(along).argmax(1)
        edges = self.things.text_boxes
        ways = np.nan_to_num(np.sign(along[rows, sides]))
        lengths = np.nan_to_num((edges[:, 2:] - edges[:, :2])[rows, sides])
        for side in (0, 1):
            most = float((ways * lengths)[sides == side].sum())
            turned[:-1] |= (sides == side) & (ways * most < 0)
        return turned

    def _objects_of(self, characters: Characters, places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the number of the text object that draws each of these characters, -1 when unknown.

        pdfium lists the letters of one object after one another, but where text runs from right to left.
        """
        if not self.things.texts:
            return np.full(places.size, -1, np.int64)
        codes = characters.codes
        if any(((codes >= first) & (codes <= last)).any() for first, last in _FROM_RIGHT):
            return self.objects_at(places)
        return self._numbered(calls.text_objects_of_runs(self._text_layer(), places.tolist()))

    def _look(self, characters: Characters, places: npt.NDArray[np.int64], objects: npt.NDArray[np.int64]) -> Look:
        """Return how chosen letters look on the page."""
        sheet = np.array([self.sheet.width, self.sheet.height])
        sizes = calls.font_sizes(self.things.texts)[:, None, None]
        steps = np.vstack([self._bases * sizes @ (self._upright.matrix * sheet), np.full((1, 2, 2), np.nan)])[objects]
        lengths = np.abs(steps)
        lying = lengths[:, 0, 0] >= lengths[:, 0, 1]  # written along the page, not up or down it
        along = np.where(lying, lengths[:, 0, 0], lengths[:, 0, 1])
        across = np.where(lying, lengths[:, 1, 1], lengths[:, 1, 0])
        aslant = ~(np.where(lying, lengths[:, 0, 1], lengths[:, 0, 0]) <= along / _UPRIGHT)
        boxes = characters.boxes[places]
        sides = (boxes[:, 2:] - boxes[:, :2]) * sheet
        sides = np.where(lying[:, None], sides, sides[:, ::-1])
        with np.errstate(divide="ignore", invalid="ignore"):
            sides = np.where(aslant[:, None], np.nan, sides / np.stack([along, across], 1))
        # Quarter turns against the clock that make it upright; the page's units run down.
        turns = np.where(lying, np.where(steps[:, 0, 0] < 0, 2, 0), np.where(steps[:, 0, 1] < 0, 3, 1))

        def images(chosen: npt.NDArray[np.int64]) -> list[Pixels | None]:
            drawn = self.draw(DPI)
            size = np.array([*drawn.shape[::-1]] * 2)
            edges = np.rint(boxes[chosen].clip(0, 1) * size).astype(int).tolist()
            return [
                None if slant else np.rot90(drawn[top:bottom, left:right], turn)
                for (left, top, right, bottom), turn, slant in zip(
                    edges, turns[chosen].tolist(), aslant[chosen].tolist(), strict=True
                )
            ]

        return Look(sides, images)

    def may_cut(self) -> npt.NDArray[np.bool_]:
        """Return for each text object whether a clip may cut into it."""
        return may_cut(self.things, self._upright)

    def clipped(self, others: npt.NDArray[np.int64], slack: float) -> npt.NDArray[np.bool_]:
        """Return for objects, by their numbers among `things.others`, whether a clip takes off more than `slack`."""
        things = self.things
        chosen = [things.others[number] for number in others.tolist()]
        boxes, held = things.other_boxes[others], things.other_forms[others]
        return clipped(chosen, boxes, held, things.forms, self._upright, slack=slack)

    def close(self) -> None:
        """Close the page."""
        if self._layer:
            c.FPDFText_ClosePage(ctypes.cast(self._layer, c.FPDF_TEXTPAGE))
            self._layer = 0
        super().close()


def _as_spoken(drawn: npt.NDArray[np.uint32], spoken: npt.NDArray[np.uint32] | None) -> npt.NDArray[np.uint32]:
    """Return the letters that are drawn, in the case that the file gives for reading: fonts have capitals for both."""
    if spoken is None or len(spoken) != len(drawn):
        return drawn
    found = drawn.copy()
    for index in np.flatnonzero((spoken != drawn) & (np.maximum(spoken, drawn) <= 0x10FFFF)).tolist():  # noqa: PLR2004  # Unicode
        if chr(drawn[index]).casefold() == chr(spoken[index]).casefold():
            found[index] = spoken[index]
    return found


_SPACES = np.zeros(0x3001, np.bool_)
_SPACES[[code for code in range(0x3001) if chr(code).isspace()]] = True


def is_space(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Return which code points are white space (as `str.isspace`) or a byte order mark."""
    low = _SPACES[np.minimum(codes, 0x3000)] & (codes <= 0x3000)  # noqa: PLR2004  # the last of them
    found: npt.NDArray[np.bool_] = low | (codes == 0xFEFF)  # noqa: PLR2004  # byte order mark
    return found
