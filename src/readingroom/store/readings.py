"""The words of each reading: one compressed blob a page. Only the one door (`desk/words.py`) takes them out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Column, Engine, Index, Integer, LargeBinary, MetaData, String, Table, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from readingroom.model.ids import PageId
from readingroom.model.page import Content
from readingroom.store.database import open_database
from readingroom.store.packing import unpack

METADATA = MetaData()

#: One row a reading: the same engine and code version reading the same page again replaces its own row.
READINGS = Table(
    "readings",
    METADATA,
    Column("reading_id", Integer, primary_key=True, autoincrement=True),
    Column("page_id", String, nullable=False),
    Column("engine", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_at", String, nullable=False),
    Column("words", LargeBinary, nullable=False),
)
_BY_PAGE = Index("readings_by_page", READINGS.c.page_id, READINGS.c.engine, READINGS.c.version, unique=True)


class Readings:
    """The readings of a room. One writer; any number of readers at the same time."""

    def __init__(self, path: Path, *, write: bool) -> None:
        """Open the readings at `path`; they are made when missing and `write` is set."""
        self.engine: Engine = open_database(path, write=write)
        if write:
            METADATA.create_all(self.engine)
            _BY_PAGE.create(self.engine, checkfirst=True)

    def keep(self, rows: Iterable[tuple[PageId, str, int, str, bytes]]) -> dict[PageId, int]:
        """Keep (page, engine, code version, time, packed words); return the reading's number for each page."""
        values = [dict(zip(("page_id", "engine", "version", "made_at", "words"), row, strict=True)) for row in rows]
        if not values:
            return {}
        with self.engine.begin() as connection:
            pages = [value["page_id"] for value in values]
            old = connection.execute(
                select(READINGS.c.page_id, READINGS.c.reading_id, READINGS.c.engine, READINGS.c.version).where(
                    READINGS.c.page_id.in_(pages)
                )
            )
            known = {(row.page_id, row.engine, row.version): row.reading_id for row in old}
            for value in values:
                value["reading_id"] = known.get((value["page_id"], value["engine"], value["version"]))
            row = upsert(READINGS)
            again = [value for value in values if value["reading_id"] is not None]
            fresh = [
                {k: v for k, v in value.items() if k != "reading_id"} for value in values if value["reading_id"] is None
            ]
            if again:
                change = READINGS.update().where(READINGS.c.reading_id == bindparam("which"))
                connection.execute(
                    change.values(words=bindparam("new_words"), made_at=bindparam("new_time")),
                    [{"which": v["reading_id"], "new_words": v["words"], "new_time": v["made_at"]} for v in again],
                )
            kept = {PageId(str(value["page_id"])): int(str(value["reading_id"])) for value in again}
            if fresh:
                made = connection.execute(row.returning(READINGS.c.page_id, READINGS.c.reading_id), fresh)
                kept.update({PageId(page): int(number) for page, number in made})
        return kept

    def forget_others(self, kept: Mapping[PageId, int]) -> int:
        """Take away every reading of these pages but the one named for each; return how many.

        Nothing leads to a replaced reading any more, and it may hold words that only a later version knew to be hidden.
        """
        gone = delete(READINGS).where(
            READINGS.c.page_id == bindparam("which"), READINGS.c.reading_id != bindparam("stays")
        )
        if not kept:
            return 0
        with self.engine.begin() as connection:
            named = [{"which": page, "stays": number} for page, number in kept.items()]
            return connection.execute(gone, named).rowcount

    def forget(self, pages: Sequence[str]) -> None:
        """Take away every reading of these pages."""
        with self.engine.begin() as connection:
            connection.execute(
                delete(READINGS).where(READINGS.c.page_id == bindparam("which")), [{"which": page} for page in pages]
            )

    def numbers(self) -> set[int]:
        """Return the numbers of all readings, without their words."""
        with self.engine.connect() as connection:
            return set(connection.scalars(select(READINGS.c.reading_id)))

    def contents(self, numbers: Sequence[int]) -> dict[int, Content]:
        """Return what readings hold by number; numbers that are gone are left out."""
        query = select(READINGS.c.reading_id, READINGS.c.words).where(READINGS.c.reading_id.in_(numbers))
        with self.engine.connect() as connection:
            return {int(row.reading_id): unpack(row.words) for row in connection.execute(query)}

    def close(self) -> None:
        """Close the database."""
        self.engine.dispose()
