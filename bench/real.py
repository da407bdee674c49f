"""Reads real scanned pages that were transcribed by eye (`labels/README.md`) in each mode, beside other readers.

    python bench/real.py [--modes fast,balanced,accurate] [--ocrmypdf PROGRAM] [--rapidocr PYTHON] [--publish]

Tesseract is compared where it is installed, OCRmyPDF and rapidocr (an environment's Python that has it) where they are
given. Ours reads the image of the page in the file; Tesseract and rapidocr get it drawn at 300 dpi (at most 3,400
pixels high or wide: a file gives its pages as 17 inches wide), OCRmyPDF a PDF of the page, with `--force-ocr`, and its
sidecar is what it read. CPU seconds are of one page, models loaded before, but OCRmyPDF's and Tesseract's start counts:
they start for each page. The text layers of the files are not looked at here.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2

import common
import labelled
from readingroom.engines.ocr import load_recogniser
from readingroom.engines.pages import open_pages
from readingroom.reading.scan import read_scan

#: How the page is drawn for others, and the most pixels of a side.
DPI, MOST_SIDE = 300, 3400


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one page: its score, and CPU seconds."""

    marks: labelled.Marks
    cpu: float


Texts = Iterator[tuple[str, float]]


def ours(mode: str, pages: Sequence[labelled.Page], records: Path) -> Texts:
    """Read with this checkout; yield text and CPU seconds of each page."""
    engine = load_recogniser(mode)
    for number, page in enumerate([pages[0], *pages]):
        source = open_pages(page.path(records), "application/pdf")
        begun = time.process_time()
        reading = read_scan(source, page.number, lambda: engine)
        cpu = time.process_time() - begun
        source.close()
        if number:  # the first page is read twice: what is done once is done before
            yield reading.words.text, cpu


def drawn(page: labelled.Page, records: Path, folder: Path) -> Path:
    """Draw a page as a gray PNG; return its path."""
    path = folder / f"{page.name}.png"
    if not path.exists():
        with pypdfium2.PdfDocument(page.path(records)) as pdf:
            sheet = pdf[page.number - 1]
            scale = min(DPI / 72, MOST_SIDE / max(sheet.get_size()))
            sheet.render(scale=scale, grayscale=True).to_pil().save(path, dpi=(DPI, DPI))
    return path


def tesseract(pages: Sequence[labelled.Page], records: Path, folder: Path) -> Texts:
    """Read with Tesseract and its defaults, on one thread."""
    for page in pages:
        image = drawn(page, records, folder)
        cost = common.measure(["env", "OMP_THREAD_LIMIT=1", "tesseract", image, "-", "-l", "eng"])
        yield _said(cost), cost.cpu


def ocrmypdf(program: Path, pages: Sequence[labelled.Page], records: Path, folder: Path) -> Texts:
    """Read with OCRmyPDF, which is told to read the image whatever text the page has."""
    for page in pages:
        single, text = folder / f"{page.name}.pdf", folder / f"{page.name}.txt"
        with pikepdf.open(page.path(records)) as source, pikepdf.new() as pdf:
            pdf.pages.append(source.pages[page.number - 1])
            pdf.save(single)
        options = ["--force-ocr", "-l", "eng", "-j", "1", "--output-type", "pdf", "--quiet", "--sidecar", str(text)]
        cost = common.measure([program, *options, single, folder / "out.pdf"])
        _said(cost)
        yield text.read_text(encoding="utf-8"), cost.cpu


def rapidocr(python: Path, pages: Sequence[labelled.Page], records: Path, folder: Path) -> Texts:
    """Read with rapidocr."""
    paths = [str(drawn(page, records, folder)) for page in pages]
    child = Path(__file__).with_name("rapid_child.py")
    done = subprocess.run([python, child], input=json.dumps(paths), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-1000:])
    yield from json.loads(done.stdout.splitlines()[-1])


def _said(cost: common.Cost) -> str:
    if cost.code:
        raise SystemExit(cost.talk[-1000:])
    return cost.output


def scored(pages: Sequence[labelled.Page], texts: Texts) -> list[Result]:
    """Score what was read of each page."""
    return [
        Result(labelled.score(labelled.items(page.text), text, ordered=page.head["columns"] == "single"), cpu)
        for page, (text, cpu) in zip(pages, texts, strict=True)
    ]


def summary(results: Sequence[Result]) -> dict[str, float]:
    """Return means over pages, the worst page, and what was invented on all pages together."""
    count = len(results)
    ordered = [one.marks.cer for one in results if one.marks.cer is not None]
    return {
        "f1": sum(one.marks.f1 for one in results) / count,
        "worst_f1": min(one.marks.f1 for one in results),
        "f1_no_stamps": sum(one.marks.f1_no_stamps for one in results) / count,
        "worst_f1_no_stamps": min(one.marks.f1_no_stamps for one in results),
        "cer": sum(ordered) / max(len(ordered), 1),
        "invented": sum(one.marks.invented for one in results),
        "cpu": sum(one.cpu for one in results) / count,
        "slowest_cpu": max(one.cpu for one in results),
    }


def show(pages: Sequence[labelled.Page], results: Mapping[str, Sequence[Result]]) -> None:
    """Print the tables."""
    names = list(results)
    shown: tuple[tuple[str, Callable[[Result], str]], ...] = (
        ("word-F1, any order, all print", lambda one: f"{one.marks.f1:.3f}"),
        ("word-F1 without stamps", lambda one: f"{one.marks.f1_no_stamps:.3f}"),
        ("CER, per cent", lambda one: "-" if one.marks.cer is None else f"{100 * one.marks.cer:.2f}"),
        ("words read at handwriting and pictures", lambda one: str(one.marks.invented)),
        ("CPU seconds", lambda one: f"{one.cpu:.2f}"),
    )
    for title, value in shown:
        rows = [
            [page.name, page.head["condition"], *(value(results[name][at]) for name in names)]
            for at, page in enumerate(pages)
        ]
        common.table(title, ("page", "condition", *names), rows)
    sums = {name: summary(each) for name, each in results.items()}
    common.table(
        "all pages",
        ("", *names),
        [[key, *(f"{sums[name][key]:.4f}" for name in names)] for key in next(iter(sums.values()))],
    )


def main() -> None:
    """Read, score and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modes", default="fast,balanced,accurate", help="our modes, with commas between")
    parser.add_argument("--ocrmypdf", type=Path, help="the program")
    parser.add_argument("--rapidocr", type=Path, metavar="PYTHON", help="of an environment with rapidocr")
    parser.add_argument("--publish", action="store_true")
    options = parser.parse_args()
    on, records, pages = common.machine(), common.records(), list(labelled.pages())
    results: dict[str, list[Result]] = {}
    with tempfile.TemporaryDirectory(prefix="real-") as place:
        folder = Path(place)
        for mode in options.modes.split(","):
            results[mode] = scored(pages, ours(mode, pages, records))
        if shutil.which("tesseract"):
            results["tesseract"] = scored(pages, tesseract(pages, records, folder))
        if options.ocrmypdf:
            results["ocrmypdf"] = scored(pages, ocrmypdf(options.ocrmypdf, pages, records, folder))
        if options.rapidocr:
            results["rapidocr"] = scored(pages, rapidocr(options.rapidocr, pages, records, folder))
    show(pages, results)
    kept = {
        "all": {name: summary(each) for name, each in results.items()},
        "pages": {
            page.name: {name: dataclasses.asdict(each[at]) for name, each in results.items()}
            for at, page in enumerate(pages)
        },
    }
    common.save("real", kept, publish=options.publish, on=on)


if __name__ == "__main__":
    main()
