"""Which glyph draws each letter of a page: its drawing, by which it is known again on whatever page of whatever file.

A font says which drawings it has for a letter (`pdf_fonts`). Nearly always there is one. Where there are more, a letter
of the page has the one whose box is as large as its own, or, when that does not decide, the one that it looks like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.engines.pdf_fonts import Drawn, FontTable

Key = tuple[str, bytes]
"""A letter and the digest of what is drawn for it; an empty one where that is not known."""

#: Boxes are the same when their sides differ by no more than this (letter heights): they come from the same numbers.
SAME_SIDE = 0.003

#: Resolution at which letters are laid beside drawings, and width and height they are brought to (pixels).
DPI, SIDES = 250.0, (24, 32)

#: A letter is told by its look when it differs from one drawing at most by this (share of full ink, mean) and from each
#: other one by more than so many times as much.
ALIKE, OTHERWISE = 0.2, 1.5

#: Mark of glyphs that are drawn as in a mirror.
_MIRRORED = b"mirrored "

#: Bits of what is told of a letter beside its code point, and the one that says that it stands on its head.
_FLAGS, _TURNED = 3, 4

#: The soft hyphen: on a page it is a hyphen.
_SOFT = 0xAD

_CODE_BITS = 21
_CODE = (1 << _CODE_BITS) - 1


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The glyphs that draw some letters of a page.

    Attributes:
        numbers: for each letter the number of its glyph.
        keys: what each glyph is; for letters that can't be read with the name of the font in place of a drawing.
    """

    numbers: npt.NDArray[np.int64]
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Set:
    """Letters as they are set on a page, one entry each.

    Attributes:
        fonts: number of the font, -1 when unknown.
        codes: code points.
        mirrored: whether they are set as in a mirror.
        turned: whether they stand on their heads beside the other text of the page.
        unmapped: whether the file gives them no letter (`calls.unmapped`).
    """

    fonts: npt.NDArray[np.int64]
    codes: npt.NDArray[np.uint32]
    mirrored: npt.NDArray[np.bool_]
    turned: npt.NDArray[np.bool_]
    unmapped: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Look:
    """How letters that have several drawings look on the page, one entry each.

    Attributes:
        sizes: width and height of the box around the ink, along and across the text, in letter heights; NaN when it
            stands aslant.
        images: draws them upright, in gray; called only when boxes don't decide.
    """

    sizes: npt.NDArray[np.float64]
    images: Callable[[npt.NDArray[np.int64]], Sequence[Pixels | None]]


@dataclass(frozen=True, slots=True)
class _Several:
    """A letter for which its font has several drawings: its number, the drawings, whether it is set as in a mirror."""

    number: int
    drawn: tuple[Drawn, ...]
    mirrored: bool


def glyphs(
    letters: Set,
    tables: Callable[[int], FontTable],
    names: Callable[[int], bytes],
    *,
    is_read: Callable[[str], bool],
    look: Callable[[npt.NDArray[np.int64]], Look],
) -> Glyphs:
    """Return the glyphs of letters.

    Args:
        letters: as they are set.
        tables: gives the table of the font with this number; asked only when it draws a letter that can be read.
        names: gives the name by which the font with this number is known in other files.
        is_read: whether a letter can be read, so that its drawing matters.
        look: how chosen letters look on the page.
    """
    flags = letters.turned.astype(np.int64) << 2 | letters.mirrored.astype(np.int64) << 1 | letters.unmapped
    pairs = (letters.fonts + 1) << (_CODE_BITS + _FLAGS) | letters.codes.astype(np.int64) << _FLAGS | flags
    unique, numbers = np.unique(pairs, return_inverse=True)
    keys: list[Key] = []
    several: list[_Several] = []
    for number, pair in enumerate(unique.tolist()):
        font, letter = (pair >> (_CODE_BITS + _FLAGS)) - 1, chr((pair >> _FLAGS) & _CODE)
        if not is_read(letter):
            keys.append((letter, names(font) if font >= 0 and letter.isalpha() else b""))
            continue
        # What stands on its head shows another drawing, which no upright one vouches for: it is not known.
        known = font >= 0 and not pair & _TURNED
        drawn = _of(tables(font), letter, unmapped=bool(pair & 1)) if known else ()
        keys.append((letter, _digest(drawn[0], mirrored=bool(pair & 2)) if len(drawn) == 1 else b""))
        if len(drawn) > 1:
            several.append(_Several(number, drawn, mirrored=bool(pair & 2)))
    if several:
        numbers = _parted(numbers, keys, several, look)
    return _joined(numbers, keys)


def possible(
    letters: set[int],
    tables: Sequence[FontTable],
    unmapped: Callable[[list[int]], set[int]],
    signs: Sequence[str] = (),
) -> set[Key] | None:
    """Return all glyphs that fonts have for letters (code points); None where a letter is in none of them.

    It is quickly told, and often enough: when all of them are known, it does not matter which of them a page has.

    Args:
        letters: of the page.
        tables: its fonts.
        unmapped: which of these letters some character of the page only seems to be, as the file gives it none.
        signs: that will be asked for next (`digests`): they are drawn with the others.
    """
    seem = unmapped([one for one in letters if any(table.has((one, True)) for table in tables)])
    asked = [(one, False) for one in letters] + [(one, True) for one in seem]
    found: set[Key] = set()
    met: set[int] = set()
    for table in tables:
        mine = [one for one in asked if table.has(one)]
        table.draw(mine + [(code, False) for code in tall(signs, table)])
        for one in mine:
            met.add(one[0])
            found.update([(chr(one[0]), drawn.digest) for drawn in table.of(one)])
    return found if met >= letters else None


def digests(signs: Sequence[str], tables: Sequence[FontTable]) -> Iterator[Key]:
    """Yield each sign with the digests of all drawings that fonts have for it, where one may be a letter's."""
    for table in tables:
        for code in tall(signs, table):
            sign = chr(code)
            for drawn in table.of((code, False)):
                yield "-" if code == _SOFT else sign, drawn.digest


def tall(signs: Sequence[str], table: FontTable) -> list[int]:
    """Return which signs a font draws as high as letters; a hyphen may be a soft one there."""
    codes = [ord(sign) for sign in signs] + ([_SOFT] if "-" in signs else [])
    return [code for code in codes if table.is_tall((code, False))]


def some(codes: npt.NDArray[np.uint32], chosen: Callable[[str], bool]) -> list[str]:
    """Return which letters there are among those up to FFFF that are chosen."""
    there = np.flatnonzero(np.bincount(codes[codes <= 0xFFFF])).tolist()  # noqa: PLR2004  # to be quick
    return [one for one in map(chr, there) if chosen(one)]


def _joined(numbers: npt.NDArray[np.int64], keys: list[Key]) -> Glyphs:
    """Count letters of several fonts with the same drawing as one glyph; those without one stay apart."""
    known: dict[Key, int] = {}
    kept: list[Key] = []
    new = np.zeros(len(keys), np.int64)
    for number, key in enumerate(keys):
        if key[1] and key in known:
            new[number] = known[key]
            continue
        new[number] = known[key] = len(kept)
        kept.append(key)
    return Glyphs(new[numbers], tuple(kept))


def _of(table: FontTable, letter: str, *, unmapped: bool) -> tuple[Drawn, ...]:
    """Return the drawings of a letter; fonts may call it by the other case (`ActualText` says which is meant).

    A hyphen may be a soft one there: one of each has no image to tell them apart but by their boxes.
    """
    if letter == "-":
        both = [*table.of((ord(letter), unmapped)), *table.of((_SOFT, unmapped))]
        return tuple({one.digest: one for one in both}.values())
    for one in dict.fromkeys((letter, letter.swapcase())):
        if len(one) == 1 and (drawn := table.of((ord(one), unmapped))):
            return drawn
    return ()


def _digest(drawn: Drawn, *, mirrored: bool) -> bytes:
    return _MIRRORED + drawn.digest if mirrored and drawn.digest else drawn.digest


def _parted(
    numbers: npt.NDArray[np.int64],
    keys: list[Key],
    several: list[_Several],
    look: Callable[[npt.NDArray[np.int64]], Look],
) -> npt.NDArray[np.int64]:
    """Give letters for which their font has several drawings a number for each drawing."""
    numbers = numbers.copy()
    members = [np.flatnonzero(numbers == one.number) for one in several]
    chosen = np.concatenate(members)
    seen = look(chosen)
    at = 0
    for one, mine in zip(several, members, strict=True):
        entries = np.arange(at, at + mine.size)
        at += mine.size
        own = _chosen(one.drawn, seen, entries)
        letter = keys[one.number][0]
        for which in np.unique(own[own >= 0]).tolist():
            numbers[mine[own == which]] = len(keys)
            keys.append((letter, _digest(one.drawn[which], mirrored=one.mirrored)))
    return numbers


def _chosen(drawn: tuple[Drawn, ...], seen: Look, entries: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return for letters which drawing each has, -1 where it can't be told."""
    boxes = np.array([(one.width, one.height) for one in drawn])
    sizes = seen.sizes[entries]
    fits: npt.NDArray[np.bool_] = (np.abs(sizes[:, None] - boxes[None]) <= SAME_SIDE).all(2)
    fits[~fits.any(1)] = True  # aslant, or set in a way that we don't follow
    own: npt.NDArray[np.int64] = np.where(fits.sum(1) == 1, fits.argmax(1), -1)
    open_ = np.flatnonzero(own < 0)
    if open_.size and all(one.image.size for one in drawn):
        masters = [_ink(one.image) for one in drawn]
        for place, image in zip(open_.tolist(), seen.images(entries[open_]), strict=True):
            if image is not None and image.size:
                own[place] = _nearest(_ink(image), masters, fits[place])
    return own


def _nearest(ink: npt.NDArray[np.float32], masters: list[npt.NDArray[np.float32]], fits: npt.NDArray[np.bool_]) -> int:
    """Return which of the drawings that may be meant ink looks like, -1 when more than one or none."""
    apart = [
        (float(np.abs(ink - master).mean()), number)
        for number, (master, may) in enumerate(zip(masters, fits, strict=True))
        if may
    ]
    (first, number), (second, _other) = sorted(apart)[:2]
    return number if first <= ALIKE and second > OTHERWISE * first else -1


def _ink(image: Pixels) -> npt.NDArray[np.float32]:
    """Return the ink of a letter (0..1), brought to one size."""
    gray = image if image.mean() > 127 else 255 - image  # noqa: PLR2004  # light letters on dark ground
    ink = np.subtract(gray.max(), gray, dtype=np.float32)
    rows, columns = np.flatnonzero(ink.max(1) > ink.max() / 3), np.flatnonzero(ink.max(0) > ink.max() / 3)
    if rows.size and columns.size:
        ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    found = cv2.resize(ink, SIDES, interpolation=cv2.INTER_AREA)
    return np.asarray(found / max(float(found.max()), 1.0), np.float32)
