from __future__ import annotations

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from readingroom.engines.pdf_whole import is_whole
from readingroom.formats.pdf_images import group4

PICTURE = Image.effect_noise((64, 48), 60)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def preview() -> bytes:
    """A JPEG that holds a small one before its own pixels."""
    small, large = saved(PICTURE.resize((8, 6)), "JPEG"), saved(PICTURE, "JPEG")
    return large[:2] + b"\xff\xe1" + (len(small) + 2).to_bytes(2, "big") + small + large[2:]


def segment(number: int, data: bytes, *, size: int | None = None) -> bytes:
    """One segment of JBIG2 data: number, an immediate region, one page, what it refers to (none), its length."""
    return number.to_bytes(4, "big") + b"\x26\x00\x01" + (len(data) if size is None else size).to_bytes(4, "big") + data


PIXELS = PICTURE.tobytes()
WHOLE = {
    "zlib": (zlib.compress(PIXELS), ["FlateDecode"], len(PIXELS)),
    "rows": (PIXELS, [], len(PIXELS)),
    "jpeg": (saved(PICTURE, "JPEG"), ["DCTDecode"], 0),
    "jpeg in many scans": (saved(PICTURE, "JPEG", progressive=True), ["DCTDecode"], 0),
    "jpeg with a preview": (preview(), ["DCTDecode"], 0),
    "jpeg 2000": (saved(PICTURE, "JPEG2000"), ["JPXDecode"], 0),
    "jbig2": (segment(0, b"x" * 19) + segment(1, b"y" * 300), ["JBIG2Decode"], 0),
    "zlib around a jpeg": (zlib.compress(saved(PICTURE, "JPEG")), ["FlateDecode", "DCTDecode"], len(PIXELS)),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_image_is_whole_and_a_cut_one_is_not(name: str) -> None:
    data, filters, least = WHOLE[name]
    assert is_whole(data, filters, least) is True
    for share in (0.2, 0.5, 0.9, 0.99):
        assert is_whole(data[: int(len(data) * share)], filters, least) is False


def test_zlib_that_is_whole_but_gives_too_few_rows_is_cut() -> None:
    assert is_whole(zlib.compress(PIXELS[:-64]), ["FlateDecode"], len(PIXELS)) is False


def test_bytes_behind_the_end_do_no_harm() -> None:
    for name in ("zlib", "jpeg", "jpeg 2000", "jbig2"):
        data, filters, least = WHOLE[name]
        assert is_whole(data + b"\r\n", filters, least) is True


def test_a_fax_with_its_end_is_whole_and_without_it_the_picture_must_tell() -> None:
    data = group4(PICTURE.convert("1"))
    assert is_whole(data, ["CCITTFaxDecode"]) is True
    assert is_whole(data[: len(data) // 2], ["CCITTFaxDecode"]) is None
    assert is_whole(b"", ["CCITTFaxDecode"]) is None


def test_a_jbig2_segment_whose_length_is_not_known_is_believed() -> None:
    assert is_whole(segment(0, b"x" * 50, size=0xFFFFFFFF), ["JBIG2Decode"]) is True


@given(
    st.binary(max_size=400),
    st.sampled_from(["FlateDecode", "DCTDecode", "JPXDecode", "CCITTFaxDecode", "JBIG2Decode", "LZWDecode", ""]),
    st.integers(0, 1 << 40),
)
def test_any_bytes_give_an_answer(data: bytes, kind: str, least: int) -> None:
    assert is_whole(data, [kind] if kind else [], least) in {True, False, None}
