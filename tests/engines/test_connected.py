"""Connected parts: the same as OpenCV's, whichever width their numbers have."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from readingroom.engines import connected as module
from readingroom.engines.connected import connected


def marked(share: float, size: tuple[int, int]) -> np.ndarray:
    return (np.random.default_rng(round(share * 1000)).random(size) < share).astype(np.uint8) * np.uint8(255)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.3, 0.5, 1.0])
@pytest.mark.parametrize("size", [(1, 1), (1, 90), (90, 1), (61, 83), (300, 200)])
@pytest.mark.parametrize("most", [0, module.MOST])
def test_parts_are_those_of_opencv(share: float, size: tuple[int, int], most: int, monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST", most)
    image = marked(share, size)
    _count, labels, stats, middles = cv2.connectedComponentsWithStats(image, connectivity=8)
    found = connected(image)
    assert found[0].dtype == (np.uint16 if most else np.int32)
    for one, other in zip(found, (labels, stats, middles), strict=True):
        np.testing.assert_array_equal(one, other)


def test_more_parts_than_16_bits_can_tell_apart_are_told_apart() -> None:
    image = np.zeros((700, 700), np.uint8)
    image[::2, ::2] = 1
    labels, stats, _middles = connected(image)
    assert len(stats) - 1 == 350 * 350 == int(labels.max())
