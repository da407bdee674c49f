"""Opening one file: what it is, how many pages it has, what is inside."""

from __future__ import annotations

from pathlib import Path

from readingroom.engines.pages import IMAGE_TYPES, open_pages
from readingroom.errors import UnreadableError
from readingroom.intake.access_copy import copy_table, copy_text
from readingroom.intake.containers import Keep, open_zip
from readingroom.intake.kind import CSV, EMPTY, HEAD, MAIL, PDF, TSV, table_separator
from readingroom.intake.limits import Limits
from readingroom.intake.mail import open_mail
from readingroom.intake.names import type_in_words
from readingroom.locale import _
from readingroom.model.file import Opened


def open_file(path: Path, media_type: str, keep: Keep, limits: Limits) -> Opened:
    """Open a file of the vault.

    Args:
        path: its bytes.
        media_type: as told from its bytes.
        keep: stores the bytes of a member.
        limits: for containers.

    Raises:
        UnreadableError: nothing of it can be opened; the message says why.
    """
    if media_type == EMPTY:
        raise UnreadableError(_("The file is empty (0 bytes)."), _("Ask the sender for it again."))
    if media_type == PDF or media_type in IMAGE_TYPES:
        source = open_pages(path, media_type)
        try:
            return Opened(media_type, pages=source.pages)
        finally:
            source.close()
    if media_type == MAIL:
        return open_mail(path, keep, limits)
    if media_type in {"text/plain", CSV, TSV}:
        with path.open("rb") as stream:
            mark = table_separator(stream.read(HEAD)) if media_type != "text/plain" else ""
        copy, pages = copy_table(path, mark, keep) if mark else copy_text(path, keep)
        return Opened(media_type, pages, copy)
    if media_type == "application/zip":
        opened = open_zip(path, keep, limits)
        return _kept(opened.media_type) if opened.kept else opened
    return _kept(media_type)


def _kept(media_type: str) -> Opened:
    return Opened(
        media_type,
        kept=True,
        error=_(
            "It is {kind}; this version has no reader for it. It is kept as received; open the original.",
            kind=type_in_words(media_type),
        ),
    )
