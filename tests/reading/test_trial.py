"""Text layers on trial; bad ones are made by `bench/bad_layers.py`."""

from __future__ import annotations

import io
import math
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import bad_layers
from readingroom.engines.font_files import copy_font
from readingroom.engines.ocr import load_recogniser
from readingroom.engines.ocr.line import line_recogniser
from readingroom.engines.pdf import PdfPages
from readingroom.formats.pdf_writer import Font, PdfWriter
from readingroom.model.page import Reading
from readingroom.reading.evidence import Evidence, Tally
from readingroom.reading.page import read_page

LINES = (
    "The office received 4,718 pages on 23 March 2019 and released 1,956 of them in part.",
    "Exemptions were applied to names, telephone numbers and addresses of private people.",
    "Every quarter the operation is reviewed by a board of five; its minutes are kept.",
    "Jackets, boxes and equipment worth 20,645 were delivered to Zurich by express freight.",
)


def page(path: Path, lines: tuple[str, ...] = LINES, size: float = 10) -> Path:
    """A page that is as good as any: an embedded font with a true map."""
    out = io.BytesIO()
    writer = PdfWriter(out)
    sheet = writer.page(612, 792)
    font = Font.load(copy_font())
    for number, text in enumerate(lines):
        sheet.text(72, 92 + 22 * number, text, font, size)
    writer.end_page(sheet)
    writer.close()
    path.write_bytes(out.getvalue())
    return path


def read(path: Path, evidence: Evidence | None = None, number: int = 1, reader=line_recogniser) -> Reading:
    source = PdfPages(path)
    try:
        return read_page(source, number, lambda: load_recogniser("fast"), evidence=evidence, reader=reader)
    finally:
        source.close()


def never() -> None:
    raise AssertionError("no line should be read")


def test_a_good_layer_is_taken_and_its_glyphs_are_not_looked_at_again(tmp_path: Path) -> None:
    evidence = Evidence()
    good = page(tmp_path / "good.pdf")
    first = read(good, evidence)
    assert (first.source, first.layer, first.words.text) == ("layer", "good", "\n".join(LINES))
    assert evidence.wrong == set()
    assert {key[1] for key in evidence.proven} >= set("abcdefghiklmnopqrstuvwxy0123456789EJTZ")
    assert read(good, evidence, reader=never).words == first.words


@pytest.mark.parametrize("kind", ["all_letters", "no_names", "chinese"])
def test_a_layer_of_other_letters_is_rejected_as_a_whole(tmp_path: Path, kind: str) -> None:
    bad = bad_layers.renamed(
        page(tmp_path / "good.pdf"), 1, tmp_path / "bad.pdf", getattr(bad_layers, kind)(random.Random(1))
    )
    found = read(bad)
    assert found.source == "ocr"
    assert found.layer == ("garbage" if kind == "no_names" else "encoding")
    assert "Exemptions were applied to names, telephone numbers" in found.words.text
    assert {region.note for region in found.regions if region.kind == "doubted"} == {found.layer}


@pytest.mark.parametrize("kind", ["digits", "two_letters"])
@pytest.mark.parametrize("seed", range(3))
def test_no_word_with_a_letter_that_lies_is_let_in(tmp_path: Path, kind: str, seed: int) -> None:
    change = getattr(bad_layers, kind)(random.Random(seed))
    found = read(bad_layers.renamed(page(tmp_path / "good.pdf"), 1, tmp_path / "bad.pdf", change))
    assert found.layer == "encoding"
    told = set("\n".join(LINES).split())
    taken = {word for word, sure in zip(found.words, found.words.confidence, strict=True) if math.isnan(sure)}
    assert taken <= told


def test_a_letter_that_lies_on_one_page_only_is_found_there(tmp_path: Path) -> None:
    evidence = Evidence()
    good = page(tmp_path / "good.pdf")
    assert read(good, evidence).layer == "good"
    bad = bad_layers.renamed(good, 1, tmp_path / "bad.pdf", bad_layers.digits(random.Random(4)))
    assert read(bad, evidence).layer == "encoding"


class Counting:
    """A reader of lines that counts them."""

    name = "counting"

    def __init__(self) -> None:
        self.lines = 0

    def line(self, image):
        self.lines += 1
        return line_recogniser().line(image)


OTHERS = ("A second file has other words, 3,918 of them, dated 24 June 2057.", "Exactly 6 boxes were kept in 2019.")


def test_the_same_font_in_another_file_is_believed_after_a_sample(tmp_path: Path) -> None:
    alone, after = Counting(), Counting()
    other = page(tmp_path / "other.pdf", OTHERS * 6)
    assert read(other, reader=lambda: alone).layer == "good"
    evidence = Evidence()
    read(page(tmp_path / "first.pdf", (*LINES, "jackal quiz")), evidence)
    assert read(other, evidence, reader=lambda: after).layer == "good"
    assert 0 < after.lines <= alone.lines


@pytest.mark.parametrize("seed", range(3))
def test_a_font_known_from_other_files_may_lie_in_this_one(tmp_path: Path, seed: int) -> None:
    evidence = Evidence()
    read(page(tmp_path / "first.pdf"), evidence)
    other = page(tmp_path / "other.pdf", (*OTHERS, *OTHERS))
    change = bad_layers.digits(random.Random(seed))
    found = read(bad_layers.renamed(other, 1, tmp_path / "bad.pdf", change), evidence)
    taken = {word for word, sure in zip(found.words, found.words.confidence, strict=True) if math.isnan(sure)}
    assert found.layer == "encoding"
    assert taken <= set(" ".join(OTHERS).split())


def test_words_beside_a_lost_ligature_are_mended_and_the_rest_stays(tmp_path: Path) -> None:
    text = ("The ofﬁce ﬁled its ﬁndings on the trafﬁc of the ﬁfth district in the ﬁnal report.", *LINES, *LINES)
    bad = bad_layers.renamed(
        page(tmp_path / "good.pdf", text), 1, tmp_path / "bad.pdf", bad_layers.no_ligatures(random.Random(1))
    )
    found = read(bad)
    assert (found.source, found.layer) == ("mixed", "encoding")
    assert found.words.text.splitlines()[0] == text[0].replace("ﬁ", "fi")
    mended = [word for word, sure in zip(found.words, found.words.confidence, strict=True) if not math.isnan(sure)]
    assert mended == ["office", "filed", "findings", "traffic", "fifth", "final"]


def test_small_capitals_are_no_lie(tmp_path: Path) -> None:
    capitals = page(tmp_path / "good.pdf", tuple(line.upper() for line in LINES), 9)
    found = read(bad_layers.renamed(capitals, 1, tmp_path / "small.pdf", str.lower))
    assert (found.source, found.layer) == ("layer", "good")


@pytest.mark.parametrize(
    "text",
    [
        "Το γραφείο έλαβε χιλιάδες σελίδες και τις δημοσίευσε",  # noqa: RUF001  # Greek
        "Ведомство получило тысячи страниц и опубликовало их",
    ],
)
def test_letters_that_can_not_be_read_are_believed(tmp_path: Path, text: str) -> None:
    evidence = Evidence()
    good = page(tmp_path / "good.pdf", (text, text[::-1]))
    found = read(good, evidence)
    assert (found.source, found.layer, found.words.text) == ("layer", "good", f"{text}\n{text[::-1]}")
    assert read(good, evidence, reader=never).layer == "good"


def test_what_was_read_of_a_glyph_decides() -> None:
    tally = Tally(same=1)
    assert (tally.proven, tally.wrong) == (True, False)
    tally.others["8"] += 1
    assert (tally.proven, tally.wrong) == (False, False)
    tally = Tally()
    tally.others["8"] += 2
    assert (tally.proven, tally.wrong) == (False, True)
    once = Tally(same=1)
    once.grown["f"] += 1  # may be a ligature: it is looked for again
    assert (once.proven, once.wrong) == (False, False)
    grown = Tally(same=3)
    grown.grown["f"] += 3
    assert (grown.proven, grown.wrong) == (False, True)


def test_a_font_that_is_caught_lying_is_no_longer_settled() -> None:
    evidence, wrong = Evidence(settled={"font": {1, 2}, "other": {3}}), Tally()
    wrong.others["8"] += 2
    evidence.keep({("font", "3", 400, 600): wrong})
    assert evidence.settled == {"other": {3}}


def test_evidence_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readingroom.reading.evidence.MOST_KEPT", 10)
    evidence = Evidence()
    for number in range(40):
        evidence.keep({("font", "a", number, 0): Tally(same=1), ("", "a", number, 0): Tally(same=1)})
    assert 0 < len(evidence.proven) <= 12
    assert all(key[0] for key in evidence.proven)
