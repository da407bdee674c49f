"""Rules on a drawing: only rows that can hold one are looked at, and nothing is missed by that."""

from __future__ import annotations

import numpy as np
import pytest

from readingroom.reading import rules
from readingroom.reading.rules import rules_on

DPI = 150


def page(seed: int, size: tuple[int, int]) -> np.ndarray:
    """Noise, words of dots, and rules of all lengths and places, at the edges too."""
    chance = np.random.default_rng(seed)
    image = np.where(chance.random(size) < 0.05, 60, 250).astype(np.uint8)
    for _rule in range(40):
        y, x = chance.integers(0, size[0]), chance.integers(-40, size[1])
        long, thick = chance.integers(10, 300), chance.integers(1, 14)
        if chance.random() < 0.5:
            image[y : y + thick, max(x, 0) : max(x + long, 0)] = 40
        else:
            image[y : y + long, max(x, 0) : max(x + thick, 0)] = 40
    return image


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("size", [(700, 901), (401, 640), (90, 500)])
def test_looking_at_some_rows_finds_what_looking_at_all_finds(seed: int, size: tuple[int, int], monkeypatch) -> None:
    image = page(seed, size)
    found = rules_on(image, DPI, 0.0)
    monkeypatch.setattr(rules, "_with_runs", lambda dark, _long: np.arange(len(dark)))
    whole = rules_on(image, DPI, 0.0)
    assert len(whole.across) or len(whole.down)
    np.testing.assert_allclose(found.across, whole.across, atol=1e-9)
    np.testing.assert_allclose(found.down, whole.down, atol=1e-9)


def test_a_page_without_long_lines_has_no_rules() -> None:
    image = np.full((600, 800), 250, np.uint8)
    image[100:110, 100:120] = 0
    found = rules_on(image, DPI, 0.0)
    assert (len(found.across), len(found.down)) == (0, 0)


def test_a_rule_stands_where_it_is_drawn() -> None:
    image = np.full((600, 800), 250, np.uint8)
    image[300:303, 150:450] = 0
    ((y, left, right),) = rules_on(image, DPI, 0.0).across
    assert (y, left, right) == pytest.approx((301 * 72 / DPI, 150 * 72 / DPI, 450 * 72 / DPI), abs=1)  # within two dots


def test_a_rule_that_a_filled_cell_touches_is_a_rule_on_both_sides_of_it() -> None:
    image = np.full((600, 1200), 250, np.uint8)
    for y in (100, 160, 220, 280):
        image[y : y + 3, 100:1100] = 0
    image[170:221, 400:800] = 20
    found = rules_on(image, DPI, 0.0).across * (DPI / 72)
    ends = [(round(y), round(left), round(right)) for y, left, right in sorted(found.tolist())]
    assert [y for y, *_ends in ends] == pytest.approx([101, 161, 221, 221, 281], abs=1)
    assert ends[2][1:] == pytest.approx((100, 400), abs=4)
    assert ends[3][1:] == pytest.approx((800, 1100), abs=4)


def test_what_is_left_of_a_mottled_area_is_no_rule() -> None:
    image = np.full((600, 1200), 250, np.uint8)
    image[100:200, 300:500] = 20
    for y in range(102, 200, 6):
        image[y : y + 2, 310:450] = 250
    assert len(rules_on(image, DPI, 0.0).across) == 0
