"""Decisions are numbered once each, and whoever names one names one that exists."""

from __future__ import annotations

import re
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
DECISIONS = sorted((HOUSE / "docs" / "decisions").glob("*.md"))


def test_each_decision_has_a_number_of_its_own_and_bears_it() -> None:
    numbers = [path.name[:4] for path in DECISIONS]
    assert numbers == [f"{n:04d}" for n in range(1, len(DECISIONS) + 1)]
    first = [path.read_text(encoding="utf-8").splitlines()[0] for path in DECISIONS]
    assert [line.split(".")[0] for line in first] == [f"# {n}" for n in range(1, len(DECISIONS) + 1)]


def test_no_reference_to_a_decision_leads_nowhere() -> None:
    known = {path.name for path in DECISIONS}
    places = [*(HOUSE / "src").rglob("*.py"), *(HOUSE / "docs").rglob("*.md"), *(HOUSE / "requirements").glob("*.in")]
    lost = []
    for path in [*places, HOUSE / "README.md"]:
        named = re.findall(r"decisions/(\d{4}[\w-]*\.md)", path.read_text(encoding="utf-8"))
        lost += [(path.name, name) for name in named if name not in known]
    assert lost == []
