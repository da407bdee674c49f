"""Small PDFs for tests, written by hand so that every byte of them is known."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def write_pdf(path: Path, *contents: str, crop: list[int] | None = None, rotate: int = 0, password: str = "") -> Path:
    """Write one page for each content stream, 612 x 792 points, with Helvetica as /F."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(pikepdf.Object.parse(FONT))
        for content in contents:
            page = pdf.add_blank_page(page_size=(612, 792))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            page.Contents = pdf.make_stream(content.encode())
            if crop:
                page.CropBox = pikepdf.Array(crop)
            if rotate:
                page.Rotate = rotate
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=not password,
            encryption=pikepdf.Encryption(owner=password, user=password) if password else False,
        )
    path.write_bytes(out.getvalue())
    return path


def line(text: str, x: int = 72, y: int = 700, size: int = 12) -> str:
    """Content that writes one line."""
    return f"BT /F {size} Tf {x} {y} Td ({text}) Tj ET\n"
