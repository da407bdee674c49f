"""What copiers, scanners and fax machines do to a sheet. All functions take and return gray pixels (0 is black)."""

from __future__ import annotations

import random
from statistics import NormalDist
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from readingroom.engines.pages import Pixels

if TYPE_CHECKING:
    from readingroom.sample.scan import Recipe

#: Standard normal quantiles of the 256 values of a byte: a table that turns uniform bytes into noise.
_NORMAL = np.array([NormalDist().inv_cdf((value + 0.5) / 256) for value in range(256)])

#: Gray steps over which a copier's drum goes from white to black, and how soft the last scanner is in comparison.
COPY_STEP, SCAN_SOFTNESS = 70.0, 0.7


def raw_bytes(rng: random.Random, height: int, width: int) -> Pixels:
    """Return uniform bytes; PCG64's raw bits are the same in every numpy."""
    bits = np.random.PCG64(rng.getrandbits(64)).random_raw((height * width + 7) // 8)
    return bits.astype("<u8").view(np.uint8)[: height * width].reshape(height, width)


def uneven_field(rng: random.Random, height: int, width: int, cells: int) -> Pixels:
    """Return smooth clouds, 0..255, `cells` across the width."""
    down = max(3, round(cells * height / width))
    grid = raw_bytes(rng, down, cells)
    return np.asarray(cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def _table(values: npt.NDArray[np.floating]) -> Pixels:
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


def shine_through(sheet: Pixels, behind: Pixels, share: float) -> Pixels:
    """Let the other side of the sheet be seen: mirrored, soft, and as faint as `share`."""
    other = cv2.flip(behind, 1)
    if other.shape != sheet.shape:
        other = cv2.resize(other, (sheet.shape[1], sheet.shape[0]), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(other, (0, 0), 2.2)
    faint = cv2.LUT(soft, _table(255 - (255 - np.arange(256)) * share))
    return np.asarray(cv2.multiply(sheet, faint, scale=1 / 255), np.uint8)


def low_toner(sheet: Pixels, toner: float, rng: random.Random) -> Pixels:
    """Print with little toner: pale bands along the paper's way, grainy strokes that break."""
    height, width = sheet.shape
    bands = cv2.resize(raw_bytes(rng, 1, 14), (width, 1), interpolation=cv2.INTER_CUBIC)
    slow = uneven_field(rng, height, width, 5)
    grain = cv2.GaussianBlur(raw_bytes(rng, height, width), (3, 3), 0)
    # the share of ink that stays: `toner` on the mean, from nearly none in the worst band to all in the best
    kept = cv2.addWeighted(np.repeat(np.asarray(bands, np.uint8), height, axis=0), 0.5, slow, 0.5, 0)
    kept = cv2.LUT(
        np.asarray(kept, np.uint8), _table(np.clip(toner + (np.arange(256) - 128) / 255 * 0.75, 0.08, 1) * 255)
    )
    grainy = cv2.LUT(grain, _table(255 * np.clip(0.9 + (np.arange(256) - 128) / 160, 0, 1)))
    kept = cv2.multiply(kept, grainy, scale=1 / 255)
    thin = cv2.dilate(sheet, np.ones((2, 2), np.uint8)) if toner < 0.5 else sheet  # noqa: PLR2004  # half the toner
    return np.asarray(255 - cv2.multiply(255 - thin, kept, scale=1 / 255), np.uint8)


def copied(sheet: Pixels, blur: float, uneven: float, rng: random.Random) -> Pixels:
    """Photocopy once: soft light, a steep drum, more toner here than there, solid areas washed out in the middle."""
    height, width = sheet.shape
    soft = cv2.GaussianBlur(sheet, (0, 0), max(blur, 0.4))
    field = uneven_field(rng, height, width, 7)
    fine = cv2.GaussianBlur(raw_bytes(rng, height, width), (0, 0), 1.0)
    # clouds move the drum's threshold by up to +-36 grays, fine grain roughens the edges of strokes
    moved = cv2.addWeighted(soft, 1.0, field, -uneven * 0.28, uneven * 36)
    moved = cv2.addWeighted(moved, 1.0, fine, 0.35, -0.35 * 128)
    middle = 150 - rng.randrange(30)
    steep = _table(255 / (1 + np.exp(-(np.arange(256) - middle) / (COPY_STEP / 4))))
    out = cv2.LUT(moved, steep)
    # the middle of a large black area takes less toner than its rim
    depth = cv2.erode(255 - out, np.ones((3, 3), np.uint8), iterations=3)
    washed = cv2.multiply(cv2.GaussianBlur(depth, (0, 0), 4), fine, scale=0.45 / 255)
    return np.asarray(cv2.add(out, np.asarray(washed, np.uint8)), np.uint8)


def seen_by_scanner(sheet: Pixels, recipe: Recipe, rng: random.Random) -> Pixels:
    """Take up the sheet: soft, its white as gray as the paper, its black as gray as the print."""
    blur, paper, ink = recipe.blur * recipe.dpi, recipe.paper, recipe.ink
    uneven = recipe.uneven / 2
    height, width = sheet.shape
    soft = cv2.GaussianBlur(sheet, (0, 0), blur * SCAN_SOFTNESS) if blur > 0 else sheet
    seen = cv2.LUT(soft, _table(ink + np.arange(256) / 255 * (paper - ink)))
    if uneven > 0:
        field = uneven_field(rng, height, width, 4)
        seen = cv2.addWeighted(seen, 1.0, field, -uneven * 0.2, uneven * 10)
    return np.asarray(seen, np.uint8)


def noisy(sheet: Pixels, spread: float, rng: random.Random) -> Pixels:
    """Add noise of a standard deviation of `spread` grays, which neighbouring dots share in part."""
    if spread <= 0:
        return sheet
    height, width = sheet.shape
    # a 3 x 3 Gaussian of independent noise keeps 3/8 of its deviation: the table makes up for it
    noise = cv2.GaussianBlur(cv2.LUT(raw_bytes(rng, height, width), _table(128 + _NORMAL * spread * 8 / 3)), (3, 3), 0)
    return np.asarray(cv2.addWeighted(sheet, 1.0, noise, 1.0, -128), np.uint8)


def speckled(sheet: Pixels, per_inch: float, dpi: int, rng: random.Random) -> Pixels:
    """Scatter dirt, `per_inch` specks a square inch: most are a dot, some a crumb; they come in drifts."""
    height, width = sheet.shape
    out = sheet.copy()
    count = round(per_inch * height * width / dpi**2)
    drifts = [(rng.randrange(width), rng.randrange(height)) for _drift in range(5)]
    for _speck in range(count):
        x, y = rng.randrange(width), rng.randrange(height)
        if rng.random() < 0.4:  # noqa: PLR2004  # four in ten lie near others
            at = drifts[rng.randrange(len(drifts))]
            x, y = (at[0] * 2 + x) // 3, (at[1] * 2 + y) // 3
        size = 1 if rng.random() < 0.8 else rng.randrange(2, max(3, dpi // 45))  # noqa: PLR2004  # most are one dot
        shade = rng.randrange(0, 110)
        if size == 1:
            out[y, x : x + 1 + rng.randrange(2)] = shade
        else:
            axes = (max(1, size // 2), max(1, size // (2 + rng.randrange(2))))
            cv2.ellipse(out, (x, y), axes, rng.randrange(180), 0, 360, shade, -1, cv2.LINE_AA)
    return out


def dark_edges(sheet: Pixels, width: float, rng: random.Random) -> Pixels:
    """Darken one or two edges as a copier's lid does: a slanting band up to `width` pixels with a ragged border."""
    out = sheet
    sides = list(range(4))
    rng.shuffle(sides)
    for side in sides[: rng.randrange(1, 3)]:
        turned = np.rot90(out, side).copy()
        length = turned.shape[0]
        near, far = rng.uniform(0.1, 1.0), rng.uniform(-0.4, 0.8)
        ragged = np.array(raw_bytes(rng, length, 1)[:, 0], np.float64) / 255
        wave = cv2.resize(raw_bytes(rng, 40, 1), (1, length), interpolation=cv2.INTER_LINEAR).reshape(length) / 255.0
        reach = width * (np.linspace(near, far, length) + 0.06 * wave) + 2.5 * ragged
        strip = min(turned.shape[1], int(width * 1.3) + 8)
        across = np.arange(strip)[None, :]
        # the band is black to its border, then a shadow of a few dots
        fade = np.clip((reach[:, None] - across) / 3, 0, 1) * (reach[:, None] > 1)
        area = turned[:, :strip].astype(np.float64)
        turned[:, :strip] = _table(area * (1 - fade) + fade * (6 + 14 * ragged[:, None]))
        out = np.rot90(turned, -side)
    return np.ascontiguousarray(out)


def bilevel(sheet: Pixels, threshold: int) -> Pixels:
    """Keep black and white only."""
    return np.asarray(cv2.threshold(sheet, threshold, 255, cv2.THRESH_BINARY)[1], np.uint8)


def faxed(sheet: Pixels, recipe: Recipe, rng: random.Random) -> Pixels:
    """Send by fax: coarse dots, black and white, salt and pepper, streaks, lost lines, the sender's line on top."""
    assert recipe.fax is not None
    across, down = recipe.fax
    height, width = round(sheet.shape[0] * down / recipe.dpi), round(sheet.shape[1] * across / recipe.dpi)
    coarse = np.asarray(cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    rough = noisy(coarse, 14 + recipe.noise / 2, rng)
    out = bilevel(rough, (recipe.paper + recipe.ink) // 2 + rng.randrange(-18, 25))
    chance = raw_bytes(rng, height, 2 * width).view("<u2")
    out[chance < recipe.noise * 4] = 0
    out[chance > 65535 - recipe.noise * 3] = 255  # the upper end of 16 bits
    for _streak in range(recipe.streaks):
        x, start = rng.randrange(width), rng.randrange(height)
        stop = height if rng.random() < 0.6 else min(height, start + rng.randrange(height))  # noqa: PLR2004  # most
        column = raw_bytes(rng, height, 1)[:, 0] < 120 + rng.randrange(130)
        for row in range(start if stop < height else 0, stop):
            if column[row]:
                out[row, x : x + 1] = 0
    for _lost in range(rng.randrange(0, 4)):
        row, rows = rng.randrange(height - 8), rng.randrange(1, 4)
        out[row : row + rows] = out[row - 1 if row else 0]
    if recipe.header:
        _fax_line(out, recipe.header, across, down)
    return out


def _fax_line(page: Pixels, text: str, across: int, down: int) -> None:
    font = ImageFont.load_default_imagefont()
    left, top, right, bottom = font.getbbox(text)
    image = Image.new("L", (round(right - left) + 2, round(bottom - top) + 2), 255)
    ImageDraw.Draw(image).text((1, 1), text, fill=0, font=font)
    # such a line is printed in a fixed pitch of ten letters an inch, whatever the resolution
    wide, high = round(len(text) / 12.5 * across), max(8, round(0.13 * down))
    line = np.asarray(image.resize((min(wide, page.shape[1] - 40), high), Image.Resampling.NEAREST))
    page[4 : 4 + high, 30 : 30 + line.shape[1]] = line
