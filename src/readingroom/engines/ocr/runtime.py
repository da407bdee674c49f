"""Running a model: OpenVINO where it can be imported, ONNX Runtime elsewhere; one thread a process, no pinning."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Model = Callable[[Floats], Floats]


def openvino_model(path: Path) -> Model:
    """Load a model with OpenVINO. Pinning is off: two processes would be pinned to the same core (measured)."""
    import openvino  # noqa: PLC0415  # absent on some platforms

    settings = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False}
    compiled = openvino.Core().compile_model(str(path), "CPU", settings)
    request = compiled.create_infer_request()

    def run(values: Floats) -> Floats:
        request.infer({0: values})
        return np.array(request.get_output_tensor(0).data, dtype=np.float32)

    return run


def onnx_model(path: Path) -> Model:
    """Load a model with ONNX Runtime."""
    import onnxruntime  # noqa: PLC0415  # only where OpenVINO is not used

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def run(values: Floats) -> Floats:
        return np.asarray(session.run(None, {name: values})[0], dtype=np.float32)

    return run


def best_runtime() -> tuple[str, Callable[[Path], Model]]:
    """Return name and version of the runtime to use, and its loader."""
    try:
        import openvino  # noqa: PLC0415  # absent on some platforms
    except ImportError:
        import onnxruntime  # noqa: PLC0415  # only where OpenVINO is absent

        return f"onnxruntime {onnxruntime.__version__}", onnx_model
    return f"openvino {openvino.__version__.split('-')[0]}", openvino_model
