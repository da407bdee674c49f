"""Drawn glyphs that a file calls nothing, a space, or a sign: what the page shows is read, or the word is doubted."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from readingroom.engines.ocr import load_recogniser
from readingroom.engines.pdf import PdfPages
from readingroom.model.page import Reading
from readingroom.reading.evidence import Evidence
from readingroom.reading.page import read_page

#: Lines that show nearly every letter and figure.
LINES = (
    "The quick brown fox jumps over the lazy dog in 1234567890 days and sixty six nights.",
    "Agents of the Department of Homeland Security wrote to the office on 16 March 2016 about 96 files.",
    "PACK MY BOX WITH FIVE DOZEN LIQUOR JUGS; HE QUIETLY ZAPPED BY XRAY VIEW OF 669 KNIGHTS.",
    "the office did deny the request and the appeal was closed in 2019 with a fee of 66 dollars",
    "Major Zed vowed that queen Kay jumps for joy while exiting by the gap of the wall 0123456789.",
)


def line(text: str, font: str = "F1", *, y: int) -> str:
    return f"BT /{font} 11 Tf 72 {y} Td ({text}) Tj ET\n"


def honest() -> str:
    return "".join(line(text, y=720 - 20 * number) for number, text in enumerate(LINES * 3))


def made(path: Path, content: str, names: dict[str, str]) -> Path:
    """A page in Helvetica; its second font F2 is the same, and calls some letters by other code points."""
    with pikepdf.new() as pdf:
        rows = "\n".join(f"<{ord(letter):02x}> <{called}>" for letter, called in names.items())
        cmap = (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
            f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(names)} beginbfchar\n{rows}\nendbfchar\n"
            "endcmap CMapName currentdict /CMap defineresource pop end end"
        )
        plain = {"Type": Name.Font, "Subtype": Name.Type1, "BaseFont": Name.Helvetica}
        fonts = {
            "F1": Dictionary(**plain, Encoding=Name.WinAnsiEncoding),
            "F2": Dictionary(**plain, Encoding=Name.WinAnsiEncoding, ToUnicode=Stream(pdf, cmap.encode())),
        }
        pdf.add_blank_page(page_size=(612, 792))
        sheet = pdf.pages[0]
        sheet.MediaBox = Array([0, 0, 612, 792])
        sheet.Resources = Dictionary(Font=Dictionary(**fonts))
        sheet.Contents = Stream(pdf, content.encode("latin1"))
        pdf.save(path)
    return path


def read(path: Path, evidence: Evidence | None = None) -> Reading:
    source = PdfPages(path)
    try:
        return read_page(source, 1, lambda: load_recogniser("fast"), evidence=evidence)
    finally:
        source.close()


def sure(found: Reading) -> list[str]:
    """The words that were read off the layer and are as good as seen."""
    rows = zip(found.words, found.words.confidence, strict=True)
    return [word for word, confidence in rows if not confidence < 1]


DID_NOT = (
    "BT /F1 11 Tf 72 300 Td (The office did ) Tj /F2 11 Tf (not) Tj "
    "/F1 11 Tf ( approve the plan of 2019 for the city.) Tj ET\n"
)


def test_letters_that_are_called_nothing_are_no_hyphens(tmp_path: Path) -> None:
    found = read(made(tmp_path / "zero.pdf", honest() + DID_NOT, dict.fromkeys("not", "0000")))
    assert found.layer == "garbage"
    assert not any(set(word) == {"-"} for word in found.words)


def test_a_page_of_letters_that_are_called_nothing_is_read_anew(tmp_path: Path) -> None:
    names = {chr(code): "0000" for code in range(33, 127)}
    text = "".join(line("The office did not approve the plan of 2019.", "F2", y=700 - 20 * row) for row in range(8))
    found = read(made(tmp_path / "zero.pdf", text, names))
    assert found.source == "ocr"
    assert "The office did not approve the plan of 2019." in found.words.text


@pytest.mark.parametrize("called", ["0020", "00A0", "200B"])
def test_a_page_of_letters_that_are_called_spaces_is_read(tmp_path: Path, called: str) -> None:
    names = {chr(code): called for code in range(33, 127)}
    text = "".join(line("The office did not approve the plan of 2019.", "F2", y=700 - 20 * row) for row in range(8))
    found = read(made(tmp_path / "spaces.pdf", text, names))
    assert found.source == "ocr"
    assert "The office did not approve the plan of 2019." in found.words.text


def test_a_page_of_spaces_is_read_by_nobody(tmp_path: Path) -> None:
    path = made(tmp_path / "blank.pdf", line("   ", y=700), {})
    source = PdfPages(path)
    try:
        found = read_page(source, 1, lambda: pytest.fail("no image should be read"))
    finally:
        source.close()
    assert (found.source, len(found.words)) == ("none", 0)


@pytest.mark.parametrize("called", ["0020", "00A0", "200B", "001F"])
def test_a_word_whose_letters_are_called_spaces_is_not_left_out(tmp_path: Path, called: str) -> None:
    found = read(made(tmp_path / "not.pdf", honest() + DID_NOT, dict.fromkeys("not", called)))
    assert found.layer in {"encoding", "garbage"}
    assert "did not approve" in found.words.text
    assert "not" not in sure(found)


def test_a_letter_in_the_middle_of_a_word_that_is_called_a_space_is_not_left_out(tmp_path: Path) -> None:
    text = "BT /F1 11 Tf 72 300 Td (The office paid 1) Tj /F2 11 Tf (9) Tj /F1 11 Tf (500 dollars.) Tj ET\n"
    found = read(made(tmp_path / "figure.pdf", honest() + text, {"9": "0020"}))
    assert "500" not in found.words.text.split()
    assert "19500" in found.words.text


def test_honest_blanks_with_rules_under_them_are_no_letters(tmp_path: Path) -> None:
    content = honest() + line("Name:            Date:        of 2019", "F2", y=300) + "1 w 100 298 m 180 298 l S\n"
    found = read(made(tmp_path / "form.pdf", content, {"\xa0": "00A0", " ": "0020"}))
    assert (found.source, found.layer) == ("layer", "good")


@pytest.mark.parametrize("set_", ["/F1 11 Tf -1 0 0 -1 208 308 Tm", "/F1 -11 Tf 1 0 0 1 208 308 Tm"])
def test_a_figure_that_stands_on_its_head_is_not_believed(tmp_path: Path, set_: str) -> None:
    text = (
        "BT /F1 11 Tf 72 300 Td (The office closed section ) Tj ET "
        f"BT {set_} (6) Tj ET BT /F1 11 Tf 1 0 0 1 213 300 Tm (of the plan.) Tj ET\n"
    )
    found = read(made(tmp_path / "head.pdf", honest() + text, {}))
    assert "section 6 of" not in found.words.text
    assert not {"6", "9"} & set(sure(found))


def test_a_page_that_is_all_upside_down_is_as_good_as_any(tmp_path: Path) -> None:
    rows = "".join(
        f"BT /F1 11 Tf -1 0 0 -1 540 {100 + 20 * row} Tm ({text}) Tj ET\n" for row, text in enumerate(LINES * 3)
    )
    found = read(made(tmp_path / "down.pdf", rows, {}))
    assert (found.source, found.layer) == ("layer", "good")
    assert len(sure(found)) == len(found.words)


@pytest.mark.parametrize("called", ["002C", "00AD", "0027"])
def test_a_figure_that_is_called_a_sign_is_read(tmp_path: Path, called: str) -> None:
    text = "BT /F1 11 Tf 72 300 Td (The office paid 1) Tj /F2 11 Tf (9) Tj /F1 11 Tf (500 dollars.) Tj ET\n"
    found = read(made(tmp_path / "sign.pdf", honest() + text, {"9": called}))
    assert found.layer == "encoding"
    assert "paid 19500 dollars" in found.words.text
    assert "19500" not in sure(found)


def test_signs_are_found_false_by_letters_that_were_proven_on_other_pages(tmp_path: Path) -> None:
    evidence = Evidence()
    read(made(tmp_path / "good.pdf", honest(), {}), evidence)
    text = "BT /F1 11 Tf 72 300 Td (paid 1) Tj /F2 11 Tf (9) Tj /F1 11 Tf (500 dollars, or so.) Tj ET\n"
    found = read(made(tmp_path / "sign.pdf", honest() + text, {"9": "002C"}), evidence)
    assert "1,500" not in found.words.text
    assert "dollars," in sure(found)
