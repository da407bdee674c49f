"""How a decision is written down in the catalogue: JSON, so that a newer program can add to it."""

from __future__ import annotations

import json
from typing import Any

from readingroom.errors import RoomError
from readingroom.locale import _
from readingroom.model.decision import Anchor, Decision, DecisionKind, Line
from readingroom.model.geometry import Box
from readingroom.model.ids import PageId

#: Kinds of decisions that this version knows; others are left to the version that made them.
KINDS: tuple[DecisionKind, ...] = ("correction", "looked", "undo")

_EDGES = ("left", "top", "right", "bottom")


def value_of(decision: Decision) -> str:
    """Return what is kept of a decision beside its page, person and time."""
    value: dict[str, Any] = {}
    if decision.anchor is not None:
        value["words"] = decision.anchor.words
        value["boxes"] = [_edges(box) for box in decision.anchor.boxes]
    if decision.kind == "correction":
        value["text"] = decision.text
    if decision.lines:
        value["lines"] = [[*_edges(line.box), line.digest] for line in decision.lines]
    if decision.replaces:
        value["replaces"] = decision.replaces
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def decision_from(number: int, page: str, *, kind: str, person: str, at: str, value: str) -> Decision:
    """Return the decision that was written down.

    Raises:
        RoomError: the catalogue holds something else.
    """
    try:
        kept = json.loads(value)
        anchor = None
        if "words" in kept:
            words, boxes = tuple(map(_word, kept["words"])), tuple(Box(*map(float, box)) for box in kept["boxes"])
            if not words or len(words) != len(boxes):
                raise ValueError("words without places")
            anchor = Anchor(words, boxes)
        lines = tuple(Line(Box(*map(float, row[:4])), str(row[4])) for row in kept.get("lines", ()))
        if kind not in KINDS or (anchor is None and kind == "correction"):
            raise ValueError(kind)
        text = tuple(map(_word, kept.get("text", ())))
        replaces = tuple(map(int, kept.get("replaces", ())))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise RoomError(
            _("Decision {number} in catalogue.db can't be read.", number=number),
            _("Put catalogue.db back from a backup; what was read is untouched."),
        ) from error
    return Decision(number, PageId(page), kind, person, at, anchor, text, lines, replaces)


def _word(text: object) -> str:
    if not isinstance(text, str) or not text or any(map(str.isspace, text)):
        raise ValueError("not one word")
    return text


def _edges(box: Box) -> list[float]:
    return [round(min(max(getattr(box, edge), 0.0), 1.0), 5) for edge in _EDGES]
