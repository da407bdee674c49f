"""How far what was read can be trusted: each word's likelihood of being right, and each page's word-F1, foretold.

The likelihood of a word comes from what the recogniser says of its letters, from its form, and from how the rest of its
line and page reads: a sure word on a page where all else is doubtful is less sure. It says nothing of what the word
should be, and no word is ever changed by it.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from readingroom.engines.dictionary import is_word
from readingroom.engines.ocr import AGREE, DIFFER, ONCE, Recognised
from readingroom.engines.pages import Pixels
from readingroom.model.words import Words
from readingroom.reading.fitted import Floats, judge, odds
from readingroom.reading.ink import Ink, letter_ink

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

#: What a page's judge looks at. `mean`: log odds of the mean likelihood of its words; `low`, `quarter`: of the tenth
#: and of the fourth least likely; `many`: log of the number of words; `lost`: share of the length of all lines that was
#: found and not kept; `uncovered`: share of its letter-like ink that no line covers; `gaps`: log of the spaces within
#: words that were perhaps not read, for each word; `crowded`: share of words with such a space; `differ`: share of
#: words that two models read differently; `lexical`: as above; `strength`, `height`: as above, on the mean of letters.
PAGE_SIGNS = (
    "mean", "low", "quarter", "many", "lost", "uncovered", "gaps", "crowded", "differ", "lexical", "strength", "height",
)  # fmt: skip

#: A space within a word that is likelier than this may be one.
PERHAPS_SPACE = 0.02

#: What a page's word-F1 is told by: log odds of its being good, and those below even. The judge of a page is fitted to
#: tell pages just below the line from those just above it; what F1 that means is told by a second one, which keeps
#: their order.
F1_SIGNS = ("good", "not_good")
#: The ink of a few specks alone is no share of anything.
FEW_SPECKS = 5

#: Who may have read a word: one model, by size, or both, of which the better reading was kept.
READERS = ("tiny", "small", "both")

#: Marks around a word that are no part of it.
AROUND = ".,;:!?()[]\"'“”‘’-–—*«»¿¡"  # noqa: RUF001  # marks of print
_ODD = re.compile(r"[^\w.,;:!?()'\"’“”/$%&@#*+=<>\[\]\-–—§¿¡«»]|_")  # noqa: RUF001  # marks of print


def with_quality(found: Recognised, image: Pixels, ink: Ink, likely: Floats | None = None) -> Recognised:
    """Return what was read with the likelihood of being right as each word's confidence, and of the page as quality.

    Args:
        found: as the recogniser gave it, or some lines of it.
        image: that was read, upright.
        ink: of the image.
        likely: how likely each line is print at all; certain when None.
    """
    if not found.rows:
        return replace(found, quality=None)
    if not tells(found):
        return found
    sure = word_quality(found, image)
    quality = page_quality(found, sure, image, ink)
    if likely is not None:
        sure = sure * likely[[row[3] for row in found.rows]]
    rows = tuple((text, box, float(one), line) for (text, box, _old, line), one in zip(found.rows, sure, strict=True))
    return replace(found, rows=rows, quality=quality)


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


def page_quality(found: Recognised, sure: Floats, image: Pixels, ink: Ink) -> float:
    """Return the page's word-F1 as foretold, 0..1."""
    good = judge("page", PAGE_SIGNS).likely(page_signs(found, sure, image, ink)[None])
    return float(judge("page_f1", F1_SIGNS).likely(f1_signs(good))[0])


def f1_signs(good: Floats) -> Floats:
    """Return what the F1 of pages is told by, from how likely each is good, columns as in `F1_SIGNS`."""
    even = odds(good, 1e-6)
    return np.stack([even, np.minimum(even, 0)], axis=1)


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


def page_signs(found: Recognised, sure: Floats, image: Pixels, ink: Ink) -> Floats:
    """Return what is known of a page with words, as in `PAGE_SIGNS`."""
    long, high = sides(found.lines, image)
    lost_long, lost_high = sides(found.lost, image)
    kept, lost = float((long / np.maximum(high, 1)).sum()), float((lost_long / np.maximum(lost_high, 1)).sum())
    inside, outside = letter_ink(ink)
    forms = np.array([_form(row[0]) for row in found.rows], np.float64)
    letters = float((forms[:, 1] + forms[:, 2]).sum())
    lines = np.array([row[3] for row in found.rows])
    counted = np.bincount(lines, [len(row[0]) for row in found.rows], minlength=len(found.lines))
    return np.array(
        [
            float(odds(sure.mean(), 0.002)),
            float(odds(np.quantile(sure, 0.1), 0.002)),
            float(odds(np.quantile(sure, 0.25), 0.002)),
            float(np.log1p(len(sure))),
            lost / (lost + kept + 1),
            outside / (inside + outside + FEW_SPECKS),
            float(np.log(0.001 + found.gaps.mean())),
            float((found.gaps > PERHAPS_SPACE).mean()),
            float((found.agreed == DIFFER).mean()),
            float(forms[:, 1].sum()) / max(letters, 1),
            float(np.average(np.minimum(found.strengths, 150) / 100, weights=counted)),
            float(np.average(np.log(np.maximum(high, 1) / 20), weights=counted)),
        ]
    )


def sides(lines: Floats, image: Pixels) -> tuple[Floats, Floats]:
    """Return length and height of lines (n x 4 x 2, fractions) in pixels of the image."""
    corners = lines * (image.shape[1], image.shape[0])
    return (
        np.asarray(np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1)),
        np.asarray(np.linalg.norm(corners[:, 3] - corners[:, 0], axis=1)),
    )


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
