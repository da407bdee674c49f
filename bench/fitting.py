"""Fits the judges of `reading/quality.toml`: on style pack `train` and real scans, thresholds on pack `tune`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

import readingroom.reading as room_of_reading
from calibration import Floats, auc, calibration_error, fitted
from examples import CHOSEN, PAGES, SEEDS, UNPRINTED, Example, everything
from readingroom.engines.ocr.gather import SIZES
from readingroom.reading.fitted import Judge
from readingroom.reading.handwriting import (
    HEAVY,
    INK_SIGNS,
    PLAIN_SIGNS,
    PRINT_SIGNS,
    ink_signs,
    line_shapes,
    only,
    read_signs,
)
from readingroom.reading.ink import ink_of
from readingroom.reading.quality import (
    F1_SIGNS,
    PAGE_SIGNS,
    READERS,
    WORD_SIGNS,
    f1_signs,
    page_signs,
    word_readers,
    word_signs,
)
from truth import true_f1

#: A line without print counts as much as `HEAVY` printed ones, of which pages have far more; one of a picture or an
#: empty sheet, of which there are fewest, as much as so many.
HEAVIEST = 24.0
#: Every so many lines of print one is also taken as if it stood alone on its page, as a stamped number does.
LONE = 12
#: A line is plain print from this likelihood on, or from one that so small a share of lines without print reaches.
PLAIN, MAY_PASS = 0.9, 0.002
#: A line of less print than this share of the handwritten ones is none; where more would lose hardly a printed word of
#: the sample, it loses small print of real forms.
PASSED = 0.99
#: Of the lines that are neither print nor written this share may be called written.
MAY_CALL = 0.01
#: Of the right words of printed lines this share may be lost to the judge of print (issue 4: none, as near as can be
#: told), of the pages with an F1 below .9 this share must be listed.
MAY_LOSE, MUST_LIST, BAD = 0.00025, 0.95, 0.9
#: The judge of a page is to tell those just below `BAD` from those just above; what lies within about this F1 of it is
#: half of each. So many parts of the files are held out in turn.
SOFT, PARTS = 0.03, 5


def fit(work: Path) -> None:
    """Read everything, fit, choose, write."""
    told: list[str] = []
    read = everything(work)
    train, tune, real = (
        [one for mode in CHOSEN for one in read[style, mode]] for style in ("train", "tune", "records")
    )
    lines, tried_lines = _line_rows(train), _line_rows(tune)
    judges, thresholds = {}, {}
    for number, size in enumerate(SIZES):
        judges[f"plain_{size}"] = _print_judge(lines, number, PLAIN_SIGNS)
        judges[f"print_{size}"] = _print_judge(lines, number, PRINT_SIGNS)
    thresholds["plain"] = _plain_threshold(judges, tried_lines, told)
    for number, size in enumerate(SIZES):
        thresholds[f"print_{size}"] = _print_threshold(judges, thresholds["plain"], tried_lines, number, told)
    judges["written"] = _written_judge(train)
    thresholds["written"], thresholds["written_even"] = _written_thresholds(judges["written"], tune, told)
    kept, tried = _printed(train, lines, judges, thresholds), _printed(tune, tried_lines, judges, thresholds)
    for number, name in enumerate(READERS):
        judges[f"word_{name}"] = _word_judge([*kept, *real], number)
    _tell_words(judges, tried, told)
    mine, others = _pages([*kept, *real], judges), _pages(tried, judges)
    _tell_folds(mine, others, told)
    judges["page"], judges["page_f1"] = _page_judges(mine)
    bad = others.true < BAD
    quality = _quality(judges["page"], judges["page_f1"], others.rows)
    thresholds["poor"] = float(np.quantile(quality[bad], MUST_LIST))
    for mode in [*CHOSEN, "all"]:
        chosen = (others.modes == mode) | (mode == "all")
        told.append(
            f"pages of tune, {mode}: {int(chosen.sum())}, F1 < {BAD}: {int(bad[chosen].sum())}, "
            f"AUC {auc(-quality[chosen], bad[chosen]):.3f}, F1 {others.true[chosen].mean():.3f}, "
            f"told {quality[chosen].mean():.3f}, error {np.abs(quality - others.true)[chosen].mean():.3f}; "
            f"listed as poor {int((quality[chosen] < thresholds['poor']).sum())}, "
            f"of these not bad {int((quality[chosen & ~bad] < thresholds['poor']).sum())}"
        )
    thresholds["doubt"] = _doubt(judges, tried, told)
    _write(judges, thresholds, told)


def _line_labels(one: Example) -> list[str]:
    """Return for each line what it is: print, stamp, pen, none, or the group of a page without print."""
    by_line: list[list[str]] = [[] for _line in one.found.lines]
    for row, verdict in zip(one.found.rows, one.what, strict=True):
        by_line[row[3]].append(verdict)
    if one.page is None:
        return [one.group] * len(by_line)
    names = []
    for words in by_line:
        printed = "right" in words or "wrong" in words
        names.append("print" if printed else next((name for name in ("stamp", "pen") if name in words), "none"))
    return names


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines of many pages.

    Attributes:
        rows: signs, as in `PRINT_SIGNS`.
        names: what they are.
        right: right words in each.
        readers: who read them.
        pages: of which page they are; -1 for one that is taken as if it stood alone.
    """

    rows: Floats
    names: npt.NDArray[np.str_]
    right: Floats
    readers: npt.NDArray[np.int64]
    pages: npt.NDArray[np.int64]

    def signs(self, names: tuple[str, ...]) -> Floats:
        """Return some of their signs."""
        return self.rows[:, [PRINT_SIGNS.index(name) for name in names]]


def _line_rows(examples: list[Example]) -> Lines:
    """Return all lines of some pages."""
    rows, names, right, readers, numbers = [], [], [], [], []
    for number, one in enumerate(examples):
        image, count = one.image, np.zeros(len(one.found.lines))
        looks = np.array([ink_signs(image, line) for line in one.found.lines]).reshape(-1, len(INK_SIGNS))
        shapes = line_shapes(one.found, image, ink_of(image, one.found.lines))
        labels = _line_labels(one)
        rows.append(np.hstack([read_signs(one.found, image), looks, shapes]))
        for row, verdict in zip(one.found.rows, one.what, strict=True):
            count[row[3]] += verdict == "right"
        chosen = [at for at in range(number % LONE, len(labels), LONE) if labels[at] in {"print", "stamp"}]
        for at in chosen:
            alone = np.arange(len(labels)) == at
            rows.append(np.hstack([read_signs(only(one.found, alone), image), looks[alone], shapes[alone]]))
        names += [*labels, *(labels[at] for at in chosen)]
        right += [*count, *count[chosen]]
        readers += [*one.found.readers, *one.found.readers[chosen]]
        numbers += [number] * len(labels) + [-1] * len(chosen)
    return Lines(np.vstack(rows), np.array(names), np.array(right), np.array(readers), np.array(numbers))


def _print_judge(lines: Lines, reader: int, signs: tuple[str, ...]) -> Judge:
    used = (lines.names != "none") & (lines.readers == reader)
    is_print = np.isin(lines.names, ("print", "stamp")).astype(np.float64)
    rare = np.isin(lines.names, ("blank", "picture"))
    weights = np.where(is_print > 0, 1.0, np.where(rare, HEAVIEST, HEAVY))
    return fitted(signs, lines.signs(signs)[used], is_print[used], weights=weights[used], hold=2.0)


def _plainly(judges: dict[str, Judge], lines: Lines) -> Floats:
    """Return how likely each line is print before its ink is looked at closely."""
    likely = np.zeros(len(lines.rows))
    for number, size in enumerate(SIZES):
        mine = lines.readers == number
        likely[mine] = judges[f"plain_{size}"].likely(lines.signs(PLAIN_SIGNS)[mine])
    return likely


def _plain_threshold(judges: dict[str, Judge], lines: Lines, told: list[str]) -> float:
    """Return the likelihood from which on a line is print without a closer look."""
    likely, other = _plainly(judges, lines), np.isin(lines.names, ("blank", "picture", "handwriting"))
    at = max(PLAIN, float(np.quantile(likely[other], 1 - MAY_PASS)))
    told.append(
        f"lines of tune that are plain print at {at:.3f}: {(likely[~other] >= at).mean():.3f} of {int((~other).sum())},"
        f" of those without print {int((likely[other] >= at).sum())} of {int(other.sum())}"
    )
    return at


def _print_threshold(judges: dict[str, Judge], plain_at: float, lines: Lines, reader: int, told: list[str]) -> float:
    """Return the highest threshold at which hardly any right word is lost, and no higher than a hand needs."""
    mine = judges[f"print_{SIZES[reader]}"]
    used = lines.readers == reader
    likely = np.where(_plainly(judges, lines) >= plain_at, 1.0, mine.likely(lines.rows))[used]
    right, names = lines.right[used], lines.names[used]
    order = np.argsort(likely)
    lost = np.cumsum(right[order])
    at = float(likely[order[int(np.searchsorted(lost, MAY_LOSE * lost[-1], side="right"))]])
    at = min(at, plain_at, float(np.quantile(likely[names == "handwriting"], PASSED)))
    by_name = {
        name: f"{int((likely[names == name] >= at).sum())} of {int((names == name).sum())}"
        for name in ("print", "stamp", "pen", "none", "blank", "picture", "handwriting")
    }
    told.append(f"lines of tune kept as print at {at:.4f} ({SIZES[reader]}): {by_name}")
    return at


def _written_rows(examples: list[Example]) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the ink of lines without print or that were lost, and which of them are written."""
    rows, written = [], []
    for one in examples:
        image = one.image
        lines = [
            (line, name)
            for line, name in zip(one.found.lines, _line_labels(one), strict=True)
            if name not in {"print", "stamp"}
        ]
        lines += [(line, _lost_label(one, line)) for line in one.found.lost]
        for line, name in lines:
            rows.append(ink_signs(image, line))
            written.append(name in {"pen", "handwriting"})
    return np.array(rows), np.array(written)


def _lost_label(one: Example, line: Floats) -> str:
    """Return what a line is that was not kept."""
    if one.page is None:
        return one.group
    x, y = line.mean(axis=0)
    inside = any(pen.left <= x <= pen.right and pen.top <= y <= pen.bottom for pen in one.page.pens)
    return "pen" if inside else "none"


def _written_judge(examples: list[Example]) -> Judge:
    rows, written = _written_rows(examples)
    return fitted(INK_SIGNS, rows, written.astype(np.float64), hold=2.0)


def _written_thresholds(mine: Judge, examples: list[Example], told: list[str]) -> tuple[float, float]:
    """Return the threshold at which few lines are wrongly called written, and that at which as many are missed."""
    rows, written = _written_rows(examples)
    likely = mine.likely(rows)
    at = float(np.quantile(likely[~written], 1 - MAY_CALL))
    told.append(
        f"written lines of tune: AUC {auc(likely, written):.3f}; at {at:.2f} "
        f"missed {(likely[written] < at).mean():.3f} of {int(written.sum())}, "
        f"wrongly called {(likely[~written] >= at).mean():.3f} of {int((~written).sum())}"
    )
    tried = np.linspace(0.05, 0.95, 91)
    missed = np.array([(likely[written] < one).mean() for one in tried])
    called = np.array([(likely[~written] >= one).mean() for one in tried])
    even = int(np.argmin(np.abs(missed - called)))
    told.append(f"at {tried[even]:.2f} missed {missed[even]:.3f}, wrongly called {called[even]:.3f}")
    return at, float(tried[even])


def _printed(
    examples: list[Example], lines: Lines, judges: dict[str, Judge], thresholds: dict[str, float]
) -> list[Example]:
    """Return the printed pages without the lines that are judged to be no print."""
    is_print = _plainly(judges, lines) >= thresholds["plain"]
    for number, size in enumerate(SIZES):
        likely = judges[f"print_{size}"].likely(lines.rows) >= thresholds[f"print_{size}"]
        is_print |= (lines.readers == number) & likely
    found = []
    for number, one in enumerate(examples):
        if one.page is not None:
            kept = is_print[lines.pages == number]
            what = [verdict for row, verdict in zip(one.found.rows, one.what, strict=True) if kept[row[3]]]
            found.append(replace(one, found=only(one.found, kept), what=what))
    return found


def _words(one: Example) -> tuple[Floats, npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return signs, readers and truth of the words of a page that are scored."""
    counted = np.array([verdict != "stamp" for verdict in one.what], bool)
    if not counted.any():
        return np.zeros((0, len(WORD_SIGNS))), np.zeros(0, np.int64), np.zeros(0, bool)
    right = np.array([verdict == "right" for verdict in one.what])
    return word_signs(one.found, one.image)[counted], word_readers(one.found)[counted], right[counted]


def _word_judge(examples: list[Example], reader: int) -> Judge:
    words = [_words(one) for one in examples]
    rows = np.vstack([signs[readers == reader] for signs, readers, _right in words])
    right = np.concatenate([hits[readers == reader] for _signs, readers, hits in words])
    return fitted(WORD_SIGNS, rows, right.astype(np.float64), hold=1.0)


def _likely(judges: dict[str, Judge], signs: Floats, readers: npt.NDArray[np.int64]) -> Floats:
    likely = np.zeros(len(signs))
    for number, name in enumerate(READERS):
        likely[readers == number] = judges[f"word_{name}"].likely(signs[readers == number])
    return likely


def _tell_words(judges: dict[str, Judge], examples: list[Example], told: list[str]) -> None:
    found: dict[tuple[str, str], list[tuple[Floats, npt.NDArray[np.bool_]]]] = {}
    for one in examples:
        signs, readers, right = _words(one)
        for key in ((one.mode, one.group), (one.mode, "all")):
            found.setdefault(key, []).append((_likely(judges, signs, readers), right))
    for (mode, group), each in sorted(found.items()):
        likely, right = (np.concatenate(part) for part in zip(*each, strict=True))
        told.append(
            f"words of tune, {mode}, {group}: {len(right)}, right {right.mean():.3f}, told {likely.mean():.3f}, "
            f"AUC {auc(likely, right):.3f}, ECE {calibration_error(likely, right):.3f}"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Pages:
    """Pages with words: signs, true F1, mode, and to which file they belong."""

    rows: Floats
    true: Floats
    modes: npt.NDArray[np.str_]
    files: npt.NDArray[np.str_]


def _pages(examples: list[Example], judges: dict[str, Judge]) -> Pages:
    rows, true, modes, files = [], [], [], []
    for one in examples:
        if not one.found.rows or (one.page is not None and not one.page.words):
            continue
        image = one.image
        sure = _likely(judges, word_signs(one.found, image), word_readers(one.found))
        rows.append(page_signs(one.found, sure, image, ink_of(image, one.found.lines)))
        if one.page is None:
            true.append(one.f1 or 0.0)
        else:
            true.append(true_f1(one.page, [row[0] for row in one.found.rows], one.what))
        modes.append(one.mode)
        files.append(one.file)
    return Pages(np.array(rows), np.array(true), np.array(modes), np.array(files))


def _page_judges(given: Pages, chosen: npt.NDArray[np.bool_] | None = None) -> tuple[Judge, Judge]:
    """Return the judge of how likely a page is good, and that of the F1 this means."""
    used = np.ones(len(given.true), bool) if chosen is None else chosen
    soft = 1 / (1 + np.exp(-(given.true[used] - BAD) / SOFT))
    good = fitted(PAGE_SIGNS, given.rows[used], soft, hold=5.0)
    return good, fitted(F1_SIGNS, f1_signs(good.likely(given.rows[used])), given.true[used], hold=1.0)


def _quality(good: Judge, f1: Judge, rows: Floats) -> Floats:
    return f1.likely(f1_signs(good.likely(rows)))


def _tell_folds(mine: Pages, others: Pages, told: list[str]) -> None:
    """Tell how pages of both packs are judged by those of other files."""
    both = Pages(*(np.concatenate(pair) for pair in zip(_parts(mine), _parts(others), strict=True)))
    names = sorted(set(both.files.tolist()))
    number = {name: at % PARTS for at, name in enumerate(names)}
    part = np.array([number[name] for name in both.files])
    quality = np.zeros(len(both.true))
    for held in range(PARTS):
        quality[part == held] = _quality(*_page_judges(both, part != held), both.rows[part == held])
    bad = both.true < BAD
    aucs = {mode: auc(-quality[both.modes == mode], bad[both.modes == mode]) for mode in CHOSEN}
    shown = ", ".join(f"{mode} {value:.3f}" for mode, value in aucs.items())
    told.append(
        f"pages of train, tune and real ones, each judged by other files ({len(names)} files, {PARTS} parts): "
        f"{len(bad)}, bad {int(bad.sum())}, AUC {auc(-quality, bad):.3f} ({shown}), "
        f"error {np.abs(quality - both.true).mean():.3f}"
    )


def _parts(one: Pages) -> tuple[npt.NDArray[np.generic], ...]:
    return one.rows, one.true, one.modes, one.files


def _doubt(judges: dict[str, Judge], examples: list[Example], told: list[str]) -> float:
    """Return the threshold below which a word is marked: 7 of 10 wrong words of readable pages lie below it."""
    sure, right = [], []
    for one in examples:
        signs, readers, hits = _words(one)
        if len(hits) and hits.mean() >= 0.8:
            sure.append(_likely(judges, signs, readers))
            right.append(hits)
    likely, hit = np.concatenate(sure), np.concatenate(right)
    at = round(float(np.quantile(likely[~hit], 0.7)), 2)
    marked = likely < at
    told.append(
        f"words of tune on pages with 8 of 10 right or more: {len(hit)}, wrong {int((~hit).sum())}; marked below {at}: "
        f"{int(marked.sum())}, of these wrong {int((~hit & marked).sum())}"
    )
    return at


def _write(judges: dict[str, Judge], thresholds: dict[str, float], told: list[str]) -> None:
    """Write the data file."""
    lines = [
        "# Fitted numbers of the judges of quality and print. Made by: python bench/quality.py --fit",
        f"# {dt.datetime.now(dt.UTC):%Y-%m-%d}. Fitted on synthetic pages: style pack train ({PAGES} pages),",
        f"# seed {SEEDS['train']}, and pages without print ({UNPRINTED} of each group);",
        "# those of words and pages also on the real scans with known text.",
        f"# Thresholds, and what follows, are of pack tune, seed {SEEDS['tune']}.",
        "#",
        *(f"# {one}" for one in told),
        "",
        "[thresholds]",
        *(f"{name} = {value:.4f}" for name, value in thresholds.items()),
    ]
    for name, one in judges.items():
        lines += ["", f"[{name}]", f"base = {one.base:.5f}", f"[{name}.weights]"]
        lines += [f"{sign} = {weight:.5f}" for sign, weight in zip(one.signs, one.weights, strict=True)]
    path = Path(str(room_of_reading.__file__)).with_name("quality.toml")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print("\n".join([*told, str(path.name)]))
