"""The child that starts before the rest of `add` is loaded."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from readingroom.desk import early, worker
from readingroom.desk.early import GLANCE, HEAD, LOOKED_AT, first_child, looks_scanned
from readingroom.desk.executor import Spawned
from readingroom.desk.room import make_room

#: Large libraries that are loaded beside the first child, not before it.
LATER = ("numpy", "sqlalchemy", "PIL", "cv2", "alembic", "tantivy", "pypdfium2")


def pdf(path: Path, objects: str) -> Path:
    path.write_text(f"%PDF-1.7\n1 0 obj\n{objects}\nendobj\n", encoding="ascii")
    return path


@pytest.mark.parametrize(
    ("objects", "wanted"),
    [
        ("<< /Type /XObject /Subtype /Image >>", True),
        ("<< /Subtype/Image >> endobj 2 0 obj << /Type /Page /Resources << /Font << >> >> >>", True),
        ("<< /Subtype /Image >> endobj 2 0 obj << /Type /Font /BaseFont /Helvetica >>", False),
        ("<< /Subtype /Image >> endobj 2 0 obj << /Type /ObjStm >>", False),
        ("<< /Type /Font /BaseFont /Helvetica >>", False),
    ],
)
def test_a_pdf_of_images_without_fonts_looks_scanned(tmp_path: Path, objects: str, *, wanted: bool) -> None:
    assert looks_scanned(pdf(tmp_path / "a.pdf", objects)) == wanted


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_an_image_looks_scanned_whatever_its_name(tmp_path: Path, kind: str) -> None:
    Image.new("L", (9, 9)).save(tmp_path / "a.txt", kind)
    assert looks_scanned(tmp_path / "a.txt")


@pytest.mark.parametrize("between", [10, GLANCE, HEAD // 2])
def test_fonts_after_a_large_image_are_seen(tmp_path: Path, between: int) -> None:
    image = f"<< /Subtype /Image >> stream {'x' * between} endstream"
    assert looks_scanned(pdf(tmp_path / "scan.pdf", image))
    assert not looks_scanned(pdf(tmp_path / "report.pdf", image + " << /Type /Font /BaseFont /Helvetica >>"))


def test_of_a_file_that_tells_of_fonts_no_more_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pdf(tmp_path / "report.pdf", "<< /Type /Font /BaseFont /Helvetica >>" + " " * HEAD)
    data, read = path.read_bytes(), []

    class Counted(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            read.append(size)
            return super().read(size)

    monkeypatch.setattr(Path, "open", lambda *_asked, **_options: Counted(data))
    assert not looks_scanned(path)
    assert read == [GLANCE]


def test_of_many_files_only_the_first_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Path] = []
    monkeypatch.setattr(early, "looks_scanned", looked.append)
    monkeypatch.setattr(Spawned, "wake", lambda _self, _count: None)
    make_room(tmp_path / "room")
    paths = [tmp_path / f"{number}.pdf" for number in range(5000)]
    with first_child(tmp_path / "room", paths, "fast"):
        assert looked == paths[:LOOKED_AT]


def test_other_files_folders_and_missing_ones_do_not_look_scanned(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The /Subtype /Image of a PDF", encoding="utf-8")
    assert not any(map(looks_scanned, (tmp_path / "a.txt", tmp_path, tmp_path / "missing")))


def test_a_child_is_there_and_is_gone_at_the_end(tmp_path: Path) -> None:
    make_room(tmp_path / "room")
    with first_child(tmp_path / "room", [tmp_path], "fast") as children:
        assert isinstance(children, Spawned)
        (child,) = children._children
        assert child.process.is_alive()
    assert not child.process.is_alive()


@pytest.mark.parametrize("broken", ["missing", "no settings"])
def test_a_room_that_can_not_be_used_gets_no_child(tmp_path: Path, broken: str) -> None:
    room = tmp_path / "room"
    if broken == "no settings":
        make_room(room)
        (room / "room.toml").write_text("mode = 3", encoding="utf-8")
    with first_child(room, [tmp_path], "") as children:
        assert children is None


def test_without_files_no_child_is_started(tmp_path: Path) -> None:
    make_room(tmp_path / "room")
    with first_child(tmp_path / "room", [], "") as children:
        assert children is None


def test_a_warm_child_has_its_models(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(worker, "_loaded", asked.append)
    worker.warm()
    assert asked == []
    worker.warm("fast")
    worker._recogniser("fast")  # waits for whoever loads them already
    assert set(asked) == {"fast"}


def test_little_is_loaded_before_the_first_child_starts() -> None:
    code = f"import sys, readingroom.cli.main, readingroom.desk.early; print([n for n in {LATER} if n in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
