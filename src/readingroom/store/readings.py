"""The words of each reading: one compressed blob a page. Only the one door (`desk/words.py`) takes them out."""

from __future__ import annotations

import json
import struct
from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import zstandard
from sqlalchemy import Column, Engine, Index, Integer, LargeBinary, MetaData, String, Table, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from readingroom.errors import RoomError
from readingroom.locale import _
from readingroom.model.geometry import Box
from readingroom.model.ids import PageId
from readingroom.model.layout import Block, Doubt, Region
from readingroom.model.page import Content
from readingroom.model.words import BORN_DIGITAL, Words
from readingroom.store.database import open_database

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

#: First byte of every blob: which packing follows. The first release kept words alone.
PACKING, FIRST_PACKING = 2, 1
_HEAD = struct.Struct("<BII")  # packing, bytes of text, words
_LENGTH = struct.Struct("<I")
_STEPS = 65535  # a place is kept to 1/65535 of the page: a hundredth of a point on a letter page
_BORN_DIGITAL = 255  # confidence byte of text that was not recognised
_SURE = 254  # steps of the confidence of text that was


def pack(content: Content) -> bytes:
    """Return what stands on a page as bytes: words, then all else as JSON, then a second engine's words; zstd."""
    second = _packed(content.second) if content.second is not None else b""
    parts = [_packed(content.words)]
    for part in (_others(content), second):
        parts += [_LENGTH.pack(len(part)), part]
    return zstandard.compress(b"".join(parts), 3)


def unpack(blob: bytes) -> Content:
    """Return what is packed in `blob`.

    Raises:
        RoomError: the blob is damaged or packed by a newer program.
    """
    try:
        raw = zstandard.decompress(blob)
        words, at = _words(raw)
        if raw[0] == FIRST_PACKING:
            return Content(words)
        parts = []
        for _part in range(2):
            (length,) = _LENGTH.unpack_from(raw, at)
            at += _LENGTH.size + length
            parts.append(raw[at - length : at])
        return _content(words, json.loads(parts[0]) if parts[0] else {}, _words(parts[1])[0] if parts[1] else None)
    except (zstandard.ZstdError, struct.error, ValueError, KeyError, TypeError, IndexError) as error:
        raise RoomError(
            _("The words of a page can't be read from readings.db: {reason}.", reason=error),
            _("Run: readingroom rebuild --reread"),
        ) from error


def _packed(words: Words) -> bytes:
    """Return text and columns, little-endian. Places are rounded to 1/65535 of the page."""
    text = words.text.encode()
    places = np.rint(np.asarray(words.boxes, np.float64).clip(0, 1) * _STEPS).astype("<u2")
    sure = np.asarray(words.confidence, np.float64)
    steps = np.where(np.isnan(sure), _BORN_DIGITAL, np.rint(sure.clip(0, 1) * _SURE)).astype(np.uint8)
    columns = [np.asarray(column).astype("<u4") for column in (words.starts, words.ends, words.lines)]
    body = b"".join(column.tobytes() for column in (*columns, places, steps))
    return _HEAD.pack(PACKING, len(text), len(words)) + text + body


def _words(raw: bytes) -> tuple[Words, int]:
    """Return the words at the beginning of `raw`, and where they end."""
    packing, length, count = _HEAD.unpack_from(raw)
    if packing not in {PACKING, FIRST_PACKING}:
        raise ValueError(f"packing {packing}")
    at = _HEAD.size
    text = raw[at : at + length].decode()
    at += length
    columns = [np.frombuffer(raw, "<u4", count, at + 4 * count * index) for index in range(3)]
    at += 12 * count
    places = np.frombuffer(raw, "<u2", 4 * count, at).astype(np.float64) / _STEPS
    steps = np.frombuffer(raw, np.uint8, count, at + 8 * count)
    sure = np.where(steps == _BORN_DIGITAL, BORN_DIGITAL, steps / _SURE)
    starts, ends, lines = (array("I", column.astype(np.uint32).tobytes()) for column in columns)
    boxes = array("f", places.astype(np.float32).tobytes())
    return Words(text, starts, ends, boxes, array("f", sure.astype(np.float32).tobytes()), lines), at + 9 * count


def _others(content: Content) -> bytes:
    """Return all but the words as JSON; nothing when there is nothing."""
    blocks = [[one.kind, one.first, one.last, one.language, one.table, one.row, one.column] for one in content.blocks]
    regions = [
        [one.kind, *(round(edge, 5) for edge in (one.box.left, one.box.top, one.box.right, one.box.bottom)), one.note]
        for one in content.regions
    ]
    doubts = [[one.word, one.other, one.why] for one in content.doubts]
    named = {"blocks": blocks, "regions": regions, "doubts": doubts, "second_engine": content.second_engine}
    kept = {name: value for name, value in named.items() if value}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode() if kept else b""


def _content(words: Words, others: dict[str, Any], second: Words | None) -> Content:
    return Content(
        words,
        tuple(Block(*row) for row in others.get("blocks", ())),
        tuple(Region(kind, Box(*box), note) for kind, *box, note in others.get("regions", ())),
        tuple(Doubt(*row) for row in others.get("doubts", ())),
        second,
        others.get("second_engine", ""),
    )


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
