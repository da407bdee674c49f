"""The catalogue: opened, migrated, and refused when it is newer than this program."""

from __future__ import annotations

import datetime as dt
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DatabaseError

from readingroom.errors import RoomError, RoomTooNewError
from readingroom.locale import _
from readingroom.store.database import open_database
from readingroom.store.schema import PEOPLE, ROOM, TRAIL

#: The steps from each schema version to the next.
STEPS = Path(__file__).with_name("migrations")

#: The file among them that makes an empty catalogue at once, as all steps would make it.
EMPTY = "empty.sql"


def now() -> str:
    """Return the time in UTC, ISO 8601, to the second."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _versions() -> list[str]:
    """Return the schema versions that this program knows, the oldest first: the names of the steps, as `0002_receipts`.

    Alembic itself is loaded only to go from one to the next: it is a fifth of what starting costs.
    """
    return sorted(step.stem.split("_")[0] for step in (STEPS / "versions").glob("[!_]*.py"))


def newest_version() -> str:
    """Return the schema version that this program writes."""
    return _versions()[-1]


def make_catalogue(path: Path) -> None:
    """Make an empty catalogue of the newest version at `path`."""
    engine = open_database(path, write=True)
    try:
        with closing(engine.raw_connection()) as connection:
            connection.cursor().executescript((STEPS / EMPTY).read_text(encoding="utf-8"))
        with engine.begin() as connection:
            connection.execute(insert(ROOM).values(name="room_id", value=uuid.uuid4().hex))
    finally:
        engine.dispose()


def script_of_steps(path: Path) -> str:
    """Return the SQL that makes an empty catalogue at once; a catalogue is made at `path` by Alembic's steps for it.

    `python -m readingroom.store.empty` writes it. Loading Alembic would be a third of the time that `init` takes.
    """
    engine = open_database(path, write=True)
    try:
        _migrate(engine)
    finally:
        engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        made = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
        (noted,) = connection.execute(
            "SELECT 'INSERT INTO alembic_version VALUES (' || quote(version_num) || ')' FROM alembic_version"
        ).fetchone()
    return "BEGIN IMMEDIATE;\n" + "".join(f"{step};\n" for step in (*(row[0] for row in made), noted)) + "COMMIT;\n"


def open_catalogue(path: Path, *, write: bool, migrate: bool = False) -> Engine:
    """Open the catalogue; with `migrate`, bring an older one up to date after making a copy beside it.

    Args:
        path: the database.
        write: whether anything will be changed.
        migrate: the caller holds the room, so that nobody else works on it meanwhile.

    Raises:
        RoomTooNewError: a newer program made it.
        RoomError: it is no catalogue, is damaged, or is too old to be read without being brought up to date.
    """
    engine = open_database(path, write=write)
    try:
        with engine.connect() as connection:
            version = _version_of(connection)
        if version not in _versions():
            raise RoomTooNewError(
                _("The room at {path} was made by a newer program.", path=path.parent),
                _("Install the newest readingroom and open it with that."),
            )
        if version != newest_version():
            if not migrate:
                raise RoomError(
                    _("The room at {path} was made by an older program.", path=path.parent),
                    _(
                        "Run: readingroom add {path}   It is copied, brought up to date, and loses nothing.",
                        path=path.parent,
                    ),
                )
            _copy_before(path)
            _migrate(engine)
    except DatabaseError as error:
        engine.dispose()
        raise RoomError(
            _("The catalogue {path} is damaged or can't be opened: {reason}.", path=path, reason=error.orig),
            _("Put catalogue.db back from a backup; the originals in the vault are untouched."),
        ) from error
    except BaseException:
        engine.dispose()
        raise
    return engine


def _version_of(connection: Connection) -> str:
    """Return the schema version of a catalogue, empty where it has none."""
    if not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").all():
        return ""
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")


def _copy_before(path: Path) -> None:
    """Copy the catalogue as it is beside itself; a copy is whole or is not there."""
    copy = path.with_name(f"catalogue.before-{newest_version()}.db")
    part = copy.with_name(copy.name + ".part")
    try:
        part.unlink(missing_ok=True)
        copy_database(path, part)
        part.replace(copy)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise RoomError(
            _("The catalogue can't be copied to {copy}: {reason}.", copy=copy, reason=error),
            _("It is brought up to date only after a copy was made. Check the disk and its permissions."),
        ) from error


def _migrate(engine: Engine) -> None:
    """Bring the schema up to date in one transaction: killed in the middle, the old one is still there."""
    from alembic import command  # noqa: PLC0415  # only a new or an older room pays for it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        # Rows are moved between tables that refer to each other; what refers to nothing is found before the end.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.commit()
        # Python's driver opens no transaction for changes of tables by itself.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RoomError(
                _("The catalogue could not be brought up to date: {count} rows refer to nothing.", count=len(broken)),
                _("It is unchanged. Please report this."),
            )
        connection.commit()
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def copy_database(source: Path, target: Path) -> None:
    """Copy an SQLite database in one consistent state, also while others use it."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def room_fact(connection: Connection, name: str) -> str:
    """Return a fact about the room by name, or an empty text."""
    return connection.scalar(select(ROOM.c.value).where(ROOM.c.name == name)) or ""


def set_room_fact(connection: Connection, name: str, value: str) -> None:
    """Keep a fact about the room."""
    row = upsert(ROOM).values(name=name, value=value)
    connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def add_person(connection: Connection, name: str) -> int:
    """Return the number of the person called `name`, who is new or already here."""
    found = connection.scalar(select(PEOPLE.c.person_id).where(PEOPLE.c.name == name))
    if found is not None:
        return int(found)
    made = connection.execute(insert(PEOPLE).values(name=name, since=now()).returning(PEOPLE.c.person_id))
    return int(made.scalar_one())


def note_step(connection: Connection, who: str, action: str, subject: str = "", details: str = "") -> None:
    """Add a line to the trail. `details` never holds words of a page."""
    connection.execute(insert(TRAIL).values(at=now(), who=who, action=action, subject=subject, details=details))
