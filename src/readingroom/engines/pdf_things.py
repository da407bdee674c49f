"""The objects of a PDF page in the order in which they are painted, those inside forms among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as c

from readingroom.engines import pdf_calls as calls

#: Forms inside forms are followed to this depth; deeper ones are things of which only the bounds are known.
MOST_NESTED = 8

Array = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Form:
    """A form whose content is known.

    Attributes:
        address: of the form.
        holder: number of the form that holds it, -1 for the page.
        matrix: 3 x 3, from its content to the page (rows x, y, 1).
        depth: how many forms hold it, itself among them.
    """

    address: int
    holder: int
    matrix: Array
    depth: int


@dataclass(frozen=True, slots=True)
class Things:
    """The objects of a page as columns, in the order in which they are painted.

    Attributes:
        texts: addresses of the text objects.
        text_boxes: n x 4, left top right bottom as fractions of the upright page; NaN where unknown.
        text_order: n; when it is painted: its number among all objects.
        text_forms: n; number of the form that holds it, -1 for none.
        modes: n; PDF text render mode (3 is invisible).
        others: addresses of what is neither text nor a form with known content.
        other_boxes: m x 4 for those.
        other_forms: m; number of the form that holds it, -1 for none.
        other_order: m; when each of these is painted.
        forms: the forms whose content is known.
        mark_boxes: k x 4 for the annotations that may show something (links without a look of their own don't).
        images: largest share of the page that one image covers, 0..1.
        picture_boxes: p x 4 for the images, in the order in which they are painted.
    """

    texts: list[int]
    text_boxes: Array
    text_order: Numbers
    text_forms: Numbers
    modes: Numbers
    others: list[int]
    other_boxes: Array
    other_forms: Numbers
    other_order: Numbers
    forms: list[Form]
    mark_boxes: Array
    images: float
    picture_boxes: Array


class Upright:
    """The way from a page's own units to fractions of its upright visible part, origin top left."""

    def __init__(self, matrix: Array, origin: Array) -> None:
        """Take points (rows x, y) as `point @ matrix + origin`."""
        self.matrix, self.origin = matrix, origin

    def boxes(self, corners: Array) -> Array:
        """Turn boxes (left, bottom, right, top) into left, top, right, bottom of the upright page."""
        first = corners[:, :2] @ self.matrix + self.origin
        second = corners[:, 2:] @ self.matrix + self.origin
        return np.hstack([np.minimum(first, second), np.maximum(first, second)])


def walk(page: int) -> tuple[list[tuple[int, int, int]], list[Form]]:
    """Return (address, kind, number of the form that holds it) of all objects of a page, and the forms."""
    forms: list[Form] = []
    return list(_walk(calls.children(page, form=False), -1, forms)), forms


def _walk(things: list[tuple[int, int]], holder: int, forms: list[Form]) -> Iterator[tuple[int, int, int]]:
    depth = forms[holder].depth if holder >= 0 else 0
    for thing, kind in things:
        if kind != c.FPDF_PAGEOBJ_FORM or depth >= MOST_NESTED:
            yield thing, kind, holder
            continue
        outer = forms[holder].matrix if holder >= 0 else np.eye(3)
        forms.append(Form(thing, holder, calls.matrix(thing) @ outer, depth + 1))
        yield from _walk(calls.children(thing, form=True), len(forms) - 1, forms)


def things_of(page: int, upright: Upright, marks: Array) -> Things:
    """Return the objects of a page.

    Args:
        page: address of the page.
        upright: the way from its units to fractions of the upright page.
        marks: boxes of its annotations (left, bottom, right, top).
    """
    found, forms = walk(page)
    addresses = [thing for thing, _kind, _form in found]
    kinds = np.array([kind for _thing, kind, _form in found], np.int64)
    holders = np.array([form for _thing, _kind, form in found], np.int64)
    bounds = to_page(calls.bounds(addresses), holders, forms)
    boxes = upright.boxes(bounds)
    text = np.flatnonzero(kinds == c.FPDF_PAGEOBJ_TEXT)
    other = np.flatnonzero(kinds != c.FPDF_PAGEOBJ_TEXT)
    pictures = boxes[kinds == c.FPDF_PAGEOBJ_IMAGE]
    image = pictures.clip(0, 1)
    texts = [addresses[number] for number in text.tolist()]
    shares = (image[:, 2] - image[:, 0]) * (image[:, 3] - image[:, 1])
    return Things(
        texts,
        boxes[text],
        text,
        holders[text],
        calls.modes(texts),
        [addresses[number] for number in other.tolist()],
        boxes[other],
        holders[other],
        other,
        forms,
        upright.boxes(marks),
        float(np.nanmax(shares, initial=0.0)),
        pictures,
    )


def to_page(boxes: Array, holders: Numbers, forms: list[Form]) -> Array:
    """Turn boxes (left, bottom, right, top) in the units of what holds them into the page's units."""
    found = boxes.copy()
    for number in np.unique(holders[holders >= 0]).tolist():
        mine = holders == number
        left, bottom, right, top = boxes[mine].T
        ones = np.ones(left.size)
        corners = np.stack([(left, bottom, ones), (right, bottom, ones), (right, top, ones), (left, top, ones)])
        points = (corners.transpose(0, 2, 1) @ forms[number].matrix)[:, :, :2]
        found[mine] = np.hstack([points.min(0), points.max(0)])
    return found


def may_cut(things: Things, upright: Upright) -> npt.NDArray[np.bool_]:
    """Return for each text object whether a clip, its own or that of a form around it, may cut into it."""
    return clipped(things.texts, things.text_boxes, things.text_forms, things.forms, upright)


def clipped(
    objects: list[int], edges: Array, inside: Numbers, forms: list[Form], upright: Upright, *, slack: float = 0.0
) -> npt.NDArray[np.bool_]:
    """Return for each object whether a clip, its own or that of a form around it, may cut into it.

    Args:
        objects: addresses.
        edges: n x 4, their boxes as fractions of the upright page.
        inside: n; number of the form that holds it, -1 for none.
        forms: of the page.
        upright: the way from its units to fractions of the upright page.
        slack: what a clip may take off at an edge, as a share of the page.
    """
    owners: list[int] = []
    boxes: list[tuple[float, float, float, float]] = []
    holders: list[int] = []
    by_form: dict[int, list[int]] = {}
    for number, (thing, form) in enumerate(zip(objects, inside.tolist(), strict=True)):
        if form >= 0:
            by_form.setdefault(form, []).append(number)
        for box in calls.clip_boxes(thing):
            owners.append(number)
            boxes.append(box)
            holders.append(form)
    for form, members in by_form.items():
        around = form
        while around >= 0:
            for box in calls.clip_boxes(forms[around].address):
                owners += members
                boxes += [box] * len(members)
                holders += [forms[around].holder] * len(members)
            around = forms[around].holder
    cut = np.zeros(len(objects), np.bool_)
    if not owners:
        return cut
    held = np.array(holders, np.int64)
    clips = upright.boxes(to_page(np.array(boxes), held, forms))
    slanted = np.array([_is_slanted(form.matrix) for form in forms] + [False], np.bool_)
    own = edges[owners]
    # The box around a slanted clip says too little, and a box that is not known (NaN) holds nothing.
    whole = (clips[:, :2] <= own[:, :2] + slack).all(1) & (clips[:, 2:] >= own[:, 2:] - slack).all(1) & ~slanted[held]
    np.logical_or.at(cut, owners, ~whole)
    return cut


def _is_slanted(matrix: Array) -> bool:
    """Whether a matrix turns by anything but quarter turns."""
    sides = np.abs(matrix[:2, :2])
    return not (sides[0, 1] + sides[1, 0] < 1e-6 or sides[0, 0] + sides[1, 1] < 1e-6)  # noqa: PLR2004  # rounding


def text_bases(things: Things) -> Array:
    """Return for each text object where one step along and one up lead on the page, in its units: n x 2 x 2."""
    found = calls.matrices(things.texts)[:, :4].reshape(-1, 2, 2)
    for number in np.unique(things.text_forms[things.text_forms >= 0]).tolist():
        mine = things.text_forms == number
        found[mine] = found[mine] @ things.forms[number].matrix[:2, :2]
    return found


def inks(things: Things) -> Numbers:
    """Return the gray (0..255) that each text object is filled with; -1 where it is not one plain opaque colour."""
    plain = calls.inks(things.texts)
    veiled = np.array([_is_veiled(things.forms, number) for number in range(len(things.forms))] + [False], np.bool_)
    return np.where((things.modes == 0) & ~veiled[things.text_forms], plain, -1)


def _is_veiled(forms: list[Form], number: int) -> bool:
    """Whether a form or one around it is blended, masked or less than opaque."""
    while number >= 0:
        if calls.transparent(forms[number].address):
            return True
        number = forms[number].holder
    return False
