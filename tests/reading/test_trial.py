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
import lying
from readingroom.engines.font_files import copy_font
from readingroom.engines.ocr import load_recogniser
from readingroom.engines.ocr.line import line_recogniser
from readingroom.engines.pdf import PdfPages
from readingroom.formats.pdf_writer import Font, PdfWriter
from readingroom.model.page import Reading
from readingroom.reading.align import aligned, settled
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
    assert {key[0] for key in evidence.proven} >= set("abcdefghiklmnopqrstuvwxy0123456789EJTZ")
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
    beside = Tally(near=1)  # may have been read in another's place
    beside.others["8"] += 1
    assert (beside.proven, beside.wrong, beside.suspect) == (False, False, False)
    grown = Tally(same=3)
    grown.grown["f"] += 3
    assert (grown.proven, grown.wrong) == (False, True)


def test_a_reading_that_is_moved_by_a_letter_proves_nothing() -> None:
    assert [at for at, to in aligned("QT0909p99", "QT2020p11") if at >= 0 and to >= 0 and at != to]
    clear = settled(aligned("QT0909p99", "QT2020p11"))
    pairs = aligned("QT0909p99", "QT2020p11")
    assert not [at for (at, to), sure in zip(pairs, clear, strict=True) if sure and at != to]
    assert all(settled(aligned("the office", "the 0ffice")))
    assert all(settled(aligned("the office", "the oflfice")))  # one letter too many moves nothing falsely


def test_evidence_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readingroom.reading.evidence.MOST_KEPT", 10)
    evidence = Evidence()
    for number in range(40):
        evidence.keep({("a", b"%d" % number): Tally(same=1), (chr(number), b""): Tally(same=1)})
    assert 0 < len(evidence.proven) <= 12
    assert all(key[1] for key in evidence.proven)


FIGURES = (
    "Memorandum of 16 March 1966 to the Director about old jackets",
    "In 1966 the office sent 66 letters to 16 agents and 11 jurors.",
    "The budget of 1966 was 166,000 dollars, and 17 percent of it",
    "was paid on 26 June 1966 and on 7 July 1967 after the board met.",
    "The sum of 9 dollars was paid to the witness; 71 pages were lost.",
    "Boxes of paper were moved in 1974 by the bureau at its own cost.",
)
LIES = ({"9": "6"}, {"6": "9"}, {"6": "9", "9": "6"}, {"1": "7", "7": "1"}, {"d": "b"}, {"b": "d", "d": "b"})


TRUE = set(" ".join(FIGURES).split())


def told(text: str, names: dict[str, str]) -> str:
    return "".join(names.get(letter, letter) for letter in text)


def lies_in(found: Reading, names: dict[str, str]) -> set[str]:
    """The words that the file gives and the page does not show."""
    return ({told(word, names) for word in TRUE} - TRUE) & set(found.words)


def taken(found: Reading) -> set[str]:
    """The words that were kept as the file's own, every letter of which was seen."""
    return {word for word, sure in zip(found.words, found.words.confidence, strict=True) if math.isnan(sure)}


@pytest.mark.parametrize(
    ("names", "font"), [*((lie, "as it is") for lie in LIES), (LIES[0], "padded"), (LIES[3], "padded")]
)
def test_letters_that_share_a_box_with_others_are_caught_lying(
    tmp_path: Path, names: dict[str, str], font: str
) -> None:
    file = lying.padded(tmp_path / "font.ttf") if font == "padded" else None
    good = lying.page(tmp_path / "good.pdf", FIGURES, font=file)
    found = read(lying.renamed(good, tmp_path / "bad.pdf", names))
    assert found.layer == "encoding"
    assert taken(found) <= TRUE
    assert not lies_in(found, names)


@pytest.mark.parametrize("first", ["honest", "lying"])
@pytest.mark.parametrize("names", [LIES[0], LIES[5]])
def test_an_honest_file_with_the_same_font_does_not_vouch_for_a_lying_one(
    tmp_path: Path, names: dict[str, str], first: str
) -> None:
    evidence = Evidence()
    good = lying.page(tmp_path / "good.pdf", FIGURES)
    bad = lying.renamed(good, tmp_path / "bad.pdf", names)
    for path in (good, bad) if first == "honest" else (bad, good):
        found = read(path, evidence)
        assert found.layer == ("encoding" if path == bad else "good")
        assert not lies_in(found, names)
        if path == good:
            assert taken(found) == TRUE
        else:
            assert not [word for word in taken(found) if told(word, names) != word]


def test_a_lie_by_a_second_code_for_a_letter_is_caught(tmp_path: Path) -> None:
    evidence = Evidence()
    good = lying.page(tmp_path / "good.pdf", FIGURES)
    assert read(good, evidence).layer == "good"
    found = read(lying.two_codes(good, tmp_path / "bad.pdf", "6", "9"), evidence)
    assert found.layer == "encoding"
    assert taken(found) <= TRUE
    assert not lies_in(found, {"9": "6"})


@pytest.mark.parametrize("letter", ["9", "e"])
def test_a_font_with_two_codes_for_one_letter_is_as_good_as_any(tmp_path: Path, letter: str) -> None:
    good = lying.page(tmp_path / "good.pdf", FIGURES)
    found = read(lying.two_codes(good, tmp_path / "twice.pdf", letter, letter))
    assert (found.source, found.layer, found.words.text) == ("layer", "good", "\n".join(FIGURES))
    assert taken(found) == set(found.words)


def test_a_font_of_many_letters_is_as_good_as_any(tmp_path: Path) -> None:
    many = (
        "Sphinx of black quartz, judge my vow; pack my box with five dozen liquor jugs today.",
        "SPHINX OF BLACK QUARTZ JUDGE MY VOW AND PACK MY BOX WITH FIVE DOZEN LIQUOR JUGS.",
        "El pingüino Wenceslao hizo kilómetros bajo exhaustiva lluvia y frío; añoraba ayer.",
        "Über vierzig Äpfel, größere Öfen, façade, naïve, crème brûlée and the 0123456789.",
    )
    found = read(lying.page(tmp_path / "many.pdf", (*many, *many)))
    assert (found.source, found.layer) == ("layer", "good")
    assert len(taken(found)) >= 0.95 * len(set(found.words))


def test_words_with_a_letter_that_was_never_read_are_not_sure(tmp_path: Path) -> None:
    text = ("Ведомство получило page 12 of many pages on jackets.", *LINES)
    found = read(page(tmp_path / "good.pdf", text))
    sure = dict(zip(found.words, found.words.confidence, strict=True))
    assert found.layer == "good"
    assert sure["Ведомство"] == sure["получило"] == pytest.approx(0.99)
    assert math.isnan(sure["page"])
