"""What stands on a page as bytes and back: words as columns, all else as JSON, compressed. The children pack it."""

from __future__ import annotations

import json
import struct
from array import array
from typing import Any

import zstandard

from readingroom.errors import RoomError
from readingroom.locale import _
from readingroom.model.geometry import Box
from readingroom.model.layout import Block, Doubt, Region
from readingroom.model.page import Content
from readingroom.model.words import BORN_DIGITAL, Words

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
    import numpy as np  # noqa: PLC0415  # a tenth of what starting costs, and most commands unpack nothing

    text = words.text.encode()
    places = np.rint(np.asarray(words.boxes, np.float64).clip(0, 1) * _STEPS).astype("<u2")
    sure = np.asarray(words.confidence, np.float64)
    steps = np.where(np.isnan(sure), _BORN_DIGITAL, np.rint(sure.clip(0, 1) * _SURE)).astype(np.uint8)
    columns = [np.asarray(column).astype("<u4") for column in (words.starts, words.ends, words.lines)]
    body = b"".join(column.tobytes() for column in (*columns, places, steps))
    return _HEAD.pack(PACKING, len(text), len(words)) + text + body


def _words(raw: bytes) -> tuple[Words, int]:
    """Return the words at the beginning of `raw`, and where they end."""
    import numpy as np  # noqa: PLC0415  # as in _packed

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
