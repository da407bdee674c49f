"""Pieces of lines of a text layer, as they are shown to a recogniser to be read a second time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box, clamped
from readingroom.model.page import Sheet
from readingroom.reading.layer import Letters

#: A gap wider than so many times the height of its line ends a piece: the next column begins.
GAP = 1.5

#: The next word may begin so many times the height before the last one ends (kerning), and must share this much of the
#: lower one's height with it.
BACK, BESIDE = 0.5, 0.3

#: A piece longer than so many times its height is cut at a word: the recogniser squeezes longer lines.
LONGEST = 28.0

#: Paper around the ink of a piece that is shown with it, as a share of its height: the recogniser was trained on lines
#: as its detector finds them, which are grown like this.
AROUND = 0.22

#: Least paper around, points.
LEAST_PAPER = 0.5

#: A word of at least so many letters whose box is so many times higher than wide is written up or down the page.
UPRIGHT_LETTERS, STANDING = 3, 1.5


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that follow each other on a line.

    Attributes:
        letters: numbers of their letters, in `Letters`.
        text: these letters, without spaces.
        box: around their ink.
        turn: quarter turns against the clock that make the piece upright.
    """

    letters: npt.NDArray[np.int64]
    text: str
    box: Box
    turn: int = 0


def pieces(letters: Letters, sheet: Sheet) -> list[Piece]:
    """Cut the lines of a layer into pieces."""
    if not letters.places.size:
        return []
    begins = np.flatnonzero(np.diff(letters.word, prepend=-1))
    ends = np.append(begins[1:], letters.word.size)
    size = np.array([sheet.width, sheet.height] * 2)
    boxes = letters.characters.boxes[letters.places] * size
    low, high = np.minimum.reduceat(boxes[:, :2], begins), np.maximum.reduceat(boxes[:, 2:], begins)
    words, lines = np.hstack([low, high]).tolist(), letters.line[begins].tolist()
    found: list[Piece] = []
    first = 0
    left, top, right, bottom = words[0]
    for number in range(1, len(words) + 1):
        if number < len(words) and lines[number] == lines[number - 1]:
            nearer, upper, farther, lower = words[number]
            height = max(bottom - top, lower - upper)
            shared = min(bottom, lower) - max(top, upper)
            beside = shared > BESIDE * min(bottom - top, lower - upper)
            follows = beside and -BACK * height < nearer - right < GAP * height
            if follows and max(farther, right) - left < LONGEST * max(bottom - top, 1.0):
                top, right, bottom = min(top, upper), max(right, farther), max(bottom, lower)
                continue
        found.append(_piece(letters, boxes, int(begins[first]), int(ends[number - 1]), sheet))
        if number < len(words):
            first = number
            left, top, right, bottom = words[number]
    return _turned(found)


def _turned(found: list[Piece]) -> list[Piece]:
    """Give short pieces the turn that most letters of the page have: theirs can't be told from two letters."""
    turns = [0] * 4
    for piece in found:
        turns[piece.turn] += len(piece.text) if len(piece.text) >= UPRIGHT_LETTERS else 0
    most = turns.index(max(turns))
    return [piece if len(piece.text) >= UPRIGHT_LETTERS else replace(piece, turn=most) for piece in found]


def _piece(letters: Letters, boxes: npt.NDArray[np.float64], first: int, last: int, sheet: Sheet) -> Piece:
    numbers = np.arange(first, last)
    inside = boxes[first:last]
    left, top = inside[:, :2].min(0).tolist()
    right, bottom = inside[:, 2:].max(0).tolist()
    text = "".join(map(chr, letters.characters.codes[letters.places[first:last]].tolist()))
    across, down = ((inside[-1, :2] + inside[-1, 2:] - inside[0, :2] - inside[0, 2:]) / 2).tolist()
    turn = 0
    if len(text) >= UPRIGHT_LETTERS and bottom - top > STANDING * (right - left):
        turn = 3 if down < 0 else 1  # written upwards: turned with the clock
    elif len(text) >= UPRIGHT_LETTERS and across < 0 and abs(across) > abs(down):
        turn = 2
    box = Box(left / sheet.width, top / sheet.height, right / sheet.width, bottom / sheet.height)
    return Piece(numbers, text, box, turn)


def around(piece: Piece, sheet: Sheet) -> Box:
    """Return the place of a piece with some paper around it."""
    box = piece.box
    high = (box.right - box.left) * sheet.width if piece.turn % 2 else (box.bottom - box.top) * sheet.height
    paper = AROUND * high + LEAST_PAPER
    across, down = paper / sheet.width, paper / sheet.height
    return clamped(box.left - across, box.top - down, box.right + across, box.bottom + down)


def upright(image: Pixels, piece: Piece) -> Pixels:
    """Return the image of a piece upright."""
    return np.ascontiguousarray(np.rot90(image, piece.turn))
