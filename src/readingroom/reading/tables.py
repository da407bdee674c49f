"""Tables: rows whose pieces stand in the same columns, and the cell in which each piece stands.

Ruled and unruled tables are found alike, by the white columns between their cells; rules, where they are known, say
where one cell ends and the next begins. The way is that of many (for one, Oro and Ruffolo's PDF-TREX, 2009): a row with
the most cells is the pattern, rows over and under it belong to it as long as its gaps stay open.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from readingroom.reading.pieces import Floats, Pieces

#: Least rows of a table, and of one that has rules between its rows and more than two columns, or so many gaps.
LEAST_PAIRS, LEAST_ROWS, LEAST_GAPS = 3, 2, 3
#: Two rows of a table are at most this far apart, in heights of a line.
FAR = 3.0
#: A gap between columns is at least this wide, in heights of a line; share of the rows that may cross it (titles).
OPEN, CROSSED = 0.5, 0.25
#: Cells have at most this many words on the average: longer ones in two columns are running text.
MOST_WORDS = 7.0
#: A word is hardly longer than so many heights of a line.
WORD = 8.0
#: Share of the cells beside the first column that stand in line with those over and under them.
IN_LINE = 0.6
#: A line that wraps inside a cell is nearer to the one over it than rows are: by this share of their usual distance.
TIGHT = 0.8
#: A lone line over or under a table that is further from it than its rows are by this share is none of its rows.
LOOSE = 1.2
#: One rule between three lines parts a head from them, more rules part rows.
LEAST_LEVELS = 2
#: Where a cell begins: so many heights of a line.
BEGIN = 4.0
#: Rules of a page are at least this long (points).
LEAST_RULE = 18.0

Cell = tuple[int, int, int]
"""Table, row, column, each from 1."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Straight lines that are drawn on a page, laid straight like the pieces.

    Attributes:
        across: n x 3; height on the page, left end, right end, points.
        down: n x 3; place from the left, upper end, lower end, points.
    """

    across: Floats = field(default_factory=lambda: np.zeros((0, 3)))
    down: Floats = field(default_factory=lambda: np.zeros((0, 3)))


def cells_of(pieces: Pieces, rows: Sequence[Sequence[int]], rules: Rules | None = None) -> dict[int, Cell]:
    """Return the cell of each piece that stands in a table.

    Args:
        pieces: of the page.
        rows: of text, from top to bottom in each column of it; pieces of a row from left to right.
        rules: drawn on the page.
    """
    if not any(len(row) > 1 for row in rows):
        return {}
    found: dict[int, Cell] = {}
    boxes: list[list[float]] = np.hstack([pieces.boxes[:, :2], pieces.inked[:, None], pieces.boxes[:, 3:]]).tolist()
    counts: list[int] = pieces.counts().tolist()
    items: list[bool] = pieces.items.tolist()
    start, table = 0, 0
    sheet = _Sheet(rows, boxes, counts, items, pieces.height, rules)
    rules = rules or Rules()
    while start < len(rows):
        stop = _run(rows, boxes, start, pieces.height)
        run = range(start, stop)
        start = max(stop, start + 1)
        for part in _tables(sheet, run):
            table += 1
            places = _assigned(rows, boxes, part, rules, pieces.height)
            found |= {at: (table, row, column) for at, (row, column) in places.items()}
    return found


def _run(rows: Sequence[Sequence[int]], boxes: list[list[float]], start: int, height: float) -> int:
    """Return the end of the rows from `start` that stand close under each other."""
    bottom = max(boxes[at][3] for at in rows[start])
    stop = start + 1
    while stop < len(rows):
        top = min(boxes[at][1] for at in rows[stop])
        if not -2 * height <= top - bottom <= FAR * height:
            break
        bottom = max(boxes[at][3] for at in rows[stop])
        stop += 1
    return stop


@dataclass(slots=True)
class _Table:
    """Rows of a table, and the places of the gaps between its columns (left and right edge of each)."""

    first: int
    last: int
    gaps: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What tables are looked for in.

    Attributes:
        rows: pieces that stand beside each other, from left to right; from top to bottom.
        boxes: of the pieces.
        counts: of their words.
        items: whether a piece is the mark of an item of a list.
        height: of a line.
        rules: drawn on the page; None when nobody looked yet.
    """

    rows: Sequence[Sequence[int]]
    boxes: list[list[float]]
    counts: list[int]
    items: list[bool]
    height: float
    rules: Rules | None


def _tables(sheet: _Sheet, run: range) -> list[_Table]:
    """Return the tables among some rows."""
    multi = [at for at in run if len(sheet.rows[at]) > 1]
    if len(multi) < LEAST_ROWS:
        return []
    seed = max(multi, key=lambda at: len(sheet.rows[at]))
    table = _grown(sheet, seed, run)
    above, below = range(run.start, table.first), range(table.last + 1, run.stop)
    if not _is_table(sheet, table):
        # the pattern fits no other row: the rest is looked at without it
        above, below = range(run.start, seed), range(seed + 1, run.stop)
        return [*_tables(sheet, above), *_tables(sheet, below)]
    return [*_tables(sheet, above), table, *_tables(sheet, below)]


def _grown(sheet: _Sheet, seed: int, run: range) -> _Table:
    """Grow a table from its pattern row, up and down."""
    rows, boxes, height = sheet.rows, sheet.boxes, sheet.height
    row = rows[seed]
    gaps = [(boxes[a][2], boxes[b][0]) for a, b in itertools.pairwise(row)]
    crossed = [0] * len(gaps)
    edges = [seed, seed]
    size = 1
    for side, way in ((1, range(seed + 1, run.stop)), (0, range(seed - 1, run.start - 1, -1))):
        for at in way:
            tried, crosses = _narrowed(gaps, [boxes[one] for one in rows[at]], height)
            if len(rows[at]) > 1 and len(crosses) * 2 > len(gaps):
                break
            if len(rows[at]) == 1 and crosses and _is_text_line(boxes[rows[at][0]], gaps, crosses, height):
                break
            size += 1
            gaps = tried
            for number in crosses:
                crossed[number] += 1
            edges[side] = at
    kept = [gap for gap, times in zip(gaps, crossed, strict=True) if times <= CROSSED * size]
    first, last = edges
    # what wraps under the last row, or heads a column, is one line; more of them are no cells
    while (
        first < seed and len(rows[first]) == 1 and (_crosses(boxes[rows[first][0]], kept) or len(rows[first + 1]) == 1)
    ):
        first += 1
    while last > seed and len(rows[last]) == 1 and (_crosses(boxes[rows[last][0]], kept) or len(rows[last - 1]) == 1):
        last -= 1
    # a heading over or under a table is further from it than its rows are from each other
    step = _usual_step(rows, boxes, first, last)
    if last > seed and _is_apart(sheet, last, last - 1, step):
        last -= 1
    title = kept and len(rows[first]) == 1 and boxes[rows[first][0]][0] < kept[0][0]
    if first < seed and (title or _is_apart(sheet, first, first + 1, step)):
        first += 1
    return _Table(first, last, kept)


def _level(rows: Sequence[Sequence[int]], boxes: list[list[float]], at: int) -> float:
    return (min(boxes[one][1] for one in rows[at]) + max(boxes[one][3] for one in rows[at])) / 2


def _is_apart(sheet: _Sheet, lone: int, row: int, step: float) -> bool:
    """Whether a lone piece is none of the rows of the table beside it: too far, and no rule on its other side."""
    if len(sheet.rows[lone]) > 1:
        return False
    here, there = _level(sheet.rows, sheet.boxes, lone), _level(sheet.rows, sheet.boxes, row)
    if abs(here - there) <= LOOSE * step:
        return False
    if sheet.rules is None:
        return True
    left, _top, right, _bottom = sheet.boxes[sheet.rows[lone][0]]
    across = sheet.rules.across
    beyond = (across[:, 0] - here) * (here - there)
    near = (beyond > 0) & (np.abs(across[:, 0] - here) < 2 * sheet.height)
    return not bool((near & (across[:, 1] < right) & (across[:, 2] > left)).any())


def _usual_step(rows: Sequence[Sequence[int]], boxes: list[list[float]], first: int, last: int) -> float:
    """Return how far rows of several cells usually are from the row over them; infinite where there is none."""
    full = [at for at in range(first + 1, last + 1) if len(rows[at]) > 1]
    steps = [_level(rows, boxes, at) - _level(rows, boxes, at - 1) for at in full]
    return float(np.median(steps)) if steps else float("inf")


def _crosses(box: list[float], gaps: list[tuple[float, float]]) -> bool:
    return any(box[0] < left and box[2] > right for left, right in gaps)


def _is_text_line(box: list[float], gaps: list[tuple[float, float]], crosses: list[int], height: float) -> bool:
    """Whether a lone piece that crosses gaps is a line of text beside which the table ends: it crosses most of them."""
    return len(crosses) * 2 > len(gaps) and box[2] - box[0] > WORD * height


def _narrowed(
    gaps: list[tuple[float, float]], row: list[list[float]], height: float
) -> tuple[list[tuple[float, float]], list[int]]:
    """Return the gaps as far as a row leaves them open, and the numbers of those that it crosses (they stay)."""
    crosses: list[int] = []
    out: list[tuple[float, float]] = []
    least = OPEN * height
    for number, (left, right) in enumerate(gaps):
        low, high, crossed = left, right, False
        for box in row:
            if box[2] <= low or box[0] >= high:
                continue
            # what reaches into a gap from one side narrows it
            if box[0] <= low and box[2] < high - least:
                low = box[2]
            elif box[2] >= high and box[0] > low + least:
                high = box[0]
            else:
                crossed = True
        if crossed or high - low < least:
            crosses.append(number)
            out.append((left, right))
        else:
            out.append((low, high))
    return out, crosses


def _is_table(sheet: _Sheet, table: _Table) -> bool:
    """Whether rows are a table: enough of them with several cells, those short and in line under each other."""
    rows, boxes, counts, height = sheet.rows, sheet.boxes, sheet.counts, sheet.height
    splits = [(left + right) / 2 for left, right in table.gaps]
    multi = []
    for at in range(table.first, table.last + 1):
        row = [(one, bisect_left(splits, boxes[one][0])) for one in rows[at]]
        if len({column for _one, column in row}) > 1:
            multi.append(row)
    short = len(table.gaps) >= LEAST_GAPS or (len(table.gaps) > 1 and _may_be_ruled(sheet, table))
    least = LEAST_ROWS if short else LEAST_PAIRS
    if not table.gaps or len(multi) < least or len(multi) * 2 < table.last - table.first + 1:
        return False
    first = [one for row in multi for one, column in row if column == 0]
    if len(splits) == 1 and sum(sheet.items[one] for one in first) * 2 > len(first):
        return False  # a list
    cells = [counts[one] for row in multi for one, _column in row]
    if sum(cells) > MOST_WORDS * len(cells):
        return False
    columns: list[list[list[float]]] = [[] for _gap in range(len(splits) + 1)]
    for row in multi:
        for one, column in row:
            columns[column].append(boxes[one])
    in_line = sum(_in_line(column, height) for column in columns[1:])
    return in_line >= IN_LINE * sum(len(column) for column in columns[1:])


def _may_be_ruled(sheet: _Sheet, table: _Table) -> bool:
    """Whether a rule parts the rows of a table, or nobody looked yet."""
    if sheet.rules is None:
        return True
    across = sheet.rules.across
    inside = np.array([sheet.boxes[at] for row in sheet.rows[table.first : table.last + 1] for at in row])
    left, top = inside[:, :2].min(0).tolist()
    right, bottom = inside[:, 2:].max(0).tolist()
    shared = np.minimum(across[:, 2], right) - np.maximum(across[:, 1], left)
    return bool(((across[:, 0] > top) & (across[:, 0] < bottom) & (shared > (right - left) / 2)).any())


def _in_line(column: list[list[float]], height: float) -> int:
    """Return how many cells of a column stand in line by their left edges, their right ones, or their middles."""
    best = 0
    for places in ([b[0] for b in column], [b[2] for b in column], [(b[0] + b[2]) / 2 for b in column]):
        usual = sorted(places)[len(places) // 2] if places else 0.0
        best = max(best, sum(abs(place - usual) <= height for place in places))
    return best


def _assigned(
    rows: Sequence[Sequence[int]], boxes: list[list[float]], table: _Table, rules: Rules, height: float
) -> dict[int, tuple[int, int]]:
    """Return row and column of each piece of a table."""
    inside = np.array([boxes[at] for row in rows[table.first : table.last + 1] for at in row])
    left, top = inside[:, :2].min(0).tolist()
    right, bottom = inside[:, 2:].max(0).tolist()
    splits = [(low + high) / 2 for low, high in table.gaps]
    columns = _splits(rules.down, (left, right), (top, bottom), height)
    if len(columns) < len(splits):
        columns = splits
    levels = _splits(rules.across, (top, bottom), (left, right), height)
    found: dict[int, tuple[int, int]] = {}
    for at, number in _row_numbers(rows, boxes, table, levels).items():
        for one in rows[at]:
            # a cell belongs to the column in which it begins: a title may reach over several
            place = (boxes[one][0] + min(boxes[one][2], boxes[one][0] + BEGIN * height)) / 2
            found[one] = (number, bisect_left(columns, place) + 1)
    return found


def _splits(lines: Floats, over: tuple[float, float], along: tuple[float, float], height: float) -> list[float]:
    """Return where rules part a table: those of at least half its length, each place once.

    Args:
        lines: place, start, end of each rule.
        over: first and last edge of the table across the rules.
        along: its first and last edge along them.
        height: of a line.
    """
    if not len(lines):
        return []
    shared = np.minimum(lines[:, 2], along[1]) - np.maximum(lines[:, 1], along[0])
    inside = (lines[:, 0] > over[0]) & (lines[:, 0] < over[1]) & (shared > 0)
    order = np.argsort(lines[inside, 0])
    out: list[float] = []
    length: list[float] = []
    for place, part in zip(lines[inside, 0][order].tolist(), shared[inside][order].tolist(), strict=True):
        if out and place - out[-1] < height / 3:
            length[-1] += part
        else:
            out.append(place)
            length.append(part)
    return [place for place, whole in zip(out, length, strict=True) if whole >= (along[1] - along[0]) / 2]


def _row_numbers(
    rows: Sequence[Sequence[int]],
    boxes: list[list[float]],
    table: _Table,
    levels: list[float],
) -> dict[int, int]:
    """Return the number of the table's row for each row of print; a cell of several lines is one row."""
    span = range(table.first, table.last + 1)
    tops = {at: min(boxes[one][1] for one in rows[at]) for at in span}
    bottoms = {at: max(boxes[one][3] for one in rows[at]) for at in span}
    found: dict[int, int] = {}
    if len(levels) * 2 >= len(span) - 1 and len(levels) >= min(LEAST_LEVELS, len(span) - 1) > 0:
        for at in span:
            middle = (tops[at] + bottoms[at]) / 2
            found[at] = sum(middle > level for level in levels)
        numbers = {value: place for place, value in enumerate(sorted(set(found.values())), 1)}
        return {at: numbers[value] for at, value in found.items()}
    level = {at: (tops[at] + bottoms[at]) / 2 for at in span}
    full = [at for at in span if at > table.first and len(rows[at]) > 1]
    usual = float(np.median([level[at] - level[at - 1] for at in full])) if full else 0.0
    number = 1
    for at in span:
        if at > table.first:
            wraps = len(rows[at]) < len(rows[at - 1]) and level[at] - level[at - 1] < usual * TIGHT
            number += not wraps
        found[at] = number
    return found


def rules_from(boxes: npt.NDArray[np.float64], width: float, height: float) -> Rules:
    """Return the rules among what a PDF draws (boxes as fractions of the page): thin boxes, and the edges of fields."""
    if not len(boxes):
        return Rules()
    scaled = np.nan_to_num(boxes, nan=-9.0) * (width, height, width, height)
    size = scaled[:, 2:] - scaled[:, :2]
    flat = (size[:, 1] <= 3) & (size[:, 0] >= LEAST_RULE)  # noqa: PLR2004  # points; rules are thinner
    tall = (size[:, 0] <= 3) & (size[:, 1] >= LEAST_RULE / 2)  # noqa: PLR2004  # points
    middle = (scaled[:, :2] + scaled[:, 2:]) / 2
    across = np.stack([middle[flat, 1], scaled[flat, 0], scaled[flat, 2]], axis=1)
    down = np.stack([middle[tall, 0], scaled[tall, 1], scaled[tall, 3]], axis=1)
    return Rules(across, down)
