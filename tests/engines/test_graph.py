"""Models rewritten for OpenVINO give what they gave before."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from readingroom.engines.ocr.graph import cut, from_gray, mean_gray, quartered, spread_out

openvino: Any = pytest.importorskip("openvino", reason="only where OpenVINO can be installed")
op = openvino.opset13
RANDOM = np.random.default_rng(5)
PLANES = ((0.485, 0.229), (0.456, 0.224), (0.406, 0.225))


def constant(*shape: int) -> Any:
    return op.constant(RANDOM.normal(size=shape).astype(np.float32))


def given(model: Any, image: np.ndarray) -> np.ndarray:
    compiled = openvino.Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return np.array(compiled(image)[0])


def colours(image: np.ndarray) -> np.ndarray:
    return np.stack([(image / 255 - mean) / spread for mean, spread in PLANES]).astype(np.float32)


def test_a_first_layer_sees_gray_as_it_saw_three_colours() -> None:
    image = RANDOM.integers(0, 256, (24, 40), dtype=np.uint8)
    seen = op.parameter([1, 3, 24, 40], openvino.Type.f32)
    layer = op.add(op.convolution(seen, constant(5, 3, 3, 3), [2, 2], [1, 1], [1, 1], [1, 1]), constant(1, 5, 1, 1))
    model = openvino.Model([op.result(op.relu(layer))], [seen])
    before = given(model, colours(image)[None])
    gray, frame = from_gray(openvino, model, PLANES)
    assert frame == (1, 1, 1, 1)
    after = given(gray, np.pad(image, 1, constant_values=mean_gray(PLANES))[None, None])
    assert after[..., 1:, 1:] == pytest.approx(before[..., 1:, 1:], abs=1e-3)
    # at the rim one gray stands for three that differ a little
    assert np.abs(after - before).max() < 1.0


def test_a_model_that_begins_otherwise_is_given_the_three_colours() -> None:
    image = RANDOM.integers(0, 256, (8, 8), dtype=np.uint8)
    seen = op.parameter([1, 3, 8, 8], openvino.Type.f32)
    model = openvino.Model([op.result(op.relu(seen))], [seen])
    before = given(model, colours(image)[None])
    gray, frame = from_gray(openvino, model, PLANES)
    assert frame == (0, 0, 0, 0)
    assert given(gray, image[None, None]) == pytest.approx(before, abs=1e-4)


def test_the_map_of_a_detector_is_the_same_in_quarters() -> None:
    seen = op.parameter([1, 6, 5, 7], openvino.Type.f32)
    once, twice = constant(6, 4, 2, 2), constant(4, 1, 2, 2)
    half = op.relu(op.add(op.convolution_backprop_data(seen, once, [2, 2]), constant(1, 4, 1, 1)))
    whole = op.sigmoid(op.add(op.convolution_backprop_data(half, twice, [2, 2]), constant(1, 1, 1, 1)))
    model = openvino.Model([op.result(whole)], [seen])
    values = RANDOM.normal(size=(1, 6, 5, 7)).astype(np.float32)
    before = given(model, values)
    fine = quartered(openvino, model)
    assert fine is not None
    parts = given(fine, values)
    assert parts.shape == (1, 16, 5, 7)
    assert spread_out(parts) == pytest.approx(before, abs=1e-5)


def test_a_model_that_ends_otherwise_is_left_as_it_is() -> None:
    seen = op.parameter([1, 6, 5, 7], openvino.Type.f32)
    assert quartered(openvino, openvino.Model([op.result(op.sigmoid(seen))], [seen])) is None


def test_classes_that_are_not_wanted_are_cut_out() -> None:
    seen = op.parameter([1, 4, 6], openvino.Type.f32)
    model = openvino.Model([op.result(op.add(op.matmul(seen, constant(6, 9), False, False), constant(9)))], [seen])
    values = RANDOM.normal(size=(1, 4, 6)).astype(np.float32)
    before = given(model, values)
    cut(openvino, model, [0, 3, 8])
    assert given(model, values) == pytest.approx(before[..., [0, 3, 8]], abs=1e-5)
