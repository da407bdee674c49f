"""A second opinion from `add` to what the one door gives out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from tests.engines.test_ocr import picture

from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.desk.words import words
from readingroom.desk.worker import _second_engine
from readingroom.engines.ocr import Recognised, tesseract
from readingroom.engines.ocr.tesseract import find
from readingroom.errors import UnreadableError, WrongUseError
from readingroom.model.ids import FileId, page_id


def added(tmp_path: Path, second: str = "tesseract") -> None:
    Image.fromarray(picture()).save(tmp_path / "scan.png", dpi=(150, 150))
    make_room(tmp_path / "room")
    _second_engine.cache_clear()
    add(tmp_path / "room", [tmp_path / "scan.png"], Given(), lambda _: None, second=second, executor=InProcess())


def the_page(tmp_path: Path):
    with open_room(tmp_path / "room") as room:
        with room.catalogue.connect() as connection:
            file = FileId(connection.exec_driver_sql("select file_id from files").scalar_one())
        return next(words(room, [page_id(file, 1)], "room"))


@pytest.mark.skipif(find() is None, reason="Tesseract is not installed")
def test_two_engines_agree_on_clean_print(tmp_path: Path) -> None:
    added(tmp_path)
    page = the_page(tmp_path)
    assert page.facts.second.startswith("tesseract ")
    assert page.content.second_engine == page.facts.second
    assert list(page.content.second) == list(page.words)
    assert page.content.doubts == ()


class Otherwise:
    """An engine that reads another number."""

    name = "otherwise 1"
    dpi = 150.0

    def __init__(self, _languages: object) -> None:
        pass

    def read(self, image, dpi: float) -> Recognised:
        from readingroom.engines.ocr import load_recogniser

        found = load_recogniser("fast").read(image, dpi)
        rows = tuple((word.replace("412", "472"), *rest) for word, *rest in found.rows)
        return Recognised(rows, found.lines)


def test_a_figure_read_otherwise_is_kept_as_a_doubt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "Tesseract", Otherwise)
    added(tmp_path)
    page = the_page(tmp_path)
    [doubt] = page.content.doubts
    assert (page.words.word(doubt.word), doubt.other, doubt.why) == ("412", "472", "digit")


def test_where_the_second_engine_fails_the_page_is_read_and_says_so(tmp_path: Path, monkeypatch) -> None:
    def fail(*_given: object) -> Recognised:
        raise UnreadableError("no")

    monkeypatch.setattr(Otherwise, "read", fail)
    monkeypatch.setattr(tesseract, "Tesseract", Otherwise)
    added(tmp_path)
    page = the_page(tmp_path)
    assert (page.facts.state, page.facts.second, page.content.second) == ("read", "", None)
    assert "no_second" in page.facts.look
    assert "412" in list(page.words)


def test_without_the_engine_nothing_is_received(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "find", lambda: None)
    with pytest.raises(WrongUseError, match="not installed"):
        added(tmp_path)
    with open_room(tmp_path / "room") as room, room.catalogue.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from files").scalar_one() == 0


def test_the_setting_of_the_room_asks_for_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "Tesseract", Otherwise)
    make_room(tmp_path / "room")
    settings = tmp_path / "room" / "room.toml"
    text = settings.read_text(encoding="utf-8")
    assert 'second_opinion = ""' in text
    settings.write_text(text.replace('second_opinion = ""', 'second_opinion = "tesseract"'), encoding="utf-8")
    added(tmp_path, second="")
    assert the_page(tmp_path).facts.second == "otherwise 1"
