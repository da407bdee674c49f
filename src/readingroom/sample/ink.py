"""What people did to the paper: notes and signatures with a pen, rubber stamps, holes, staples, a cup."""

from __future__ import annotations

import importlib.util
import math
import random
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from readingroom.engines.pages import Pixels
from readingroom.sample import pen
from readingroom.sample.pen import Mark
from readingroom.sample.wear import raw_bytes, uneven_field

if TYPE_CHECKING:
    from readingroom.sample.scan import Recipe

#: Inches: radius of a punched hole, distance from the edge, half the distance of two on top, distance of three at the
#: side, half the distance of two at the side (ISO 838: 80 mm).
HOLE, INSET, TWO, THREE, SIDE = 0.13, 0.42, 1.375, 4.25, 1.575


def mark(
    sheet: Pixels, boxes: npt.NDArray[np.float64], recipe: Recipe, rng: random.Random
) -> tuple[Pixels, list[Mark]]:
    """Put the recipe's notes, signature, stamp and ring on the paper; return it with what was put where."""
    wanted = recipe.notes or recipe.signature or recipe.stamp or recipe.ring
    if not wanted:
        return sheet, []
    out = sheet.copy()
    marks: list[Mark] = []
    if recipe.ring:
        marks.append(_ring(out, recipe.dpi, rng))
    if recipe.stamp:
        marks.append(_stamp(out, boxes, recipe, rng))
    if recipe.signature:
        marks.append(pen.signature(out, _free_strip(boxes, rng), recipe.dpi, recipe.slant, rng))
        marks.extend(pen.note(out, boxes, recipe.dpi, recipe.slant, rng) for _note in range(recipe.notes))
    return out, marks


def _free_strip(boxes: npt.NDArray[np.float64], rng: random.Random) -> tuple[float, float]:
    """Return a place for a signature: under the last words of the page's body, left or right of the middle."""
    body = boxes[boxes[:, 3] < 0.9] if len(boxes) else boxes  # noqa: PLR2004  # footers and page numbers lie below
    low = float(body[:, 3].max()) if len(body) else 0.5
    return 0.14 + rng.random() * 0.36, min(low + 0.02 + rng.random() * 0.02, 0.88)


def _stamp(page: Pixels, boxes: npt.NDArray[np.float64], recipe: Recipe, rng: random.Random) -> Mark:
    """Press a rubber stamp on the page: skewed, with ink gaps, where there is most room among a few tries."""
    tile = _stamp_tile(recipe, rng)
    height, width = tile.shape
    best, least = (0.6, 0.05), math.inf
    for _try in range(8):
        x = rng.random() * max(0.01, 1 - width / page.shape[1] - 0.06) + 0.03
        y = rng.choice((0.02 + rng.random() * 0.2, 0.1 + rng.random() * 0.75))
        right, bottom = x + width / page.shape[1], y + height / page.shape[0]
        cross = np.minimum(boxes[:, 2], right) - np.maximum(boxes[:, 0], x)
        down = np.minimum(boxes[:, 3], bottom) - np.maximum(boxes[:, 1], y)
        covered = float((np.clip(cross, 0, None) * np.clip(down, 0, None)).sum())
        if covered < least and bottom < 1:
            best, least = (x, y), covered
    left, top = round(best[0] * page.shape[1]), round(best[1] * page.shape[0])
    place = page[top : top + height, left : left + width]
    place[:] = cv2.multiply(place, tile[: place.shape[0], : place.shape[1]], scale=1 / 255)
    box = (left / page.shape[1], top / page.shape[0], (left + width) / page.shape[1], (top + height) / page.shape[0])
    return Mark("stamp", "\n".join(recipe.stamp), (box[0], box[1], min(box[2], 1.0), min(box[3], 1.0)))


def _stamp_tile(recipe: Recipe, rng: random.Random) -> Pixels:
    dpi = recipe.dpi
    sizes = [0.26 if number == 0 else 0.15 for number in range(len(recipe.stamp))]
    fonts = [ImageFont.truetype(font_file(recipe.stamp_font), round(size * dpi)) for size in sizes]
    widths = [font.getlength(line) for font, line in zip(fonts, recipe.stamp, strict=True)]
    pad = round(0.12 * dpi)
    width = round(max(widths)) + 4 * pad
    height = round(sum(size * 1.25 for size in sizes) * dpi) + 2 * pad
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    y = pad * 0.9
    for font, line, wide, size in zip(fonts, recipe.stamp, widths, sizes, strict=True):
        draw.text(((width - wide) / 2, y), line, fill=0, font=font)
        y += size * 1.25 * dpi
    thick = max(2, round(0.022 * dpi))
    frame = (pad // 2, pad // 2, width - pad // 2, height - pad // 2)
    if recipe.stamp_shape == "oval":
        draw.ellipse((2, 2, width - 3, height - 3), outline=0, width=thick)
    elif recipe.stamp_shape in ("box", "double"):
        draw.rectangle(frame, outline=0, width=thick)
        if recipe.stamp_shape == "double":
            inner = tuple(edge + (thick * 2 if index < 2 else -thick * 2) for index, edge in enumerate(frame))  # noqa: PLR2004
            draw.rectangle(inner, outline=0, width=1)
    turned = image.rotate(rng.uniform(-9, 9), expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    tile = np.asarray(turned, np.uint8)
    clouds = uneven_field(rng, tile.shape[0], tile.shape[1], 5)
    grain = cv2.GaussianBlur(raw_bytes(rng, tile.shape[0], tile.shape[1]), (0, 0), 1.3)
    # where clouds and grain are both thin the rubber did not touch; elsewhere the ink is a dark gray, not black
    press = cv2.addWeighted(clouds, 0.75, grain, 0.9, -60)
    kept = cv2.LUT(np.asarray(press, np.uint8), np.clip((np.arange(256) - 38) * 5, 0, 205).astype(np.uint8))
    soft = cv2.GaussianBlur(255 - tile, (0, 0), 0.8)
    return np.asarray(255 - cv2.multiply(soft, kept, scale=1 / 255), np.uint8)


def font_file(place: str) -> Path:
    """Return `package/file` inside an installed package, whose code is never run.

    Raises:
        FileNotFoundError: it is not installed.
    """
    package, _slash, inside = place.partition("/")
    found = importlib.util.find_spec(package)
    path = Path(found.origin).parent / inside if found and found.origin else Path(place)
    if not path.is_file():
        raise FileNotFoundError(place)
    return path


def _ring(page: Pixels, dpi: int, rng: random.Random) -> Mark:
    """Stand a cup on the page: an uneven ring, darker on one side, with a gap and a drop."""
    height, width = page.shape
    radius = dpi * rng.uniform(1.2, 1.6)
    x, y = rng.uniform(0.15, 0.85) * width, rng.uniform(0.2, 0.9) * height
    size = int(radius * 1.15)
    left, top = max(0, int(x) - size), max(0, int(y) - size)
    place = page[top : int(y) + size, left : int(x) + size]
    rows, columns = np.indices(place.shape)
    away = np.hypot(columns + left - x, rows + top - y)
    angle = np.arctan2(rows + top - y, columns + left - x)
    turn = rng.uniform(0, 6)
    strength = 0.45 + 0.4 * np.sin(angle + turn) + 0.15 * np.sin(3 * angle + 2 * turn)
    width_here = dpi * (0.035 + 0.02 * np.sin(2 * angle + turn))
    rim = np.exp(-(((away - radius) / width_here) ** 2)) + 0.5 * np.exp(
        -(((away - radius * 1.02) / (dpi * 0.008)) ** 2)
    )
    stain = np.clip(255 - np.clip(strength, 0, 1) * rim * 75, 0, 255).astype(np.uint8)
    place[:] = cv2.multiply(place, stain, scale=1 / 255)
    box = (left / width, top / height, (left + place.shape[1]) / width, (top + place.shape[0]) / height)
    return Mark("ring", "", box)


def punched(sheet: Pixels, recipe: Recipe, rng: random.Random) -> Pixels:
    """Punch the recipe's holes, which show the lid, and leave the shadow of a staple; both are part of the sheet."""
    if not recipe.holes and not recipe.staple:
        return sheet
    out = sheet.copy()
    height, width = out.shape
    dpi = recipe.dpi
    places = []
    if recipe.holes == "two":
        places = [(width / 2 - TWO * dpi, INSET * dpi), (width / 2 + TWO * dpi, INSET * dpi)]
    elif recipe.holes == "three":
        places = [(INSET * dpi * 0.8, height / 2 + step * THREE * dpi) for step in (-1, 0, 1)]
    elif recipe.holes == "side":
        places = [(INSET * dpi, height / 2 + step * SIDE * dpi) for step in (-1, 1)]
    slip = (rng.uniform(-0.1, 0.1) * dpi, rng.uniform(-0.12, 0.05) * dpi)
    dark = recipe.lid < 128 or recipe.generations > 0 or rng.random() < 0.6  # noqa: PLR2004  # half of gray; most lids
    for x, y in places:
        at = (round((x + slip[0]) * 8), round((y + slip[1]) * 8))
        radius = HOLE * dpi * rng.uniform(0.97, 1.06)
        axes = (round(radius * 8), round(radius * 8 * rng.uniform(0.95, 1.0)))
        cv2.ellipse(out, at, axes, rng.randrange(90), 0, 360, 12 if dark else 215, -1, cv2.LINE_AA, 3)
        if not dark:  # the rim throws a shadow onto a white lid
            cv2.ellipse(out, at, axes, 0, 130, 290, 90, max(1, dpi // 80), cv2.LINE_AA, 3)
    if recipe.staple:
        _staple(out, dpi, rng)
    return out


def _staple(page: Pixels, dpi: int, rng: random.Random) -> None:
    """Leave a staple in the corner: wire with a bright side, its shadow, and the crease of turned pages."""
    x, y = rng.uniform(0.35, 0.55) * dpi, rng.uniform(0.35, 0.55) * dpi
    angle = math.radians(rng.uniform(-60, -25))
    reach = 0.23 * dpi
    ends = [(x + side * reach * math.cos(angle), y + side * reach * math.sin(angle)) for side in (-1, 1)]
    for away, shade, thick in ((0.018, 150, 0.03), (0.0, 60, 0.018), (-0.007, 205, 0.006)):
        a, b = [(round((ex + away * dpi) * 8), round((ey + away * dpi) * 8)) for ex, ey in ends]
        cv2.line(page, a, b, shade, max(1, round(thick * dpi)), cv2.LINE_AA, 3)
    crease = round(rng.uniform(1.0, 1.5) * dpi)
    cv2.line(page, (crease, 0), (0, round(crease * rng.uniform(0.8, 1.2))), 208, 1, cv2.LINE_AA)
