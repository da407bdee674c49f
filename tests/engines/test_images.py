from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile

from readingroom.engines.images import ImagePages
from readingroom.errors import LimitError, UnreadableError


def half(mode: str = "L") -> Image.Image:
    """Left half black, right half white, 200 x 100."""
    image = Image.new("L", (200, 100), 255)
    image.paste(0, (0, 0, 100, 100))
    return image.convert(mode)


def drawn(path: Path, number: int = 1) -> np.ndarray:
    pages = ImagePages(path)
    try:
        return pages.render(number, dpi=200.0)
    finally:
        pages.close()


def assert_half(pixels: np.ndarray) -> None:
    assert pixels.shape == (100, 200)
    assert pixels[50, 20] < 30
    assert pixels[50, 180] > 225


@pytest.mark.parametrize(
    ("name", "mode", "options"),
    [
        ("a.png", "1", {}),
        ("a.png", "P", {}),
        ("a.png", "LA", {}),
        ("a.jpg", "CMYK", {}),
        ("a.jpg", "L", {}),
        ("a.tif", "1", {"compression": "group4"}),
        ("a.tif", "CMYK", {"compression": "tiff_lzw"}),
        ("a.tif", "RGB", {"compression": "jpeg"}),
        ("a.tif", "F", {}),
    ],
)
def test_every_kind_of_pixel_is_drawn(tmp_path: Path, name: str, mode: str, options: dict) -> None:
    half(mode).save(tmp_path / name, **options)
    assert_half(drawn(tmp_path / name))


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_sixteen_bits_are_drawn(tmp_path: Path, name: str) -> None:
    Image.fromarray(np.asarray(half()).astype(np.uint16) * 257).save(tmp_path / name)
    assert_half(drawn(tmp_path / name))


def test_a_camera_that_lay_on_its_side_is_turned(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    half().transpose(Image.Transpose.ROTATE_90).save(tmp_path / "a.jpg", exif=exif, dpi=(200, 200))
    assert_half(drawn(tmp_path / "a.jpg"))


def test_the_resolution_of_a_camera_says_nothing(tmp_path: Path) -> None:
    for width, dpi, inches in ((2000, 72, 10), (720, 72, 10), (2000, 100, 20), (2000, 1, 10)):
        Image.new("L", (width, width)).save(tmp_path / "a.jpg", dpi=(dpi, dpi))
        pages = ImagePages(tmp_path / "a.jpg")
        assert pages.size(1).width == pytest.approx(inches * 72)
        pages.close()


def test_frames_of_a_tiff_are_pages_and_those_of_an_animation_are_not(tmp_path: Path) -> None:
    others = [Image.new("L", (200, 100), shade) for shade in (80, 160)]
    half().save(tmp_path / "a.tif", save_all=True, append_images=others)
    half().save(tmp_path / "a.png", save_all=True, append_images=others)
    pages = ImagePages(tmp_path / "a.tif")
    assert pages.pages == 3
    pages.close()
    assert drawn(tmp_path / "a.tif", 3)[0, 0] == 160
    assert_half(drawn(tmp_path / "a.tif", 1))
    pages = ImagePages(tmp_path / "a.png")
    assert pages.pages == 1
    pages.close()
    assert_half(drawn(tmp_path / "a.png"))


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif"])
def test_of_a_cut_off_image_the_rows_that_are_there_are_drawn(tmp_path: Path, name: str) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (200, 200), np.uint8))
    noise.save(tmp_path / name, dpi=(72, 72))
    data = (tmp_path / name).read_bytes()
    path = tmp_path / "cut"
    path.write_bytes(data[: len(data) // 2])
    whole, part = ImagePages(tmp_path / name), ImagePages(path)
    before, after = (source.render(1, dpi=72) for source in (whole, part))
    assert (whole.damaged(1), part.damaged(1)) == (False, True)
    assert (before[:64] == after[:64]).all()
    assert (after[150:] == 255).all()  # what is not there is white, no black box
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
    # Drawn a second time, at another size or turned, it is the same image.
    assert part.render(1, dpi=36).shape == (100, 100)
    assert (part.render(1, dpi=72, turned=180)[::-1, ::-1] == after).all()
    whole.close()
    part.close()


def test_an_image_of_which_no_row_is_there_is_damaged(tmp_path: Path) -> None:
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (200, 200), np.uint8)).save(tmp_path / "a.png")
    data = (tmp_path / "a.png").read_bytes()
    (tmp_path / "cut").write_bytes(data[: data.index(b"IDAT") + 4])
    pages = ImagePages(tmp_path / "cut")
    for _time in range(2):
        with pytest.raises(UnreadableError, match="damaged"):
            pages.render(1, dpi=72)
        assert pages.damaged(1)
    pages.close()


def test_a_tiff_that_lost_its_end_says_that_it_had_more_pages(tmp_path: Path) -> None:
    frames = [Image.fromarray(np.random.default_rng(n).integers(0, 255, (60, 60), np.uint8)) for n in range(5)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    data = (tmp_path / "a.tif").read_bytes()
    (tmp_path / "cut").write_bytes(data[: len(data) * 3 // 5])
    whole, part = ImagePages(tmp_path / "a.tif"), ImagePages(tmp_path / "cut")
    assert (whole.pages, whole.expected) == (5, 5)
    assert (part.pages, part.expected) == (3, 0)
    assert (part.render(2, dpi=72) == whole.render(2, dpi=72)).all()
    assert [part.damaged(number) for number in (1, 2)] == [False, False]
    whole.close()
    part.close()


def test_a_tiff_whose_frames_run_in_a_circle_ends(tmp_path: Path) -> None:
    frames = [Image.new("L", (60, 60), shade) for shade in (10, 20)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    data = bytearray((tmp_path / "a.tif").read_bytes())
    [first] = struct.unpack_from("<I", data, 4)
    [count] = struct.unpack_from("<H", data, first)
    [second] = struct.unpack_from("<I", data, first + 2 + 12 * count)
    [more] = struct.unpack_from("<H", data, second)
    struct.pack_into("<I", data, second + 2 + 12 * more, first)
    (tmp_path / "b.tif").write_bytes(data)
    pages = ImagePages(tmp_path / "b.tif")
    assert (pages.pages, pages.expected) == (2, 0)
    assert pages.render(2, dpi=72)[0, 0] == 20
    pages.close()


def test_an_enormous_image_is_refused_before_it_takes_memory(tmp_path: Path) -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 2_000_000, 2_000_000, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    with pytest.raises(LimitError, match="2000000 x 2000000"):
        drawn(tmp_path / "a.png")
