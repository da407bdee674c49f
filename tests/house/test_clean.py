"""Nothing of this or that machine, nothing unfinished and nothing of others is committed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]

#: Kinds of files that we write ourselves. Pictures are screenshots in docs; rooms of old releases are test data.
OURS = {
    "", ".css", ".csv", ".html", ".in", ".js", ".json", ".lock", ".mako", ".md", ".po", ".py", ".sh", ".svg", ".toml",
    ".sql", ".txt",
}  # fmt: skip
PICTURES = {".png", ".webp", ".jpg"}

#: Put together here so that this file does not hold what it looks for.
FORBIDDEN = {
    "a place of one machine": re.compile(r"(?<![\w.~])/(?:work|root|home|Users|mnt|media)/\w|[A-Z]:\\\\?Users\\\\?\w"),
    "a registry or mirror": re.compile("pypi" + r"\.org|pythonhosted|npmjs|index-url|jsdelivr|unpkg|cdnjs"),
    "an unfinished mark": re.compile(r"\b(?:TO" + "DO|FIX" + "ME|XX" + "X|HA" + r"CK)\b"),
    "a licence of others": re.compile(r"\b(?:A?GPL|Copyright \(c\)|SPDX-License-Identifier)", re.IGNORECASE),
}
#: (file, what): where one of these stands for a reason.
ALLOWED = {
    ("LICENSE", "a licence of others"),  # our own
    ("tests/house/test_clean.py", "a licence of others"),
    ("tests/house/test_clean.py", "a registry or mirror"),
    ("requirements/lock.sh", "a registry or mirror"),  # an option that leaves the address out of the lock
}


def committed() -> list[Path]:
    """Every file of the checkout that git knows or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=HOUSE,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no git checkout, so nothing says what is committed")
    paths = [HOUSE / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_only_kinds_of_files_that_we_write_are_committed() -> None:
    strange = [
        path.relative_to(HOUSE).as_posix()
        for path in committed()
        if path.suffix not in OURS
        and not (path.suffix in PICTURES and path.is_relative_to(HOUSE / "docs"))
        and not path.is_relative_to(HOUSE / "tests" / "data")
        and path.name not in {"py.typed", ".gitignore"}
    ]
    assert strange == []


def test_no_file_is_minified_or_large() -> None:
    for path in committed():
        if not path.is_relative_to(HOUSE / "docs") and path.suffix != ".lock":
            assert path.stat().st_size < 400_000, path
        if path.suffix in {".js", ".css"}:
            assert max((len(line) for line in path.read_text(encoding="utf-8").splitlines()), default=0) <= 200, path


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    found = []
    for path in committed():
        name = path.relative_to(HOUSE).as_posix()
        if (name, what) in ALLOWED or path.suffix in PICTURES or path.is_relative_to(HOUSE / "tests" / "data"):
            continue
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if FORBIDDEN[what].search(text):
                found.append(f"{name}:{number}: {text.strip()[:100]}")
    assert found == []
