"""PP-OCRv6: finds lines of text (DB detector), reads each (CTC), and places each word by its time steps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.ocr import Recognised
from readingroom.engines.ocr.models import model_file
from readingroom.engines.ocr.runtime import Floats, Model
from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box, clamped

#: Resolution the detector works at (guide: 100 dpi).
DETECT_DPI = 100.0
#: Detector: least value of a text pixel, least mean of a line, how far a found core is grown (PP-OCR's own defaults).
TEXT, LINE, GROW = 0.3, 0.6, 1.5
#: Height of a line for the recogniser, and how far its width is squeezed (guide: 0.75).
LINE_HEIGHT, SQUEEZE = 48, 0.75
#: Widths are rounded up to this, so that few shapes are compiled.
WIDTH_STEP = 32
#: A line narrower or lower than this many pixels is dirt.
LEAST_SIDE = 4

Corners = npt.NDArray[np.float32]


class PpOcr:
    """A recogniser (see `Recogniser`)."""

    def __init__(self, size: str, runtime: str, load: Callable[[Path], Model]) -> None:
        """Load the tiny detector and the recogniser of `size` (tiny or small) with a runtime."""
        cv2.setNumThreads(1)
        self.name = f"pp-ocrv6-{size} {runtime}"
        self._detect = load(model_file("ppocrv6/tiny/det/det.onnx"))
        self._recognise = load(model_file(f"ppocrv6/{size}/rec/rec.onnx"))
        letters = model_file("ppocrv6/ppocrv6_tiny_dict.txt" if size == "tiny" else "ppocrv6/ppocrv6_dict.txt")
        self._letters = ["", *letters.read_text(encoding="utf-8").rstrip("\n").split("\n"), " "]

    def read(self, image: Pixels, dpi: float) -> Recognised:
        """Read a gray image of a page drawn at `dpi`."""
        height, width = image.shape[:2]
        rows: list[tuple[str, Box, float, int]] = []
        for line, corners in _in_rows(self._lines(image, dpi)):
            for word, first, last, sure in self._words(_crop(image, corners)):
                across, down = corners[1] - corners[0], corners[3] - corners[0]
                points = np.array([corners[0] + across * at + down * low for at in (first, last) for low in (0, 1)])
                points /= (width, height)
                left, top = points.min(axis=0)
                right, bottom = points.max(axis=0)
                rows.append((word, clamped(float(left), float(top), float(right), float(bottom)), sure, line))
        quality = float(np.mean([sure for _word, _box, sure, _line in rows])) if rows else None
        return Recognised(tuple(rows), 0, quality)

    def _lines(self, image: Pixels, dpi: float) -> list[Corners]:
        """Return the corners of each line (top left, top right, bottom right, bottom left), in pixels of `image`."""
        scale = DETECT_DPI / dpi
        shape = [max(32, round(side * scale / 32) * 32) for side in image.shape[:2]]
        small = cv2.resize(image, (shape[1], shape[0]), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        mean, spread = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
        planes = np.stack([(small - m) / s for m, s in zip(mean, spread, strict=True)])
        found = self._detect(planes[None].astype(np.float32))[0, 0]
        contours, _tree = cv2.findContours((found > TEXT).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        back = np.array([image.shape[1] / shape[1], image.shape[0] / shape[0]], np.float32)
        lines = []
        for contour in contours:
            (x, y), (w, h), angle = cv2.minAreaRect(contour)
            if min(w, h) < LEAST_SIDE / 2 or _mean(found, contour) < LINE:
                continue
            grow = w * h * GROW / (2 * (w + h))
            if min(w, h) + 2 * grow < LEAST_SIDE:
                continue
            corners = cv2.boxPoints(((x, y), (w + 2 * grow, h + 2 * grow), angle))
            lines.append(_ordered(np.asarray(corners, np.float32)) * back)
        return lines

    def _words(self, crop: Pixels) -> list[tuple[str, float, float, float]]:
        """Read a line; return (word, start, end, confidence), places as fractions of the line's length."""
        wanted = crop.shape[1] * LINE_HEIGHT / max(crop.shape[0], 1) * SQUEEZE
        width = max(WIDTH_STEP, round(wanted))
        line = cv2.resize(crop, (width, LINE_HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32)
        padded = -(-width // WIDTH_STEP) * WIDTH_STEP
        values: Floats = np.zeros((1, 3, LINE_HEIGHT, padded), np.float32)
        values[0, :, :, :width] = line / 127.5 - 1
        steps = self._recognise(values)[0]
        best, sure = steps.argmax(axis=1), steps.max(axis=1)
        per_step = padded / len(best) / width
        words: list[tuple[str, float, float, float]] = []
        letters: list[tuple[str, int, float]] = []
        for at, code in enumerate([*best, len(self._letters) - 1]):
            letter = self._letters[code] if at == len(best) or not at or code != best[at - 1] else ""
            if letter and not letter.isspace():
                letters.append((letter, at, float(sure[at])))
            elif letter and letters:
                word = "".join(one for one, _at, _sure in letters)
                start = max(0.0, (letters[0][1] - 0.5) * per_step)
                end = min(1.0, (letters[-1][1] + 1.5) * per_step)
                words.append((word, start, max(start, end), float(np.mean([s for _one, _at, s in letters]))))
                letters = []
        return words


def _mean(found: Floats, contour: npt.NDArray[np.int32]) -> float:
    x, y, w, h = cv2.boundingRect(contour)
    mask = np.zeros((h, w), np.uint8)
    cv2.fillPoly(mask, [contour - (x, y)], 1)
    return float(cv2.mean(found[y : y + h, x : x + w], mask)[0])


def _ordered(corners: Corners) -> Corners:
    """Return the four corners as top left, top right, bottom right, bottom left."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    left, right = left[np.argsort(left[:, 1])], right[np.argsort(right[:, 1])]
    return np.array([left[0], right[0], right[1], left[1]], np.float32)


def _crop(image: Pixels, corners: Corners) -> Pixels:
    width = max(1, round(float(np.linalg.norm(corners[1] - corners[0]))))
    height = max(1, round(float(np.linalg.norm(corners[3] - corners[0]))))
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    return np.asarray(cv2.warpPerspective(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _in_rows(lines: list[Corners]) -> list[tuple[int, Corners]]:
    """Order lines top to bottom, those beside each other left to right as one row; return (row number, line).

    Columns are not told apart yet: a page of two columns is read across.
    """
    middles = [float(line[:, 1].mean()) for line in lines]
    rows: list[list[int]] = []
    for index in sorted(range(len(lines)), key=middles.__getitem__):
        height = float(lines[index][:, 1].max() - lines[index][:, 1].min())
        if rows and abs(middles[rows[-1][-1]] - middles[index]) < height / 3:
            rows[-1].append(index)
        else:
            rows.append([index])
    return [
        (number, lines[index])
        for number, row in enumerate(rows)
        for index in sorted(row, key=lambda i: float(lines[i][:, 0].min()))
    ]
