"""The production as a whole: it is the same each time, holds everything, and the truth is what the files show."""

from __future__ import annotations

import hashlib
import io
import json
import mailbox
import os
import subprocess
import sys
import tracemalloc
import zipfile
from collections import Counter
from email import policy as mail_policy
from email.parser import BytesParser
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from readingroom.errors import UnreadableError
from readingroom.sample.make import make
from readingroom.sample.order import DEFAULT_PAGES, Order
from readingroom.sample.policies import STYLES as BOX_STYLES
from readingroom.sample.truth import words_of


def quiet(_done: int) -> None:
    """Progress that nobody sees."""


def records(folder: Path, table: str) -> list[dict]:
    return [json.loads(line) for line in (folder / "truth" / f"{table}.jsonl").read_text("utf-8").splitlines()]


def sums(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def document(folder: Path, path: str) -> pdfium.PdfDocument:
    """Open a PDF of the production, in whatever zip it lies."""
    head, zipped, rest = path.partition(".zip/")
    data = (folder / "production" / (head + (".zip" if zipped else ""))).read_bytes()
    while zipped:
        head, zipped, rest = rest.partition(".zip/")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = archive.read(head + (".zip" if zipped else ""))
    return pdfium.PdfDocument(data)


def letters(page: pdfium.PdfPage) -> list[tuple[str, tuple[float, float, float, float]]]:
    """What pdfium reads on a page: each letter with its box as fractions of the upright page."""
    width, height = page.get_size()
    text = page.get_textpage()
    found = []
    for position in range(text.count_chars()):
        letter = chr(pdfium.raw.FPDFText_GetUnicode(text, position))
        if letter.isspace():
            continue
        left, bottom, right, top = text.get_charbox(position)
        if page.get_rotation() == 90:
            box = (bottom / width, left / height, top / width, right / height)
        else:
            box = (left / width, 1 - top / height, right / width, 1 - bottom / height)
        found.append((letter, box))
    return found


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample") / "small"
    make(folder, Order(seed=3), quiet)
    return folder


@pytest.fixture(scope="module")
def pages(small):
    return {(page["path"], page["page"]): page for page in records(small, "pages")}


@pytest.fixture(scope="module")
def read(small):
    """What pdfium reads on each born-digital page: text, and characters with boxes as fractions from the top."""
    found = {}
    for file in records(small, "files"):
        if not file["pages"] or file["state"] != "read":
            continue
        pdf = document(small, file["path"])
        assert len(pdf) == file["pages"]
        for index in range(len(pdf)):
            found[file["path"], index + 1] = letters(pdf[index])
        pdf.close()
    return found


@pytest.mark.parametrize("order", [Order(pages=20, seed=9), Order(pages=60, kind="digital", style="train")])
def test_the_same_order_gives_the_same_bytes(order, tmp_path):
    make(tmp_path / "a", order, quiet)
    make(tmp_path / "b", order, quiet)
    assert sums(tmp_path / "a") == sums(tmp_path / "b")


def test_neither_the_order_of_sets_nor_the_time_zone_matters(tmp_path):
    for number, zone in (("1", "Asia/Tokyo"), ("2", "America/Lima")):
        environment = os.environ | {"PYTHONHASHSEED": number, "TZ": zone}
        command = [sys.executable, "-m", "readingroom", "sample", str(tmp_path / number), "--pages", "20"]
        subprocess.run(command, check=True, env=environment, capture_output=True)
    assert sums(tmp_path / "1") == sums(tmp_path / "2")


def test_the_usual_production_has_about_as_many_pages_as_it_says(pages):
    assert 0.9 < len(pages) / DEFAULT_PAGES < 1.1


@pytest.mark.parametrize("wanted", [75, 120])
def test_a_smaller_production_has_about_as_many_pages_as_asked_for(wanted, tmp_path):
    make(tmp_path / "less", Order(pages=wanted, seed=2), quiet)
    assert 0.85 < len(records(tmp_path / "less", "pages")) / wanted < 1.15


@pytest.mark.parametrize("order", [Order(pages=30, seed=4, kind="digital"), Order(pages=6, kind="scan", style="tune")])
def test_another_seed_gives_other_bytes_under_the_same_names(order, tmp_path):
    make(tmp_path / "a", order, quiet)
    make(tmp_path / "b", Order(order.pages, order.seed + 1, order.kind, order.style), quiet)
    first, second = sums(tmp_path / "a"), sums(tmp_path / "b")
    assert first["truth/words.jsonl"] != second["truth/words.jsonl"]
    assert len(first) == len(second)


def test_words_seen_on_born_digital_pages_are_the_truth(small, pages, read):
    checked = 0
    failed = {(item["path"], item["page"]) for item in records(small, "redactions") if item["failed"]}
    for record in records(small, "words"):
        place = record["path"], record["page"]
        if pages[place]["source"] != "digital" or place in failed:
            continue
        assert Counter("".join(record["text"].split())) == Counter(letter for letter, _box in read[place])
        checked += 1
    assert checked > 90


def test_each_word_stands_in_its_box(small, pages, read):
    """Every letter that pdfium reads lies in the box of a word that holds this letter."""
    checked = 0
    failed = {(item["path"], item["page"]) for item in records(small, "redactions") if item["failed"]}
    for record in records(small, "words")[::9]:
        place = record["path"], record["page"]
        if pages[place]["source"] != "digital" or place in failed:
            continue
        words = words_of(record)
        boxes = [(words.box(index), words.word(index)) for index in range(len(words))]
        for letter, (left, top, right, bottom) in read[place]:
            x, y = (left + right) / 2, (top + bottom) / 2
            over = [
                word
                for box, word in boxes
                if box.left - 0.002 <= x <= box.right + 0.002 and box.top - 0.004 <= y <= box.bottom + 0.004
            ]
            assert any(letter in word for word in over), (place, letter, over)
        checked += len(words)
    assert checked > 2000


def test_hidden_words_stand_only_under_failed_redactions(small, read):
    redactions = records(small, "redactions")
    failed = [item for item in redactions if item["failed"]]
    assert failed
    visible = {(record["path"], record["page"]): record["text"] for record in records(small, "words")}
    for item in failed:
        place = item["path"], item["page"]
        left, top, right, bottom = item["box"]
        under = "".join(
            letter
            for letter, box in read[place]
            if left <= (box[0] + box[2]) / 2 <= right and top <= (box[1] + box[3]) / 2 <= bottom
        )
        assert "".join(item["words"].split()) in under
    for item in redactions:
        if item["failed"] or (item["path"], item["page"]) not in read or len(item["words"]) < 25:
            continue
        assert item["words"] not in visible[item["path"], item["page"]]
        assert "".join(item["words"].split()) not in "".join(
            letter for letter, _box in read[item["path"], item["page"]]
        )


def test_leaks_are_failed_redactions_and_the_hidden_sheet(small):
    leaks = records(small, "leaks")
    assert {item["kind"] for item in leaks} == {"covered", "invisible", "hidden_sheet"}
    boxes = [(item["path"], item["page"], item["box"]) for item in leaks if item["kind"] != "hidden_sheet"]
    failed = [(item["path"], item["page"], item["box"]) for item in records(small, "redactions") if item["failed"]]
    assert boxes == failed


def test_every_kind_of_document_is_there(small):
    kinds = {item["kind"] for item in records(small, "documents")}
    assert kinds >= {
        "request", "acknowledgement", "determination", "plan", "report", "mail", "form", "contract", "letter", "sheet",
    }  # fmt: skip
    assert {item["language"] for item in records(small, "documents")} == {"en", "es"}


def test_every_style_of_redaction_and_place_of_a_code_is_there(small):
    redactions = records(small, "redactions")
    assert {item["style"] for item in redactions} == {style for style, _places in BOX_STYLES} | {"whole_page"}
    assert len({item["style"] for item in redactions}) >= 8
    assert {item["place"] for item in redactions} == {"inside", "beside", "margin", "none"}


def test_bates_numbers_have_a_gap_an_overlap_and_a_new_prefix(small, pages):
    breaks = {item["kind"]: item for item in records(small, "bates_gaps")}
    assert set(breaks) == {"gap", "overlap", "prefix"}
    gap = breaks["gap"]
    numbers = {page["bates_number"] for page in pages.values() if page["bates_prefix"] == gap["prefix"]}
    assert not numbers & set(range(gap["first"], gap["last"] + 1))
    assert {gap["first"] - 1, gap["last"] + 1} <= numbers
    counts = Counter(page["bates_raw"] for page in pages.values() if page["bates_raw"])
    again = breaks["overlap"]
    assert sum(count > 1 for count in counts.values()) == again["last"] - again["first"] + 1


def test_files_that_cannot_be_read_cannot_be_read(small):
    failed = [item for item in records(small, "files") if item["state"] == "failed"]
    assert len(failed) == 3
    for item in failed:
        with pytest.raises(pdfium.PdfiumError):
            pdfium.PdfDocument(small / "production" / item["path"])
    locked = next(item for item in failed if item["pages"] and item["bytes"] > 12_000)
    assert len(pdfium.PdfDocument(small / "production" / locked["path"], password="towpath")) == locked["pages"]


def test_files_are_as_the_truth_says(small):
    files = records(small, "files")
    on_disk = {path.relative_to(small / "production").as_posix() for path in (small / "production").rglob("*.*")}
    assert {item["path"] for item in files if ".zip/" not in item["path"]} == on_disk
    for item in files:
        if item["path"] in on_disk:
            data = (small / "production" / item["path"]).read_bytes()
            assert (hashlib.sha256(data).hexdigest(), len(data)) == (item["sha256"], item["bytes"])
    assert any(count == 2 for count in Counter(item["sha256"] for item in files if item["bytes"]).values())


def test_the_spreadsheet_has_a_hidden_sheet_with_names(small):
    path = next((small / "production").rglob("*.xlsx"))
    with zipfile.ZipFile(path) as archive:
        assert 'state="hidden"' in archive.read("xl/workbook.xml").decode()
        assert "@wcs.example" in archive.read("xl/worksheets/sheet2.xml").decode()


def test_mail_files_can_be_parsed(small):
    data = next((small / "production").rglob("*.eml")).read_bytes()
    message = BytesParser(policy=mail_policy.default).parsebytes(data)
    assert message["Subject"]
    assert message["Date"].datetime.year == 2018
    assert [part.get_content_type() for part in message.walk()] == ["multipart/mixed", "text/plain", "text/csv"]
    said = {item["path"].rsplit(".", 1)[1]: item["text"] for item in records(small, "texts")}
    assert {"eml", "csv", "txt"} == set(said)
    assert said["eml"].splitlines() == data.decode().splitlines()
    box = mailbox.mbox(next((small / "production").rglob("*.mbox")))
    assert len(box) >= 4
    assert all(item["Message-ID"] for item in box)
    box.close()


def test_a_document_released_twice_shows_in_one_copy_what_the_other_withholds(small):
    documents = {item["document"]: item for item in records(small, "documents")}
    pairs = [item for item in records(small, "copies") if item["relation"] == "other_redactions"]
    assert pairs
    held, shown = {}, {}
    for item in records(small, "redactions"):
        held.setdefault(item["document"], {}).setdefault(item["passage"], []).append(item["words"])
    for item in records(small, "shown"):
        shown.setdefault(item["document"], {}).setdefault(item["passage"], []).append(item["words"])
    disclosed = 0
    for pair in pairs:
        assert documents[pair["a"]]["content"] == documents[pair["b"]]["content"]
        for passage, words in held.get(pair["a"], {}).items():
            open_words = shown.get(pair["b"], {}).get(passage)
            if open_words:
                assert " ".join(open_words) == " ".join(words)
                disclosed += 1
    assert disclosed > 3


def test_plans_of_an_operation_share_a_template_and_have_words_of_their_own(small):
    plans = [item for item in records(small, "families") if item["family"] == "plan/0"]
    assert len({item["office"] for item in plans}) == 24
    for item in plans:
        assert 0.2 < item["template_share"] < 0.95
        assert item["own_words"] > 50


def test_messages_of_printed_chains_stand_where_the_truth_says(small):
    texts = {(item["path"], item["page"]): item["text"] for item in records(small, "words")}
    printed = [item for item in records(small, "messages") if "first" in item]
    assert max(item["depth"] for item in printed) >= 2
    for item in printed:
        text = " ".join(texts[tuple(item["first"])].split())
        if " ".join(item["sent_printed"].split()) not in text:
            assert any(
                page["path"] == item["first"][0] and page["source"] == "scan" for page in records(small, "pages")
            )


def test_scans_are_images_with_every_kind_of_damage(small, pages):
    scanned = [page for page in pages.values() if page["source"] == "scan"]
    assert 0.05 < len(scanned) / len(pages) < 0.45
    assert any(page["source"] == "blank" for page in pages.values())
    page = scanned[0]
    pdf = document(small, page["path"])
    assert pdf[page["page"] - 1].get_textpage().count_chars() == 0
    assert {page["damage"] for page in scanned} >= {"fax", "low_toner", "noisy", "photocopy", "skewed"}
    assert any(page["turned"] for page in pages.values())


def test_some_pages_are_turned_by_their_file(small):
    [first] = [item for item in records(small, "documents") if item["content"] == "report/2"]
    path, page, _last = first["parts"][0]
    assert document(small, path)[page - 1].get_rotation() == 90


def test_one_file_is_one_pdf_of_exactly_so_many_pages(tmp_path):
    make(tmp_path / "one", Order(kind="digital", one_file=73), quiet)
    [path] = [path for path in (tmp_path / "one" / "production").rglob("*") if path.is_file()]
    assert len(pdfium.PdfDocument(path)) == 73


def test_digital_pages_are_long_and_come_in_files_of_fifty(tmp_path):
    make(tmp_path / "digital", Order(pages=400, kind="digital"), quiet)
    counts = [page["words"] for page in records(tmp_path / "digital", "pages")]
    assert len(counts) == 400
    assert sum(counts) / len(counts) >= 300
    assert {item["pages"] for item in records(tmp_path / "digital", "files")} == {50}


def test_memory_does_not_grow_with_pages(tmp_path):
    peaks = []
    for pages in (30, 30, 150):  # the first run fills the caches of fonts
        tracemalloc.start()
        make(tmp_path / f"{pages}-{len(peaks)}", Order(pages=pages, kind="digital"), quiet)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] < peaks[0] + 3_000_000  # words measured for the first time and documents remembered for copies


def test_what_was_begun_is_removed_when_it_is_interrupted(tmp_path):
    def interrupt(done: int) -> None:
        if done > 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "new", Order(pages=60), interrupt)
    assert list((tmp_path / "new").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_an_error_with_a_line(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UnreadableError, match="can't be written"):
        make(tmp_path / "file" / "below", Order(pages=5), quiet)


def test_a_font_that_is_not_installed_is_named():
    from readingroom.sample.pack import font_file

    with pytest.raises(UnreadableError, match=r"Nowhere\.ttf"):
        font_file("wordcloud/Nowhere.ttf")
