from __future__ import annotations

from pathlib import Path

import pytest

from readingroom.cli import reference

HOUSE = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", reference.PAGES)
def test_a_reference_page_says_what_the_program_says(name: str) -> None:
    written = (HOUSE / "docs" / name).read_text(encoding="utf-8")
    assert written == reference.PAGES[name](), "run: python -m readingroom.cli.reference"


def test_every_command_stands_in_the_reference() -> None:
    page = reference.commands_page()
    for name, command in reference.commands.commands.items():
        assert f"## {name}\n" in page
        assert command.help
