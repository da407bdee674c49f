"""Build the changelog of a release from the pieces of news beside this file: `python changelog.d/build.py VERSION`.

A piece of news is one sentence that says what people can now do, in `<issue>-<what>.<kind>.md`. They are put at the top
of CHANGELOG.md, by kind, and taken away here.
"""

from __future__ import annotations

import datetime as dt
import sys
import textwrap
from pathlib import Path

#: Kinds of news, in the order in which they are told, and their headings.
KINDS = {
    "security": "Security",
    "removed": "Removed",
    "changed": "Changed",
    "added": "Added",
    "fixed": "Fixed",
}


def section(folder: Path, version: str, date: str) -> str:
    """Return the news in `folder` as one section of Markdown."""
    lines = [f"## {version} ({date})", ""]
    for kind, heading in KINDS.items():
        paths = sorted(
            folder.glob(f"*.{kind}.md"), key=lambda path: (int(path.name.split("-")[0].split(".")[0]), path.name)
        )
        if paths:
            lines += [f"### {heading}", ""]
            for path in paths:
                text = " ".join(path.read_text(encoding="utf-8").split())
                lines.append(textwrap.fill(text, 118, initial_indent="- ", subsequent_indent="  "))
            lines.append("")
    return "\n".join(lines)


def release(house: Path, version: str, date: str) -> None:
    """Put the news at the top of `house/CHANGELOG.md` and take the pieces away."""
    path = house / "CHANGELOG.md"
    title = "# Changes\n\n"
    old = path.read_text(encoding="utf-8").removeprefix(title) if path.exists() else ""
    path.write_text(
        title + section(house / "changelog.d", version, date) + ("\n" + old if old else ""), encoding="utf-8"
    )
    for piece in (house / "changelog.d").glob("*.md"):
        piece.unlink()


if __name__ == "__main__":
    release(Path(__file__).resolve().parents[1], sys.argv[1], dt.datetime.now(dt.UTC).strftime("%Y-%m-%d"))
