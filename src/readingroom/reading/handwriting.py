"""Print told from all that a recogniser also makes words of: handwriting, pictures, dirt, the back of the sheet.

Whether a line is print is judged by how it read - beside how the page's better lines read - and by how many pieces of
ink each of its letters is, for a hand joins them. Where that leaves a doubt its ink is looked at closely: printed
letters are equally high, stand on one line and have upright and level edges. Lines that stay doubtful are judged
together with those around them: a hand seldom writes one line. Lines that are no print lose their words, and their
place is marked. Nothing is ever read into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.ocr import Recognised
from readingroom.engines.ocr.gather import SIZES
from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box, clamped
from readingroom.model.layout import Region
from readingroom.reading.fitted import Floats, judge, odds, threshold
from readingroom.reading.ink import SHAPE_SIGNS, Ink, shape_signs
from readingroom.reading.quality import sides, word_signs

#: How a line read. `mean`, `step`: log odds of its words' letters and least sure steps; `weak`: share of words with a
#: letter that is more likely wrong; `known`, `odd`: shares of words; `long`: log of its letters; `dense`: letters for
#: each height of the line; `strength`, `height`: as in `quality.py`; `page`, `best`: the middle and the fifth best
#: `step` of the page's lines; `around`: log of the letters in all its sure lines.
READ_SIGNS = ("mean", "step", "weak", "known", "odd", "long", "dense", "strength", "height", "page", "best", "around")

#: How a line's ink looks. `joined`, `widest`: log of the middle width of its pieces against their height, and of their
#: ninth tenth against the line's; `ragged`: deviation of their heights; `base`: of their feet; `pieces`: how many for
#: each height of the line; `piece_high`; `full`: share of its box that a piece fills; `ink`: dark share; `upright`,
#: `level`, `rising`, `falling`, `slant`: directions of edges; `stroke`, `stroke_ragged`: width of strokes and its
#: deviation; `sharp`: how suddenly the rows of letters begin and end.
INK_SIGNS = (
    "joined", "widest", "ragged", "base", "pieces", "piece_high", "full", "ink", "upright", "level", "slant",
    "rising", "falling", "stroke", "stroke_ragged", "sharp",
)  # fmt: skip

#: All that a line is judged by before its ink is looked at closely, and then.
PLAIN_SIGNS = (*READ_SIGNS, *SHAPE_SIGNS)
PRINT_SIGNS = (*READ_SIGNS, *INK_SIGNS, *SHAPE_SIGNS)

#: A line whose letters are as sure as this on the mean speaks for its page; in a picture one below it is taken for a
#: pattern, unless it is print so likely (small print can be so dense that its place is taken for a picture), and so are
#: so few letters, however sure.
SURE, PLAIN, FEW_LETTERS = 0.9, 0.9, 2
#: How many times a line without print counts when the judges of print are fitted (there are far fewer of them): by
#: this the odds that they give are too low.
HEAVY = 8.0
#: A line that may be written is judged with those nearer to it than this share of its height, unless it is likelier
#: print than this (real forms: of those likelier, some printed ones beside notes were lost; of the others none).
TOGETHER, CLEAR = 1.0, 0.98
#: What is noted at a place where there may be no words at all.
UNSURE = "written"
#: A line that is no print is marked as doubted, where it does not look written, if it read at least as sure as this.
READ_SURE = 0.7
#: Height to which a line is brought before its ink is looked at, and the longest one, pixels.
LINE_HIGH, LINE_LONG = 40, 2400
#: Least size of a piece of ink, pixels of such a line: area and height.
LEAST_PIECE, LEAST_PIECE_HIGH = 10, 4
#: Directions of edges are counted in so many parts of half a circle, the first around upright strokes.
DIRECTIONS = 12
#: Lines of handwriting nearer to each other than this share of their height are one region.
NEAR = 1.2


def printed(
    found: Recognised, image: Pixels, shown: Sequence[Region], ink: Ink
) -> tuple[npt.NDArray[np.bool_], Floats, tuple[Region, ...]]:
    """Return which lines are print, how likely each is (0..1), and where handwriting and doubtful lines stand.

    Args:
        found: as the recogniser gave it.
        image: that was read, upright.
        shown: pictures on it: a line in one is no handwriting.
        ink: of the image.
    """
    likely, least = _likely(found, image, ink)
    letters = _letters(found)
    sure = _sure(found, letters)
    shows = np.array([_within(line, shown) for line in found.lines], bool)
    likely[shows & (((sure < SURE) & (likely < PLAIN)) | (letters <= FEW_LETTERS))] = 0
    # both: log odds are held within bounds, and what is hardly likely at all must not reach a low threshold by that
    is_print = (likely >= least) & (_together(found, likely, least, letters) >= odds(least))
    others = [(line, "written_even", read) for line, read in zip(found.lines[~is_print], sure[~is_print], strict=True)]
    others += [(line, "written", 0.0) for line in found.lost]
    written, unsure = [], list(found.lines[is_print & (likely < 1 / (1 + HEAVY))])
    for line, name, read in others:
        if _within(line, shown):
            continue
        if _is_written(line, image, threshold(name)):
            written.append(line)
        elif read >= READ_SURE:
            unsure.append(line)
    regions = [Region("handwriting", box) for box in _regions(written)]
    right = likely * HEAVY / (likely * HEAVY + 1 - likely)
    return is_print, np.asarray(right, np.float64), (*regions, *doubted(unsure, UNSURE))


def doubted(lines: Iterable[Floats], why: str) -> list[Region]:
    """Return the places of lines of which it is doubtful whether they are words that can be read here."""
    return [Region("doubted", box, why) for box in _regions(lines)]


def _likely(found: Recognised, image: Pixels, ink: Ink) -> tuple[Floats, Floats]:
    """Return how likely each line is print and at what likelihood it counts as print.

    Most lines are plain print by how they read and by their pieces; the ink of the others is looked at closely.
    """
    plain = np.hstack([read_signs(found, image), line_shapes(found, image, ink)])
    likely, least = np.zeros(len(plain)), np.zeros(len(plain))
    look = threshold("plain")
    for number, size in enumerate(SIZES):
        mine = found.readers == number
        likely[mine] = judge(f"plain_{size}", PLAIN_SIGNS).likely(plain[mine])
        least[mine] = threshold(f"print_{size}")
        for line in np.flatnonzero(mine & (likely < look)):
            signs = np.concatenate([plain[line, : len(READ_SIGNS)], ink_signs(image, found.lines[line])])
            signs = np.concatenate([signs, plain[line, len(READ_SIGNS) :]])
            likely[line] = judge(f"print_{size}", PRINT_SIGNS).likely(signs[None])[0]
    return likely, least


def _together(found: Recognised, likely: Floats, least: Floats, letters: Floats) -> Floats:
    """Return the log odds of each line to be print, those of doubtful ones with the lines around them."""
    alone = odds(likely)
    together = alone.copy()
    low, far = found.lines.min(axis=1), found.lines.max(axis=1)
    high = (far - low)[:, 1]
    for line in np.flatnonzero((likely >= least) & (likely < CLEAR)):
        reach = TOGETHER * high[line]
        near = ((low < far[line] + reach) & (low[line] - reach < far)).all(axis=1)
        together[line] = min(alone[line], np.average(alone[near], weights=np.maximum(letters[near], 1)))
    return together


def line_shapes(found: Recognised, image: Pixels, ink: Ink) -> Floats:
    """Return how the ink of each line looks beside its letters, columns as in `SHAPE_SIGNS`."""
    return shape_signs(ink, sides(found.lines, image)[1], _letters(found))


def _letters(found: Recognised) -> Floats:
    """Return how many letters were read in each line."""
    lines = np.array([row[3] for row in found.rows], np.int64)
    counted = np.bincount(lines, [len(row[0]) for row in found.rows], minlength=len(found.lines))
    return np.asarray(counted, np.float64)


def sure_lines(found: Recognised) -> npt.NDArray[np.bool_]:
    """Return which lines of more than a few letters the recogniser was sure of."""
    letters = _letters(found)
    return np.asarray((_sure(found, letters) >= SURE) & (letters > FEW_LETTERS))


def _sure(found: Recognised, letters: Floats) -> Floats:
    """Return how sure the letters of each line are on the mean."""
    lines = np.array([row[3] for row in found.rows], np.int64)
    sure = np.bincount(lines, [len(row[0]) * row[2] for row in found.rows], minlength=len(found.lines))
    return np.asarray(sure / np.maximum(letters, 1))


def read_signs(found: Recognised, image: Pixels) -> Floats:
    """Return how each line read, columns as in `READ_SIGNS`."""
    count = len(found.lines)
    if not count:
        return np.zeros((0, len(READ_SIGNS)))
    words = word_signs(found, image)
    lines = np.array([row[3] for row in found.rows])
    letters = np.array([len(row[0]) for row in found.rows], np.float64)
    each = np.maximum(np.bincount(lines, minlength=count), 1)

    def share(values: npt.NDArray[np.generic]) -> Floats:
        return np.asarray(np.bincount(lines, np.asarray(values, np.float64), minlength=count) / each)

    total = np.bincount(lines, letters, minlength=count)
    sure = np.bincount(lines, letters * [row[2] for row in found.rows], minlength=count) / np.maximum(total, 1)
    step = odds(share(found.signs[:, 1]))
    known, strange = share(words[:, 4]), share(words[:, 5])
    long, high = sides(found.lines, image)
    return np.stack(
        [
            odds(sure),
            step,
            share(found.signs[:, 0] < 0.6),  # noqa: PLR2004  # hardly more likely than not
            np.where(known + strange > 0, known / np.maximum(known + strange, 1e-9), 0.5),
            share(words[:, 7]),
            np.log(np.maximum(total, 1)),
            total / np.maximum(long / np.maximum(high, 1), 0.1),
            np.minimum(found.strengths, 150) / 100,
            np.log(np.maximum(high, 1) / 20),
            np.full(count, np.median(step)),
            np.full(count, np.quantile(step, 0.8)),
            np.full(count, np.log1p(total[sure >= SURE].sum())),
        ],
        axis=1,
    )


def ink_signs(image: Pixels, line: Floats) -> Floats:
    """Return how the ink of a line (4 x 2, fractions) looks, as in `INK_SIGNS`."""
    gray = _laid(image, line)
    high, long = gray.shape
    cut, _same = cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)
    dark = (gray <= cut).astype(np.uint8)
    _count, _labels, stats, _middles = cv2.connectedComponentsWithStats(dark, connectivity=8)
    pieces = np.asarray(stats, np.float64)[1:]
    pieces = pieces[(pieces[:, 4] >= LEAST_PIECE) & (pieces[:, 3] >= LEAST_PIECE_HIGH)]
    shape = [0.0] * 7
    if len(pieces):
        top, wide, tall, area = pieces[:, 1], pieces[:, 2], pieces[:, 3], pieces[:, 4]
        usual, feet = float(np.median(tall)), top + tall
        shape = [
            float(np.log(np.median(wide) / usual)),
            float(np.log(np.quantile(wide, 0.9) / high)),
            float(tall.std() / usual),
            float(np.median(np.abs(feet - np.median(feet))) / high),
            len(pieces) * high / long,
            usual / high,
            float(np.median(area / (wide * tall))),
        ]
    rows = dark.mean(axis=1)
    sudden = float(np.sort(np.abs(np.diff(rows)))[-2:].sum() / max(float(rows.max()), 1e-6))
    return np.array([*shape, float(dark.mean()), *_directions(gray), *_strokes(dark), sudden])


def _laid(image: Pixels, line: Floats) -> Pixels:
    """Return a line laid straight, `LINE_HIGH` pixels high."""
    corners = (line * (image.shape[1], image.shape[0])).astype(np.float32)
    across = float(np.linalg.norm(corners[1] - corners[0]))
    down = max(float(np.linalg.norm(corners[3] - corners[0])), 1.0)
    long = int(np.clip(round(across * LINE_HIGH / down), 8, LINE_LONG))
    target = np.array([(0, 0), (long, 0), (long, LINE_HIGH), (0, LINE_HIGH)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    laid = cv2.warpPerspective(image, matrix, (long, LINE_HIGH), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(laid, np.uint8)


def _directions(gray: Pixels) -> list[float]:
    """Return shares of the edges: upright, level, slanting to the right against to the left, rising, falling."""
    across = cv2.Sobel(gray, cv2.CV_32F, 1, 0, ksize=3)
    down = cv2.Sobel(gray, cv2.CV_32F, 0, 1, ksize=3)
    strong = np.hypot(across, down)
    turn = (np.degrees(np.arctan2(down, across)) + 90 / DIRECTIONS) % 180
    counted = np.bincount(
        np.minimum((turn * DIRECTIONS / 180).astype(np.int64), DIRECTIONS - 1).ravel(), strong.ravel(), DIRECTIONS
    )
    part = counted / max(float(counted.sum()), 1e-6)
    return [
        float(part[0]),
        float(part[6]),
        float(part[1] + part[2] - part[10] - part[11]),
        float(part[2:5].sum()),
        float(part[8:11].sum()),
    ]


def _strokes(dark: Pixels) -> list[float]:
    """Return the width of the strokes, in tenths of the line's height, and its deviation as a share of it."""
    depth = np.asarray(cv2.distanceTransform(dark, cv2.DIST_L2, 3))
    ridge = depth[(depth > 0) & (depth >= cv2.dilate(depth, np.ones((3, 3), np.uint8)))]
    if not len(ridge) or dark.all():  # a line of nothing but ink has no strokes
        return [0.0, 0.0]
    return [float(ridge.mean()) / LINE_HIGH * 10, float(ridge.std() / ridge.mean())]


def _within(line: Floats, regions: Sequence[Region]) -> bool:
    """Whether the middle of a line lies in one of some regions."""
    x, y = line.mean(axis=0)
    return any(one.box.left <= x <= one.box.right and one.box.top <= y <= one.box.bottom for one in regions)


def _is_written(line: Floats, image: Pixels, least: float) -> bool:
    """Whether the ink of a line that is no print looks written, rather than dirt, a picture, or print that is lost."""
    return bool(judge("written", INK_SIGNS).likely(ink_signs(image, line)[None])[0] >= least)


def only(found: Recognised, kept: npt.NDArray[np.bool_]) -> Recognised:
    """Return some lines of what was read; the others count as lost no more: they are no print."""
    number = np.cumsum(kept) - 1
    chosen = np.array([kept[row[3]] for row in found.rows], bool)
    rows = tuple((*row[:3], int(number[row[3]])) for row in found.rows if kept[row[3]])
    return replace(
        found,
        rows=rows,
        lines=found.lines[kept],
        signs=found.signs[chosen],
        strengths=found.strengths[kept],
        readers=found.readers[kept],
        margins=found.margins[chosen],
        gaps=found.gaps[chosen],
        agreed=found.agreed[chosen],
    )


def _regions(lines: Iterable[Floats]) -> list[Box]:
    """Return boxes around lines (fractions), those near each other together."""
    boxes: list[Box] = []
    for line in lines:
        (left, top), (right, bottom) = line.min(axis=0), line.max(axis=0)
        fresh = clamped(float(left), float(top), float(right), float(bottom))
        reach = NEAR * fresh.height
        while True:
            wide = clamped(fresh.left - reach, fresh.top - reach, fresh.right + reach, fresh.bottom + reach)
            near = [box for box in boxes if _meet(box, wide)]
            if not near:
                break
            for box in near:
                boxes.remove(box)
                fresh = fresh.union(box)
        boxes.append(fresh)
    return sorted(boxes, key=lambda box: (box.top, box.left))


def _meet(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom
