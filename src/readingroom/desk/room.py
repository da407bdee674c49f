"""A room, opened: its settings, stores and the person at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine

from readingroom.errors import RoomError, WrongUseError
from readingroom.locale import _
from readingroom.store.catalogue import add_person, make_catalogue, note_step, open_catalogue, set_room_fact
from readingroom.store.database import in_words
from readingroom.store.layout import RoomPaths
from readingroom.store.place import refuse_unsafe
from readingroom.store.readings import Readings
from readingroom.store.room_lock import PATIENCE_SECONDS, hold
from readingroom.store.settings import Settings, load_settings, settings_text
from readingroom.store.vault import Vault


@dataclass(slots=True)
class Room:
    """An open room.

    Attributes:
        paths: where its things lie.
        settings: its `room.toml`.
        catalogue: what is known and decided.
        readings: words of pages; only the one door takes them out.
        vault: bytes as received.
        write: whether machine work may be written.
    """

    paths: RoomPaths
    settings: Settings
    catalogue: Engine
    readings: Readings
    vault: Vault
    write: bool
    cached: dict[str, object] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The folder."""
        return self.paths.root

    @property
    def name(self) -> str:
        """The name people gave it."""
        return self.settings.name

    def close(self) -> None:
        """Close its databases and whatever was opened along the way."""
        for thing in self.cached.values():
            close = getattr(thing, "close", None)
            if close:
                close()
        self.cached.clear()
        self.readings.close()
        self.catalogue.dispose()


@contextmanager
def open_room(path: Path, *, write: bool = False) -> Iterator[Room]:
    """Open the room in the folder `path`; it is closed at the end of the block.

    Raises:
        RoomError: it is damaged, a newer program made it, or it lies where it can't be written.
        WrongUseError: there is no room, or its `room.toml` has a mistake.
    """
    with in_words(path):
        room = enter_room(path, write=write)
        try:
            yield room
        finally:
            room.close()


@contextmanager
def hold_room(path: Path, *, patience: float = PATIENCE_SECONDS) -> Iterator[Room]:
    """Open the room for machine work: no other program adds to it meanwhile, and an older one is brought up to date.

    Args:
        path: the folder.
        patience: seconds to wait for another program that holds it.

    Raises:
        RoomBusyError: another program holds it.
        RoomError: as `open_room`.
        WrongUseError: its `room.toml` has a mistake.
    """
    paths = _found(path)
    refuse_unsafe(path)
    with in_words(path), hold(paths.lock, patience=patience):
        room = _enter(paths, write=True, migrate=True)
        try:
            yield room
        finally:
            room.close()


def enter_room(path: Path, *, write: bool = False) -> Room:
    """Open a room for a program that lives on (the web); whoever opens it closes it."""
    paths = _found(path)
    if write:
        refuse_unsafe(path)
    return _enter(paths, write=write, migrate=False)


def _found(path: Path) -> RoomPaths:
    paths = RoomPaths(path)
    try:
        there = paths.exists()
    except OSError as error:
        raise RoomError(
            _("The room at {path} can't be opened: {reason}.", path=path, reason=error.strerror or error),
            _("Choose a folder that you may read."),
        ) from error
    if not there:
        raise WrongUseError(
            _("There is no room in {path}.", path=path), _("Make one with: readingroom init {path}", path=path)
        )
    return paths


def _enter(paths: RoomPaths, *, write: bool, migrate: bool) -> Room:
    settings = load_settings(paths.settings)
    catalogue = open_catalogue(paths.catalogue, write=write, migrate=migrate)
    try:
        readings = Readings(paths.readings, write=write)
    except BaseException:
        catalogue.dispose()
        raise
    return Room(paths, settings, catalogue, readings, Vault(paths.vault, spare=settings.spare_megabytes * 10**6), write)


def make_room(path: Path, *, name: str = "", me: str = "") -> bool:
    """Make an empty room in the folder `path`; return False when it was there already, which changes `me` only.

    Args:
        path: the folder; made when missing.
        name: of the room; the folder's name by default.
        me: name of the person whose decisions will be kept; nobody by default.

    Raises:
        WrongUseError: the folder holds other things already.
        RoomError: the folder can't be written, or lies where a room would be damaged.
    """
    paths = RoomPaths(path)
    refuse_unsafe(path)
    if paths.exists():
        if me:
            with open_room(path, write=True) as room, room.catalogue.begin() as connection:
                _know(connection, me)
        return False
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise WrongUseError(
            _("{path} is not an empty folder.", path=path), _("Name a new folder for the room, or an empty one.")
        )
    try:
        path.mkdir(parents=True, exist_ok=True)
        paths.vault.mkdir()
        paths.cache.mkdir()
        make_catalogue(paths.catalogue)
        Readings(paths.readings, write=True).close()
        # Last, so that a half-made room is not taken for one.
        text = settings_text(Settings(name=name or path.resolve().name or "room"))
        paths.settings.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise RoomError(
            _("The room {path} can't be made: {reason}.", path=path, reason=error),
            _("Choose a folder you may write to."),
        ) from error
    if me:
        make_room(path, me=me)
    return True


def _know(connection: Connection, me: str) -> None:
    add_person(connection, me)
    set_room_fact(connection, "me", me)
    note_step(connection, me, "person", me)
