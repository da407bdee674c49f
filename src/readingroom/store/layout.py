"""Which file of a room lies where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RoomPaths:
    """The places of a room; nothing is opened or made by asking."""

    root: Path

    @property
    def settings(self) -> Path:
        """Name, languages and policy, for people to edit."""
        return self.root / "room.toml"

    @property
    def catalogue(self) -> Path:
        """SQLite: everything known and everything people decided."""
        return self.root / "catalogue.db"

    @property
    def readings(self) -> Path:
        """SQLite: the words of each reading."""
        return self.root / "readings.db"

    @property
    def vault(self) -> Path:
        """Originals and access copies by hash."""
        return self.root / "vault"

    @property
    def cache(self) -> Path:
        """Index and page images; can be deleted at any time."""
        return self.root / "cache"

    @property
    def index(self) -> Path:
        """The full-text index."""
        return self.cache / "index"

    @property
    def images(self) -> Path:
        """Page images made on demand."""
        return self.cache / "images"

    @property
    def lock(self) -> Path:
        """Held by the one program that adds."""
        return self.root / "room.lock"

    def exists(self) -> bool:
        """Whether this folder is a room."""
        return self.settings.is_file() and self.catalogue.is_file()
