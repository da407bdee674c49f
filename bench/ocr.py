"""Twenty mixed scanned pages, received and read by `readingroom add` beside OCRmyPDF, alternating in one run.

    python bench/ocr.py [--rounds 3] [--mode fast --mode balanced ...] [--style report]
                        [--wide [--pages 10] [--only GROUP]] [--ocrmypdf PROGRAM] [--publish]

The pages are scans of the fictional sample (style pack `report`, so all accuracy here is on synthetic pages): 6 clean,
4 of mail and tables, 6 photocopies, 4 faxes, upright, in one PDF. Each mode of ours, `ocrmypdf -j 2 -l eng` and, where
unpaper is installed, the same with `--deskew --clean` are started fresh each time; a new room is made. OCRmyPDF also
writes a PDF/A with the words; `add` also stores and registers the pages.

`--wide` reads a second, larger mix once with each program, for accuracy: up to `--pages` pages a group. Each program's
scores are printed as soon as they are there; with a count of 4 it takes less than ten minutes. The pack `report` draws
ruled tables only, so those without rules come from the pack `tune`. `--only` reads nothing but one group of the larger
mix and takes no times. While working on the reader use `--style tune`.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import json
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from common import Cost, alternate, machine, measure, median, readingroom, save, table
from scoring import Score, score, total

#: Pages of the sample that are made to choose from; its seed.
MADE, SEED = 300, 20261124
#: How many pages of each group; what belongs in it: kinds of documents (empty: any) and kinds of damage.
GROUPS = {
    "clean": (6, ("letter", "plan", "request", "contract"), ("office", "skewed")),
    "mail and tables": (4, ("mail", "email", "report", "message", "thread"), ("office", "skewed", "noisy", "bilevel")),
    "photocopy": (6, (), ("photocopy",)),
    "fax": (4, (), ("fax", "fax_low")),
}
OFFICE = ("office", "skewed", "noisy", "bilevel")
#: The larger mix for accuracy: how many pages at most, kinds of documents, kinds of damage.
WIDE = {
    "clean": (10, ("letter", "plan", "request", "contract"), ("office", "skewed")),
    "mail": (10, ("mail", "email", "message", "thread"), OFFICE),
    "tables": (10, ("report", "sheet"), OFFICE),
    "little toner": (10, (), ("low_toner",)),
    "photocopy": (10, (), ("photocopy",)),
    "fax": (10, (), ("fax",)),
    "fax, low": (10, (), ("fax_low",)),
}
UNRULED = {"tables without rules": (10, ("report", "sheet"), OFFICE)}
LEAST_WORDS, LEAST_CELLS = 120, 40

Groups = Mapping[str, tuple[int, tuple[str, ...], tuple[str, ...]]]


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the records of a table of the ground truth."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def made(folder: Path, style: str) -> Path:
    """Return the folder of a sample of scans in a style pack, made once a run."""
    out = folder / f"sample-{style}"
    if not out.exists():
        command = readingroom("sample", out, "--kind", "scan", "--style", style)
        subprocess.run([*command, "--pages", str(MADE), "--seed", str(SEED)], check=True, capture_output=True)
    return out


def fewer(groups: Groups, count: int, only: str) -> Groups:
    """Return groups of at most so many pages, or only one of them."""
    chosen = {name: group for name, group in groups.items() if only in ("", name)}
    return {name: (min(most, count), kinds, damages) for name, (most, kinds, damages) in chosen.items()}


def mix(pdf: Path, sample: Path, groups: Groups, least: int, *, all_of_them: bool) -> list[tuple[str, str]]:
    """Add pages of each group to the end of a PDF; return (group, text) of each."""
    truth = sample / "truth"
    kinds = {record["document"]: record["kind"] for record in lines(truth / "documents.jsonl")}
    texts = {(record["path"], record["page"]): record["text"] for record in lines(truth / "words.jsonl")}
    pages = [page for page in lines(truth / "pages.jsonl") if page["words"] >= least and page["turned"] == 0]
    random.Random(SEED).shuffle(pages)
    chosen: list[tuple[str, dict[str, Any]]] = []
    for group, (count, wanted, damages) in groups.items():
        taken = [page for _group, page in chosen]
        fit = [
            page
            for page in pages
            if page["damage"] in damages and (not wanted or kinds.get(page["document"]) in wanted) and page not in taken
        ][:count]
        if all_of_them and len(fit) < count:
            raise SystemExit(f"The sample has only {len(fit)} pages for {group}: kinds {sorted(set(kinds.values()))}.")
        chosen += [(group, page) for page in fit]
    with pikepdf.open(pdf, allow_overwriting_input=True) if pdf.exists() else pikepdf.new() as out:
        for _group, page in chosen:
            with pikepdf.open(sample / "production" / page["path"]) as source:
                out.pages.append(source.pages[page["page"] - 1])
                out.save(pdf)  # while the source is open
    return [(group, texts[page["path"], page["page"]]) for group, page in chosen]


def ours(pdf: Path, folder: Path, mode: str) -> Cost:
    """Make a room and add the PDF to it, as a user would."""
    room = folder / "room"
    shutil.rmtree(room, ignore_errors=True)
    begun = measure(readingroom("init", room))
    cost = measure(readingroom("add", room, pdf, "--mode", mode))
    if begun.code or cost.code:
        raise SystemExit(f"readingroom ended with {cost.code}: {cost.talk[-500:]}")
    return Cost(
        begun.wall + cost.wall,
        begun.user + cost.user,
        begun.system + cost.system,
        cost.peak_one,
        cost.peak_tree,
        cost.processes,
        cost.code,
        cost.output,
        cost.talk,
    )


def theirs(program: str, pdf: Path, folder: Path, *options: str) -> Cost:
    """Run OCRmyPDF."""
    cost = measure([program, "-j", "2", "-l", "eng", *options, "-q", pdf, folder / "out.pdf"])
    if cost.code:
        raise SystemExit(f"ocrmypdf ended with {cost.code}: {cost.talk[-500:]}")
    return cost


def our_texts(pdf: Path, folder: Path, count: int) -> list[str]:
    """Return the text of each page as `readingroom text` gives it."""
    file = hashlib.sha256(pdf.read_bytes()).hexdigest()
    pages = [f"{file}/p{number:04d}" for number in range(1, count + 1)]
    command = readingroom("text", folder / "room", "--json", *pages)
    talk = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    read = [json.loads(line) for line in talk.splitlines()]
    return [_text(page["words"]) for page in read]


def _text(words: list[dict[str, Any]]) -> str:
    return " ".join(word["text"] for word in words)


def their_texts(folder: Path, count: int) -> list[str]:
    """Return the text layer that OCRmyPDF wrote."""
    document = pypdfium2.PdfDocument(folder / "out.pdf")
    texts = [document[number].get_textpage().get_text_bounded() for number in range(count)]
    document.close()
    return texts


def accuracy(truth: list[tuple[str, str]], texts: list[str]) -> dict[str, Score]:
    """Return the score of each group and of all pages."""
    scores: dict[str, list[Score]] = {}
    for (group, text), read in zip(truth, texts, strict=True):
        for name in (group, "all"):
            scores.setdefault(name, []).append(score(text, read))
    return {name: total(each) for name, each in scores.items()}


def programs(options: argparse.Namespace, folder: Path) -> dict[str, Callable[[Path], Cost]]:
    """Return what is compared, by name: each takes a PDF."""
    runs: dict[str, Callable[[Path], Cost]] = {}
    for mode in options.mode or ("fast", "balanced", "accurate"):
        runs[mode] = functools.partial(_ours, folder, mode)
    if options.ocrmypdf:
        runs["ocrmypdf"] = functools.partial(_theirs, options.ocrmypdf, folder, ())
        if shutil.which("unpaper"):
            cleaned = ("--deskew", "--clean")
            runs["ocrmypdf --deskew --clean"] = functools.partial(_theirs, options.ocrmypdf, folder, cleaned)
    return runs


def _ours(folder: Path, mode: str, pdf: Path) -> Cost:
    return ours(pdf, folder, mode)


def _theirs(program: str, folder: Path, options: tuple[str, ...], pdf: Path) -> Cost:
    return theirs(program, pdf, folder, *options)


def read_once(run: Callable[[Path], Cost], name: str, pdf: Path, folder: Path, truth: list[tuple[str, str]]) -> Any:
    """Read a PDF with one program and return its score of each group."""
    run(pdf)
    texts = their_texts(folder, len(truth)) if name.startswith("ocrmypdf") else our_texts(pdf, folder, len(truth))
    scores = accuracy(truth, texts)
    show(f"{name}, {len(truth)} synthetic pages", {name: scores})
    return scores


def wide_mix(folder: Path, options: argparse.Namespace) -> tuple[Path, list[tuple[str, str]]]:
    """Make the larger mix, or one group of it."""
    pdf = folder / "wide.pdf"
    truth: list[tuple[str, str]] = []
    for groups, style in ((WIDE, options.style), (UNRULED, "tune")):
        chosen = fewer(groups, options.pages, options.only)
        if chosen:
            truth += mix(pdf, made(folder, style), chosen, LEAST_CELLS, all_of_them=False)
    return pdf, truth


def show(title: str, read: Mapping[str, Mapping[str, Score]]) -> None:
    """Print the scores of each program and group."""
    rows = [
        [name, group, f"{100 * one.cer:.1f}", f"{100 * one.wer:.1f}", f"{one.f1:.3f}"]
        for name, each in read.items()
        for group, one in each.items()
    ]
    table(title, ("program", "group", "CER", "WER", "F1"), rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mode", action="append", choices=("fast", "balanced", "accurate"))
    parser.add_argument("--style", default="report", choices=("report", "tune", "train"))
    parser.add_argument("--wide", action="store_true", help="also read the larger mix, for accuracy")
    parser.add_argument("--pages", type=int, default=10, help="most pages of a group of the larger mix")
    parser.add_argument("--only", default="", choices=(*WIDE, *UNRULED), help="read one group of the larger mix alone")
    parser.add_argument("--ocrmypdf", default=shutil.which("ocrmypdf") or "")
    parser.add_argument("--publish", action="store_true")
    options = parser.parse_args()
    on = machine()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        runs = programs(options, folder)
        results: dict[str, Any] = {"style": options.style}
        if not options.only:
            results |= timed(runs, folder, options)
        if options.wide or options.only:
            pdf, truth = wide_mix(folder, options)
            read = {name: read_once(run, name, pdf, folder, truth) for name, run in runs.items()}
            results["accuracy_wide_synthetic"] = read
    name = f"ocr_{options.only.replace(' ', '_').replace(',', '')}" if options.only else "ocr"
    save(name, results, publish=options.publish, on=on)


def timed(runs: Mapping[str, Callable[[Path], Cost]], folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Read the twenty pages with each program, alternating, and print times and accuracy."""
    pdf = folder / "mix20.pdf"
    truth = mix(pdf, made(folder, options.style), GROUPS, LEAST_WORDS, all_of_them=True)
    costs = alternate({name: functools.partial(run, pdf) for name, run in runs.items()}, options.rounds)
    first = median([cost.wall for cost in costs["ocrmypdf"]]) if "ocrmypdf" in costs else float("nan")
    rows = []
    for name, each in costs.items():
        wall, cpu = median([cost.wall for cost in each]), median([cost.cpu for cost in each])
        rows.append([name, wall, first / wall, cpu, max(cost.peak_one for cost in each) // 10**6])
    size = pdf.stat().st_size
    title = f"Twenty mixed scanned pages, {size / 1e6:.1f} MB, pack {options.style}, median of {options.rounds}"
    table(title, ("program", "wall s", "times as fast", "CPU s", "largest process MB"), rows)
    read = {name: read_once(run, name, pdf, folder, truth) for name, run in runs.items()}
    kept = {
        name: [{"wall": c.wall, "cpu": c.cpu, "peak_one": c.peak_one} for c in each] for name, each in costs.items()
    }
    return {"costs": kept, "accuracy_synthetic": read}


if __name__ == "__main__":
    main()
