from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest

from pdfs import line, write_pdf
from readingroom.cli.main import main
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room
from readingroom.model.ids import file_id, page_id
from readingroom.store.vault import Vault

#: The star is called escape, the tilde the control that begins a terminal's commands in one letter. (Letters would be
#: read off the page in place of such names.)
LETTERS = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange
2 beginbfchar <2A> <001B> <7E> <009B> endbfchar endcmap end end"""


def test_no_record_commands_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(pikepdf.Object.parse(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"))
        font.ToUnicode = pdf.make_stream(LETTERS)
        page = pdf.add_blank_page(page_size=(612, 792))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = pdf.make_stream(b"BT /F 12 Tf 72 700 Td (Plain *]0;words and ~31m more of them) Tj ET")
        pdf.save(tmp_path / "a.pdf")
    make_room(tmp_path / "room")
    add(tmp_path / "room", [tmp_path / "a.pdf"], Given(), lambda _step: None, executor=InProcess())
    [file] = Vault(tmp_path / "room" / "vault").files()
    monkeypatch.setenv("READINGROOM_LANG", "en")  # what the program leaves there is taken away again
    monkeypatch.setattr("sys.argv", ["readingroom", "text", str(tmp_path / "room"), page_id(file_id(file), 1)])
    main()
    assert capsys.readouterr().out == "Plain \ufffd]0;words and \ufffd31m more of them\n"


def test_flow_joins_lines_and_shows_tables_row_by_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prose = "the inspectors went down into the old gallery and counted every lamp there"
    table = (("Office", "Asked"), ("Zinc", "12"), ("Agate", "30"))
    lines = [(72, 600, prose), (72, 586, prose), (72, 572, "and came back with the inspec-"), (72, 558, "tors of it.")]
    lines += [(left, 500 - 16 * row, table[row][column]) for row in range(3) for column, left in enumerate((72, 250))]
    lines += [(280, 30, "Page 3 of 9")]
    write_pdf(tmp_path / "a.pdf", "".join(line(text, x, y) for x, y, text in lines))
    make_room(tmp_path / "room")
    add(tmp_path / "room", [tmp_path / "a.pdf"], Given(), lambda _step: None, executor=InProcess())
    [file] = Vault(tmp_path / "room" / "vault").files()
    page = page_id(file_id(file), 1)
    monkeypatch.setenv("READINGROOM_LANG", "en")
    monkeypatch.setattr("sys.argv", ["readingroom", "text", "--flow", str(tmp_path / "room"), page])
    main()
    said = capsys.readouterr().out
    assert said.endswith("inspectors of it.\n\nOffice\tAsked\nZinc\t12\nAgate\t30\n\n[foot] Page 3 of 9\n")
    monkeypatch.setattr("sys.argv", ["readingroom", "text", "--json", str(tmp_path / "room"), page])
    main()
    row = json.loads(capsys.readouterr().out)
    assert row["language"] == "en"
    assert [(one["kind"], one.get("row"), one.get("column")) for one in row["blocks"]][-3:] == [
        ("cell", 3, 1),
        ("cell", 3, 2),
        ("footer", None, None),
    ]
    assert [one["first"] for one in row["blocks"]][1:] == [one["last"] + 1 for one in row["blocks"]][:-1]
