from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def records() -> Path:
    """The folder of real releases; tests that need it skip with this reason when it is absent."""
    here = Path(__file__).resolve().parents[1]
    for place in (os.environ.get("READINGROOM_RECORDS"), here.parent / "shared" / "records"):
        if place and Path(place).is_dir():
            return Path(place)
    pytest.skip("the real records are not beside this checkout (set READINGROOM_RECORDS)")
