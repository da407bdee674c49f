"""Handwriting: letters as strokes through a few points, drawn by a pen whose pressure and hand vary."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels

Points = npt.NDArray[np.float64]

#: Each letter as strokes ("|" lifts the pen) of points "x,y", in hundredths of the height of a small letter; up is +.
LETTERS = {
    "a": "48,82 22,92 4,52 18,6 38,22 50,88 52,24 66,4 82,20",
    "b": "0,20 28,140 32,205 16,180 12,20 34,2 52,38 36,72 60,70 78,66",
    "c": "48,76 28,96 6,54 20,4 44,10 66,26",
    "d": "46,80 20,92 4,48 18,4 42,30 56,190 54,40 66,4 84,22",
    "e": "2,34 36,58 34,94 10,72 14,14 38,2 66,26",
    "f": "0,26 34,150 36,205 20,170 14,20 10,-90 24,-100 26,-10 60,30",
    "g": "48,82 22,92 4,52 20,8 42,34 52,86 44,-80 18,-112 8,-76 40,-20 80,24",
    "h": "0,20 28,150 30,205 14,170 10,2 22,62 42,90 50,40 56,4 78,22",
    "i": "0,22 20,92 18,30 30,2 52,22 | 26,134 28,138",
    "j": "0,22 22,92 14,-76 -8,-108 -16,-76 20,-12 50,24 | 28,134 30,138",
    "k": "0,20 28,150 30,205 14,170 10,2 18,50 46,88 44,60 22,50 48,4 74,22",
    "l": "0,20 30,140 34,205 16,180 14,30 28,2 52,22",
    "m": "0,30 12,90 14,2 28,76 42,88 44,2 58,76 72,88 76,24 88,2 104,22",
    "n": "0,30 12,90 14,2 30,76 48,88 52,24 64,2 82,22",
    "o": "40,90 10,78 6,20 34,2 56,40 40,90 60,78 82,74",
    "p": "0,30 14,92 6,-108 14,40 40,92 56,52 38,4 18,14 | 50,8 82,22",
    "q": "48,82 22,92 4,52 20,8 42,34 52,88 48,-104 62,-60 84,20",
    "r": "0,26 16,98 26,80 46,82 44,26 56,2 74,22",
    "s": "0,18 28,98 40,40 26,2 6,14 40,10 62,24",
    "t": "0,22 26,120 26,180 20,40 32,2 56,22 | 2,128 58,138",
    "u": "0,30 10,90 10,26 26,2 46,40 50,90 50,24 62,2 80,22",
    "v": "0,40 14,90 28,4 50,88 74,76",
    "w": "0,40 10,90 22,4 42,74 58,4 74,90 96,78",
    "x": "0,60 16,90 40,2 64,20 | 50,92 4,0",
    "y": "0,30 10,90 14,24 34,8 50,88 44,-76 18,-110 8,-78 40,-18 76,24",
    "z": "2,84 44,90 6,4 30,20 36,-60 14,-108 6,-76 60,20",
    "0": "34,160 4,100 20,4 56,40 48,140 28,160",
    "1": "6,120 30,160 26,0",
    "2": "2,120 24,160 50,124 4,4 60,8",
    "3": "4,140 40,156 44,104 18,84 52,60 38,4 2,18",
    "4": "40,160 2,56 66,60 | 48,110 44,-4",
    "5": "54,158 14,154 8,92 46,90 44,14 2,10",
    "6": "46,158 10,90 12,12 46,10 48,60 12,66",
    "7": "0,150 56,156 20,0 | 10,80 50,84",
    "8": "46,140 14,150 16,104 52,60 34,2 4,40 46,110 46,140",
    "9": "48,130 16,156 8,100 46,96 50,140 44,0",
    "-": "0,50 40,56",
    "/": "0,-20 50,170",
    ".": "4,2 8,4",
    "?": "2,130 24,160 48,130 24,80 24,48 | 24,6 27,8",
}

#: Height of a capital beside a small letter: capitals are drawn as large small letters, as hurried people do.
CAPITAL = 1.9

#: What is scribbled beside a text: words anyone writes on office paper, never a name.
NOTES = (
    "see file", "ok", "call back", "copy to file", "no", "why?", "check", "done 4/12", "hold", "send", "per phone 9/28",
    "not ours", "ask legal", "dup", "pls file", "2 of 3", "urgent", "see p. 7", "rec'd", "noted", "get orig", "fwd 6/3",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """Something written or stamped on the paper.

    Attributes:
        kind: note, signature, stamp, hole, staple or ring.
        text: its words as far as it has any.
        box: left, top, right, bottom as fractions of the upright page.
    """

    kind: str
    text: str
    box: tuple[float, float, float, float]

    def at(self, box: npt.NDArray[np.float64]) -> Mark:
        """Return the mark at another place."""
        left, top, right, bottom = (float(edge) for edge in box)
        return replace(self, box=(left, top, right, bottom))


def _glyph(letter: str) -> list[Points]:
    drawn = LETTERS.get(letter.lower(), "0,20 20,30")
    size = CAPITAL if letter.isupper() else 1.0
    strokes = []
    for stroke in drawn.split("|"):
        points = [[float(number) / 100 for number in pair.split(",")] for pair in stroke.split()]
        strokes.append(np.array(points) * size)
    return strokes


def _smooth(points: Points) -> Points:
    """Return a Catmull-Rom curve through the points, eight steps a piece."""
    if len(points) < 2:  # noqa: PLR2004  # a curve has two ends
        return points
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, 9)[:, None]
    pieces = []
    for a, b, c, d in zip(padded[:-3], padded[1:-2], padded[2:-1], padded[3:], strict=True):
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.vstack(pieces)


def write(
    page: Pixels,
    text: str,
    place: tuple[float, float],
    *,
    size: float,
    slant: float,
    rng: random.Random,
    shade: int = 0,
) -> Points:
    """Write `text` from a pixel (x, y) on its base line, small letters `size` pixels high; return its corners.

    Letters of a word hang together; each differs a little every time, the line climbs or sinks; the ink is
    gray (`shade`, or by chance).
    """
    shade, climb = shade or rng.randrange(18, 95), rng.uniform(-0.06, 0.09)
    slant += rng.uniform(-0.12, 0.12)
    tight = rng.uniform(0.98, 1.25)
    pen = max(1.0, size * rng.uniform(0.055, 0.095))
    at, all_points, chain = 0.0, [], np.zeros((0, 2))
    lifted: list[Points] = []
    for letter in text:
        if letter in " '":
            lifted.append(chain)
            chain = np.zeros((0, 2))
            at += 0.62 if letter == " " else 0.1
            continue
        strokes = _glyph(letter)
        wide = float(strokes[0][:, 0].max())
        lean, grow = rng.uniform(-0.05, 0.05), rng.uniform(0.86, 1.12)
        for number, stroke in enumerate(strokes):
            shaky = np.array([[rng.gauss(0, 0.028), rng.gauss(0, 0.032)] for _point in stroke])
            moved = (stroke + shaky) * (tight, grow)
            moved[:, 0] += at + lean * moved[:, 1]
            if number == 0 and not letter.isdigit() and letter not in "-/.?":
                chain = np.vstack([chain, moved])
            else:
                lifted.append(moved)
        if letter.isdigit() or letter in "-/.?":
            lifted.append(chain)
            chain = np.zeros((0, 2))
        at += (wide + (0.16 if letter.isdigit() or letter in "-/.?" else -0.04)) * tight
    for stroke in [*lifted, chain]:
        if len(stroke) < 2:  # noqa: PLR2004  # nothing to draw
            continue
        curve = _smooth(stroke)
        placed = (
            np.stack([curve[:, 0] + slant * curve[:, 1], -curve[:, 1] - climb * curve[:, 0]], axis=1) * size + place
        )
        _stroke(page, placed, pen, shade)
        all_points.append(placed)
    return np.vstack(all_points) if all_points else np.array([place])


def _stroke(page: Pixels, points: Points, thick: float, shade: int) -> None:
    """Draw a curve whose width follows the pen's way: down strokes are broader than up strokes and turns."""
    steps = np.diff(points, axis=0)
    long = np.hypot(steps[:, 0], steps[:, 1]) + 1e-6
    press = np.clip(0.75 + 0.45 * steps[:, 1] / long, 0.5, 1.25)
    fixed = np.round(points * 16).astype(np.int32)
    for start, stop, force in zip(fixed[:-1], fixed[1:], press, strict=True):
        cv2.line(page, start.tolist(), stop.tolist(), shade, max(1, round(thick * float(force))), cv2.LINE_AA, 4)


def _around(points: Points, page: Pixels) -> tuple[float, float, float, float]:
    height, width = page.shape
    left, top = np.clip(points.min(axis=0) / (width, height), 0, 1)
    right, bottom = np.clip(points.max(axis=0) / (width, height), 0, 1)
    return float(left), float(top), float(right), float(bottom)


def signature(page: Pixels, place: tuple[float, float], dpi: int, slant: float, rng: random.Random) -> Mark:
    """Sign at `place` (fractions): a large first letter, letters that run out into a line, a flourish."""
    height, width = page.shape
    size, shade = dpi * rng.uniform(0.11, 0.17), rng.randrange(20, 80)
    x, y = place[0] * width, min(place[1] * height + 2.4 * size, height - 0.3 * dpi)
    name = rng.choice("ABDGHJKLMRSTW") + "".join(rng.choice("aeourlnmits") for _letter in range(rng.randrange(2, 5)))
    last = rng.choice("BDFHKLPRW") + "".join(rng.choice("aeoulnrmst") for _letter in range(rng.randrange(1, 4)))
    points = [write(page, name, (x, y), size=size, slant=slant + 0.15, rng=rng, shade=shade)]
    start = float(points[0][:, 0].max())
    points.append(
        write(
            page, last, (start + size * 0.3, y - size * 0.1), size=size * 1.1, slant=slant + 0.15, rng=rng, shade=shade
        )
    )
    end = float(points[1][:, 0].max())
    tail = [(end - size * 0.3, y - size * 0.2)]
    for bump in range(rng.randrange(3, 6)):
        tail.append(
            (tail[-1][0] + size * rng.uniform(0.25, 0.5), y - size * (0.5 if bump % 2 == 0 else 0.05) / (1 + bump / 2))
        )
    tail.append((tail[-1][0] + size * rng.uniform(1, 2.5), y - size * rng.uniform(-0.2, 0.5)))
    if rng.random() < 0.5:  # noqa: PLR2004  # half of them underline themselves
        tail += [(x + size, y + size * 0.75), (end + size * 0.8, y + size * 0.45)]
    curve = _smooth(np.array(tail))
    _stroke(page, curve, max(1.2, size * 0.075), shade)
    return Mark("signature", "", _around(np.vstack([*points, curve]), page))


def note(page: Pixels, boxes: Points, dpi: int, slant: float, rng: random.Random) -> Mark:
    """Add one note: words in a margin, a bar or a tick beside lines, an underline, or a ring around a word."""
    height, width = page.shape
    shade, thick = rng.randrange(20, 95), max(1.2, dpi * rng.uniform(0.008, 0.014))
    chance = rng.random()
    if chance < 0.5 or len(boxes) < 5:  # noqa: PLR2004  # half are words; the others need print to point at
        text = rng.choice(NOTES)
        size = dpi * rng.uniform(0.075, 0.12)
        long = len(text) * 0.62 * size
        places = [(0.62, rng.uniform(0.02, 0.06)), (0.05, rng.uniform(0.02, 0.06)), (0.55, rng.uniform(0.9, 0.96))]
        if long < 0.95 * dpi:
            places.append((0.015, rng.uniform(0.2, 0.8)))
        x, y = rng.choice(places)
        x = min(x * width + rng.uniform(0, 0.4) * dpi, width - long - 0.15 * dpi)
        return Mark(
            "note", text, _around(write(page, text, (x, y * height + size), size=size, slant=slant, rng=rng), page)
        )
    left, top, right, bottom = boxes[rng.randrange(len(boxes))] * (width, height, width, height)
    if chance < 0.65:  # noqa: PLR2004  # a bar beside some lines
        x, reach = max(0.3 * dpi, float(boxes[:, 0].min()) * width - 0.2 * dpi), rng.uniform(0.3, 1.3) * dpi
        points = np.array([(x + rng.gauss(0, 0.015) * dpi, top + reach * step / 5) for step in range(6)])
    elif chance < 0.75:  # noqa: PLR2004  # a tick
        x = max(0.35 * dpi, float(boxes[:, 0].min()) * width - 0.35 * dpi)
        points = np.array([(x, top), (x + 0.06 * dpi, bottom + 0.02 * dpi), (x + 0.24 * dpi, top - 0.16 * dpi)])
    elif chance < 0.9:  # noqa: PLR2004  # an underline
        steps = 5
        points = np.array(
            [
                (left + (right - left) * s / steps, bottom + 0.03 * dpi + rng.gauss(0, 0.008) * dpi)
                for s in range(steps + 1)
            ]
        )
    else:
        angle = np.linspace(0.4, 6.28 + 0.9, 14)
        wide, high = (right - left) / 2 + 0.09 * dpi, (bottom - top) / 2 + 0.07 * dpi
        shaky = np.array([[rng.gauss(0, 0.012), rng.gauss(0, 0.012)] for _step in angle]) * dpi
        circle = np.stack([np.cos(angle) * wide, np.sin(angle) * high], axis=1)
        points = circle + shaky + ((left + right) / 2, (top + bottom) / 2)
    curve = _smooth(points)
    _stroke(page, curve, thick, shade)
    return Mark("note", "", _around(curve, page))
