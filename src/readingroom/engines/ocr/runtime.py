"""Running a model: OpenVINO where it can be imported, ONNX Runtime elsewhere; one thread a process, no pinning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Model = Callable[[Floats], Floats]


class Loader(Protocol):
    """Loads models with one runtime."""

    def __call__(self, path: Path, keep: Sequence[int] | None = None) -> Model:
        """Load a model file.

        Args:
            path: of the ONNX file.
            keep: classes of the last axis of its likelihoods that are wanted, in order; the others are taken as
                impossible. All when None.
        """


def openvino_model(path: Path, keep: Sequence[int] | None = None) -> Model:
    """Load a model with OpenVINO (see `Loader`).

    Pinning is off: two processes would be pinned to the same core (measured). Unwanted classes are cut out of the last
    layer, which is 40 % of the work of reading a line (measured: 2.5 to 1.5 ms, small model 9.2 to 5.5).
    """
    import openvino  # noqa: PLC0415  # absent on some platforms

    settings = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False}
    core = openvino.Core()
    model = core.read_model(str(path))
    if keep is not None:
        _cut(openvino, model, keep)
    compiled = core.compile_model(model, "CPU", settings)
    request = compiled.create_infer_request()

    def run(values: Floats) -> Floats:
        request.infer({0: values})
        return np.array(request.get_output_tensor(0).data, dtype=np.float32)

    return run


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


def onnx_model(path: Path, keep: Sequence[int] | None = None) -> Model:
    """Load a model with ONNX Runtime (see `Loader`). Unwanted classes are dropped from what it gives, not its work."""
    import onnxruntime  # noqa: PLC0415  # only where OpenVINO is not used

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def run(values: Floats) -> Floats:
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
