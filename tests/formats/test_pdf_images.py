from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from readingroom.formats.pdf_images import bare_jpeg


def jpeg(*, progressive: bool, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret description"
    picture = Image.merge("RGB", [Image.effect_noise((61, 47), 80)] * 3).convert(mode)
    picture.save(out, "JPEG", progressive=progressive, exif=exif, comment=b"secret", restart_marker_rows=1)
    return out.getvalue()


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_only_the_pixels_of_a_jpeg_stay(mode: str, *, progressive: bool) -> None:
    data = jpeg(progressive=progressive, mode=mode)
    bare = bare_jpeg(data + b"secret after the end")
    assert bare is not None
    assert b"secret" in data
    assert b"secret" not in bare
    before, after = (np.asarray(Image.open(io.BytesIO(one))) for one in (data, bare))
    assert (before == after).all()
    assert bare_jpeg(bare) == bare


def test_a_cut_jpeg_is_none() -> None:
    data = jpeg(progressive=True)
    assert all(bare_jpeg(data[:size]) is None for size in range(0, len(data) - 2, 7))


@given(st.binary(max_size=200))
def test_any_bytes_are_taken(data: bytes) -> None:
    bare_jpeg(data)
    bare_jpeg(b"\xff\xd8" + data)
