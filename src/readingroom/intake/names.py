"""What a file is, in words, by its media type: for the line about a file that no reader of this version opens."""

from __future__ import annotations

from readingroom.intake.containers import OFFICE_TYPE
from readingroom.locale import _

_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"


def type_in_words(media_type: str) -> str:
    """Return a media type as words that follow "It is"; a type without a name here stands as it is."""
    return {
        f"{OFFICE_TYPE}.wordprocessingml.document": _("a Word document (docx)"),
        f"{OFFICE_TYPE}.spreadsheetml.sheet": _("an Excel workbook (xlsx)"),
        f"{OFFICE_TYPE}.presentationml.presentation": _("a PowerPoint presentation (pptx)"),
        OFFICE_TYPE: _("an Office document"),
        f"{_OPEN_DOCUMENT}.text": _("an OpenDocument text (odt)"),
        f"{_OPEN_DOCUMENT}.spreadsheet": _("an OpenDocument spreadsheet (ods)"),
        f"{_OPEN_DOCUMENT}.presentation": _("an OpenDocument presentation (odp)"),
        "application/epub+zip": _("an e-book (EPUB)"),
        "application/x-ole-storage": _("an older Office file or an Outlook message"),
        "application/mbox": _("a mailbox (mbox)"),
        "application/rtf": _("a rich text (RTF)"),
        "application/postscript": _("a PostScript file"),
        "application/x-7z-compressed": _("a 7z archive"),
        "application/gzip": _("a gzip archive"),
        "application/octet-stream": _("a file of unknown type"),
        "image/gif": _("a GIF image"),
        "text/html": _("a web page (HTML)"),
    }.get(media_type) or _("a file of type {kind}", kind=media_type)
