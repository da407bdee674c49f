"""Running a model: OpenVINO where it can be imported, ONNX Runtime elsewhere; one thread a process, no pinning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.ocr.graph import cut, from_gray, mean_gray, quartered, spread_out
from readingroom.engines.pages import Pixels

Floats = npt.NDArray[np.float32]
Model = Callable[[Pixels], Floats]
"""Takes one gray image, height x width, and returns what the model says of it (its first output)."""

#: Mean and spread of each of the three colours that a model was trained on, gray 0..1.
Planes = Sequence[tuple[float, float]]
#: Those of ImageNet, and those of lines of text.
IMAGENET: Planes = ((0.485, 0.229), (0.456, 0.224), (0.406, 0.225))
LINES: Planes = ((0.5, 0.5),) * 3


class Loader(Protocol):
    """Loads models with one runtime."""

    def __call__(self, path: Path, planes: Planes, keep: Sequence[int] | None = None) -> Model:
        """Load a model file.

        Args:
            path: of the ONNX file.
            planes: how gray becomes the three colours that the model takes.
            keep: classes of the last axis of its likelihoods that are wanted, in order; the others are taken as
                impossible. All when None.
        """

    def __hash__(self) -> int:
        """Loaders are told apart, so that a process loads each model once with each."""


def openvino_model(path: Path, planes: Planes, keep: Sequence[int] | None = None) -> Model:
    """Load a model with OpenVINO (see `Loader`).

    Pinning is off: two processes would be pinned to the same core (measured). Unwanted classes are cut out of the last
    layer, which is 40 % of the work of reading a line (measured: 2.5 to 1.5 ms, small model 9.2 to 5.5).
    """
    import openvino  # noqa: PLC0415  # absent on some platforms

    settings = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False}
    core = openvino.Core()
    model, frame = from_gray(openvino, core.read_model(str(path)), planes)
    if keep is not None:
        cut(openvino, model, keep)
    fine = quartered(openvino, model)
    compiled = core.compile_model(model if fine is None else fine, "CPU", settings)
    request = compiled.create_infer_request()
    rim = mean_gray(planes)

    def run(image: Pixels) -> Floats:
        framed = np.asarray(cv2.copyMakeBorder(image, *frame, cv2.BORDER_CONSTANT, value=rim), np.uint8)
        request.infer({0: framed[None, None]}, share_inputs=True)
        given = np.asarray(request.get_output_tensor(0).data, np.float32)
        return given.copy() if fine is None else spread_out(given)

    return run


def onnx_model(path: Path, planes: Planes, keep: Sequence[int] | None = None) -> Model:
    """Load a model with ONNX Runtime (see `Loader`). Unwanted classes are dropped from what it gives, not its work."""
    import onnxruntime  # noqa: PLC0415  # only where OpenVINO is not used

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def run(image: Pixels) -> Floats:
        values = np.empty((1, len(planes), *image.shape), np.float32)
        for at, (mean, spread) in enumerate(planes):
            np.multiply(image, np.float32(1 / (255 * spread)), out=values[0, at])
            values[0, at] -= np.float32(mean / spread)
        likely = np.asarray(session.run(None, {name: values})[0], dtype=np.float32)
        if keep is None:
            return likely
        wanted = likely[..., list(keep)]
        # the same as a softmax over these alone; where none of them is likely at all, none becomes so
        return np.asarray(wanted / np.maximum(wanted.sum(axis=-1, keepdims=True), 1e-9), np.float32)

    return run


def best_runtime() -> tuple[str, Loader]:
    """Return name and version of the runtime to use, and its loader."""
    try:
        import openvino  # noqa: PLC0415  # absent on some platforms
    except ImportError:
        import onnxruntime  # noqa: PLC0415  # only where OpenVINO is absent

        return f"onnxruntime {onnxruntime.__version__}", onnx_model
    return f"openvino {openvino.__version__.split('-')[0]}", openvino_model
