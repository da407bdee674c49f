from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
NEWS = sorted((HOUSE / "changelog.d").glob("*.md"))

spec = importlib.util.spec_from_file_location("changelog_build", HOUSE / "changelog.d" / "build.py")
build = importlib.util.module_from_spec(spec)
spec.loader.exec_module(build)


@pytest.mark.parametrize("path", NEWS, ids=lambda path: path.name)
def test_a_piece_of_news_is_one_sentence_of_a_known_kind(path: Path) -> None:
    match = re.fullmatch(r"[0-9]+(-[a-z0-9-]+)?\.([a-z]+)\.md", path.name)
    assert match, "name it <issue>-<what>.<kind>.md"
    assert match[2] in build.KINDS
    text = path.read_text(encoding="utf-8").strip()
    assert "\n\n" not in text
    assert text.endswith(".")
    assert not re.search(r"[.!?]\s+[A-Z]", text), "one sentence"


def test_the_changelog_is_built_of_the_news(tmp_path: Path) -> None:
    shutil.copytree(HOUSE / "changelog.d", tmp_path / "changelog.d")
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n\n## 0.0.1 (2001-01-01)\n\nOld.\n", encoding="utf-8")
    build.release(tmp_path, "9.9.9", "2030-01-02")
    text = (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8")
    assert text.startswith("# Changes\n\n## 9.9.9 (2030-01-02)\n\n### Added\n\n- ")
    assert text.endswith("\n## 0.0.1 (2001-01-01)\n\nOld.\n")
    for path in NEWS:
        assert " ".join(path.read_text(encoding="utf-8").split()) in " ".join(text.split())
    assert list((tmp_path / "changelog.d").glob("*.md")) == []
