"""Tables, form fields, seals and pen strokes on a page that is being set."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence

from readingroom.sample.layout import Flow
from readingroom.sample.leaf import Area, Run, Shape
from readingroom.sample.pack import Colour

#: Height of a row, in text sizes.
_PITCH = 1.72
#: A ballpoint pen.
INK: Colour = (0.08, 0.12, 0.45)


def table(
    flow: Flow,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    shares: Sequence[float],
    *,
    face: str = "sans",
    size: float = 9.0,
    look: str = "",
    right: bool = True,
) -> None:
    """Set a table; it goes on over pages with its head repeated.

    Args:
        flow: where to set it.
        head: titles of the columns.
        rows: cells as text, marks allowed.
        shares: width of each column as a share of the measure.
        face: of the cells.
        size: of the cells.
        look: ruled, striped or open; the pack's own if empty.
        right: set cells of digits flush right.
    """
    look = look or str(flow.pack.look["table"])
    pitch = size * _PITCH
    edges = [flow.margin]
    for share in shares:
        edges.append(edges[-1] + share * flow.measure)
    bold = "sans_bold" if face == "sans" else face
    _row(flow, head, edges, bold, size, look=look, right=right, head=True, odd=False)
    for number, row in enumerate(rows):
        if flow.y + pitch > flow.bottom:
            flow.new_page()
            _row(flow, head, edges, bold, size, look=look, right=right, head=True, odd=False)
        _row(flow, row, edges, face, size, look=look, right=right, head=False, odd=number % 2 == 1)
    flow.skip(10)


def _row(
    flow: Flow,
    cells: Sequence[str],
    edges: Sequence[float],
    face: str,
    size: float,
    *,
    look: str,
    right: bool,
    head: bool,
    odd: bool,
) -> None:
    pitch = size * _PITCH
    flow.need(pitch)
    top, shapes = flow.y, flow.leaf.shapes
    shade: Colour = (0.87, 0.89, 0.92) if head else (0.95, 0.95, 0.95)
    if look == "ruled":
        if head:
            shapes.append(Shape("rect", (edges[0], top, edges[-1] - edges[0], pitch), shade))
        for left, after in itertools.pairwise(edges):
            shapes.append(Shape("rect", (left, top, after - left, pitch), None, (0.25, 0.25, 0.25), 0.5))
    elif look == "striped":
        if head or odd:
            shapes.append(Shape("rect", (edges[0], top, edges[-1] - edges[0], pitch), shade))
    elif head:
        shapes.append(Shape("line", (edges[0], top + pitch, edges[-1], top + pitch), None, (0.0, 0.0, 0.0), 0.8))
    baseline = top + pitch * 0.68
    for cell, left, after in zip(cells, edges, edges[1:], strict=False):
        line = flow.tokens(cell)
        if not line:
            continue
        length = flow.length(line, face, size)
        scale = min(1.0, (after - left - 8) / length)  # a long cell is set smaller, never over its neighbour
        x = left + 4
        if right and (cell[:1].isdigit() or cell[:1] == "$" or (head and left > edges[0])):
            x = after - 4 - length * scale
        flow.set_line(line, x, baseline, face, size * scale)
    flow.y = top + pitch


def pairs(
    flow: Flow, rows: Sequence[tuple[str, str]], *, label: float = 90.0, face: str = "text", size: float = 0.0
) -> None:
    """Set lines of a bold label and its value, as heads of memos and mail have them."""
    bold = {"text": "bold", "sans": "sans_bold"}.get(face, face)
    size = size or flow.size
    for name, value in rows:
        flow.need(size * flow.leading)
        y = flow.y
        flow.leaf.runs.append(Run(flow.margin, y + size * 0.92, name, bold, size))
        if value:
            flow.para(value, face, size, indent=label, after=2)
        else:
            flow.y = y + size * flow.leading + 2


def seal(flow: Flow, x: float, y: float, radius: float, colour: Colour) -> None:
    """Draw the invented seal of the department: rings, rays and its emblem, no lettering."""
    for share, width in ((1.0, 1.4), (0.9, 0.5), (0.62, 0.8)):
        flow.leaf.shapes.append(Shape("pen", _ring(x, y, radius * share), None, colour, width))
    for stroke in _emblem(str(flow.pack.look["emblem"]), x, y, radius * 0.5):
        flow.leaf.shapes.append(Shape("pen", stroke, None, colour, 0.9))
    for step in range(24):
        angle = step * math.pi / 12
        ends = [x + radius * 0.7 * math.cos(angle), y + radius * 0.7 * math.sin(angle)]
        ends += [x + radius * 0.82 * math.cos(angle), y + radius * 0.82 * math.sin(angle)]
        flow.leaf.shapes.append(Shape("pen", tuple(ends), None, colour, 0.8))


def _emblem(name: str, x: float, y: float, size: float) -> list[tuple[float, ...]]:
    """Pen strokes of an emblem around a point: waves, trees, or a crossed pick and hammer."""
    if name == "waves":
        waves: list[tuple[float, ...]] = []
        for level in (-0.3, 0.16, 0.62):
            points: list[float] = []
            for step in range(13):
                points += [x + size * (step / 6 - 1), y + size * (level + 0.12 * math.sin(step * math.pi / 2))]
            waves.append(tuple(points))
        return waves
    if name == "trees":
        trees: list[tuple[float, ...]] = [(x - size, y + 0.9 * size, x + size, y + 0.9 * size)]
        for middle, tall in ((-0.55, 1.2), (0.0, 1.7), (0.55, 1.2)):
            left, right, top = x + size * (middle - 0.3), x + size * (middle + 0.3), y + size * (0.6 - tall)
            foot = y + 0.6 * size
            trees.append((left, foot, x + size * middle, top, right, foot, left, foot))
            trees.append((x + size * middle, foot, x + size * middle, y + 0.9 * size))
        return trees
    ends = ((-0.8, 0.8, 0.55, -0.55), (0.8, 0.8, -0.55, -0.55), (0.2, -0.85, 0.95, -0.1), (-0.95, -0.2, -0.2, -0.95))
    return [(x + size * a, y + size * b, x + size * c, y + size * d) for a, b, c, d in ends]


def _ring(x: float, y: float, radius: float) -> tuple[float, ...]:
    points: list[float] = []
    for step in range(41):
        angle = step * math.pi / 20
        points += [x + radius * math.cos(angle), y + radius * math.sin(angle)]
    return tuple(points)


def signature(flow: Flow, rng: random.Random, x: float, y: float, length: float = 110.0) -> None:
    """Draw something like a signature: a tall first letter, a hand that runs out, sometimes a second name."""
    at = x
    for part in range(rng.randrange(1, 3)):
        wide = length * rng.uniform(0.34, 0.6)
        points: list[float] = []
        tall, small, lean = rng.uniform(9, 17), rng.uniform(1.2, 4.2), rng.uniform(0.1, 0.6)
        loops, phase, fade = rng.uniform(2.5, 7.5), rng.uniform(0, 6), rng.uniform(0.4, 1.0)
        second, bend = rng.uniform(0.2, 1.2), rng.uniform(0.6, 2.7)
        steps = 70
        for step in range(steps):
            share = step / steps
            height = tall * max(0.0, 1 - share * 3.2) + small * (1 - share * fade)
            angle = phase + share * loops * 2 * math.pi
            rise = height * (math.sin(angle) + second * 0.4 * math.sin(bend * angle + part))
            points += [at + wide * share - rise * lean + height * 0.4 * math.cos(angle), y - share * 5 + rise]
        flow.leaf.shapes.append(Shape("pen", tuple(points), None, INK, 1.1))
        at += wide * rng.uniform(0.9, 1.15)
    if rng.random() < 0.5:  # noqa: PLR2004  # every other hand ends with a line
        line = (x + length * 0.1, y + rng.uniform(5, 10), at + rng.uniform(-8, 24), y + rng.uniform(-2, 6))
        flow.leaf.shapes.append(Shape("pen", line, None, INK, 0.9))


def field_box(flow: Flow, area: Area, label: str, value: str) -> None:
    """Draw one box of a form with its small label and its value in typewriter letters."""
    x, y, width, height = area
    flow.leaf.shapes.append(Shape("rect", (x, y, width, height), None, (0.1, 0.1, 0.1), 0.7))
    flow.leaf.runs.append(Run(x + 3, y + 8, label, "sans", 6.8))
    if value:
        line = flow.tokens(value)
        size = min(9.5, 9.5 * (width - 8) / max(1.0, flow.length(line, "mono", 9.5)))
        flow.set_line(line, x + 5, y + height - 6, "mono", size)


def check_box(flow: Flow, x: float, y: float, label: str, *, ticked: bool) -> None:
    """Draw a box to tick, ticked by a cross or not, with its label."""
    flow.leaf.shapes.append(Shape("rect", (x, y, 9, 9), None, (0.1, 0.1, 0.1), 0.8))
    if ticked:
        flow.leaf.shapes.append(Shape("pen", (x + 1, y + 1, x + 8, y + 8), None, INK, 1.3))
        flow.leaf.shapes.append(Shape("pen", (x + 8, y + 1, x + 1, y + 8), None, INK, 1.3))
    flow.leaf.runs.append(Run(x + 14, y + 8, label, "sans", 9.0))
