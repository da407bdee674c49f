from __future__ import annotations

import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readingroom.formats.pdf_scan import entries_of, inflated, packed_things, references, things_in, whole_number


@pytest.mark.parametrize(
    ("body", "entries"),
    [
        (b"<</Type/Page/Parent 3 0 R>>", {b"Type": b"/Page", b"Parent": b"3 0 R"}),
        (
            b"<< /A [1 [2 (])]] /B << /C /D >> /E (a\\)>>b) >>",
            {b"A": b"[1 [2 (])]]", b"B": b"<< /C /D >>", b"E": b"(a\\)>>b)"},
        ),
        (b"<< /A % /B 2\n 1 /C <3e3e> >> /D 5", {b"A": b"1", b"C": b"<3e3e>"}),
        (b"<< /A /B /A /C >>", {b"A": b"/B"}),
        (b"<< /Whole 1 /Cut [ 1 2", {b"Whole": b"1"}),
        (b"[ 1 2 ]", {}),
        (b"", {}),
        (b"<<" * 100, {}),
    ],
)
def test_a_dictionary_is_taken_apart(body: bytes, entries: dict[bytes, bytes]) -> None:
    assert entries_of(body) == entries


def test_objects_are_found_without_any_table() -> None:
    data = b"junk 1 0 obj <</A 1>> endobj 2 0 obj\n(text)\nendobj\n1 0 obj<</A 2>>endobj"
    found = [(thing.number, thing.entries.get(b"A")) for thing in things_in(data)]
    assert found == [(1, b"1"), (2, None), (1, b"2")]


@pytest.mark.parametrize("length", [b"/Length 34", b"/Length 9 0 R", b"/Length 999", b""])
def test_a_stream_ends_where_its_length_or_its_mark_says(length: bytes) -> None:
    body = b"BT (7 0) Tj ET % and more of this "
    assert len(body) == 34
    data = b"1 0 obj <<" + length + b">>stream\r\n" + body + b"\nendstream\nendobj 2 0 obj 5 endobj"
    first, second = things_in(data)
    assert first.stream
    assert data[slice(*first.stream)] == body
    assert second.number == 2


def test_objects_of_an_enclosed_file_are_not_the_file_s_own() -> None:
    inner = b"7 0 obj <</Type/Page>> endobj\n8 0 obj <<>>stream\nx\nendstream endobj"
    data = b"1 0 obj <</Length %d>>stream\n%b\nendstream endobj 2 0 obj 5 endobj" % (len(inner), inner)
    assert [thing.number for thing in things_in(data)] == [1, 2]


def test_a_stream_without_its_end_gives_way_to_the_next_object() -> None:
    data = b"1 0 obj <</Length 5000>>stream\nabc \x00\x00\x00\n2 0 obj <<>>stream\ndef\nendstream endobj"
    one, two = things_in(data)
    assert one.stream
    assert data[slice(*one.stream)].startswith(b"abc")
    assert two.number == 2


def test_packed_objects_are_unpacked_as_far_as_they_go() -> None:
    parts = {
        5: b"<</Type/Page>>",
        6: b"(six)",
        7: b"<</Noise(" + random.Random(3).randbytes(300).hex().encode() + b")>>",
    }
    places, body = [], b""
    for number, part in parts.items():
        places += [number, len(body)]
        body += part + b" "
    head = b" ".join(b"%d" % value for value in places) + b" "
    packed = zlib.compress(head + body)
    for cut, numbers in ((len(packed), [5, 6, 7]), (len(packed) - 20, [5, 6])):
        data = b"1 0 obj <</Type/ObjStm/N 3/First %d/Filter/FlateDecode>>stream\n%b" % (len(head), packed[:cut])
        [holder] = things_in(data)
        found = packed_things(data, holder, 1 << 20)
        assert [thing.number for thing in found] == numbers
        assert found[0].entries == {b"Type": b"/Page"}
    assert packed_things(data, holder, 10) == []


def test_what_is_unpacked_is_limited_and_a_wrong_checksum_is_noticed() -> None:
    packed = zlib.compress(bytes(5_000_000))
    assert inflated(packed, 1000) == (bytes(1000), False)
    assert inflated(packed, 10_000_000) == (bytes(5_000_000), True)
    assert inflated(packed[:-1] + bytes([packed[-1] ^ 1]), 10_000_000)[1] is False


def test_numbers_and_references() -> None:
    assert [whole_number(value) for value in (b"12", b" 7 ", b"-1", b"1 0 R", b"", b"9" * 30)] == [
        12,
        7,
        None,
        None,
        None,
        None,
    ]
    assert references(b"[1 0 R 12 3 R\n5 0 Rx 6 R]") == [1, 12]


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_bytes_are_looked_through(noise: bytes) -> None:
    data = b"1 0 obj <<" + noise + b" 2 0 obj <</Type/ObjStm/N 1/First 4>>stream\n" + noise
    for thing in things_in(data):
        packed_things(data, thing, 1000)
