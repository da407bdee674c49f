"""Names of files, pages and documents; they never change once given."""

from __future__ import annotations

import hashlib
import re
from typing import NewType

FileId = NewType("FileId", str)
"""SHA-256 of the bytes as received, 64 lower-case hexadecimal digits."""

PageId = NewType("PageId", str)
"""`<file_id>/p0001`, or `<file_id>~2/p0001` for a page of a later, different paging of the same file."""

DocumentId = NewType("DocumentId", str)
"""`d` and 16 hexadecimal digits: a short hash of the document's first page_id."""

_PAGE = re.compile(r"([0-9a-f]{64})(?:~([2-9]|[1-9][0-9]+))?/p([0-9]{4,})")
_FILE = re.compile(r"[0-9a-f]{64}")


def file_id(digest: str) -> FileId:
    """Return `digest` as a file_id.

    Raises:
        ValueError: it is no SHA-256 in lower-case hexadecimal.
    """
    if not _FILE.fullmatch(digest):
        raise ValueError(f"not a file id: {digest!r}")
    return FileId(digest)


def page_id(file: FileId, number: int, paging: int = 1) -> PageId:
    """Name page `number` (from 1) of a file; `paging` counts the file's pagings from 1."""
    if number < 1 or paging < 1:
        raise ValueError(f"pages and pagings are numbered from 1, not {number} and {paging}")
    return PageId(f"{file}{'' if paging == 1 else f'~{paging}'}/p{number:04d}")


def parse_page_id(text: str) -> tuple[FileId, int, int]:
    """Return file, page number and paging of a page_id.

    Raises:
        ValueError: `text` is not a page_id in its one canonical form.
    """
    match = _PAGE.fullmatch(text)
    if not match or (len(match[3]) > 4 and match[3][0] == "0") or int(match[3]) == 0:  # noqa: PLR2004  # at least four digits
        raise ValueError(f"not a page id: {text!r}")
    return FileId(match[1]), int(match[3]), int(match[2] or 1)


def page_order(page: PageId) -> tuple[str, int, int]:
    """Sort key that puts the pages of a file in the order of their numbers (p10000 after p9999)."""
    file, number, paging = parse_page_id(page)
    return (file, paging, number)


def document_id(first_page: PageId) -> DocumentId:
    """Name the document that begins on `first_page`."""
    return DocumentId("d" + hashlib.sha256(first_page.encode()).hexdigest()[:16])
