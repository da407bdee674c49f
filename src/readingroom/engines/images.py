"""PNG, JPEG and TIFF through Pillow; frames of a TIFF are pages. Also writes the images that are shown.

Of an image that is cut off, the rows that can be decoded are taken, and the page says so (`damaged`).
"""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from readingroom.engines.pages import MOST_PIXELS, Pixels, scale_for
from readingroom.errors import LimitError, UnreadableError
from readingroom.locale import _
from readingroom.model.page import Sheet

#: What a file without a sensible resolution is taken for: a scan at the usual office setting.
USUAL_DPI = 200.0

#: What cameras and drawing programs write when they know no resolution, and the longest side (inches) that is believed.
SCREEN_DPI = (72.0, 96.0)
LONGEST_ON_SCREEN = 17.0
_FORMATS = ("PNG", "JPEG", "TIFF")

#: More frames than this are a loop or noise.
MOST_FRAMES = 250_000

#: Orientations that a camera notes, as degrees clockwise to be upright; the others are mirrored (EXIF 2.3, 4.6.4).
_TURNS = {1: 0, 3: 180, 6: 90, 8: 270}

#: What Pillow raises over damaged bytes.
_BROKEN = (OSError, UnidentifiedImageError, ValueError, SyntaxError, EOFError, TypeError, struct.error, zlib.error)

#: Modes in which rows that were never decoded are made white.
_FILLED_MODES = ("1", "L", "LA", "RGB", "RGBA")


class ImagePages:
    """An image file as pages (a `PageSource`).

    Attributes:
        expected: how many pages the file should have; 0 when that can't be told because it is cut off.
    """

    def __init__(self, path: Path) -> None:
        """Open the image.

        Raises:
            UnreadableError: it is damaged.
            LimitError: it has too many pixels.
        """
        self.name = f"pillow {Image.__version__}" if hasattr(Image, "__version__") else "pillow"
        # The limit is ours (`_frame`), so that a large scan is judged by the same number as a large PDF page.
        Image.MAX_IMAGE_PIXELS = None
        self._path = path
        self._cut: dict[int, bool] = {}
        self._lost: set[int] = set()
        try:
            self._image = Image.open(path, formats=_FORMATS)
            # Further pictures of a PNG are an animation, those of a JPEG smaller copies of the first: no pages.
            self.pages, whole = 1, True
            if self._image.format == "TIFF":
                with path.open("rb") as stream:
                    self.pages, whole = _directories(stream)
            self.expected = self.pages if whole else 0
        except _BROKEN as error:
            raise _damaged(error) from error

    def size(self, number: int) -> Sheet:
        """Size in points by the resolution the file gives, or `USUAL_DPI`."""
        try:
            # Pillow looks for the orientation of a PNG behind its pixels.
            image = self._decoded(number) if self._image.format == "PNG" else self._frame(number)
            across, down = _dpi(image)
            width, height = image.width / across * 72, image.height / down * 72
            turned = image.getexif().get(0x0112, 1) >= 5  # noqa: PLR2004  # orientations 5 to 8 lie on their side
        except _BROKEN as error:
            raise _damaged(error) from error
        return Sheet(height, width) if turned else Sheet(width, height)

    def render(self, number: int, *, dpi: float, gray: bool = True, turned: int = 0) -> Pixels:
        """Draw a frame; see `PageSource`."""
        sheet = self.size(number)
        scale = scale_for(sheet, dpi)
        try:
            drawn = self._upright(number).convert("L" if gray else "RGB")
            wanted = (max(1, round(sheet.width * scale)), max(1, round(sheet.height * scale)))
            if wanted != drawn.size:
                drawn = drawn.resize(wanted, Image.Resampling.LANCZOS, reducing_gap=3.0)
            if turned:
                drawn = drawn.rotate(-turned, expand=True)
        except _BROKEN as error:
            raise _damaged(error) from error
        return np.asarray(drawn, dtype=np.uint8)

    def upright(self, number: int) -> Image.Image:
        """Return a frame with all its pixels, upright, in mode 1, L or RGB.

        Raises:
            UnreadableError: it is damaged.
            LimitError: it has too many pixels.
        """
        try:
            image = self._upright(number)
            return image if image.mode in {"1", "L", "RGB"} else image.convert("RGB")
        except _BROKEN as error:
            raise _damaged(error) from error

    def jpeg(self, number: int) -> tuple[bytes, int] | None:
        """Return the bytes of a JPEG as received and by how much it is turned clockwise to be upright.

        None for what is no JPEG of gray or three colours, is mirrored, or is cut off.
        """
        if self._image.format != "JPEG" or self.damaged(number) or self._image.mode not in {"L", "RGB"}:
            return None
        try:
            turned = _TURNS.get(int(self._image.getexif().get(0x0112, 1)))
        except _BROKEN:
            return None
        return None if turned is None else (self._path.read_bytes(), turned)

    def _upright(self, number: int) -> Image.Image:
        image = ImageOps.exif_transpose(self._decoded(number))
        if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
            ground = Image.new("RGBA", image.size, "white")
            image = Image.alpha_composite(ground, image.convert("RGBA"))
        return _eight_bits(image) if image.mode.startswith(("I", "F")) else image

    def damaged(self, number: int) -> bool:
        """Whether a part of the image is cut off; see `PageSource`."""
        if number not in self._cut:
            with contextlib.suppress(UnreadableError, *_BROKEN):
                self._decoded(number)
        return self._cut.get(number, True)

    def close(self) -> None:
        """Close the file."""
        self._image.close()

    def _frame(self, number: int) -> Image.Image:
        try:
            if self.pages > 1:
                self._image.seek(number - 1)
        except _BROKEN as error:
            raise _damaged(error) from error
        if self._image.width * self._image.height > MOST_PIXELS:
            raise LimitError(
                _("The image has {width} x {height} pixels.", width=self._image.width, height=self._image.height),
                _(
                    "It is larger than {most} million pixels. Add a smaller copy too, or look at the original.",
                    most=MOST_PIXELS // 10**6,
                ),
            )
        return self._image

    def _decoded(self, number: int) -> Image.Image:
        """Return a frame with its pixels, as far as they can be decoded."""
        image = self._frame(number)
        try:
            image.load()
        except _BROKEN as error:
            # What was begun can't be gone on with: the file is opened again.
            self._image.close()
            self._image = Image.open(self._path, formats=_FORMATS)
            image = self._frame(number)
            with _as_far_as_it_goes():
                image.load()
            self._cut[number] = True
            if not _whitened(image):
                self._lost.add(number)
                raise _damaged(error) from error
            return image
        if number in self._lost:
            raise _damaged(EOFError())
        self._cut.setdefault(number, False)
        return image


@contextlib.contextmanager
def _as_far_as_it_goes() -> Iterator[None]:
    """Let Pillow give what it can of a cut image; elsewhere a cut image stays an error."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _whitened(image: Image.Image) -> bool:
    """Make the rows below the last decoded one white, so that nobody takes them for a black box; False if all are.

    They are black, or gray where libjpeg ended the picture by itself.
    """
    if image.mode not in _FILLED_MODES:
        return True
    values = np.asarray(image).reshape(image.height, -1)
    rows = (values != np.resize(np.asarray(image)[-1, -1], values.shape[1])).any(axis=1)
    if not rows.any():
        return False
    last = int(np.flatnonzero(rows)[-1]) + 1
    if last < image.height:
        image.paste(Image.new(image.mode, (image.width, image.height - last), "white"), (0, last))
    return True


def _directories(stream: BinaryIO) -> tuple[int, bool]:
    """Return how many directories (frames) of a TIFF can be reached, and whether the last one says that it is.

    Each directory names the place of the next, 0 at the end (TIFF 6.0, section 2; BigTIFF has wider numbers).
    """
    head = stream.read(16)
    order = "<" if head[:2] == b"II" else ">"
    big = struct.unpack(order + "H", head[2:4])[0] == 43  # noqa: PLR2004  # the version of BigTIFF
    counted, row, pointer = (order + "Q", 20, order + "Q") if big else (order + "H", 12, order + "I")
    (place,) = struct.unpack_from(pointer, head, 8 if big else 4)
    seen: set[int] = set()
    while place and place not in seen and len(seen) < MOST_FRAMES:
        stream.seek(place)
        count = stream.read(struct.calcsize(counted))
        if len(count) < struct.calcsize(counted):
            return max(len(seen), 1), False
        stream.seek(struct.unpack(counted, count)[0] * row, 1)
        after = stream.read(struct.calcsize(pointer))
        seen.add(place)
        if len(after) < struct.calcsize(pointer):
            return max(len(seen) - 1, 1), False
        (place,) = struct.unpack(pointer, after)
    return max(len(seen), 1), not place


def _eight_bits(image: Image.Image) -> Image.Image:
    values = np.asarray(image)
    top = 65535.0 if values.max(initial=0) > 255 else 255.0  # noqa: PLR2004  # 16-bit scans
    eight = np.empty(values.shape, np.uint8)
    for first in range(0, len(values), 256):  # a whole large scan as numbers of 8 bytes would fill a child's memory
        eight[first : first + 256] = np.clip(values[first : first + 256].astype(np.float64) / top * 255, 0, 255)
    return Image.fromarray(eight)


def _dpi(image: Image.Image) -> tuple[float, float]:
    """Return a believable resolution: 50 to 2400 dpi, else the usual one."""
    with contextlib.suppress(TypeError, ValueError, ZeroDivisionError):
        across, down = (float(value) for value in image.info.get("dpi", (0, 0)))
        if across in SCREEN_DPI and max(image.size) / across > LONGEST_ON_SCREEN:
            return USUAL_DPI, USUAL_DPI  # a camera's picture: its resolution says nothing
        if 50 <= across <= 2400 and 50 <= down <= 2400:  # noqa: PLR2004  # outside it the header is wrong
            return across, down
    return USUAL_DPI, USUAL_DPI


def _damaged(error: Exception) -> UnreadableError:
    return UnreadableError(
        _("The image is damaged ({reason}).", reason=type(error).__name__), _("Ask for it again, or open the original.")
    )


def webp(pixels: Pixels, quality: int = 80) -> bytes:
    """Return the pixels as a WebP image."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "WEBP", quality=quality, method=2)
    return out.getvalue()


def png(pixels: Pixels) -> bytes:
    """Return the pixels as a PNG image."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()
