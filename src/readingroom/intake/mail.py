"""Mail: its text is paged, what it carries becomes files of its own."""

from __future__ import annotations

import io
from pathlib import Path

from readingroom.errors import LimitError
from readingroom.formats.mail import read_mail
from readingroom.intake.access_copy import copy_mail
from readingroom.intake.containers import Keep, clean_path, unlike
from readingroom.intake.kind import MAIL
from readingroom.intake.limits import Limits
from readingroom.locale import _
from readingroom.model.file import Member, Opened


def open_mail(path: Path, keep: Keep, limits: Limits) -> Opened:
    """Page a mail and put what it carries into the vault.

    Raises:
        LimitError: it is nested too deeply, or carries more files than allowed.
        DiskFullError: the disk would be nearly full.
    """
    with path.open("rb") as stream:
        mail = read_mail(stream)
    if len(mail.attachments) > limits.members:
        raise LimitError(_("The mail carries more than {most} files.", most=limits.members))
    members: list[Member] = []
    taken: dict[str, int] = {}
    for attachment in mail.attachments:
        name = unlike(clean_path(attachment.name.replace("/", "_").rsplit("\\", 1)[-1]), taken)
        file, size = keep(io.BytesIO(attachment.body))
        members.append(Member(name, file, size))
    copy, pages = copy_mail(mail, [member.path for member in members], keep)
    shown = "; ".join(mail.troubles[:5]) + ("; ..." if len(mail.troubles) > 5 else "")  # noqa: PLR2004  # a readable line
    line = _("Parts of the mail are damaged: {parts}. Look at the original.", parts=shown) if mail.troubles else ""
    return Opened(MAIL, pages, copy, tuple(members), error=line)
