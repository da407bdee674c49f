from __future__ import annotations

import contextlib
import io
import math
import sqlite3
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.exc import DatabaseError

from readingroom.errors import DiskFullError, RoomBusyError, RoomError, RoomTooNewError, TamperedError, WrongUseError
from readingroom.model.geometry import Box
from readingroom.model.ids import PageId
from readingroom.model.layout import Block, Doubt, Region
from readingroom.model.page import Content
from readingroom.model.words import words_from
from readingroom.store.catalogue import make_catalogue, note_step, open_catalogue
from readingroom.store.packing import pack, unpack
from readingroom.store.queue import Task, add_tasks, died, finish, lease, renew, take_back
from readingroom.store.readings import Readings
from readingroom.store.room_lock import hold, is_held
from readingroom.store.schema import METADATA, TRAIL
from readingroom.store.settings import Settings, load_settings, settings_text
from readingroom.store.vault import Vault

WORDS = words_from([("Plan", Box(0, 0, 0.25, 0.1), math.nan, 0), ("año", Box(0.5, 0.5, 1, 1), 0.5, 1)])


@pytest.fixture
def catalogue(tmp_path: Path):
    make_catalogue(tmp_path / "catalogue.db")
    engine = open_catalogue(tmp_path / "catalogue.db", write=True)
    yield engine
    engine.dispose()


def test_the_migrations_make_the_tables_that_the_code_uses(catalogue) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with catalogue.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


@pytest.mark.usefixtures("catalogue")
def test_a_newer_room_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "catalogue.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(RoomTooNewError, match="newer program"):
        open_catalogue(tmp_path / "catalogue.db", write=False)


def test_the_trail_is_only_added_to(catalogue) -> None:
    with catalogue.begin() as connection:
        note_step(connection, "Ana", "add", "x")
    with pytest.raises(DatabaseError, match="only ever added"), catalogue.begin() as connection:
        connection.execute(delete(TRAIL))


def test_words_come_back_as_they_were_kept(tmp_path: Path) -> None:
    readings = Readings(tmp_path / "readings.db", write=True)
    page = PageId("x")
    first = readings.keep([(page, "pdfium", 1, "t", pack(Content(WORDS)))])
    again = readings.keep([(page, "pdfium", 1, "t", pack(Content(WORDS)))])
    assert first == again
    content = readings.contents([first[page]])[first[page]]
    kept = content.words
    assert (WORDS.text, list(WORDS)) == (kept.text, list(kept))
    assert pytest.approx(list(WORDS.boxes), abs=1e-5) == list(kept.boxes)
    assert math.isnan(kept.confidence[0])
    assert pack(content) == pack(unpack(pack(content)))
    readings.close()


FULL = Content(
    WORDS,
    (Block("cell", 0, 0, "en", 1, 2, 3), Block("footer", 1, 1)),
    (Region("handwriting", Box(0.25, 0.5, 0.75, 0.625), "pen"), Region("box", Box(0, 0, 1, 0.125))),
    (Doubt(1, "ano", "name"),),
    words_from([("Plan", Box(0, 0, 0.25, 0.1), 0.9, 0)]),
    "other 1.0",
)


def test_blocks_regions_doubts_and_a_second_engines_words_come_back() -> None:
    back = unpack(pack(FULL))
    assert (back.blocks, back.doubts, back.second_engine) == (FULL.blocks, FULL.doubts, "other 1.0")
    assert back.regions == FULL.regions
    assert back.second is not None
    assert list(back.second) == ["Plan"]
    assert unpack(pack(Content(words_from([])))) == Content(words_from([]))


def test_words_kept_by_the_first_release_are_read() -> None:
    raw = zstandard.decompress(pack(Content(WORDS)))
    old = zstandard.compress(bytes([1]) + raw[1:-8])  # words alone, without what followed later
    assert list(unpack(old).words) == ["Plan", "año"]


@given(st.binary(max_size=60), st.integers(0, 400), st.booleans())
def test_a_damaged_blob_is_said_in_a_line(noise: bytes, at: int, cut: bool) -> None:
    raw = zstandard.decompress(pack(FULL))
    at %= len(raw)
    broken = raw[:at] + noise + (b"" if cut else raw[at + len(noise) :])
    with contextlib.suppress(RoomError):  # nothing else may come out of it
        unpack(zstandard.compress(broken))


def test_the_vault_keeps_bytes_once_and_notices_a_change(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    vault = Vault(tmp_path / "vault")
    file, size = vault.put(io.BytesIO(b"record"))
    assert (file, size) == vault.put(io.BytesIO(b"record"))
    assert [file] == list(vault.files())
    vault.check(file)
    vault.place(file).write_bytes(b"changed")
    with pytest.raises(TamperedError, match="have changed"):
        vault.check(file)
    assert vault.put(io.BytesIO(b"record")) == (file, size)
    vault.check(file)


def test_the_vault_refuses_before_the_disk_is_full(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    with pytest.raises(DiskFullError, match="nearly full"):
        Vault(tmp_path / "vault", spare=10**18).put(io.BytesIO(b"x"))


def test_a_task_is_done_once_and_set_aside_after_three_deaths(catalogue) -> None:
    tasks = [Task("read", f"p{n}", "f", n) for n in (1, 2)]
    with catalogue.begin() as connection:
        add_tasks(connection, tasks, 1)
        assert [task.number for task in lease(connection, "read", "me", 9)] == [1, 2]
        assert lease(connection, "read", "me", 9) == []
        assert take_back(connection) == 2
        finish(connection, tasks[1:])
        add_tasks(connection, tasks, 1)
        [task] = lease(connection, "read", "me", 9)
        assert not died(connection, task, "crash")
        assert lease(connection, "read", "me", 9) == []
        [task] = lease(connection, "read", "me", 9, alone=True)
        assert not died(connection, task, "crash")
        [task] = lease(connection, "read", "me", 9, alone=True)
        assert died(connection, task, "crash")
        assert lease(connection, "read", "me", 9, alone=True) == []
        assert renew(connection, "read", 2) == 2
        assert renew(connection, "read", 2) == 0
        assert len(lease(connection, "read", "me", 9)) == 2


def test_a_second_holder_is_told(tmp_path: Path) -> None:
    with (
        hold(tmp_path / "room.lock"),
        pytest.raises(RoomBusyError, match="Another program"),
        hold(tmp_path / "room.lock"),
    ):
        pass
    assert not is_held(tmp_path / "room.lock")


def test_settings_come_back_as_written(tmp_path: Path) -> None:
    settings = Settings(name='March "records"\\', languages=("es",))
    (tmp_path / "room.toml").write_text(settings_text(settings), encoding="utf-8")
    assert settings == load_settings(tmp_path / "room.toml")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('mode = "fsat"', r"“mode” can't be fsat.*nearest value is fast.*accurate"),
        ('mode = "Accurate"', r"“mode” can't be Accurate.*nearest value is accurate"),
        ('languages = ["en", "sp"]', r"“languages” can't be sp.*nearest value is es"),
        ("languages = []", r"“languages” can't be \[\]"),
        ("languages = [1]", r"“languages” can't be 1"),
        ("page_seconds = 0", r"“page_seconds” can't be 0.*nearest value is 1"),
        ("spare_megabytes = -5", r"“spare_megabytes” can't be -5.*nearest value is 0"),
        ("mode = fast", r"can't be read.*Correct the file"),
    ],
)
def test_a_value_that_a_setting_does_not_know_is_refused(tmp_path: Path, written: str, said: str) -> None:
    (tmp_path / "room.toml").write_text(f'name = "x"\n{written}\n', encoding="utf-8")
    with pytest.raises(WrongUseError, match=said):
        load_settings(tmp_path / "room.toml")


def test_a_typo_in_the_settings_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "room.toml").write_text('name = "x"\nlangauges = ["en"]\n', encoding="utf-8")
    with pytest.raises(WrongUseError, match=r"langauges.*languages"):
        load_settings(tmp_path / "room.toml")
