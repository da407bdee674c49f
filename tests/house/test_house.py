from __future__ import annotations

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
SOURCES = sorted((HOUSE / "src").rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(HOUSE)))
def test_no_file_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


def test_nothing_forks_or_asks_for_a_unix_only_lock() -> None:
    bad = {"fcntl", "fork", "forkserver"}
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = {alias.name for alias in node.names} if isinstance(node, (ast.Import, ast.ImportFrom)) else set()
            if isinstance(node, ast.Attribute):
                names.add(node.attr)
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.add(node.value)
            found += [(path.name, name) for name in names & bad]
    assert found == []


def test_every_locked_package_has_a_hash_and_no_address() -> None:
    for lock in (HOUSE / "requirements").glob("*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        entries = [block for block in text.replace("\\\n", " ").splitlines() if block.strip()]
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_only_the_one_door_takes_words_out_of_the_readings() -> None:
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            inner = node.value if isinstance(node, ast.Attribute) and node.attr == "contents" else None
            if isinstance(inner, ast.Attribute) and inner.attr == "readings":
                found.append(path.relative_to(HOUSE / "src" / "readingroom").as_posix())
    assert found == ["desk/words.py"]
