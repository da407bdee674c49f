"""Writes the SQL that makes an empty catalogue at once: `python -m readingroom.store.empty`, after a new step."""

from __future__ import annotations

import tempfile
from pathlib import Path

from readingroom.store.catalogue import EMPTY, STEPS, script_of_steps


def main() -> None:
    """Write it beside the steps."""
    with tempfile.TemporaryDirectory() as folder:
        script = script_of_steps(Path(folder) / "catalogue.db")
    (STEPS / EMPTY).write_text(script, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
