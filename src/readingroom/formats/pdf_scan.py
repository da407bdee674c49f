"""A PDF read without its tables: every object that its bytes still hold, wherever the cross-reference may point.

Objects are found by their heads (`12 0 obj`, ISO 32000-1, 7.3.10) from the first byte to the last; of those with one
number the last counts, as in a file that was updated. Bytes inside a stream are never taken for objects as long as the
stream's length or its end can be told.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

#: Most bytes that one stream of objects, and all of them together, are unpacked to.
MOST_UNPACKED, MOST_UNPACKED_ALL = 64_000_000, 256_000_000

#: Most bytes of one object that are looked at for its entries: lists of 100,000 pages are shorter.
MOST_ENTRIES = 2_000_000

#: Deepest nesting of arrays and dictionaries that is followed.
MOST_NESTED = 64

_SPACE = rb"[\x00\t\n\x0c\r ]"
_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,8})" + _SPACE + rb"{1,4}([0-9]{1,5})" + _SPACE + rb"{1,4}obj(?![A-Za-z])")
_BODY_END = re.compile(rb"endobj|stream(?:\r\n|\n|\r)")
_TOKEN = re.compile(
    rb"%[^\r\n]*|<<|>>|\[|\]|\(|<[0-9A-Fa-f\x00\t\n\x0c\r ]*>"
    rb"|/[^\x00\t\n\x0c\r ()<>\[\]{}/%]*|[^\x00\t\n\x0c\r ()<>\[\]{}/%]+"
)
_STRING_PART = re.compile(rb"\\.|[()]", re.DOTALL)
_REFERENCE = re.compile(rb"([0-9]{1,8})" + _SPACE + rb"+([0-9]{1,5})" + _SPACE + rb"+R(?![A-Za-z])")


Bytes = bytes | mmap.mmap
"""A file in memory, or mapped into it."""

Entries = dict[bytes, bytes]
"""The entries of a dictionary, names with values, each as its bytes in the file."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One object.

    Attributes:
        number: its number.
        generation: its generation.
        place: where it stands in the file; of one packed in a stream, where that stream stands.
        body: first and after-last byte of what it is, without head, end and stream; None for a packed one.
        entries: its entries, if it is a dictionary.
        stream: first and after-last byte of its stream in the file, or None.
        text: what a packed one is.
    """

    number: int
    generation: int
    place: int
    body: tuple[int, int] | None
    entries: Entries
    stream: tuple[int, int] | None = None
    text: bytes = b""


def things_in(data: Bytes) -> Iterator[Thing]:
    """Yield the objects that stand in the file by themselves, in the order of their places."""
    found = _OBJECT.search(data)
    while found:
        number, generation, start = int(found[1]), int(found[2]), found.end()
        following = _OBJECT.search(data, start)
        limit = following.start() if following else len(data)
        end = _BODY_END.search(data, start, limit)
        body = (start, end.start() if end else limit)
        entries = entries_of(bytes(data[start : min(body[1], start + MOST_ENTRIES)]))
        if end is None or not end[0].startswith(b"stream"):
            yield Thing(number, generation, found.start(), body, entries)
            found = following
            continue
        first = end.end()
        last = _stream_end(data, first, entries, limit)
        yield Thing(number, generation, found.start(), body, entries, (first, last))
        found = following if last <= limit and following else _OBJECT.search(data, last)


def _stream_end(data: Bytes, first: int, entries: Entries, limit: int) -> int:
    """Return where a stream ends.

    Args:
        data: the file.
        first: first byte of the stream.
        entries: its dictionary.
        limit: where the next head of an object seems to stand: an object of an enclosed file, if the length says so.
    """
    length = whole_number(entries.get(b"Length", b""))
    if length is not None and first + length <= len(data):
        behind = data[first + length : first + length + 16].lstrip(b"\x00\t\n\x0c\r ")
        if behind.startswith(b"endstream"):
            return first + length
    place = data.find(b"endstream", first, limit + len(b"endstream"))
    if place >= 0:
        tail = data[max(first, place - 2) : place]
        return place - (2 if tail == b"\r\n" else 1 if tail[-1:] in {b"\r", b"\n"} else 0)
    return limit


def packed_things(data: Bytes, holder: Thing, room: int) -> list[Thing]:
    """Return the objects packed in a stream of objects (ISO 32000-1, 7.5.7), as far as it can be unpacked.

    Args:
        data: the file.
        holder: the stream.
        room: most bytes to unpack.
    """
    count, first = (whole_number(holder.entries.get(name, b"")) for name in (b"N", b"First"))
    if holder.stream is None or count is None or first is None:
        return []
    packed = bytes(data[holder.stream[0] : holder.stream[1]])
    text, whole = unpacked(packed, holder.entries, min(room, MOST_UNPACKED))
    if first > len(text):
        return []
    try:
        numbers = [int(part) for part in text[:first].split()[: 2 * count]]
    except ValueError:
        return []
    places = [first + place for place in numbers[1::2]]
    found = []
    for order, (number, place) in enumerate(zip(numbers[::2], places, strict=False)):
        after = places[order + 1] if order + 1 < len(places) else len(text) if whole else 0
        if not place < after <= len(text):
            continue
        part = text[place:after]
        found.append(Thing(number, 0, holder.place, None, entries_of(part[:MOST_ENTRIES]), None, part))
    return found


def unpacked(packed: bytes, entries: Entries, most: int) -> tuple[bytes, bool]:
    """Return what a stream holds, as far as it can be unpacked, and whether that is all; Flate is the only packing."""
    filters = entries.get(b"Filter", b"").strip(b"[] \t\r\n")
    if not filters:
        return packed[:most], len(packed) <= most
    if filters not in {b"/FlateDecode", b"/Fl"} or b"Predictor" in entries.get(b"DecodeParms", b""):
        return b"", False
    return inflated(packed, most)


def inflated(packed: bytes, most: int) -> tuple[bytes, bool]:
    """Return what zlib bytes hold as far as they go (at most `most` bytes), and whether they are whole and sound."""
    machine = zlib.decompressobj()
    parts, size = [], 0
    for start in range(0, len(packed), 1 << 12):
        try:
            parts.append(machine.decompress(packed[start : start + (1 << 12)], most - size + 1))
        except zlib.error:
            return b"".join(parts)[:most], False
        size += len(parts[-1])
        if machine.eof or size > most:
            break
    return b"".join(parts)[:most], machine.eof


def entries_of(body: bytes) -> Entries:
    """Return the entries of the dictionary that `body` begins with, as far as it goes; none if it is no dictionary."""
    found: Entries = {}
    depth, name, start = 0, b"", -1
    for text, place in _tokens(body):
        if not depth:
            if text != b"<<":
                return {}
            depth = 1
            continue
        closes = text in {b">>", b"]"}
        if depth == 1 and (closes or (text[:1] == b"/" and (not name or start >= 0))):
            # A name after a value begins the next entry; one right after a name is its value.
            if name and start >= 0:
                found.setdefault(name, body[start:place].strip(b"\x00\t\n\x0c\r "))
            if closes:
                return found
            name, start = text[1:], -1
            continue
        start = place if depth == 1 and start < 0 else start
        depth += (text in {b"<<", b"["}) - closes
        if depth > MOST_NESTED:
            return {}
    return found


def _tokens(body: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield each token and its place; of a string only its opening bracket, of a comment nothing."""
    place = 0
    while token := _TOKEN.search(body, place):
        text, place = token[0], token.end()
        if text == b"(":
            place = _string_end(body, place)
        if text[:1] != b"%":
            yield text, token.start()


def _string_end(body: bytes, place: int) -> int:
    """Return the place after the string whose opening bracket stands before `place` (ISO 32000-1, 7.3.4.2)."""
    depth = 1
    while depth:
        part = _STRING_PART.search(body, place)
        if part is None:
            return len(body)
        depth += (part[0] == b"(") - (part[0] == b")")
        place = part.end()
    return place


def whole_number(value: bytes) -> int | None:
    """Return a value as a whole number from 0; None if it is none (a reference is none)."""
    value = value.strip()
    return int(value) if value.isdigit() and len(value) < 12 else None  # noqa: PLR2004  # no file is larger


def references(value: bytes) -> list[int]:
    """Return the numbers of the objects that a value refers to, in order."""
    return [int(found[1]) for found in _REFERENCE.finditer(value)]
