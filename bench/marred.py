"""Ways in which a page is spoiled, drawn on a clean scan whose words and their places are known, for `bench/damage.py`.

All take a gray image (0 is black), the boxes of its words (n x 4, fractions), its resolution and chance, and return a
gray or coloured image. What is drawn hides nothing that a person could not still read.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.sample import wear

Boxes = npt.NDArray[np.float64]
Drawn = npt.NDArray[np.uint8]


def rows(boxes: Boxes, image: Pixels) -> Iterator[tuple[int, int, int, int]]:
    """Return left, top, right and bottom in pixels of each row of words that stand beside each other."""
    height, width = image.shape
    places = (boxes * (width, height, width, height)).round().astype(int)
    row: list[npt.NDArray[np.int_]] = []
    for place in places[np.argsort(places[:, 1], kind="stable")]:
        if row and (place[1] + place[3]) / 2 > row[0][3]:
            yield _around(row)
            row = []
        row.append(place)
    if row:
        yield _around(row)


def _around(row: list[npt.NDArray[np.int_]]) -> tuple[int, int, int, int]:
    left, top = np.min(row, axis=0)[:2].tolist()
    right, bottom = np.max(row, axis=0)[2:].tolist()
    return left, top, right, bottom


def nothing(image: Pixels, _boxes: Boxes, _dpi: float, _rng: random.Random) -> Drawn:
    """As it is."""
    return image


def black_border(image: Pixels, _boxes: Boxes, dpi: float, rng: random.Random) -> Drawn:
    """A copier's black edges, slanting and ragged."""
    return wear.dark_edges(wear.dark_edges(image, 0.4 * dpi, rng), 0.3 * dpi, rng)


def punched(image: Pixels, _boxes: Boxes, dpi: float, _rng: random.Random) -> Drawn:
    """Three dark holes at the left, as the black lid behind them leaves them."""
    out = image.copy()
    for inches in (1.25, 5.5, 9.75):
        cv2.circle(out, (round(0.42 * dpi), round(inches * dpi)), round(0.13 * dpi), 12, -1, cv2.LINE_AA)
    return out


def uneven_toner(image: Pixels, _boxes: Boxes, _dpi: float, rng: random.Random) -> Drawn:
    """Pale bands and clouds, down to a third of the toner."""
    return wear.low_toner(image, 0.45, rng)


def gray_bands(image: Pixels, _boxes: Boxes, _dpi: float, rng: random.Random) -> Drawn:
    """Paper that darkens towards one side and in clouds, as a worn copier's light leaves it."""
    height, width = image.shape
    field = wear.uneven_field(rng, height, width, 4).astype(np.float32) / 255
    shade = np.linspace(1.0, 0.55, width, dtype=np.float32)[None, :] * (1 - 0.3 * field)
    return np.asarray(image * shade, np.uint8)


def white_on_black(image: Pixels, boxes: Boxes, dpi: float, _rng: random.Random) -> Drawn:
    """Every fourth row is white print on a black bar from margin to margin."""
    out = image.copy()
    every = list(rows(boxes, image))
    left, right = min(row[0] for row in every), max(row[2] for row in every)
    rim = round(0.03 * dpi)
    for _left, top, _right, bottom in every[1::4]:
        part = out[max(0, top - rim) : bottom + rim, max(0, left - 4 * rim) : right + 4 * rim]
        part[:] = 255 - part
    return out


def underlined(image: Pixels, boxes: Boxes, dpi: float, rng: random.Random) -> Drawn:
    """Half of the rows are underlined with a pen, through the feet of their letters."""
    out = image.copy()
    for left, top, right, bottom in list(rows(boxes, image))[::2]:
        y = bottom - round((bottom - top) * 0.2) + rng.randrange(-1, 2)
        cv2.line(out, (left, y), (right, y + rng.randrange(-2, 3)), 60, max(1, round(0.012 * dpi)), cv2.LINE_AA)
    return out


def form_lines(image: Pixels, boxes: Boxes, dpi: float, rng: random.Random) -> Drawn:
    """A form's lines, level and upright, run through the print that was typed a little off."""
    out = image.copy()
    thick = max(1, round(0.008 * dpi))
    every = list(rows(boxes, image))
    left, right = min(row[0] for row in every), max(row[2] for row in every)
    for _left, top, _right, bottom in every:
        y = round(top + (bottom - top) * rng.uniform(0.25, 0.85))
        cv2.line(out, (left - 10, y), (right + 10, y), 40, thick)
    for at in range(5):
        x = round(left + (right - left) * at / 4)
        cv2.line(out, (x, every[0][1]), (x, every[-1][3]), 40, thick)
    return out


def _stamp(image: Pixels, boxes: Boxes, dpi: float) -> Pixels:
    """Return a large stamp in the middle of the text, 255 where its ink is."""
    ink = np.zeros_like(image)
    every = list(rows(boxes, image))
    top = every[len(every) // 3][1]
    left = round(1.6 * dpi)
    for line, word in enumerate(("RECEIVED", "MAIL ROOM")):
        place = (left, top + round((0.5 + 0.6 * line) * dpi))
        cv2.putText(ink, word, place, cv2.FONT_HERSHEY_DUPLEX, dpi / 70, 255, round(0.035 * dpi), cv2.LINE_AA)
    cv2.rectangle(ink, (left - 30, top), (left + round(4.6 * dpi), top + round(1.3 * dpi)), 255, round(0.03 * dpi))
    turn = cv2.getRotationMatrix2D((left + 2 * dpi, top + dpi / 2), 8, 1)
    return np.asarray(cv2.warpAffine(ink, turn, (image.shape[1], image.shape[0])), np.uint8)


def gray_stamp(image: Pixels, boxes: Boxes, dpi: float, _rng: random.Random) -> Drawn:
    """A pale stamp lies over a third of the text."""
    ink = _stamp(image, boxes, dpi).astype(np.float32) / 255
    return np.asarray(np.minimum(image, 255 - ink * 95), np.uint8)


def red_stamp(image: Pixels, boxes: Boxes, dpi: float, _rng: random.Random) -> Drawn:
    """A red stamp lies over a third of the text, in colour."""
    return _coloured(image, boxes, dpi, (205, 30, 45))


def blue_stamp(image: Pixels, boxes: Boxes, dpi: float, _rng: random.Random) -> Drawn:
    """A blue stamp lies over a third of the text, in colour."""
    return _coloured(image, boxes, dpi, (40, 60, 190))


def _coloured(image: Pixels, boxes: Boxes, dpi: float, colour: tuple[int, int, int]) -> Drawn:
    ink = _stamp(image, boxes, dpi).astype(np.float32)[..., None] / 255
    tinted = 255 - ink * (255 - np.array(colour, np.float32))
    return np.asarray(cv2.merge([image] * 3) * (tinted / 255), np.uint8)


def small_print(image: Pixels, _boxes: Boxes, dpi: float, _rng: random.Random) -> Drawn:
    """All of it half as large on the same paper: print of 5 to 6 points."""
    small = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    out = np.full_like(image, int(np.median(image)))
    top, left = round(0.5 * dpi), round(0.5 * dpi)
    out[top : top + small.shape[0], left : left + small.shape[1]] = small
    return out


def low_resolution(image: Pixels, _boxes: Boxes, dpi: float, _rng: random.Random) -> Drawn:
    """Scanned at 85 dots an inch."""
    return np.asarray(cv2.resize(image, None, fx=85 / dpi, fy=85 / dpi, interpolation=cv2.INTER_AREA), np.uint8)


def specks(image: Pixels, _boxes: Boxes, dpi: float, rng: random.Random) -> Drawn:
    """Dirt, sixty specks a square inch, in black and white."""
    return wear.bilevel(wear.speckled(image, 60, round(dpi), rng), 140)


def streaks(image: Pixels, _boxes: Boxes, _dpi: float, rng: random.Random) -> Drawn:
    """Black and white, with a dozen broken lines down the page."""
    out = wear.bilevel(image, 140)
    for _streak in range(12):
        x = rng.randrange(out.shape[1] - 2)
        there = wear.raw_bytes(rng, out.shape[0], 1)[:, 0] < 200  # a fifth of each is broken away
        out[there, x : x + 2] = 0
    return out


def broken_strokes(image: Pixels, _boxes: Boxes, dpi: float, rng: random.Random) -> Drawn:
    """A copy of a copy of a copy, scanned in black and white: thin strokes are gone."""
    out = image
    for _copy in range(3):
        out = wear.copied(out, 0.004 * dpi, 0.6, rng)
    return wear.bilevel(out, 120)


#: Every kind of damage, by its name.
DAMAGES: dict[str, Callable[[Pixels, Boxes, float, random.Random], Drawn]] = {
    "none": nothing,
    "black borders": black_border,
    "punched holes": punched,
    "uneven toner": uneven_toner,
    "uneven paper": gray_bands,
    "white on black": white_on_black,
    "underlining": underlined,
    "form lines": form_lines,
    "gray stamp": gray_stamp,
    "red stamp": red_stamp,
    "blue stamp": blue_stamp,
    "small print": small_print,
    "low resolution": low_resolution,
    "specks": specks,
    "streaks": streaks,
    "broken strokes": broken_strokes,
}
