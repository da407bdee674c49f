"""How far what was read can be trusted: each word's likelihood of being right, and each page's word-F1, foretold.

The likelihood of a word comes from what the recogniser says of its letters, from its form, and from how the rest of its
line and page reads: a sure word on a page where all else is doubtful is less sure. It says nothing of what the word
should be, and no word is ever changed by it.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.connected import connected
from readingroom.engines.dictionary import is_word
from readingroom.engines.ocr import AGREE, DIFFER, ONCE, Recognised
from readingroom.engines.pages import Pixels
from readingroom.model.words import Words
from readingroom.reading.fitted import Floats, judge, odds

#: What a word's judge looks at. `mean`, `least`, `step`: log odds of its letters on the mean, of the least sure one, of
#: the least sure step; `known`: it stands in a word list; `strange`: letters that stand in none; `digit`: holds digits;
#: `odd`: holds signs that are rare in print; `single`: one letter; `mixed`: capitals within; `line`, `page`: log odds
#: of its line and page; `lexical`: share of the page's words of letters that are known; `strength`: of the line's ink,
#: in hundreds of grays; `height`: log of the line's height against 20 pixels at 150 dpi; `alone`: the line's only word;
#: `margin`: lead of its most doubtful letter; `gap`: likelihood of a space within; `agree`: two models read the same
#: (1) or not (-1).
WORD_SIGNS = (
    "mean", "least", "step", "long", "known", "strange", "digit", "odd", "single", "mixed", "line", "page", "lexical",
    "strength", "height", "alone", "margin", "gap", "agree",
)  # fmt: skip

#: What a page's judge looks at. `mean`: log odds of the mean likelihood of its words; `low`: of the tenth least likely;
#: `many`: log of the number of words; `lost`: share of the length of all lines that was found and not kept;
#: `uncovered`: share of its letter-like ink that no line covers; `gaps`: log of the spaces within words that were
#: perhaps not read, for each word; `differ`: share of words that two models read differently; `lexical`: as above.
PAGE_SIGNS = ("mean", "low", "many", "lost", "uncovered", "gaps", "differ", "lexical")

#: A component of dark pixels of such a size (height, width, area; pixels at 150 dpi) may be a letter; at least this
#: share of the box around it is dark.
LETTER_HIGH, LETTER_WIDE, LETTER_AREA, LETTER_FILL = (6, 45), (2, 90), 12, 0.12
#: Dark is at least so many grays below the paper.
LEAST_DARKER = 40
#: The ink of a few specks alone is no share of anything.
FEW_SPECKS = 5

#: Who may have read a word: one model, by size, or both, of which the better reading was kept.
READERS = ("tiny", "small", "both")

#: Marks around a word that are no part of it.
AROUND = ".,;:!?()[]\"'“”‘’-–—*«»¿¡"  # noqa: RUF001  # marks of print
_ODD = re.compile(r"[^\w.,;:!?()'\"’“”/$%&@#*+=<>\[\]\-–—§¿¡«»]|_")  # noqa: RUF001  # marks of print


def with_quality(found: Recognised, image: Pixels) -> Recognised:
    """Return what was read with the likelihood of being right as each word's confidence, and of the page as quality.

    Args:
        found: as the recogniser gave it, or some lines of it.
        image: that was read, upright.
    """
    if not found.rows:
        return replace(found, quality=None)
    if not tells(found):
        return found
    sure = word_quality(found, image)
    rows = tuple((text, box, float(one), line) for (text, box, _old, line), one in zip(found.rows, sure, strict=True))
    return replace(found, rows=rows, quality=page_quality(found, sure, image))


def word_quality(found: Recognised, image: Pixels) -> Floats:
    """Return how likely each word is right, 0..1."""
    if not found.rows:
        return np.zeros(0)
    signs, readers = word_signs(found, image), word_readers(found)
    sure = np.zeros(len(signs))
    for number, name in enumerate(READERS):
        mine = readers == number
        if mine.any():
            sure[mine] = judge(f"word_{name}", WORD_SIGNS).likely(signs[mine])
    return sure


def tells(found: Recognised) -> bool:
    """Whether an engine says more of its words than how sure it is, which is what all judges here go by."""
    return len(found.signs) == len(found.rows)


def word_readers(found: Recognised) -> npt.NDArray[np.int64]:
    """Return for each word who read it, as a place in `READERS`."""
    return np.where(found.agreed != ONCE, len(READERS) - 1, found.readers[np.array([row[3] for row in found.rows])])


def page_quality(found: Recognised, sure: Floats, image: Pixels) -> float:
    """Return the page's word-F1 as foretold, 0..1."""
    return float(judge("page", PAGE_SIGNS).likely(page_signs(found, sure, image)[None])[0])


def mended_quality(words: Words, lost: int) -> float:
    """Return the quality of a page whose text layer was believed, but for some words.

    Args:
        words: those that were believed, which count as right, and those read off the page in the place of others.
        lost: how many are neither believed nor could be read.
    """
    sure = np.asarray(words.confidence, np.float64)
    right = float(np.where(np.isnan(sure), 1.0, sure).sum())
    return 2 * right / max(2 * len(words) + lost, 1)


def word_signs(found: Recognised, image: Pixels) -> Floats:
    """Return what is known of each word, columns as in `WORD_SIGNS`."""
    if not found.rows:
        return np.zeros((0, len(WORD_SIGNS)))
    texts = [row[0] for row in found.rows]
    lines = np.array([row[3] for row in found.rows])
    mean = odds([row[2] for row in found.rows])
    forms = np.array([_form(text) for text in texts], np.float64)
    count = np.bincount(lines, minlength=len(found.lines))
    by_line = np.bincount(lines, mean, minlength=len(found.lines)) / np.maximum(count, 1)
    letters = forms[:, 1] + forms[:, 2]
    columns = [
        mean,
        odds(found.signs[:, 0]),
        odds(found.signs[:, 1]),
        *forms.T,
        by_line[lines],
        np.full(len(texts), mean.mean()),
        np.full(len(texts), forms[:, 1].sum() / max(letters.sum(), 1)),
        np.minimum(found.strengths[lines], 200) / 100,
        np.log(np.maximum(sides(found.lines, image)[1][lines], 1) / 20),
        count[lines] == 1,
        found.margins,
        found.gaps,
        (found.agreed == AGREE) * 1.0 - (found.agreed == DIFFER),
    ]
    return np.stack([np.asarray(column, np.float64) for column in columns], axis=1)


def page_signs(found: Recognised, sure: Floats, image: Pixels) -> Floats:
    """Return what is known of a page with words, as in `PAGE_SIGNS`."""
    long, high = sides(found.lines, image)
    lost_long, lost_high = sides(found.lost, image)
    kept, lost = float((long / np.maximum(high, 1)).sum()), float((lost_long / np.maximum(lost_high, 1)).sum())
    inside, outside = letter_ink(found, image)
    forms = np.array([_form(row[0]) for row in found.rows], np.float64)
    letters = float((forms[:, 1] + forms[:, 2]).sum())
    return np.array(
        [
            float(odds(sure.mean(), 0.002)),
            float(odds(np.quantile(sure, 0.1), 0.002)),
            float(np.log1p(len(sure))),
            lost / (lost + kept + 1),
            outside / (inside + outside + FEW_SPECKS),
            float(np.log(0.001 + found.gaps.mean())),
            float((found.agreed == DIFFER).mean()),
            float(forms[:, 1].sum()) / max(letters, 1),
        ]
    )


def sides(lines: Floats, image: Pixels) -> tuple[Floats, Floats]:
    """Return length and height of lines (n x 4 x 2, fractions) in pixels of the image."""
    corners = lines * (image.shape[1], image.shape[0])
    return (
        np.asarray(np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1)),
        np.asarray(np.linalg.norm(corners[:, 3] - corners[:, 0], axis=1)),
    )


def letter_ink(found: Recognised, image: Pixels) -> tuple[int, int]:
    """Return how many letter-like specks of ink lie inside and outside of the lines that were kept."""
    otsu = cv2.threshold(np.ascontiguousarray(image[::2, ::2]), 0, 255, cv2.THRESH_OTSU)[0]
    dark = (image < min(float(otsu), float(np.percentile(image[::4, ::4], 90)) - LEAST_DARKER)).astype(np.uint8)
    _labels, specks, middles = connected(dark)
    wide, high, area = specks[1:, 2], specks[1:, 3], specks[1:, 4]
    like = (high >= LETTER_HIGH[0]) & (high <= LETTER_HIGH[1]) & (wide >= LETTER_WIDE[0]) & (wide <= LETTER_WIDE[1])
    like &= (area >= LETTER_AREA) & (area >= LETTER_FILL * high * wide)
    covered = np.zeros(image.shape, np.uint8)
    for line in found.lines:
        cv2.fillConvexPoly(covered, np.round(line * (image.shape[1], image.shape[0])).astype(np.int32), 1)
    places = middles[1:][like].astype(np.int64)
    inside = int(covered[places[:, 1], places[:, 0]].sum())
    return inside, len(places) - inside


@functools.lru_cache(maxsize=4096)
def _form(text: str) -> tuple[float, ...]:
    """Return the signs from `long` to `mixed`."""
    core = bare(text)
    known = core.isalpha() and is_word(core.casefold())
    mixed = core not in {core.lower(), core.upper(), core.title()}
    digit = any(letter.isdigit() for letter in text)
    strange = core.isalpha() and not known
    return (float(np.log(len(text))), known, strange, digit, bool(_ODD.search(text)), len(text) == 1, mixed)


def bare(word: str) -> str:
    """Return a word without the marks around it."""
    return word.strip(AROUND)
