"""Forms as browsers send them, and the token that only a form of this server can hold."""

from __future__ import annotations

import hashlib
import hmac
from typing import cast
from urllib.parse import parse_qs

from fastapi import Request
from starlette.responses import Response

from readingroom.errors import WrongUseError
from readingroom.locale import _

#: Bytes of a form that are read; the longest that a person types is far shorter.
MOST_BYTES = 200_000


async def sent(request: Request, *, fields: int = 20) -> dict[str, str]:
    """Return the fields of a form; of a field that came several times the first value.

    Args:
        request: its body is read.
        fields: at most so many.

    Raises:
        WrongUseError: it is no form, or larger than any of ours.
    """
    return {name: values[0] for name, values in (await sent_all(request, fields=fields)).items()}


async def sent_all(request: Request, *, fields: int) -> dict[str, list[str]]:
    """Return the fields of a form with all their values.

    Raises:
        WrongUseError: it is no form, or larger than any of ours.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            break
    try:
        found = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=fields, strict_parsing=True)
    except ValueError:
        found = {}
    if kind != "application/x-www-form-urlencoded" or len(body) > MOST_BYTES or not found:
        raise WrongUseError(_("This is no form of the reading room. Nothing was changed."), _("Go back and try again."))
    return found


def token(request: Request, subject: str) -> str:
    """Return what only a form of this server can hold: another site can make a browser send, but reads nothing here."""
    secret = cast("bytes", request.app.state.secret)
    return hmac.new(secret, subject.encode(), hashlib.sha256).hexdigest()


def check_token(request: Request, subject: str, given: str) -> None:
    """Make sure that a form was made by this server for `subject`.

    Raises:
        WrongUseError: it was not.
    """
    if not hmac.compare_digest(given.encode(), token(request, subject).encode()):
        raise WrongUseError(
            _("This form is not from the reading room that runs now. Nothing was changed."),
            _("Open the page again and fill in its form."),
        )


def with_form(answer: Response) -> Response:
    """Return a page whose forms may be sent.

    With no referrer at all browsers send forms without an origin (Fetch, 3.2), and the guard would refuse our own.
    """
    answer.headers["referrer-policy"] = "same-origin"
    return answer
