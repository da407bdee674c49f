"""Bringing a catalogue up to date: copied first, whole or not at all, only by whoever holds the room."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from readingroom.errors import ReadingRoomError, RoomError
from readingroom.store import catalogue
from readingroom.store.catalogue import make_catalogue, newest_version, open_catalogue

STEP = """
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "next", {head!r}, None, None

def upgrade():
    with op.batch_alter_table("files") as table:
        table.add_column(sa.Column("colour", sa.String(), server_default="grey", nullable=False))
    {more}
"""


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A catalogue with one file and one page, which a program with a further step will call older."""
    path = tmp_path / "room" / "catalogue.db"
    path.parent.mkdir()
    make_catalogue(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO files (file_id, size) VALUES ('f', 1)")
        connection.execute("INSERT INTO pages (page_id, file_id, number) VALUES ('f/p0001', 'f', 1)")
    return path


def further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str = "") -> None:
    """Let the program have one step more than the catalogue knows."""
    head = newest_version()
    steps = tmp_path / "migrations"
    shutil.copytree(Path(catalogue.__file__).with_name("migrations"), steps)
    (steps / "versions" / "next.py").write_text(STEP.format(head=head, more=more), encoding="utf-8")
    monkeypatch.setattr(catalogue, "STEPS", steps)


def test_the_newest_version_is_the_last_step_of_alembics_chain() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(catalogue.STEPS))
    chain = ScriptDirectory.from_config(config)
    assert newest_version() == chain.get_current_head()
    assert set(catalogue._versions()) == {step.revision for step in chain.walk_revisions()}


def test_an_empty_catalogue_is_made_as_the_steps_make_it(tmp_path: Path) -> None:
    written = (catalogue.STEPS / catalogue.EMPTY).read_text(encoding="utf-8")
    wanted = catalogue.script_of_steps(tmp_path / "steps.db")
    assert written == wanted, "run: python -m readingroom.store.empty"
    make_catalogue(tmp_path / "at once.db")
    parts = []
    for name in ("steps.db", "at once.db"):
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            parts.append(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall())
    assert sorted(parts[1], key=str) == sorted(parts[0], key=str)
    assert columns(tmp_path / "at once.db") == columns(tmp_path / "steps.db")


def columns(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info(files)")]


def test_an_older_catalogue_is_copied_and_brought_up_to_date(tmp_path: Path, monkeypatch, older: Path) -> None:
    further(tmp_path, monkeypatch)
    engine = open_catalogue(older, write=True, migrate=True)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT colour FROM files").scalar() == "grey"
        assert connection.exec_driver_sql("SELECT page_id FROM pages").scalar() == "f/p0001"
    engine.dispose()
    assert "colour" not in columns(older.with_name("catalogue.before-next.db"))
    assert list(older.parent.glob("*.part")) == []


@pytest.mark.parametrize("write", [False, True])
def test_without_holding_the_room_nobody_brings_it_up_to_date(tmp_path: Path, monkeypatch, older: Path, write) -> None:
    further(tmp_path, monkeypatch)
    with pytest.raises(RoomError, match=r"older program.*readingroom add"):
        open_catalogue(older, write=write)
    assert "colour" not in columns(older)


@pytest.mark.parametrize(
    "more",
    ["raise KeyboardInterrupt", "op.execute('INSERT INTO pages (page_id, file_id, number) VALUES (1, 2, 3)')"],
)
def test_a_step_that_fails_leaves_the_old_one_whole(tmp_path: Path, monkeypatch, older: Path, more: str) -> None:
    further(tmp_path, monkeypatch, more)
    with pytest.raises((KeyboardInterrupt, ReadingRoomError)):
        open_catalogue(older, write=True, migrate=True)
    assert "colour" not in columns(older)
    with closing(sqlite3.connect(older)) as connection:
        assert connection.execute("SELECT count(*) FROM pages").fetchone() == (1,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_no_copy_no_step(tmp_path: Path, monkeypatch, older: Path) -> None:
    further(tmp_path, monkeypatch)

    def full(_source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(catalogue, "copy_database", full)
    with pytest.raises(RoomError, match=r"can't be copied.*disk is full"):
        open_catalogue(older, write=True, migrate=True)
    assert "colour" not in columns(older)
    assert sorted(path.name for path in older.parent.glob("catalogue.before*")) == []
