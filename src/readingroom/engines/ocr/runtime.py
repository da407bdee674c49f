"""Running a model: OpenVINO where it can be imported, ONNX Runtime elsewhere; one thread a process, no pinning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

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
    model = _from_gray(openvino, core.read_model(str(path)), planes)
    if keep is not None:
        _cut(openvino, model, keep)
    compiled = core.compile_model(model, "CPU", settings)
    request = compiled.create_infer_request()

    def run(image: Pixels) -> Floats:
        request.infer({0: np.ascontiguousarray(image)[None, None]}, share_inputs=True)
        return np.array(request.get_output_tensor(0).data, dtype=np.float32)

    return run


def _from_gray(openvino: Any, model: Any, planes: Planes) -> Any:
    """Return a model that takes bytes of gray and makes the three colours itself."""
    op, (old,) = openvino.opset13, model.get_parameters()
    shape = old.get_partial_shape()
    shape[1] = 1
    gray = op.parameter(shape, openvino.Type.u8)
    scale = np.array([1 / (255 * spread) for _mean, spread in planes], np.float32).reshape(1, -1, 1, 1)
    shift = np.array([-mean / spread for mean, spread in planes], np.float32).reshape(1, -1, 1, 1)
    colours = op.add(op.multiply(op.convert(gray, "f32"), op.constant(scale)), op.constant(shift))
    for use in list(old.output(0).get_target_inputs()):
        use.replace_source_output(colours.output(0))
    return openvino.Model(model.get_results(), [gray])


def _cut(openvino: Any, model: Any, keep: Sequence[int]) -> None:
    """Leave only some classes in the weights of a model's last layer."""
    classes = model.output(0).get_partial_shape()[-1].get_length()
    for part in model.get_ordered_ops():
        if part.get_type_name() != "Constant" or list(part.get_output_shape(0))[-1:] != [classes]:
            continue
        fewer = openvino.opset13.constant(np.ascontiguousarray(part.get_data()[..., list(keep)]))
        for use in list(part.output(0).get_target_inputs()):
            use.replace_source_output(fewer.output(0))
    model.validate_nodes_and_infer_types()


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
