"""Opening one file: what it is, how many pages it has, what is inside."""

from __future__ import annotations

from pathlib import Path

from readingroom.engines.pages import IMAGE_TYPES
from readingroom.errors import UnreadableError
from readingroom.intake.containers import Keep, open_zip
from readingroom.intake.kind import CSV, EMPTY, HEAD, MAIL, PDF, TSV, table_separator
from readingroom.intake.limits import Limits
from readingroom.intake.names import type_in_words
from readingroom.locale import _
from readingroom.model.file import MediaType, Opened


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
    if media_type == PDF:
        from readingroom.intake.repair import open_pdf  # noqa: PLC0415  # each kind loads what it takes, and no more

        return open_pdf(path, keep, limits)
    if media_type in IMAGE_TYPES:
        return _open_image(path, media_type)
    if media_type == MAIL:
        from readingroom.intake.mail import open_mail  # noqa: PLC0415  # as above

        return open_mail(path, keep, limits)
    if media_type in {"text/plain", CSV, TSV}:
        from readingroom.intake.access_copy import copy_table, copy_text  # noqa: PLC0415  # as above

        with path.open("rb") as stream:
            mark = table_separator(stream.read(HEAD)) if media_type != "text/plain" else ""
        copy, pages = copy_table(path, mark, keep) if mark else copy_text(path, keep)
        return Opened(media_type, pages, copy)
    if media_type == "application/zip":
        opened = open_zip(path, keep, limits)
        return _kept(opened.media_type) if opened.kept else opened
    return _kept(media_type)


def _open_image(path: Path, media_type: MediaType) -> Opened:
    from readingroom.engines.images import ImagePages  # noqa: PLC0415  # as above

    source = ImagePages(path)
    try:
        cut = source.pages if not source.expected else 0
        error = (
            _("The TIFF is cut off: {found} pages are there; how many it had can't be told.", found=cut) if cut else ""
        )
        return Opened(media_type, source.pages, error=error, expected=source.expected)
    finally:
        source.close()


def _kept(media_type: str) -> Opened:
    return Opened(
        media_type,
        kept=True,
        error=_(
            "It is {kind}; this version has no reader for it. It is kept as received; open the original.",
            kind=type_in_words(media_type),
        ),
    )
