from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from readingroom.locale import use


@pytest.fixture(scope="session")
def records() -> Path:
    """The folder of real releases; tests that need it skip with this reason when it is absent."""
    here = Path(__file__).resolve().parents[1]
    for place in (os.environ.get("READINGROOM_RECORDS"), here.parent / "shared" / "records"):
        if place and Path(place).is_dir():
            return Path(place)
    pytest.skip("the real records are not beside this checkout (set READINGROOM_RECORDS)")


@pytest.fixture(autouse=True)
def _language_of_one_test_only() -> Iterator[None]:
    """The command line chooses a language for its process and its children; in a test it must not stay."""
    before = os.environ.get("READINGROOM_LANG")
    yield
    use("en")
    os.environ.pop("READINGROOM_LANG", None)
    if before is not None:
        os.environ["READINGROOM_LANG"] = before
