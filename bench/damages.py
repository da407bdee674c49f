"""Ways in which files are damaged, for `bench/repair.py` and tests; the same bytes and chance give the same damage."""

from __future__ import annotations

import random
import re
from collections.abc import Callable


def first_half(data: bytes, _rng: random.Random) -> bytes:
    """Half of it arrived."""
    return data[: len(data) // 2]


def most_of_it(data: bytes, _rng: random.Random) -> bytes:
    """The last 5 % did not arrive."""
    return data[: len(data) * 95 // 100]


def no_tables(data: bytes, _rng: random.Random) -> bytes:
    """The pointers to the cross-reference, and its own mark, are gone."""
    data = re.sub(rb"startxref\s+\d+", lambda found: b"X" * len(found[0]), data)
    return re.sub(rb"(?<!start)xref(?=[\r\n ])", b"XXXX", data)


def turned_bits(data: bytes, rng: random.Random) -> bytes:
    """60 bytes have one bit turned."""
    turned = bytearray(data)
    for _time in range(60):
        turned[rng.randrange(len(turned))] ^= 1 << rng.randrange(8)
    return bytes(turned)


def junk_before(data: bytes, rng: random.Random) -> bytes:
    """1.6 kB of noise stand before it."""
    return rng.randbytes(1600) + data


def zeros_inside(data: bytes, rng: random.Random) -> bytes:
    """2 kB of it are zeros."""
    place = rng.randrange(max(len(data) - 2000, 1))
    return data[:place] + bytes(min(2000, len(data) - place)) + data[place + 2000 :]


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "first 50 %": first_half,
    "first 95 %": most_of_it,
    "no tables": no_tables,
    "60 bits turned": turned_bits,
    "1.6 kB before it": junk_before,
    "2 kB of zeros": zeros_inside,
}
