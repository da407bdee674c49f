"""For whom: what people of the room wrote, and their names, never leave it."""

from __future__ import annotations

from readingroom.errors import DoesNotHoldError
from readingroom.locale import _
from readingroom.model.answers import Audience


def refuse_public(audience: Audience) -> None:
    """Refuse to hand out notes, tags and names of people for the public.

    Raises:
        DoesNotHoldError: they were asked for the public.
    """
    if audience == "public":
        raise DoesNotHoldError(
            _("Notes, tags and the names of the people of this room never become public."),
            _("Share inside the team only."),
        )
