"""Models for OpenVINO rewritten to give the same with less work: gray in, unwanted classes out, a finer end.

All three are exact but for rounding and the outermost points of an image. With bf16 the first is nearer to what f32
gives than the model as it comes, as bytes of gray need no rounding (docs/decisions/0011).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
#: See `runtime.Planes`.
Planes = Sequence[tuple[float, float]]

#: What a model whose first layer needs no frame gets.
NO_FRAME = (0, 0, 0, 0)


def from_gray(openvino: Any, model: Any, planes: Planes) -> tuple[Any, tuple[int, int, int, int]]:
    """Return a model that takes bytes of gray, and the frame (top, bottom, left, right) of `mean_gray` it wants.

    The first layer sees three colours that are the same gray, stretched and shifted: so its weights are stretched and
    added up over the colours instead, and its shifts go into what it adds. What it would fill up with at the rim is
    colour 0, the mean gray of a plane, so that much is put around the image before.

    Args:
        openvino: the package.
        model: takes three colours.
        planes: mean and spread of each colour it was trained on, gray 0..1.
    """
    op, (old,) = openvino.opset13, model.get_parameters()
    scale = np.array([1 / (255 * spread) for _mean, spread in planes], np.float32)
    shift = np.array([-mean / spread for mean, spread in planes], np.float32)
    shape = old.get_partial_shape()
    shape[1] = 1
    uses = list(old.output(0).get_target_inputs())
    first = uses[0].get_node()
    weights = first.input_value(1).get_node() if first.get_type_name() == "Convolution" else None
    if len(uses) != 1 or weights is None or weights.get_type_name() != "Constant":
        gray = op.parameter(shape, openvino.Type.u8)
        spread = op.multiply(op.convert(gray, "f32"), op.constant(scale.reshape(1, -1, 1, 1)))
        colours = op.add(spread, op.constant(shift.reshape(1, -1, 1, 1)))
        for use in uses:
            use.replace_source_output(colours.output(0))
        return openvino.Model(model.get_results(), [gray]), NO_FRAME
    (top, left), (bottom, right) = first.get_attributes()["pads_begin"], first.get_attributes()["pads_end"]
    for side, more in ((2, top + bottom), (3, left + right)):
        if shape[side].is_static:
            shape[side] = shape[side].get_length() + more
    gray = op.parameter(shape, openvino.Type.u8)
    how, by_colour = first.get_attributes(), np.asarray(weights.get_data(), np.float32)
    kernel = (by_colour * scale[:, None, None]).sum(axis=1, keepdims=True)
    added = (by_colour.sum(axis=(2, 3)) * shift).sum(axis=1).reshape(1, -1, 1, 1)
    seen = op.convolution(
        op.convert(gray, "f32"), op.constant(kernel), how["strides"], [0, 0], [0, 0], how["dilations"]
    )
    shifted = op.add(seen, op.constant(added))
    for use in list(first.output(0).get_target_inputs()):
        use.replace_source_output(shifted.output(0))
    return openvino.Model(model.get_results(), [gray]), (top, bottom, left, right)


def mean_gray(planes: Planes) -> int:
    """Return the gray, 0..255, that is nearest to colour 0 in all planes."""
    return round(255 * sum(mean for mean, _spread in planes) / len(planes))


def cut(openvino: Any, model: Any, keep: Sequence[int]) -> None:
    """Leave only some classes in the weights of a model's last layer."""
    classes = model.output(0).get_partial_shape()[-1].get_length()
    for part in model.get_ordered_ops():
        if part.get_type_name() != "Constant" or list(part.get_output_shape(0))[-1:] != [classes]:
            continue
        fewer = openvino.opset13.constant(np.ascontiguousarray(part.get_data()[..., list(keep)]))
        for use in list(part.output(0).get_target_inputs()):
            use.replace_source_output(fewer.output(0))
    model.validate_nodes_and_infer_types()


def quartered(openvino: Any, model: Any) -> Any | None:
    """Return a model of maps that gives each 4 x 4 points of its map as 16 channels of one point; None if it can't.

    The last two layers of the detector each make 2 x 2 points of one. No point of theirs sees its neighbours, so the
    same sums can be done where the points still are one, in layers that the runtime does several times as fast.
    """
    op = openvino.opset13
    chain = _back(model, ("Sigmoid", "Add", "ConvolutionBackpropData", "Relu", "Add", "ConvolutionBackpropData"))
    if chain is None:
        return None
    second, first = chain[2], chain[5]
    wide, fine = (np.asarray(part.input_value(1).get_node().get_data(), np.float32) for part in (first, second))
    if (
        any(
            part.shape[2:] != (2, 2) or list(node.get_attributes()["strides"]) != [2, 2]
            for part, node in ((wide, first), (fine, second))
        )
        or fine.shape[1] != 1
    ):
        return None
    adds = [
        np.asarray(part.input_value(1).get_node().get_data(), np.float32).reshape(-1) for part in (chain[4], chain[1])
    ]
    between = wide.shape[1]
    # channels of the first: place (down, across), then what it was; of the second: place, place within it
    weights = wide.transpose(2, 3, 1, 0).reshape(4 * between, -1, 1, 1)
    ends = np.zeros((16, 4 * between, 1, 1), np.float32)
    for place in range(4):
        for within in range(4):
            mine = slice(place * between, (place + 1) * between)
            ends[place * 4 + within, mine, 0, 0] = fine[:, 0, within // 2, within % 2]
    plain = ([1, 1], [0, 0], [0, 0], [1, 1])
    half = op.convolution(first.input_value(0), op.constant(np.ascontiguousarray(weights)), *plain)
    half = op.relu(op.add(half, op.constant(np.tile(adds[0], 4).reshape(1, -1, 1, 1))))
    whole = op.convolution(half, op.constant(ends), *plain)
    likely = op.sigmoid(op.add(whole, op.constant(adds[1].reshape(1, 1, 1, 1))))
    return openvino.Model([op.result(likely)], model.get_parameters())


def spread_out(parts: Floats) -> Floats:
    """Return the map, 1 x 1 x height x width, of what a `quartered` model gives."""
    _one, _channels, height, width = parts.shape
    whole = np.empty((height, 4, width * 4), np.float32)
    for row in range(4):
        down, within = divmod(row, 2)
        beside = [parts[0, down * 8 + across * 4 + within * 2 + right] for across in (0, 1) for right in (0, 1)]
        whole[:, row] = np.asarray(cv2.merge(beside)).reshape(height, width * 4)
    return whole.reshape(1, 1, height * 4, width * 4)


def _back(model: Any, types: Sequence[str]) -> list[Any] | None:
    """Return the last operations of a model, from its result backwards, if they are of these types."""
    found, at = [], model.get_results()[0]
    for name in types:
        at = at.input_value(0).get_node()
        if at.get_type_name() != name:
            return None
        found.append(at)
    return found
