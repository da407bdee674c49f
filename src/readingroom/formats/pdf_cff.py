"""A CFF font program of only the glyphs that were used, CID-keyed: code = glyph number (Adobe notes 5176, 5177)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

#: Numbers of the first two strings that a font brings itself (after CFF's 391 standard strings).
_ADOBE, _IDENTITY = 391, 392

#: Operators of Private dictionaries whose value is a list of differences, and of those with one number.
_LISTS = {
    "BlueValues": 6,
    "OtherBlues": 7,
    "FamilyBlues": 8,
    "FamilyOtherBlues": 9,
    "StemSnapH": 1212,
    "StemSnapV": 1213,
}
_NUMBERS = {"StdHW": 10, "StdVW": 11, "BlueScale": 1209, "BlueShift": 1210, "BlueFuzz": 1211, "LanguageGroup": 1217}
_WIDTHS = {"defaultWidthX": 20, "nominalWidthX": 21}


def cff_program(cff: Any, name: str, glyphs: Sequence[int], box: tuple[int, ...]) -> bytes:
    """Return a CFF program whose glyph 0 is the box for missing letters, followed by `glyphs`.

    Args:
        cff: the font's fontTools `CFFFontSet`, name-keyed.
        name: PostScript name of the font.
        glyphs: numbers of glyphs in the file; -1 is the box.
        box: width, left, bottom, right, top and stroke of the box, thousandths of the em.
    """
    top = cff[0]
    private = top.Private
    order = top.charset
    strings = top.CharStrings
    units = round(1 / float(getattr(top, "FontMatrix", [0.001])[0]))
    drawn_box = _box(box, units / 1000, private.nominalWidthX)
    programs = [drawn_box, *(drawn_box if glyph < 0 else _bytes(strings[order[glyph]]) for glyph in glyphs)]
    count = len(programs)
    local = getattr(private, "Subrs", None)
    head = b"\1\0\4\4" + _index([name.encode("ascii")])
    text = _index([b"Adobe", b"Identity"]) + _index([_bytes(routine) for routine in cff.GlobalSubrs])
    charset = b"\2" + struct.pack(">HH", 1, max(count - 2, 0)) if count > 1 else b"\0"
    select = b"\3" + struct.pack(">HHBH", 1, 0, 0, count)
    body = _index(programs)
    private_body = _private(private, has_routines=local is not None)
    routines = _index([_bytes(routine) for routine in local]) if local is not None else b""
    # Offsets have a fixed width in the top dictionary, so its length does not depend on them.
    matrix = _dict_numbers(top.FontMatrix, 1207) if units != 1000 and hasattr(top, "FontMatrix") else b""  # noqa: PLR2004  # 0.001 is the default
    length = len(_index([_top((0, 0, 0, 0), count, matrix)]))
    charset_at = len(head) + length + len(text)
    select_at = charset_at + len(charset)
    body_at = select_at + len(select)
    fonts_length = len(_index([_font(0, 0)]))
    fonts_at = body_at + len(body)
    private_at = fonts_at + fonts_length
    return b"".join(
        (
            head,
            _index([_top((charset_at, select_at, body_at, fonts_at), count, matrix)]),
            text,
            charset,
            select,
            body,
            _index([_font(len(private_body), private_at)]),
            private_body,
            routines,
        )
    )


def _bytes(program: Any) -> bytes:
    if program.bytecode is None:
        program.compile()
    return bytes(program.bytecode)


def _index(items: Sequence[bytes]) -> bytes:
    """An INDEX: number of items, offsets, data."""
    if not items:
        return b"\0\0"
    places = [1]
    for item in items:
        places.append(places[-1] + len(item))
    size = max(1, (places[-1].bit_length() + 7) // 8)
    offsets = b"".join(place.to_bytes(size, "big") for place in places)
    return struct.pack(">HB", len(items), size) + offsets + b"".join(items)


def _operator(number: int) -> bytes:
    return bytes(divmod(number, 100)) if number >= 100 else bytes([number])  # noqa: PLR2004  # 12xx: escaped operators


def _whole(value: int) -> bytes:
    """A number of a fixed width of five bytes."""
    return b"\x1d" + value.to_bytes(4, "big", signed=True)


def _number(value: float) -> bytes:
    if value == int(value):
        return _whole(int(value))
    digits = f"{value:.10g}".upper().replace("E-", "C").replace("E+", "B").replace("E", "B")
    nibbles = "".join({".": "A", "-": "E"}.get(digit, digit) for digit in digits.lstrip()) + "F"
    return b"\x1e" + bytes.fromhex(nibbles + "F" * (len(nibbles) % 2))


def _dict_numbers(values: Sequence[float], operator: int) -> bytes:
    return b"".join(map(_number, values)) + _operator(operator)


def _top(places: tuple[int, int, int, int], count: int, matrix: bytes) -> bytes:
    charset, select, body, fonts = places
    parts = [
        _whole(_ADOBE) + _whole(_IDENTITY) + _whole(0) + _operator(1230),
        matrix,
        _whole(count) + _operator(1234),
        _whole(charset) + _operator(15),
        _whole(select) + _operator(1237),
        _whole(body) + _operator(17),
        _whole(fonts) + _operator(1236),
    ]
    return b"".join(parts)


def _font(length: int, place: int) -> bytes:
    return _whole(length) + _whole(place) + _operator(18)


def _private(private: Any, *, has_routines: bool) -> bytes:
    parts = []
    for key, operator in _LISTS.items():
        values = getattr(private, key, None)
        if values:
            steps = [value - before for before, value in zip([0, *values], values, strict=False)]
            parts.append(_dict_numbers(steps, operator))
    for key, operator in (_NUMBERS | _WIDTHS).items():
        value = getattr(private, key, None)
        if isinstance(value, (int, float)):
            parts.append(_dict_numbers([value], operator))
    body = b"".join(parts)
    # The routines follow the dictionary at once: their offset is its own length.
    return body + _whole(len(body) + 6) + _operator(19) if has_routines else body


def _box(box: tuple[int, ...], scale: float, nominal: float) -> bytes:
    """The box as a Type 2 charstring: width, outer and inner rectangle."""
    width, left, bottom, right, top, stroke = (round(edge * scale) for edge in box)
    across, tall = right - left, top - bottom
    steps = [
        (round(width - nominal), left, bottom, 21),
        (across, tall, -across, 6),
        (stroke, stroke - tall, 21),
        (tall - 2 * stroke, across - 2 * stroke, 2 * stroke - tall, 7),
        (14,),
    ]
    return b"".join(
        b"".join(b"\x1c" + value.to_bytes(2, "big", signed=True) for value in step[:-1]) + bytes(step[-1:])
        for step in steps
    )
