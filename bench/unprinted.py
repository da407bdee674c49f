"""Pages without print, made by chance: blank sheets, pictures, handwriting. Nothing on them is to become a word.

Everything here is synthetic. The kinds are made by different means, so that a filter can be fitted on some and tried on
others: papers with dirt, drawn pictures and 1/f noise, and two hands - the sample's letters (`sample/pen.py`) and
curves that are no letters at all.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.model.page import Sheet
from readingroom.sample import pen, wear

#: Resolution at which the pages are made, and their size: a letter sheet.
DPI, HEIGHT, WIDTH = 200, 2200, 1700

#: What is scribbled: words of any office, none a name.
WORDS = re.findall(
    "[a-z]+",
    "please check with the office before monday and send the copy to file room two as soon as it is back the "
    "second page was missing when we got it ask them again about the dates on the form not our case see notes "
    "from last week call back after lunch he said yes but wants it in writing no answer yet try again friday "
    "keep this with the others original is in the box under the desk signed and dated by both sides",
)

Chance = np.random.Generator
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Unprinted:
    """A page: what group it is of (blank, picture, handwriting), how it was made, and its pixels at `DPI`."""

    group: str
    made: str
    pixels: Pixels


class OneImage:
    """An image as a source of one page (a `PageSource`)."""

    name, pages = "made", 1

    def __init__(self, pixels: Pixels, dpi: float = DPI) -> None:
        """Take a gray image and its resolution."""
        self._pixels, self._dpi = pixels, dpi

    def size(self, number: int) -> Sheet:
        """Return the size of the page."""
        del number
        height, width = self._pixels.shape
        return Sheet(width / self._dpi * 72, height / self._dpi * 72)

    def render(self, number: int, *, dpi: float, gray: bool = True, turned: int = 0) -> Pixels:
        """Return the image at another resolution; always gray."""
        del number, gray
        size = (round(self._pixels.shape[1] * dpi / self._dpi), round(self._pixels.shape[0] * dpi / self._dpi))
        small = cv2.resize(self._pixels, size, interpolation=cv2.INTER_AREA)
        return np.ascontiguousarray(np.rot90(np.asarray(small, np.uint8), -(turned // 90)))

    def damaged(self, number: int) -> bool:
        """Return that nothing is damaged."""
        del number
        return False

    def close(self) -> None:
        """Do nothing."""


def clouds(rng: Chance, steepness: float, height: int = HEIGHT, width: int = WIDTH) -> Floats:
    """Return 1/f noise (mean 0, deviation 1): what natural pictures look like to statistics (Field, 1987)."""
    down, across = height // 2, width // 2
    waves = np.fft.rfft2(rng.standard_normal((down, across)))
    far = np.hypot(np.fft.fftfreq(down)[:, None], np.fft.rfftfreq(across)[None])
    far[0, 0] = 1
    made = np.fft.irfft2(waves / far**steepness, s=(down, across))
    made = (made - made.mean()) / max(float(made.std()), 1e-9)
    return np.asarray(cv2.resize(made, (width, height), interpolation=cv2.INTER_CUBIC), np.float64)


def paper(rng: Chance) -> Pixels:
    """Return an empty sheet: gray, uneven, grainy."""
    bright, uneven, grain = rng.uniform(205, 252), rng.uniform(0, 9), rng.uniform(0, 9)
    sheet = bright + uneven * clouds(rng, 1.2) + grain * rng.standard_normal((HEIGHT, WIDTH))
    return np.clip(sheet, 0, 255).astype(np.uint8)


def dirty(sheet: Pixels, rng: Chance) -> tuple[Pixels, str]:
    """Do to a sheet what copiers, binders and years do; return it with what was done."""
    chance, done = random.Random(int(rng.integers(1 << 30))), []
    if rng.random() < 0.5:
        sheet = wear.speckled(sheet, rng.uniform(0.5, 40), DPI, chance)
        done.append("specks")
    if rng.random() < 0.35:
        sheet = wear.dark_edges(sheet, rng.uniform(0.05, 0.6) * DPI, chance)
        done.append("edges")
    for name, share, draw in (("holes", 0.35, _holes), ("folds", 0.3, _folds), ("streaks", 0.25, _streaks)):
        if rng.random() < share:
            sheet = sheet.copy()
            draw(sheet, rng)
            done.append(name)
    if rng.random() < 0.15:
        sheet = sheet.copy()
        middle = (int(rng.uniform(0.2, 0.8) * WIDTH), int(rng.uniform(0.2, 0.8) * HEIGHT))
        cv2.circle(sheet, middle, int(0.8 * DPI), int(rng.integers(120, 210)), int(rng.integers(3, 14)), cv2.LINE_AA)
        done.append("ring")
    if rng.random() < 0.3:
        sheet = wear.bilevel(sheet, int(rng.integers(110, 200)))
        done.append("bilevel")
    return sheet, " ".join(done) or "clean"


def _holes(sheet: Pixels, rng: Chance) -> None:
    shade = int(rng.integers(0, 80))
    for hole in range(int(rng.integers(2, 4))):
        place = (int(0.42 * DPI), int(HEIGHT * (hole + 1) / 4))
        cv2.circle(sheet, place, int(0.13 * DPI), shade, -1, cv2.LINE_AA)


def _folds(sheet: Pixels, rng: Chance) -> None:
    for _fold in range(int(rng.integers(1, 3))):
        ends = rng.uniform(0, 1, 2) * HEIGHT if rng.random() < 0.3 else np.repeat(rng.uniform(0, 1) * HEIGHT, 2)
        shade = int(rng.integers(90, 215))
        cv2.line(sheet, (0, int(ends[0])), (WIDTH, int(ends[1])), shade, int(rng.integers(1, 4)), cv2.LINE_AA)


def _streaks(sheet: Pixels, rng: Chance) -> None:
    for _streak in range(int(rng.integers(1, 5))):
        x = int(rng.integers(WIDTH))
        cv2.line(sheet, (x, 0), (x, HEIGHT), int(rng.integers(0, 200)), 1)


def blank(rng: Chance, behind: Pixels | None) -> Unprinted:
    """Return an empty sheet, perhaps with the print of its other side shining through."""
    sheet, made = paper(rng), ""
    if behind is not None and rng.random() < 0.5:
        back = np.asarray(cv2.resize(behind, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)
        sheet, made = wear.shine_through(sheet, back, rng.uniform(0.06, 0.4)), "bleed "
    sheet, done = dirty(sheet, rng)
    return Unprinted("blank", made + done, sheet)


def picture(rng: Chance) -> Unprinted:
    """Return a picture: noise like nature's, a drawn view, a building; perhaps screened as in print or by a fax."""
    kind = ("nature", "view", "building", "shapes")[int(rng.integers(4))]
    made = 128 + rng.uniform(25, 70) * clouds(rng, rng.uniform(0.9, 1.8))
    if kind != "nature":
        made = {"view": _view, "building": _building, "shapes": _shapes}[kind](made, rng)
    pixels = np.clip(made + rng.uniform(0, 12) * rng.standard_normal(made.shape), 0, 255).astype(np.uint8)
    screen = ("", "", "dots", "dither", "bilevel")[int(rng.integers(5))]
    if screen == "dots":
        pixels = _screened(pixels, rng)
    elif screen == "dither":
        pixels = _dithered(pixels)
    elif screen == "bilevel":
        pixels = wear.bilevel(pixels, int(rng.integers(90, 170)))
    if rng.random() < 0.6:  # pasted on a sheet
        share = rng.uniform(0.3, 0.9)
        size = (int(WIDTH * share), int(HEIGHT * share * rng.uniform(0.4, 1)))
        small = np.asarray(cv2.resize(pixels, size), np.uint8)
        pixels = paper(rng)
        x = int(rng.uniform(0, WIDTH - small.shape[1]))
        y = int(rng.uniform(0, HEIGHT - small.shape[0]))
        pixels[y : y + small.shape[0], x : x + small.shape[1]] = small
    return Unprinted("picture", f"{kind} {screen}".strip(), pixels)


def _view(made: Floats, rng: Chance) -> Floats:
    """Draw ground, sky and trees."""
    line = HEIGHT * rng.uniform(0.3, 0.7) + 60 * np.cumsum(rng.standard_normal(WIDTH)) / WIDTH**0.5 * 4
    ground = np.arange(HEIGHT)[:, None] > line[None]
    made = np.where(ground, made * 0.6, 190 + (made - 128) * 0.25)
    for _tree in range(int(rng.integers(2, 25))):
        x, size = int(rng.uniform(0, WIDTH)), int(rng.uniform(30, 260))
        y = int(line[min(x, WIDTH - 1)] + rng.uniform(-50, 300))
        cv2.ellipse(made, (x, y), (size // 2, size), 0, 0, 360, float(rng.uniform(20, 110)), -1)
    return made


def _building(made: Floats, rng: Chance) -> Floats:
    """Draw houses with rows of windows, which look like lines of print."""
    made = 170 + (made - 128) * 0.3
    for _house in range(int(rng.integers(1, 5))):
        left, top = int(rng.uniform(0, 0.7) * WIDTH), int(rng.uniform(0.05, 0.5) * HEIGHT)
        wide, high = int(rng.uniform(0.15, 0.5) * WIDTH), int(rng.uniform(0.3, 0.6) * HEIGHT)
        cv2.rectangle(made, (left, top), (left + wide, top + high), float(rng.uniform(60, 150)), -1)
        step, size = int(rng.uniform(24, 90)), rng.uniform(0.3, 0.7)
        for y in range(top + step // 2, top + high - step, step):
            for x in range(left + step // 2, left + wide - step, step):
                shade = float(rng.uniform(20, 230))
                cv2.rectangle(made, (x, y), (x + int(step * size), y + int(step * size * 1.2)), shade, -1)
    return np.asarray(cv2.GaussianBlur(made, (0, 0), rng.uniform(0.8, 3)), np.float64)


def _shapes(made: Floats, rng: Chance) -> Floats:
    """Draw soft shapes on a slope of gray."""
    slope = rng.uniform(-1, 1, 2)
    across, down = np.linspace(-1, 1, WIDTH)[None], np.linspace(-1, 1, HEIGHT)[:, None]
    made = made * 0.3 + 90 + 60 * (slope[0] * across + slope[1] * down)
    for _shape in range(int(rng.integers(3, 30))):
        middle = (int(rng.uniform(0, WIDTH)), int(rng.uniform(0, HEIGHT)))
        axes = (int(rng.uniform(10, 400)), int(rng.uniform(10, 400)))
        cv2.ellipse(made, middle, axes, float(rng.uniform(0, 180)), 0, 360, float(rng.uniform(0, 255)), -1)
    return np.asarray(cv2.GaussianBlur(made, (0, 0), rng.uniform(1, 12)), np.float64)


def _screened(pixels: Pixels, rng: Chance) -> Pixels:
    """Print in dots of a slanting screen (Ulichney's clustered dots, as a product of two waves)."""
    angle, pitch = rng.uniform(0, np.pi / 2), rng.uniform(3, 8)
    x, y = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
    along = (x * np.cos(angle) + y * np.sin(angle)) * 2 * np.pi / pitch
    across = (y * np.cos(angle) - x * np.sin(angle)) * 2 * np.pi / pitch
    dots = (np.cos(along) * np.cos(across) + 1) * 127.5
    return np.where(pixels > dots, 255, 0).astype(np.uint8)


def _dithered(pixels: Pixels) -> Pixels:
    """Turn gray into black and white as fax machines do (Bayer's ordered pattern of 8 x 8)."""
    pattern = np.array([[0]])
    for _step in range(3):
        pattern = np.block([[4 * pattern, 4 * pattern + 2], [4 * pattern + 3, 4 * pattern + 1]])
    tiled = np.tile((pattern + 0.5) * 4, (HEIGHT // 8 + 1, WIDTH // 8 + 1))[:HEIGHT, :WIDTH]
    return np.where(pixels > tiled, 255, 0).astype(np.uint8)


def handwriting(rng: Chance, hand: str) -> Unprinted:
    """Return a page of handwriting.

    Args:
        rng: chance.
        hand: `letters` (the sample's hand, words that can be read) or `curves` (no letters at all).
    """
    chance = random.Random(int(rng.integers(1 << 30)))
    sheet = paper(rng)
    made = hand
    if rng.random() < 0.4:
        step = int(rng.uniform(0.25, 0.36) * DPI)
        for y in range(step * 3, HEIGHT, step):
            cv2.line(sheet, (0, y), (WIDTH, y), int(rng.integers(120, 215)), 1)
        made += " ruled"
    size, slant = rng.uniform(0.06, 0.13) * DPI, float(rng.uniform(-0.15, 0.7))
    shade, pitch = int(rng.integers(15, 120)), rng.uniform(2.6, 4.2)
    left, down = rng.uniform(0.08, 0.2) * WIDTH, rng.uniform(0.06, 0.4) * HEIGHT
    for _line in range(int(rng.integers(1, 22))):
        x = left + rng.uniform(-10, 40)
        words = rng.choice(WORDS, int(rng.integers(2, 9)))
        for word in words:
            if hand == "letters":
                points = pen.write(sheet, str(word), (x, down), size=size, slant=slant, rng=chance, shade=shade)
                x = float(points[:, 0].max()) + size * rng.uniform(0.5, 1.2)
            else:
                x = _curl(sheet, (x, down), (size, slant, shade), len(str(word)), rng) + size * rng.uniform(0.6, 1.4)
            if x > WIDTH * 0.9:
                break
        down += size * pitch
        if down > HEIGHT * 0.95:
            break
    if rng.random() < 0.3:
        sheet = wear.bilevel(sheet, int(rng.integers(120, 190)))
        made += " bilevel"
    return Unprinted("handwriting", made, sheet)


def _curl(
    sheet: Pixels, place: tuple[float, float], hand: tuple[float, float, int], letters: int, rng: Chance
) -> float:
    """Draw a word-like curve that is no word: loops and arches on a base line; return where it ends, pixels."""
    points: list[tuple[float, float]] = []
    x = 0.0
    size, slant, shade = hand
    for _letter in range(letters):
        high = rng.choice([0.9, 1.0, 1.1, 1.9, 2.1], p=[0.25, 0.3, 0.2, 0.15, 0.1])
        low = -1.0 if rng.random() < 0.12 else rng.normal(0, 0.06)
        wide = rng.uniform(0.25, 0.75)
        points += [(x, low), (x + wide * rng.uniform(0.2, 0.8), high), (x + wide * rng.uniform(-0.1, 0.6), low * 0.5)]
        x += wide
    curve = np.array(points)
    thick = np.linspace(0, len(curve) - 1, len(curve) * 8)
    smooth = np.stack([np.interp(thick, np.arange(len(curve)), curve[:, axis]) for axis in (0, 1)], axis=1)
    kernel = np.hanning(9)
    smooth = np.stack([np.convolve(smooth[:, a], kernel / kernel.sum(), "valid") for a in (0, 1)], axis=1)
    placed = np.stack([smooth[:, 0] + slant * smooth[:, 1], -smooth[:, 1]], axis=1) * size + place
    fixed = np.round(placed * 16).astype(np.int32)
    width = max(1, round(size * float(rng.uniform(0.06, 0.13))))
    cv2.polylines(sheet, [fixed], isClosed=False, color=shade, thickness=width, lineType=cv2.LINE_AA, shift=4)
    return float(placed[:, 0].max())


def pages(
    seed: int, each: int, behind: Callable[[Chance], Pixels | None], hands: tuple[str, ...]
) -> Iterator[Unprinted]:
    """Make `each` pages of each group.

    Args:
        seed: of all chance.
        each: how many of blank, picture and handwriting.
        behind: gives a printed page whose back is seen, or None.
        hands: which hands write.
    """
    for number in range(each):
        for kind, group in enumerate(("blank", "picture", "handwriting")):
            rng = np.random.default_rng((seed, number, kind))
            if group == "blank":
                yield blank(rng, behind(rng))
            elif group == "picture":
                yield picture(rng)
            else:
                yield handwriting(rng, hands[number % len(hands)])
