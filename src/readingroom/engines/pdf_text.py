"""The words of a PDF page exactly as pdfium takes them out of it: for checking what another library wrote."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from readingroom.engines import pdf_calls as calls
from readingroom.engines.pdf_page import PdfPage

#: Text render mode of text that leaves no ink.
_INVISIBLE = 3

#: What is painted over an image matters from this share of the page on, if at least so much of it lies over the image:
#: strips of one scan touch by a row of pixels.
LEAST_COVER, MOSTLY_OVER = 0.0002, 0.5


#: An image may reach so far out of the page, as a share of it: rounding, and the edge of a scanner's glass.
OUTSIDE = 0.005

#: A side of an image shorter than this share of the page (2 pt of a letter) shows nothing of what is in it.
LEAST_SIDE = 0.003

#: A path of more segments than a box has may be letters drawn as outlines.
BOX_SEGMENTS = 6

#: More pairs of objects than this are not compared: the page counts as one that hides something.
MOST_PAIRS = 2_000_000


@dataclass(frozen=True, slots=True)
class PlainWords:
    """Words as they are taken out of a file.

    Attributes:
        words: in the order of the file's text layer.
        boxes: n x 4, left top right bottom, fractions of the page as the file turns it.
        objects: n; number of the text object that draws its first character, in the order of painting.
    """

    words: list[str]
    boxes: npt.NDArray[np.float64]
    objects: npt.NDArray[np.int64]


def plain_words(page: PdfPage, *, invisible: bool) -> PlainWords:
    """Return the runs of characters without white space, with the box around each.

    Args:
        page: the open page.
        invisible: whether text that leaves no ink (render mode 3) counts.
    """
    characters = page.characters()
    codes, drawn = characters.codes, characters.drawn
    if not codes.size:
        return PlainWords([], np.zeros((0, 4)), np.zeros(0, np.int64))
    if not invisible:
        unseen = np.append(page.things.modes == _INVISIBLE, [False])[page.objects]
        drawn = drawn & ~unseen
    hyphen = (codes == ord("-")) & ~characters.drawn
    inside = np.concatenate([[False], drawn | (hyphen & np.concatenate([[False], drawn[:-1]])), [False]])
    cut = np.concatenate([[False], hyphen, [False]])  # a made-up hyphen ends its word
    starts = np.flatnonzero(inside[1:] & (~inside[:-1] | cut[:-1]))
    ends = np.flatnonzero(inside[:-1] & (~inside[1:] | cut[:-1]))
    words, boxes = [], np.zeros((len(starts), 4))
    for index, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        words.append("".join(map(chr, codes[start:end].tolist())))
        some = characters.boxes[start:end][characters.drawn[start:end]]
        if len(some):
            boxes[index] = [*some[:, :2].min(0), *some[:, 2:].max(0)]
    return PlainWords(words, boxes, page.objects_at(starts))


def cuts_image(page: PdfPage) -> bool:
    """Whether an image is not seen whole: cut by the page or a clip, or too small to be seen; all of it would leave."""
    boxes = page.things.picture_boxes
    if not len(boxes):
        return False
    images = np.flatnonzero(calls.kinds(page.things.others) == calls.IMAGE)
    if page.clipped(images, OUTSIDE).any() or (boxes[:, 2:] - boxes[:, :2] < LEAST_SIDE).any():
        return True
    return bool(np.isnan(boxes).any() or (boxes < -OUTSIDE).any() or (boxes > 1 + OUTSIDE).any())


def covers_image(page: PdfPage) -> bool:
    """Whether anything but text is painted over a part of an image: what lies under it would still be in the file."""
    things = page.things
    kinds = calls.kinds(things.others)
    images = np.flatnonzero(kinds == calls.IMAGE)
    paints = np.flatnonzero((kinds != calls.PATH) | calls.filled(things.others, kinds))
    if not images.size or not paints.size:
        return False
    boxes = things.other_boxes.clip(0, 1)
    under, over = boxes[images][:, None], boxes[paints][None]
    size = np.minimum(under[..., 2:], over[..., 2:]) - np.maximum(under[..., :2], over[..., :2])
    shared = size.clip(0).prod(-1)
    whole = (over[..., 2:] - over[..., :2]).clip(0).prod(-1)
    later = things.other_order[images][:, None] < things.other_order[paints][None]
    unknown = np.isnan(shared) | np.isnan(whole)
    return bool((later & (unknown | ((shared >= LEAST_COVER) & (shared >= MOSTLY_OVER * whole)))).any())


def covers_outlines(page: PdfPage) -> bool:
    """Whether something filled is painted over paths that are more than a box: these may be letters."""
    things = page.things
    kinds = calls.kinds(things.others)
    paths = np.flatnonzero(kinds == calls.PATH)
    shapes = paths[calls.segments([things.others[number] for number in paths.tolist()]) > BOX_SEGMENTS]
    paints = np.flatnonzero((kinds != calls.PATH) | calls.filled(things.others, kinds))
    if shapes.size * paints.size > MOST_PAIRS:
        return True
    if not shapes.size or not paints.size:
        return False
    boxes = things.other_boxes.clip(0, 1)
    under, over = boxes[shapes][:, None], boxes[paints][None]
    size = np.minimum(under[..., 2:], over[..., 2:]) - np.maximum(under[..., :2], over[..., :2])
    shared = size.clip(0).prod(-1)
    least = np.minimum((under[..., 2:] - under[..., :2]).prod(-1), (over[..., 2:] - over[..., :2]).prod(-1))
    later = things.other_order[shapes][:, None] < things.other_order[paints][None]
    return bool((later & (np.isnan(shared) | ((shared > 0) & (shared >= MOSTLY_OVER * least)))).any())
