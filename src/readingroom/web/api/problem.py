"""Errors as programs read them: problem details (RFC 9457)."""

from __future__ import annotations

from starlette.responses import JSONResponse

#: Where programs ask. A change that would break one gets another number.
PREFIX = "/api/v1"


def problem(status: int, what: str, next_step: str = "", **more: object) -> JSONResponse:
    """Return what happened (`title`) and what to do next (`detail`); `more` are members of this kind of error."""
    body = {"type": "about:blank", "status": status, "title": what, "detail": next_step, **more}
    return JSONResponse(body, status, media_type="application/problem+json", headers={"cache-control": "no-store"})
