"""Twenty mixed scanned pages, received and read by `readingroom add` beside `ocrmypdf -j 2 -l eng`, in one run.

    python bench/ocr.py [--rounds 3] [--mode fast] [--ocrmypdf PROGRAM] [--publish]

The pages are scans of the fictional sample (style pack `report`, so all accuracy here is on synthetic pages): 6 clean,
4 of mail and tables, 6 photocopies, 4 faxes, upright, in one PDF. Both programs are started fresh each time, a new room
is made, and rounds alternate. OCRmyPDF also writes a PDF/A with the words; `add` also stores and registers the pages.
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
LEAST_WORDS = 120


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the records of a table of the ground truth."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def mix(folder: Path) -> tuple[Path, list[tuple[str, str]]]:
    """Make the sample and one PDF of twenty of its pages; return it with (group, text) of each page."""
    made = folder / "sample"
    command = readingroom(
        "sample", made, "--kind", "scan", "--style", "report", "--pages", str(MADE), "--seed", str(SEED)
    )
    subprocess.run(command, check=True, capture_output=True)
    kinds = {record["document"]: record["kind"] for record in lines(made / "truth" / "documents.jsonl")}
    texts = {(record["path"], record["page"]): record["text"] for record in lines(made / "truth" / "words.jsonl")}
    pages = [
        page for page in lines(made / "truth" / "pages.jsonl") if page["words"] >= LEAST_WORDS and page["turned"] == 0
    ]
    random.Random(SEED).shuffle(pages)
    chosen, truth = [], []
    for group, (count, wanted, damages) in GROUPS.items():
        fit = [
            page
            for page in pages
            if page["damage"] in damages
            and (not wanted or kinds.get(page["document"]) in wanted)
            and page not in chosen
        ][:count]
        if len(fit) < count:
            raise SystemExit(f"The sample has only {len(fit)} pages for {group}: kinds {sorted(set(kinds.values()))}.")
        chosen += fit
        truth += [(group, texts[page["path"], page["page"]]) for page in fit]
    out = folder / "mix20.pdf"
    with pikepdf.new() as pdf:
        for page in chosen:
            with pikepdf.open(made / "production" / page["path"]) as source:
                pdf.pages.append(source.pages[page["page"] - 1])
                pdf.save(out)  # while the source is open
    return out, truth


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


def theirs(program: str, pdf: Path, folder: Path) -> Cost:
    """Run OCRmyPDF."""
    cost = measure([program, "-j", "2", "-l", "eng", "-q", pdf, folder / "out.pdf"])
    if cost.code:
        raise SystemExit(f"ocrmypdf ended with {cost.code}: {cost.talk[-500:]}")
    return cost


def our_texts(pdf: Path, folder: Path, count: int) -> list[str]:
    """Return the text of each page as `readingroom text` gives it."""
    file = hashlib.sha256(pdf.read_bytes()).hexdigest()
    texts = []
    for number in range(1, count + 1):
        command = readingroom("text", folder / "room", f"{file}/p{number:04d}")
        texts.append(subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout)
    return texts


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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mode", default="fast", choices=("fast", "balanced", "accurate"))
    parser.add_argument("--ocrmypdf", default=shutil.which("ocrmypdf") or "")
    parser.add_argument("--publish", action="store_true")
    options = parser.parse_args()
    on = machine()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        pdf, truth = mix(folder)
        runs = {"readingroom": functools.partial(ours, pdf, folder, options.mode)}
        if options.ocrmypdf:
            runs["ocrmypdf"] = functools.partial(theirs, options.ocrmypdf, pdf, folder)
        costs = alternate(runs, options.rounds)
        read = {"readingroom": accuracy(truth, our_texts(pdf, folder, len(truth)))}
        if options.ocrmypdf:
            read["ocrmypdf"] = accuracy(truth, their_texts(folder, len(truth)))
        size = pdf.stat().st_size
    rows = []
    for name, each in costs.items():
        wall = median([cost.wall for cost in each])
        first = median([cost.wall for cost in costs["ocrmypdf"]]) if "ocrmypdf" in costs else wall
        cpu = median([cost.cpu for cost in each])
        rows.append([name, wall, first / wall, cpu, max(cost.peak_one for cost in each) // 10**6])
    title = f"Twenty mixed scanned pages, {size / 1e6:.1f} MB, mode {options.mode}, median of {options.rounds}"
    table(title, ("program", "wall s", "times as fast", "CPU s", "largest process MB"), rows)
    groups = [
        [name, group, f"{100 * one.cer:.1f}", f"{100 * one.wer:.1f}", f"{one.f1:.3f}"]
        for name, each in read.items()
        for group, one in each.items()
    ]
    table("Accuracy on these synthetic pages", ("program", "group", "CER", "WER", "F1"), groups)
    kept = {
        name: [{"wall": c.wall, "cpu": c.cpu, "peak_one": c.peak_one} for c in each] for name, each in costs.items()
    }
    save(f"ocr_{options.mode}", {"costs": kept, "accuracy_synthetic": read}, publish=options.publish, on=on)


if __name__ == "__main__":
    main()
