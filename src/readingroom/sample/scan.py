"""From a drawn page to the scan of it: paper, pen and stamps, copier, scanner, fax. Where each word went is exact.

A recipe says what happened to one sheet; `damage.py` draws recipes from the data of a style pack. Everything random
comes from the generator passed in, by methods whose sequences are fixed by their makers (`random.Random.randrange`,
the raw bits of numpy's PCG64), so the same seed gives the same pixels with the locked numpy and OpenCV.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.sample import ink, wear
from readingroom.sample.pen import Mark

Boxes = npt.NDArray[np.float64]
"""n x 4: left, top, right, bottom of each word as fractions of the upright page."""

#: Gray beyond the paper's edge: a copier's open lid, and a scanner's white one.
BLACK_LID, WHITE_LID = 6, 252


@dataclass(frozen=True, slots=True)
class Recipe:
    """What happened to one sheet. Lengths are inches of the sheet, grays 0 (black) to 255.

    Attributes:
        name: of the kind of damage (office, skewed, noisy, fax ...).
        dpi: resolution of the drawn page it is meant for, both ways.
        skew: degrees by which the sheet lay askew, clockwise positive.
        shift: how far it was moved right and down.
        lid: gray of what is seen beyond the paper.
        paper: gray of the paper.
        ink: gray of full print.
        toner: share of the usual toner, 0..1: below 1 strokes grow thin and break.
        uneven: 0..1, how much toner or light differ over the page.
        blur: standard deviation of the softness of each copying, inches.
        generations: how many times it was photocopied before.
        noise: standard deviation of the scanner's noise, gray levels.
        specks: dirt per square inch.
        streaks: lines along the paper's way (dirty glass of a fax or feeder).
        edge: width of dark copier edges, 0 for none.
        holes: punched holes: empty, two at the top, three or two (`side`) at the left.
        staple: whether a staple was in the corner.
        notes: pen notes in the margins.
        signature: whether somebody signed low on the page.
        stamp: words of a rubber stamp, one line each; empty for none.
        stamp_shape: its frame: box, double, oval or none.
        stamp_font: font of the stamp, `package/file` inside an installed package.
        slant: of the handwriting, share of the height.
        ring: whether a cup stood on it.
        bleed: 0..1, how much of the other side shines through.
        bilevel: whether the scan is black and white only.
        fax: dots an inch across and down, or None.
        header: the line a fax machine prints on top.
        turned: clockwise degrees (0, 90, 180, 270) that make the image in the file upright.
        quality: of the JPEG it is kept as, 1..95; bilevel scans are kept without loss.
    """

    name: str
    dpi: int = 200
    skew: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)
    lid: int = WHITE_LID
    paper: int = 250
    ink: int = 25
    toner: float = 1.0
    uneven: float = 0.0
    blur: float = 0.003
    generations: int = 0
    noise: float = 0.0
    specks: float = 0.0
    streaks: int = 0
    edge: float = 0.0
    holes: str = ""
    staple: bool = False
    notes: int = 0
    signature: bool = False
    stamp: tuple[str, ...] = ()
    stamp_shape: str = "box"
    stamp_font: str = ""
    slant: float = 0.3
    ring: bool = False
    bleed: float = 0.0
    bilevel: bool = False
    fax: tuple[int, int] | None = None
    header: str = ""
    turned: int = 0
    quality: int = 50


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan.

    Attributes:
        pixels: gray, as the image lies in the file; only 0 and 255 when `bilevel`.
        boxes: of the words on the upright page as it will be read; empty boxes for words that slid off the sheet.
        bilevel: whether it is black and white only.
        turned: clockwise degrees that make the image upright.
        dpi: across and down, of the image as it lies in the file; a fax differs in both.
        quality: of the JPEG it is kept as.
        marks: what was written and stamped on the paper, with places on the upright page.
    """

    pixels: Pixels
    boxes: Boxes
    bilevel: bool
    turned: int
    dpi: tuple[int, int]
    quality: int
    marks: tuple[Mark, ...] = ()


def scan(pixels: Pixels, boxes: Boxes, recipe: Recipe, rng: random.Random, behind: Pixels | None = None) -> Scanned:
    """Scan a page.

    Args:
        pixels: the page drawn in gray at `recipe.dpi`.
        boxes: of its words.
        recipe: what happens to it.
        rng: where chance comes from; the same state gives the same scan.
        behind: the other side of the sheet, drawn alike, which shines through.
    """
    sheet, boxes = pixels, boxes.reshape(-1, 4)
    if behind is not None and recipe.bleed:
        sheet = wear.shine_through(sheet, behind, recipe.bleed)
    if recipe.toner < 1:
        sheet = wear.low_toner(sheet, recipe.toner, rng)
    sheet, marks = ink.mark(sheet, boxes, recipe, rng)
    for _generation in range(recipe.generations):
        sheet = wear.copied(sheet, recipe.blur * recipe.dpi, recipe.uneven, rng)
    if recipe.generations and recipe.specks:
        sheet = wear.speckled(sheet, recipe.specks / 2, recipe.dpi, rng)
    sheet = ink.punched(sheet, recipe, rng)
    matrix = _placing(sheet, recipe)
    height, width = sheet.shape
    size, lid = (width, height), recipe.lid
    sheet = np.asarray(cv2.warpAffine(sheet, matrix, size, borderMode=cv2.BORDER_CONSTANT, borderValue=lid), np.uint8)
    if recipe.edge:
        sheet = wear.dark_edges(sheet, recipe.edge * recipe.dpi, rng)
    if recipe.specks:
        sheet = wear.speckled(sheet, recipe.specks, recipe.dpi, rng)
    sheet = wear.seen_by_scanner(sheet, recipe, rng)
    dpi = (recipe.dpi, recipe.dpi)
    if recipe.fax:
        sheet, dpi = wear.faxed(sheet, recipe, rng), recipe.fax
    else:
        sheet = wear.noisy(sheet, recipe.noise, rng)
        if recipe.bilevel:
            sheet = wear.bilevel(sheet, (recipe.paper + recipe.ink) // 2)
    quarter = recipe.turned // 90 % 4
    # `rot90` turns against the clock: the image in the file must be turned clockwise by `turned` to stand upright.
    lying = np.ascontiguousarray(np.rot90(sheet, quarter))
    return Scanned(
        lying,
        moved(boxes, matrix, width, height),
        recipe.bilevel or recipe.fax is not None,
        recipe.turned,
        dpi if quarter % 2 == 0 else (dpi[1], dpi[0]),
        recipe.quality,
        tuple(mark.at(moved(np.array([mark.box]), matrix, width, height)[0]) for mark in marks),
    )


def _placing(sheet: Pixels, recipe: Recipe) -> npt.NDArray[np.float64]:
    """Return the 2 x 3 matrix from the drawn page to the scan, pixels."""
    height, width = sheet.shape
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), -recipe.skew, 1.0), np.float64)
    matrix[:, 2] += np.array(recipe.shift) * recipe.dpi
    return matrix


def moved(boxes: Boxes, matrix: npt.NDArray[np.float64], width: int, height: int) -> Boxes:
    """Return the upright boxes around boxes moved by `matrix` (2 x 3, pixels), cut to the page."""
    if not len(boxes):
        return np.zeros((0, 4))
    left, top, right, bottom = (boxes * (width, height, width, height)).T
    x = np.stack([left, right, right, left])
    y = np.stack([top, top, bottom, bottom])
    # pixel p of an image covers p - 0.5 .. p + 0.5 in OpenCV's warp, 0 .. 1 in our fractions: half a pixel apart
    across = matrix[0, 0] * (x - 0.5) + matrix[0, 1] * (y - 0.5) + matrix[0, 2] + 0.5
    down = matrix[1, 0] * (x - 0.5) + matrix[1, 1] * (y - 0.5) + matrix[1, 2] + 0.5
    edges = [across.min(0) / width, down.min(0) / height, across.max(0) / width, down.max(0) / height]
    fractions: Boxes = np.clip(np.stack(edges, axis=1), 0.0, 1.0)
    return fractions
