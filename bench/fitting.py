"""Fits the judges of `reading/quality.toml`: on style pack `train`, thresholds on pack `tune`."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

import readingroom.reading as room_of_reading
from calibration import Floats, auc, calibration_error, fitted
from readingroom.engines.ocr import Recognised, Recogniser, load_recogniser
from readingroom.engines.ocr.gather import SIZES
from readingroom.engines.pages import PageSource, Pixels, open_pages
from readingroom.reading.fitted import Judge
from readingroom.reading.handwriting import INK_SIGNS, READ_SIGNS, ink_signs, only, read_signs
from readingroom.reading.quality import PAGE_SIGNS, READERS, WORD_SIGNS, page_signs, word_readers, word_signs
from readingroom.reading.scan import read_scan, smaller
from truth import TruePage, scans, true_f1, verdicts
from unprinted import DPI, Chance, OneImage, pages

#: Pages of the sample, and which of them each mode reads (first, step); pages without print of each group.
PAGES = 320
CHOSEN = {"fast": (0, 4), "balanced": (1, 3), "accurate": (2, 6)}
UNPRINTED = {"fast": 16, "balanced": 20, "accurate": 12}
#: Seeds of the pages.
SEEDS = {"train": 41, "tune": 43}
#: A line without print counts as much as so many printed ones, of which pages have far more; one of a picture or an
#: empty sheet, of which there are fewest, as much as so many.
HEAVY, HEAVIEST = 8.0, 24.0
#: Of the lines that are neither print nor written this share may be called written.
MAY_CALL = 0.01
#: Of the right words of printed lines this share may be lost to the judge of print (issue 4: none, as near as can be
#: told), of the pages with an F1 below .9 this share must be listed.
MAY_LOSE, MUST_LIST, BAD = 0.001, 0.95, 0.9


class Watching:
    """A recogniser that remembers what it was given and what it gave."""

    def __init__(self, engine: Recogniser) -> None:
        """Watch an engine."""
        self._engine, self.name, self.dpi = engine, engine.name, engine.dpi
        self.last: tuple[Pixels, Recognised] | None = None

    def read(self, image: Pixels, dpi: float) -> Recognised:
        """Read, and remember."""
        found = self._engine.read(image, dpi)
        # as the judges see it
        self.last = np.ascontiguousarray(np.rot90(smaller(image, dpi), -(found.turned // 90))), found
        return found

    def taken(self) -> tuple[Pixels, Recognised] | None:
        """Return the last image, upright, and what was given for it, and forget both; None if nothing was read."""
        last, self.last = self.last, None
        return last


@dataclass(slots=True, eq=False)
class Example:
    """A page that was read, with what is true of it: its lines, words and itself."""

    mode: str
    group: str
    found: Recognised
    packed: bytes
    page: TruePage | None
    what: list[str]

    @property
    def image(self) -> Pixels:
        """The image that was read, upright."""
        return np.asarray(cv2.imdecode(np.frombuffer(self.packed, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)


def fit(work: Path) -> None:
    """Read everything, fit, choose, write."""
    told: list[str] = []
    train, tune = ([one for mode in CHOSEN for one in read_all(work, style, mode)] for style in ("train", "tune"))
    lines, tried_lines = _line_rows(train), _line_rows(tune)
    judges, thresholds = {}, {}
    for number, size in enumerate(SIZES):
        judges[f"print_{size}"] = _print_judge(lines, number)
        thresholds[f"print_{size}"] = _print_threshold(judges[f"print_{size}"], tried_lines, number, told)
    judges["written"] = _written_judge(train)
    thresholds["written"], thresholds["written_though_sure"] = _written_thresholds(judges["written"], tune, told)
    kept, tried = _printed(train, lines, judges, thresholds), _printed(tune, tried_lines, judges, thresholds)
    for number, name in enumerate(READERS):
        judges[f"word_{name}"] = _word_judge(kept, number)
    _tell_words(judges, tried, told)
    rows, true, _modes = _pages(kept, judges)
    judges["page"] = fitted(PAGE_SIGNS, rows, true, hold=5.0)
    rows, true, modes = _pages(tried, judges)
    likely, bad = judges["page"].likely(rows), true < BAD
    thresholds["poor"] = float(np.quantile(likely[bad], MUST_LIST))
    for mode in [*CHOSEN, "all"]:
        chosen = np.array([mode in {one, "all"} for one in modes])
        told.append(
            f"pages of tune, {mode}: {int(chosen.sum())}, F1 < {BAD}: {int(bad[chosen].sum())}, "
            f"AUC {auc(-likely[chosen], bad[chosen]):.3f}; "
            f"listed as poor {int((likely[chosen] < thresholds['poor']).sum())}, "
            f"of these not bad {int((likely[chosen & ~bad] < thresholds['poor']).sum())}"
        )
    thresholds["doubt"] = _doubt(judges, tried, told)
    _write(judges, thresholds, told)


def read_all(work: Path, style: str, mode: str) -> list[Example]:
    """Read the pages of a pack and pages without print in one mode; what was read is kept in `work`."""
    kept = work / f"read-{style}-{mode}.pickle"
    if kept.is_file():
        found: list[Example] = pickle.loads(kept.read_bytes())  # noqa: S301  # written by this program a moment ago
        return found
    engine = Watching(load_recogniser(mode))
    found = []
    folder = work / f"sample-{style}"
    first, step = CHOSEN[mode]
    for number, page in enumerate(scans(style, folder, pages=PAGES, seed=SEEDS[style])):
        if number % step != first:
            continue
        read = _seen(page.source, page.number, engine)
        if read and page.turned == read[1].turned and read[1].rows:
            what = verdicts(page, [(row[0], row[1]) for row in read[1].rows])
            bare = replace(page, source=OneImage(np.zeros((1, 1), np.uint8)))
            found.append(Example(mode, page.damage, read[1], _png(read[0]), bare, what))
    for made in pages(SEEDS[style] + first, UNPRINTED[mode], behind(style, folder), ("letters", "curves")):
        read = _seen(OneImage(made.pixels, DPI), 1, engine)
        if read:
            found.append(Example(mode, made.group, read[1], _png(read[0]), None, ["none"] * len(read[1].rows)))
    work.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(pickle.dumps(found))
    return found


def _seen(source: PageSource, number: int, engine: Watching) -> tuple[Pixels, Recognised] | None:
    """Read a page as `add` does and return what the recogniser last saw and gave; None for an empty page."""
    engine.taken()
    with suppress(ValueError, OSError):  # no judges, or fitted on other signs: that is why they are fitted anew
        read_scan(source, number, lambda: engine)
    return engine.taken()


def _png(image: Pixels) -> bytes:
    return bytes(cv2.imencode(".png", image)[1].tobytes())


def behind(style: str, folder: Path) -> Callable[[Chance], Pixels | None]:
    """Return what draws a printed page of the sample in `folder` for the other side of a sheet."""
    next(scans(style, folder, pages=PAGES, seed=SEEDS.get(style, 1)))  # they are made where they are not there
    files = sorted((folder / "production").rglob("*.pdf"))

    def draw(rng: Chance) -> Pixels | None:
        source = open_pages(files[int(rng.integers(len(files)))], "application/pdf")
        image = source.render(1 + int(rng.integers(source.pages)), dpi=150)
        source.close()
        return image

    return draw


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
    """Lines of many pages: signs, what they are, right words in each, who read them, of which page they are."""

    rows: Floats
    names: npt.NDArray[np.str_]
    right: Floats
    readers: npt.NDArray[np.int64]
    pages: npt.NDArray[np.int64]


def _line_rows(examples: list[Example]) -> Lines:
    """Return all lines of some pages."""
    rows, names, right, readers, numbers = [], [], [], [], []
    for number, one in enumerate(examples):
        image = one.image
        ink = np.array([ink_signs(image, line) for line in one.found.lines]).reshape(-1, len(INK_SIGNS))
        rows.append(np.hstack([read_signs(one.found, image), ink]))
        names += _line_labels(one)
        count = np.zeros(len(one.found.lines))
        for row, verdict in zip(one.found.rows, one.what, strict=True):
            count[row[3]] += verdict == "right"
        right += count.tolist()
        readers += one.found.readers.tolist()
        numbers += [number] * len(count)
    return Lines(np.vstack(rows), np.array(names), np.array(right), np.array(readers), np.array(numbers))


def _print_judge(lines: Lines, reader: int) -> Judge:
    used = (lines.names != "none") & (lines.readers == reader)
    is_print = np.isin(lines.names, ("print", "stamp")).astype(np.float64)
    rare = np.isin(lines.names, ("blank", "picture"))
    weights = np.where(is_print > 0, 1.0, np.where(rare, HEAVIEST, HEAVY))
    return fitted((*READ_SIGNS, *INK_SIGNS), lines.rows[used], is_print[used], weights=weights[used], hold=2.0)


def _print_threshold(mine: Judge, lines: Lines, reader: int, told: list[str]) -> float:
    """Return the highest threshold at which hardly any right word is lost."""
    used = lines.readers == reader
    likely, right, names = mine.likely(lines.rows[used]), lines.right[used], lines.names[used]
    order = np.argsort(likely)
    lost = np.cumsum(right[order])
    at = float(likely[order[int(np.searchsorted(lost, MAY_LOSE * lost[-1], side="right"))]])
    by_name = {
        name: f"{int((likely[names == name] >= at).sum())} of {int((names == name).sum())}"
        for name in ("print", "stamp", "pen", "none", "blank", "picture", "handwriting")
    }
    told.append(f"lines of tune kept as print at {at:.3f} ({SIZES[reader]}): {by_name}")
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
    is_print = np.zeros(len(lines.rows), bool)
    for number, size in enumerate(SIZES):
        mine = lines.readers == number
        is_print[mine] = judges[f"print_{size}"].likely(lines.rows[mine]) >= thresholds[f"print_{size}"]
    found = []
    for number, one in enumerate(examples):
        if one.page is not None:
            kept = is_print[lines.pages == number]
            what = [verdict for row, verdict in zip(one.found.rows, one.what, strict=True) if kept[row[3]]]
            found.append(Example(one.mode, one.group, only(one.found, kept), one.packed, one.page, what))
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


def _pages(examples: list[Example], judges: dict[str, Judge]) -> tuple[Floats, Floats, list[str]]:
    """Return signs, true F1 and mode of pages with words."""
    rows, true, modes = [], [], []
    for one in examples:
        if one.page is None or not one.found.rows or not one.page.words:
            continue
        image = one.image
        sure = _likely(judges, word_signs(one.found, image), word_readers(one.found))
        rows.append(page_signs(one.found, sure, image))
        true.append(true_f1(one.page, [row[0] for row in one.found.rows], one.what))
        modes.append(one.mode)
    return np.array(rows), np.array(true), modes


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
        f"# seed {SEEDS['train']}, and pages without print ({UNPRINTED} of each group).",
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
