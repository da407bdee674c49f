"""Pages that the judges are fitted to and tried on, read in each mode, with what is true of them."""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

import ocr_truth
from readingroom.engines.ocr import Recognised, Recogniser, load_recogniser
from readingroom.engines.pages import PageSource, Pixels, open_pages
from readingroom.reading.scan import read_scan, smaller
from scoring import plain, score
from truth import TruePage, scans, verdicts
from unprinted import DPI, Chance, OneImage, handwriting, pages

#: Pages of the sample, and which of them each mode reads (first, step); pages without print of each group.
PAGES = 320
CHOSEN = {"fast": (0, 4), "balanced": (1, 3), "accurate": (2, 6)}
UNPRINTED = {"fast": 16, "balanced": 20, "accurate": 12}
#: More pages of the hand that can be read, which is hardest to tell from print, and what parts their seeds from others.
LEGIBLE, APART = {"fast": 10, "balanced": 30, "accurate": 10}, 9
#: Seeds of the pages; of pages without print so many times as much, and more with each mode.
SEEDS, TIMES = {"train": 41, "tune": 43}, 100


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
    """A page that was read, with what is true of it: its lines, words and itself.

    Attributes:
        mode: in which it was read.
        group: its damage, what it shows instead of print, or `real`.
        found: as the recogniser gave it.
        packed: the image that was read, upright.
        page: what is true of it; None for a page without print and for a real one.
        what: what each word is, as `verdicts` says.
        file: to which it belongs.
        f1: its word-F1 if all its lines are kept; None where `page` tells it.
    """

    mode: str
    group: str
    found: Recognised
    packed: bytes
    page: TruePage | None
    what: list[str]
    file: str = ""
    f1: float | None = None

    @property
    def image(self) -> Pixels:
        """The image that was read, upright."""
        return np.asarray(cv2.imdecode(np.frombuffer(self.packed, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)


def everything(work: Path) -> dict[tuple[str, str], list[Example]]:
    """Read all pages, in two processes; the longest work first."""
    orders = [(style, mode) for mode in ("balanced", "accurate", "fast") for style in ("train", "tune")]
    orders += [("records", mode) for mode in CHOSEN]
    for style in SEEDS:  # each is made once, before two processes ask for it
        behind(style, work / f"sample-{style}")
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        each = [pool.submit(read_real if style == "records" else read_all, work, style, mode) for style, mode in orders]
        return {order: one.result() for order, one in zip(orders, each, strict=True)}


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
        read = seen(page.source, page.number, engine)
        if read and page.turned == read[1].turned and read[1].rows:
            what = verdicts(page, [(row[0], row[1]) for row in read[1].rows])
            bare = replace(page, source=OneImage(np.zeros((1, 1), np.uint8)))
            found.append(Example(mode, page.damage, read[1], _png(read[0]), bare, what, f"{style}/{page.path}"))
    for made in pages(TIMES * SEEDS[style] + first, UNPRINTED[mode], behind(style, folder), ("letters", "curves")):
        read = seen(OneImage(made.pixels, DPI), 1, engine)
        if read:
            found.append(Example(mode, made.group, read[1], _png(read[0]), None, ["none"] * len(read[1].rows)))
    for number in range(LEGIBLE[mode]):
        made = handwriting(np.random.default_rng((TIMES * SEEDS[style] + first, number, APART)), "letters")
        read = seen(OneImage(made.pixels, DPI), 1, engine)
        if read:
            found.append(Example(mode, made.group, read[1], _png(read[0]), None, ["none"] * len(read[1].rows)))
    work.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(pickle.dumps(found))
    return found


def read_real(work: Path, style: str, mode: str) -> list[Example]:
    """Read the real scans with known text in one mode. A word counts as right when the page has it, wherever it is."""
    kept = work / f"read-{style}-{mode}.pickle"
    if kept.is_file():
        found: list[Example] = pickle.loads(kept.read_bytes())  # noqa: S301  # written by this program a moment ago
        return found
    engine, found = Watching(load_recogniser(mode)), []
    for path, truth in ocr_truth.pages():
        source = open_pages(path, ocr_truth.TYPES[path.suffix])
        read = seen(source, 1, engine)
        source.close()
        if read and read[1].rows:
            there = set(plain(truth).split())
            what = ["right" if plain(row[0]) in there else "wrong" for row in read[1].rows]
            f1 = score(truth, " ".join(row[0] for row in read[1].rows)).f1
            found.append(Example(mode, "real", read[1], _png(read[0]), None, what, path.stem, f1))
    kept.write_bytes(pickle.dumps(found))
    return found


def seen(source: PageSource, number: int, engine: Watching) -> tuple[Pixels, Recognised] | None:
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
