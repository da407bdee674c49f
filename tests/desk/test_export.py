from __future__ import annotations

import csv
import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, update

from pdfs import line, write_pdf
from readingroom.cli.main import commands
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.export import STAMP, export_tables
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.errors import RoomError, WrongUseError
from readingroom.formats.csv import guarded, read_table, shown
from readingroom.model.tables import TABLES
from readingroom.store.schema import FILES, PAGES, SIGHTINGS

#: DESIGN's promise, written out a second time on purpose: a slip in the definition must not pass by itself.
PROMISED = {
    "files": "file_id name path media_type bytes pages production received parent_id state error",
    "sightings": "file_id path production received sender parent_id",
    "pages": "page_id file_id number document_id bates_raw bates text_source quality words redacted_share "
    "language state",
    "documents": "document_id pages kind title date public_body boundary_confidence reviewed family_id",
    "document_parts": "document_id sequence file_id first_page last_page",
    "redactions": "redaction_id page_id left top right bottom style codes certainty codes_printed",
    "withheld_pages": "page_id withheld codes reason codes_printed",
    "messages": "message_id first_page_id last_page_id sent sender recipients subject thread_id copies sent_printed",
    "bates_gaps": "prefix first_missing last_missing after_page_id before_page_id",
    "leaks": "file_id page_id left top right bottom kind place",
    "copies": "a_first_page_id a_last_page_id b_first_page_id b_last_page_id relation similarity",
    "families": "family_id document_id public_body template_share own_words",
    "disclosures": "redaction_id shown_page_id left top right bottom codes words",
    "notes": "note_id page_id document_id about left top right bottom words text person at edited_by edited_at",
    "tags": "tag meaning page_id document_id about left top right bottom words person at",
    "decisions": "decision_id page_id left top right bottom kind state read words replaces person at",
}


def quiet(_step: object) -> None:
    pass


def rows(out: Path, table: str) -> list[dict[str, str]]:
    with (out / f"{table}.csv").open(encoding="utf-8", newline="") as source:
        return list(read_table(source))


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room with a plan of two pages and hidden words, the plan again in a zip, and an empty file with a bad name."""
    folder = tmp_path_factory.mktemp("export")
    pile = folder / "2018-03 March"
    pile.mkdir()
    covered = line("Operation plan") + line("secret", y=600) + "0 g 60 590 200 30 re f\n"
    plan = write_pdf(pile / "plan.pdf", covered, line("Second page"))
    (pile / "=HYPERLINK(1).pdf").write_bytes(b"")
    with zipfile.ZipFile(pile / "zip.zip", "w") as archive:
        archive.write(plan, "r/again.pdf")
        archive.write(write_pdf(folder / "report.pdf", line("Report")), "r/report.pdf")
    make_room(folder / "room", name="March", me="Ana")
    add(folder / "room", [pile], Given(sender="District"), quiet, executor=InProcess())
    return folder / "room"


def exported(room: Path, out: Path) -> dict[str, int]:
    with open_room(room) as opened:
        return export_tables(opened, out, "csv", quiet)


def test_every_promised_table_has_its_columns_first_and_in_order(room: Path, tmp_path: Path) -> None:
    assert {table.name for table in TABLES} == set(PROMISED)
    counted = exported(room, tmp_path / "out")
    for name, columns in PROMISED.items():
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as source:
            header, *body = list(csv.reader(source))
        promised = columns.split()
        assert header[: len(promised)] == promised
        assert len(body) == counted[name]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        [STAMP, *(f"{n}.csv" for n in PROMISED)]
    )


def test_the_tables_say_what_came(room: Path, tmp_path: Path) -> None:
    exported(room, tmp_path / "out")
    files = {row["path"]: row for row in rows(tmp_path / "out", "files")}
    assert set(files) == {"=HYPERLINK(1).pdf", "plan.pdf", "zip.zip", "zip.zip/r/report.pdf"}
    plan, report = files["plan.pdf"], files["zip.zip/r/report.pdf"]
    assert (plan["name"], plan["pages"], plan["state"], plan["parent_id"]) == ("plan.pdf", "2", "read", "")
    assert (report["name"], report["parent_id"]) == ("report.pdf", files["zip.zip"]["file_id"])
    assert (report["production"], report["received"]) == ("2018-03 March", "2018-03")
    assert "empty" in files["=HYPERLINK(1).pdf"]["error"]
    seen = [(row["path"], row["sender"]) for row in rows(tmp_path / "out", "sightings")]
    assert seen == [(path, "District") for path in [*sorted(files)[:3], "zip.zip/r/again.pdf", "zip.zip/r/report.pdf"]]
    pages = rows(tmp_path / "out", "pages")
    assert sorted((row["page_id"], row["words"], row["text_source"], row["state"]) for row in pages) == sorted(
        [
            (f"{plan['file_id']}/p0001", "2", "layer", "read"),
            (f"{plan['file_id']}/p0002", "2", "layer", "read"),
            (f"{report['file_id']}/p0001", "1", "layer", "read"),
        ]
    )
    documents = {row["document_id"]: row["pages"] for row in rows(tmp_path / "out", "documents")}
    assert sorted(documents.values()) == ["1", "2"]
    assert {row["document_id"] for row in pages} == set(documents)
    parts = [(row["file_id"], row["first_page"], row["last_page"]) for row in rows(tmp_path / "out", "document_parts")]
    assert sorted(parts) == sorted([(plan["file_id"], "1", "2"), (report["file_id"], "1", "1")])


def test_a_leak_says_where_and_never_what(room: Path, tmp_path: Path) -> None:
    exported(room, tmp_path / "out")
    [leak] = rows(tmp_path / "out", "leaks")
    assert (leak["kind"], leak["place"], leak["page_id"][-6:]) == ("covered", "page", "/p0001")
    assert 0 < float(leak["left"]) < float(leak["right"]) < 1
    assert b"secret" not in b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())


def test_the_same_room_gives_the_same_bytes_stamped_internal(room: Path, tmp_path: Path) -> None:
    for out in ("one", "two"):
        exported(room, tmp_path / out)
    assert (tmp_path / "one" / STAMP).read_text(encoding="utf-8").startswith("INTERNAL")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_no_place_of_this_machine_is_written(room: Path, tmp_path: Path) -> None:
    with open_room(room, write=True) as opened:
        with opened.catalogue.begin() as connection:
            text = f"The vault can't be written: {room.resolve() / 'vault' / 'x'}; {Path.home() / 'x'}"
            before = connection.execute(FILES.select().where(FILES.c.error != "")).one()
            connection.execute(update(FILES).where(FILES.c.file_id == before.file_id).values(error=text))
        export_tables(opened, tmp_path / "out", "csv", quiet)
        with opened.catalogue.begin() as connection:
            connection.execute(update(FILES).where(FILES.c.file_id == before.file_id).values(error=before.error))
    everything = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir())
    assert "The vault can't be written" in everything
    assert str(room.parent) not in everything
    assert str(Path.home()) + "/" not in everything


@pytest.mark.parametrize("where", ["inside", "full", "file"])
def test_nothing_is_overwritten_and_the_room_holds_only_its_own(room: Path, tmp_path: Path, where: str) -> None:
    out = {"inside": room / "tables", "full": tmp_path, "file": tmp_path / "mine"}[where]
    (tmp_path / "mine").write_text("x")
    with pytest.raises(WrongUseError):
        exported(room, out)
    assert (tmp_path / "mine").read_text() == "x"
    assert not (room / "tables").exists()


def test_a_stopped_export_leaves_nothing_behind(room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from readingroom.desk import export

    def full(*_arguments: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export, "write_table", full)
    with pytest.raises(RoomError, match="No space left"):
        exported(room, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_parquet_holds_the_same_cells_as_csv(room: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is an extra")
    exported(room, tmp_path / "csv")
    for folder in ("one", "two"):
        with open_room(room) as opened:
            export_tables(opened, tmp_path / folder, "parquet", quiet)
    for table in TABLES:
        whole = parquet.read_table(tmp_path / "one" / f"{table.name}.parquet")
        assert tuple(whole.column_names) == table.header
        read = [["" if cell is None else shown(cell) for cell in row.values()] for row in whole.to_pylist()]
        assert read == [[guarded(cell) for cell in row.values()] for row in rows(tmp_path / "csv", table.name)]
        both = [(tmp_path / folder / f"{table.name}.parquet").read_bytes() for folder in ("one", "two")]
        assert both[0] == both[1]
    assert (tmp_path / "one" / STAMP).exists()


def test_without_its_package_parquet_is_refused_and_says_how_to_get_it(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with open_room(room) as opened, pytest.raises(WrongUseError, match="extra parquet"):
        export_tables(opened, tmp_path / "out", "parquet", quiet)
    assert not (tmp_path / "out").exists()


def test_the_command_says_what_it_did_and_asks_what_to_write(room: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(commands, ["export", str(room), str(tmp_path / "out"), "--tables", "csv", "--json"])
    assert done.exit_code == 0
    assert '{"table": "files", "rows": 4}' in done.stdout
    assert "internal" in done.stderr
    refused = CliRunner().invoke(commands, ["export", str(room), str(tmp_path / "other")])
    assert isinstance(refused.exception, WrongUseError)
    assert not (tmp_path / "other").exists()


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="tracemalloc counts CPython's memory")
def test_rows_are_streamed(tmp_path: Path) -> None:
    make_room(tmp_path / "room")
    many = 30_000
    with open_room(tmp_path / "room", write=True) as opened:
        with opened.catalogue.begin() as connection:
            connection.execute(insert(FILES).values(file_id="a" * 64, size=1, pages=many, state="read"))
            connection.execute(insert(SIGHTINGS).values(file_id="a" * 64, path="a.pdf"))
            page = {"file_id": "a" * 64, "state": "read", "engine": "x" * 100}
            connection.execute(
                insert(PAGES), [page | {"page_id": f"{'a' * 64}/p{n:04d}", "number": n} for n in range(1, many + 1)]
            )
        tracemalloc.start()
        counted = export_tables(opened, tmp_path / "out", "csv", quiet)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert counted["pages"] == many
    assert (tmp_path / "out" / "pages.csv").stat().st_size > 4_000_000
    assert peak < 6_000_000
