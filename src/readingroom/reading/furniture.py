"""What stands on a page apart from its text: head and foot, line numbers, notes in the margins.

A stage sees one page only, so all of it is judged by place and form; the kinds only label, no word is left out by them.
"""

from __future__ import annotations

import re

import numpy as np

from readingroom.model.layout import BlockKind
from readingroom.model.words import Words
from readingroom.reading.pieces import Pieces, Places

#: Head and foot lie within this share of the page's height from its edges. US letter has its text at a twelfth.
HEAD, FOOT = 0.09, 0.91
#: They stand apart from the text by so many heights of a line, and by so many times the usual gap between lines.
APART, APART_USUAL = 1.0, 1.6
#: A foot with the number of the page may lie higher, if it stands so far apart.
LOW_FOOT, LOW_APART = 0.86, 2.0
_PAGE = re.compile(r"\b(?:page|página|pág\.) ?[0-9]{1,4}\b|^-? ?[0-9]{1,4} ?-?$", re.IGNORECASE)
#: More rows than these are text.
MOST_ROWS = 4
#: Least line numbers, one under the other, each the next but for a few that are misread.
LEAST_NUMBERS, COUNTING = 8, 0.8
#: A left margin note ends, a right one begins, beyond this share of the page; words in it at most.
LEFT, RIGHT, NOTE_WORDS = 0.13, 0.87, 4
#: Exemption codes may stand in a margin that begins here, beyond the text, if so many lines tell where that ends.
CODES, LEAST_LINES = 0.8, 5

#: Exemption codes as offices print them on boxes: (b)(6), b7C-1, (b) (7)(E), 5.1.2.e, 10.2.e.
LABEL = re.compile(
    r"(?:\(?b\)?\s?\(?[1-9]\)?(?:\s?\(?[A-Fa-f]\)?)?(?:\s?-\s?\d)?[,;/\s]*)+"
    r"|(?:(?:5|10)\.\d(?:\.\d)?(?:\.?[a-i])?[,;\s]*)+"
)

TEXT: BlockKind = "paragraph"


def is_label(text: str) -> bool:
    """Whether a text is nothing but exemption codes."""
    return LABEL.fullmatch(text) is not None


def furniture(words: Words, pieces: Pieces, width: float, height: float) -> list[BlockKind]:
    """Return what each piece is; `paragraph` for all text, that of tables too.

    Args:
        words: of the page.
        pieces: of its lines.
        width: of the page, points.
        height: of the page, points.
    """
    kinds: list[BlockKind] = [TEXT] * len(pieces)
    if not len(pieces):
        return kinds
    for at in np.flatnonzero(pieces.upright).tolist():
        kinds[at] = "margin"
    level = np.flatnonzero(~pieces.upright)
    head, foot = _head_and_foot(pieces, level, height)
    if not foot:
        _head, low = _head_and_foot(pieces, level, height, foot=LOW_FOOT, apart=LOW_APART)
        foot = low if any(_PAGE.search(text_of(words, pieces, at)) for at in low) else []
    for at in head:
        kinds[at] = "header"
    for at in foot:
        kinds[at] = "footer"
    rest = np.array([at for at in level.tolist() if kinds[at] == TEXT], np.int64)
    numbers = line_numbers(pieces, rest)
    for at in numbers:
        kinds[at] = "number"
    rest = np.setdiff1d(rest, numbers)
    edge = _edge(pieces, rest, width)
    codes = [at for at in rest[pieces.boxes[rest, 0] > edge].tolist() if is_label(text_of(words, pieces, at))]
    for at in (*codes, *_notes(pieces, np.setdiff1d(rest, codes), width)):
        kinds[at] = "margin"
    return kinds


def _edge(pieces: Pieces, chosen: Places, width: float) -> float:
    """Return beyond which place (points) codes stand in the right margin: no line of text reaches so far."""
    long = chosen[pieces.counts()[chosen] >= NOTE_WORDS]
    reach = float(np.quantile(pieces.boxes[long, 2], 0.95)) if len(long) >= LEAST_LINES else width
    return max(CODES * width, min(RIGHT * width, reach))


def text_of(words: Words, pieces: Pieces, at: int) -> str:
    """Return what a piece says."""
    return words.text[words.starts[int(pieces.first[at])] : words.ends[int(pieces.last[at])]]


def _head_and_foot(
    pieces: Pieces, chosen: Places, height: float, foot: float = FOOT, apart: float = APART
) -> tuple[list[int], list[int]]:
    """Return the pieces of head and foot: few rows near the edge, parted from what follows by a clear gap.

    Args:
        pieces: of the page.
        chosen: those that may be head or foot.
        height: of the page, points.
        foot: below which share of it the foot lies.
        apart: how far they are from the text at least (heights of a line).
    """
    order = chosen[np.argsort(pieces.boxes[chosen, 1], kind="stable")]
    if len(order) < 2:  # noqa: PLR2004  # one piece stands apart from nothing
        return [], []
    tops = pieces.boxes[order, 1]
    reach = np.maximum.accumulate(pieces.boxes[order, 3])
    gaps = tops[1:] - reach[:-1]
    rows = gaps > -pieces.height / 2
    usual = float(np.median(np.maximum(gaps[rows], 0))) if rows.any() else 0.0
    clear = gaps >= max(apart * pieces.height, APART_USUAL * usual)
    row = np.concatenate([[0], np.cumsum(rows)])
    above = np.flatnonzero(clear & (reach[:-1] <= HEAD * height) & (row[:-1] < MOST_ROWS))
    below = np.flatnonzero(clear & (tops[1:] >= foot * height) & (row[-1] - row[1:] < MOST_ROWS))
    head = order[: above[-1] + 1].tolist() if above.size else []
    return head, order[below[0] + 1 :].tolist() if below.size else []


def line_numbers(pieces: Pieces, chosen: Places) -> list[int]:
    """Return the line numbers at the left of a transcript: under each other, each the next, left of all else."""
    counted = chosen[pieces.numbers[chosen] >= 0]
    if len(counted) < LEAST_NUMBERS or len(counted) == len(chosen):
        return []
    right = pieces.boxes[counted, 2]
    counted = counted[np.abs(right - np.median(right)) < 2 * pieces.height]
    if len(counted) < LEAST_NUMBERS:
        return []
    counted = counted[np.argsort(pieces.middles()[counted], kind="stable")]
    steps = np.diff(pieces.numbers[counted])
    # a Q. or A. stands apart from what is asked or answered
    others = np.setdiff1d(chosen, counted)
    others = others[~pieces.items[others]]
    beside = pieces.boxes[others, 0] >= pieces.boxes[counted, 2].max()
    found: list[int] = counted.tolist()
    # beside the numbers of a table's rows stand several cells, beside those of lines one line
    middles = np.sort(pieces.middles()[others])
    alone = (np.diff(middles) > pieces.height / 2).mean() if len(others) > 1 else 1.0
    told = (steps == 1).mean() >= COUNTING and beside.mean() >= COUNTING and alone >= COUNTING
    return found if told else []


def _notes(pieces: Pieces, chosen: Places, width: float) -> list[int]:
    """Return short notes in the margins beside the text: they reach into no column of it."""
    if len(chosen) < 2:  # noqa: PLR2004  # a note has a text beside it
        return []
    boxes, counts = pieces.boxes[chosen], pieces.counts()[chosen]
    found: list[int] = []
    right = boxes[:, 0] > RIGHT * width
    left = boxes[:, 2] < LEFT * width
    for side, edge in ((right, 0), (left, 2)):
        notes, rest = side & (counts <= NOTE_WORDS), ~(right | left)
        if not notes.any() or not rest.any() or notes.sum() * 2 > rest.sum() or (side & ~notes).any():
            continue
        clear = boxes[notes, 0][:, None] - boxes[rest, 2] if edge == 0 else boxes[rest, 0] - boxes[notes, 2][:, None]
        level = (boxes[notes, 1][:, None] < boxes[rest, 3]) & (boxes[notes, 3][:, None] > boxes[rest, 1])
        # figures of a table's last column stand beside many short cells; a note stands beside lines of text
        running = counts[rest] >= NOTE_WORDS
        # all of it lies beyond the edge that most of the text keeps
        edges = boxes[rest, 2 if edge == 0 else 0]
        beyond = boxes[notes, 0] > np.quantile(edges, 0.9) if edge == 0 else boxes[notes, 2] < np.quantile(edges, 0.1)
        alone = beyond & np.where(level, clear >= pieces.height * 0.3, True).all(1)
        beside_text = (level & running).any(1)
        few = np.where(level, 1, 0).sum(1) <= 1
        found += chosen[np.flatnonzero(notes)[alone & beside_text & few]].tolist()
    return found
