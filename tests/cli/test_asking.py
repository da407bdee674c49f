from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from readingroom.cli.main import main
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room
from readingroom.model.ids import file_id, page_id
from readingroom.store.vault import Vault

#: Z is read as escape, X as the control that begins a terminal's commands in one letter.
LETTERS = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange
2 beginbfchar <5A> <001B> <58> <009B> endbfchar endcmap end end"""


def test_no_record_commands_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(pikepdf.Object.parse(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"))
        font.ToUnicode = pdf.make_stream(LETTERS)
        page = pdf.add_blank_page(page_size=(612, 792))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = pdf.make_stream(b"BT /F 12 Tf 72 700 Td (Plain Z]0;words and X31m more of them) Tj ET")
        pdf.save(tmp_path / "a.pdf")
    make_room(tmp_path / "room")
    add(tmp_path / "room", [tmp_path / "a.pdf"], Given(), lambda _step: None, executor=InProcess())
    [file] = Vault(tmp_path / "room" / "vault").files()
    monkeypatch.setenv("READINGROOM_LANG", "en")  # what the program leaves there is taken away again
    monkeypatch.setattr("sys.argv", ["readingroom", "text", str(tmp_path / "room"), page_id(file_id(file), 1)])
    main()
    assert capsys.readouterr().out == "Plain \ufffd]0;words and \ufffd31m more of them\n"
