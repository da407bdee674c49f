"""Whether a person should look at a page, and why: decided once all else about the page is known."""

from __future__ import annotations

from dataclasses import replace

from readingroom.model.look import LOOK_REASONS
from readingroom.model.page import Reading
from readingroom.reading.fitted import threshold
from readingroom.reading.scripts import SCRIPTS

#: A picture that covers less of the page than this (a letterhead, a seal) is no reason.
MUCH = 0.15


def with_look(reading: Reading) -> Reading:
    """Return the reading with the reasons why a person should look at the page, the gravest first.

    What another step of the reading already noted in `look` is kept.
    """
    found = set(reading.look)
    if reading.doubts:
        found.add("doubts")
    kinds = {region.kind for region in reading.regions}
    if "handwriting" in kinds:
        found.add("handwriting")
    if any(region.kind == "doubted" and region.note in {"script", *SCRIPTS} for region in reading.regions):
        found.add("other_script")
    shown = sum(region.box.area for region in reading.regions if region.kind == "picture")
    if shown >= MUCH:
        found.add("picture")
    if reading.quality is not None and reading.quality < threshold("poor"):
        found.add("poor")
        if reading.layer not in {"", "good"}:
            found.add("layer_rejected")
        if reading.sheet.turned:
            found.add("turned")
    if not len(reading.words):
        found -= {"poor", "turned"}
        if reading.layer not in {"", "good"}:
            found.add("layer_rejected")
    return replace(reading, look=tuple(sorted(found, key=_gravity)))


def _gravity(code: str) -> tuple[int, str]:
    return (LOOK_REASONS.index(code) if code in LOOK_REASONS else len(LOOK_REASONS), code)
