"""Reading one line of text: PP-OCRv6's recogniser (CTC), each word placed by its time steps."""

from __future__ import annotations

import bisect
import functools
import unicodedata
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from readingroom.engines.ocr.detect import Corners
from readingroom.engines.ocr.models import model_file
from readingroom.engines.ocr.runtime import LINES, Floats, Loader
from readingroom.engines.ocr.spaces import words_between
from readingroom.engines.pages import Pixels

#: Height of a line for the recogniser, and how far its width is squeezed (guide: 0.75).
LINE_HEIGHT, SQUEEZE = 48, 0.75
#: So much of a line's height is cut off over it for the small model, which reads best with less paper than the
#: detector leaves. Cut off under it as well, commas of real figures became full stops (docs/decisions/0012).
TRIM = 0.05
#: A line less than so many times as long as high is a lone letter: the small model, which takes an `N` for a `Z`, is
#: given so much paper (heights) on both sides of it.
LONE, PAPER = 1.3, 1.0
#: Ink of a lone letter is so many grays darker than the paper around it.
DARKER = 40
#: Widths the model is given, each a sixth more than the last, up to lines 40 times as long as high: a line is stretched
#: to the next. The runtime keeps memory for each width it has seen (measured: steps of 32 pixels took 170 MB more;
#: filling up with gray instead of stretching cost a twentieth of the words on a page of short lines).
WIDTHS = (
    32,
    48,
    64,
    80,
    96,
    112,
    128,
    160,
    192,
    224,
    256,
    304,
    352,
    416,
    480,
    560,
    656,
    768,
    896,
    1040,
    1216,
    1424,
    1664,
    1920,
)
#: Squeeze and widths of the small model, each 1.45 times the last: it minds less how far a line is stretched than the
#: tiny one does, and each width costs each process 20 to 60 ms when it is first seen (docs/decisions/0011).
SMALL_SQUEEZE, SMALL_WIDTHS = 0.7, (32, 48, 64, 96, 144, 208, 296, 432, 632, 912, 1320, 1920)

#: Letters that can be read (Unicode ranges): Latin with its marks, figures, punctuation, currencies, signs, boxes to
#: tick. The model knows 6,900 others, Chinese above all; it is nearly half as fast again without them, and no pen
#: stroke becomes one of them. Rooms whose languages need other scripts come with a later version.
SCRIPTS = ((0x20, 0x24F), (0x1E00, 0x1EFF), (0x2000, 0x23FF), (0x25A0, 0x27BF))


#: Signs for several letters in one (Unicode ranges) that look like these letters: Dutch and Croatian digraphs, dots,
#: Roman figures. Nobody types them into a search.
ONE_SIGN = ((0x132, 0x133), (0x1C4, 0x1CC), (0x1F1, 0x1F3), (0x2025, 0x2025), (0x2160, 0x217F))


class Word(NamedTuple):
    """A word of a line.

    Attributes:
        text: as read.
        first: where it starts, as a fraction of the line's length.
        last: where it ends.
        sure: mean likelihood of its letters, 0..1.
        least: likelihood of its least sure letter.
        step: least likelihood of any step of the model from its first letter to its last.
        margin: by how much the letter nearest to a second reading is likelier than that.
        gap: likelihood of the likeliest space inside it that was not read.
    """

    text: str
    first: float
    last: float
    sure: float
    least: float
    step: float
    margin: float
    gap: float


def check(size: str) -> tuple[Path, Path]:
    """Return the checked files of a recogniser: its letters and its model.

    Raises:
        RoomError: one is missing or is not the tested one.
    """
    letters = "ppocrv6/ppocrv6_tiny_dict.txt" if size == "tiny" else "ppocrv6/ppocrv6_dict.txt"
    return model_file(letters), model_file(f"ppocrv6/{size}/rec/rec.onnx")


class LineReader:
    """Reads lines."""

    def __init__(self, size: str, load: Loader) -> None:
        """Load the recogniser of `size`: tiny or small."""
        names, model = check(size)
        letters = ["", *names.read_text(encoding="utf-8").rstrip("\n").split("\n"), " "]
        keep = [at for at, letter in enumerate(letters) if all(_is_wanted(ord(one)) for one in letter)]
        self._letters = [spelled(letters[at]) for at in keep]
        self._space = np.array([letter.isspace() for letter in self._letters])
        self._model = load(model, LINES, keep)
        self._close = size == "small"
        self._squeeze = SQUEEZE if size == "tiny" else SMALL_SQUEEZE
        self._widths: tuple[int, ...] = WIDTHS if size == "tiny" else SMALL_WIDTHS

    def words(self, image: Pixels, corners: Corners, *, mirrored: bool = False) -> list[Word]:
        """Read the line that lies between the corners, or its image in a mirror."""
        line = crop(image, _trimmed(corners) if self._close else corners)
        ink = 0.0, 1.0
        beside = round(PAPER * line.shape[0]) if self._close and line.shape[1] < LONE * line.shape[0] else 0
        if beside:
            paper = int(np.quantile(line, 0.9))
            ink = _ink_across(line, paper)
            line = np.asarray(
                cv2.copyMakeBorder(line, 0, 0, beside, beside, cv2.BORDER_CONSTANT, value=paper), np.uint8
            )
        if mirrored:
            line = np.asarray(cv2.flip(line, 1), np.uint8)
        across = line.shape[1]
        length = across / line.shape[0]
        wanted = round(line.shape[1] * LINE_HEIGHT / line.shape[0] * self._squeeze)
        width = self._widths[min(bisect.bisect_left(self._widths, wanted), len(self._widths) - 1)]
        line = np.asarray(cv2.resize(line, (width, LINE_HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)
        words = self.decoded(self.steps(line), line, length)
        if not beside:
            return words
        if len(words) == 1 and not mirrored:  # a step of the model is a quarter of the letter; its ink tells better
            return [words[0]._replace(first=ink[0], last=ink[1])]
        share = beside / across
        return [word._replace(first=_without(word.first, share), last=_without(word.last, share)) for word in words]

    def steps(self, line: Pixels) -> Floats:
        """Return the likelihood of each letter at each time step of an image that is `LINE_HEIGHT` high."""
        return np.asarray(self._model(line)[0], np.float32)

    def decoded(self, steps: Floats, line: Pixels | None = None, length: float = 1.0) -> list[Word]:
        """Return the words of a line from the likelihood of each letter at each time step (CTC, the best path).

        Args:
            steps: the likelihoods.
            line: the image that was read, in which spaces that were passed over are looked for; None for none.
            length: of the line before it was squeezed, in its heights.
        """
        best = steps.argmax(axis=1)
        sure = steps[np.arange(len(best)), best]
        begins = np.flatnonzero((best > 0) & np.concatenate([[True], best[1:] != best[:-1]]))
        if not begins.size:
            return []
        codes, spaces = best[begins], steps[:, self._space].max(axis=1)
        # of each letter the two likeliest readings at its first step
        other = steps[begins]
        other[np.arange(len(codes)), codes] = 0.0
        likely = np.stack([other.max(axis=1), sure[begins]], axis=1)
        per_step, words = 1 / len(best), []
        for start, stop in words_between(begins, self._space[codes], spaces, line, length):
            first, last = int(begins[start]), int(begins[stop - 1])
            mine = likely[start:stop]
            end = min(1.0, (last + 1.5) * per_step)
            words.append(
                Word(
                    "".join(self._letters[code] for code in codes[start:stop]),
                    min(max(0.0, (first - 1.0) * per_step), end),
                    end,
                    float(mine[:, 1].mean()),
                    float(mine[:, 1].min()),
                    float(sure[first : last + 1].min()),
                    float((mine[:, 1] - mine[:, 0]).min()),
                    float(spaces[first:last].max(initial=0.0)),
                )
            )
        return words


@functools.cache
def line_reader(size: str, load: Loader) -> LineReader:
    """Return the reader of lines of this process, tiny or small, loaded when it is first asked for.

    Raises:
        RoomError: a model file is missing or is not the tested one.
    """
    return LineReader(size, load)


def spelled(letter: str) -> str:
    """Return a letter as people write it: `Ⅱ` is two letters `I`, the sign for angstrom is `Å`; all else stays."""
    several = any(first <= ord(one) <= last for one in letter for first, last in ONE_SIGN)
    return unicodedata.normalize("NFKC" if several else "NFC", letter)


def _ink_across(line: Pixels, paper: int) -> tuple[float, float]:
    """Return from where to where a line has ink, as fractions of its length; all of it when it has none."""
    dark = np.flatnonzero((line < paper - DARKER).any(axis=0))
    return (float(dark[0]) / line.shape[1], float(dark[-1] + 1) / line.shape[1]) if dark.size else (0.0, 1.0)


def _is_wanted(code: int) -> bool:
    return any(first <= code <= last for first, last in SCRIPTS)


def _trimmed(corners: Corners) -> Corners:
    """Return the corners of a line without some of the paper over it."""
    down = (corners[3] - corners[0]) * TRIM
    return np.asarray(corners + np.stack([down, down, 0 * down, 0 * down]), np.float32)


def _without(share: float, paper: float) -> float:
    """Return a place on a line (fraction of it) that had so much paper put to both its sides, without that paper."""
    return min(max((share - paper) / (1 - 2 * paper), 0.0), 1.0)


def crop(image: Pixels, corners: Corners) -> Pixels:
    """Return the part of an image that lies between the corners of a line, laid straight."""
    width = max(1, round(float(np.linalg.norm(corners[1] - corners[0]))))
    height = max(1, round(float(np.linalg.norm(corners[3] - corners[0]))))
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    return np.asarray(cv2.warpPerspective(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)
