"""The rules of Windows, which nothing here runs on: checked in the source, and by doing to files what Windows does."""

from __future__ import annotations

import ast
import functools
import io
from collections.abc import Iterator
from pathlib import Path

from readingroom.store.vault import Vault

HOUSE = Path(__file__).resolve().parents[2]

#: Modules that Windows has not.
UNIX = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "spwd", "syslog", "termios", "tty"}

#: What Windows has not, and what starts children in another way than by `spawn`.
UNIX_CALLS = {"fork", "forkpty", "killpg", "setsid", "SIGKILL", "SIGALRM"}
FINE = {"connection", "get_context", "parent_process", "process", "resource_tracker"}
OTHER_CHILDREN = {"ProcessPoolExecutor", "set_start_method"}


@functools.cache
def every() -> list[tuple[str, ast.AST]]:
    """(place, node) of everything in the source."""
    found = []
    for path in [*sorted((HOUSE / "src").rglob("*.py")), HOUSE / "start.py"]:
        name = path.relative_to(HOUSE).as_posix()
        found += [
            (f"{name}:{getattr(node, 'lineno', 0)}", node)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        ]
    return found


def nodes(kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    return ((place, node) for place, node in every() if isinstance(node, kind))


def test_nothing_imports_what_windows_has_not() -> None:
    found = [(place, a.name) for place, node in nodes(ast.Import) for a in node.names if a.name in UNIX]
    found += [(place, node.module) for place, node in nodes(ast.ImportFrom) if node.module in UNIX]
    assert found == []


def test_children_are_spawned_and_in_no_other_way() -> None:
    found = []
    for place, node in nodes(ast.Attribute):
        of = node.value.id if isinstance(node.value, ast.Name) else ""
        if of == "multiprocessing" and node.attr not in FINE:
            found.append((place, node.attr))
        if (of in {"os", "signal"} and node.attr in UNIX_CALLS) or node.attr in OTHER_CHILDREN:
            found.append((place, node.attr))
    contexts = [
        (place, node.args[0].value)
        for place, node in nodes(ast.Call)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "get_context"
    ]
    assert found == []
    assert [method for _place, method in contexts] == ["spawn"]


def test_no_file_is_moved_onto_another_in_a_way_that_windows_refuses() -> None:
    assert [place for place, node in nodes(ast.Attribute) if node.attr in {"rename", "renames"}] == []


def test_every_text_file_says_its_encoding() -> None:
    """Windows takes another one by default."""
    found = []
    for place, node in nodes(ast.Call):
        method = isinstance(node.func, ast.Attribute)
        called = node.func.attr if method else getattr(node.func, "id", "")
        named = {word.arg for word in node.keywords}
        if called in {"read_text", "write_text"} and "encoding" not in named:
            found.append(place)
        if called == "open":
            given = node.args[0 if method else 1 :][:1]
            modes = [a.value for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if modes and set(modes[0]) <= set("rwxat+") and "encoding" not in named:
                found.append(place)
    assert found == []


def test_the_same_bytes_put_by_another_process_at_the_same_moment_are_fine(tmp_path: Path, monkeypatch) -> None:
    """On Windows a file that somebody has open can't be replaced."""
    vault = Vault(tmp_path / "vault")
    (tmp_path / "vault").mkdir()
    replaced = Path.replace

    def taken(self: Path, target: Path) -> None:
        replaced(self, target)
        self.write_bytes(b"")
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    monkeypatch.setattr(Path, "replace", taken)
    file, size = vault.put(io.BytesIO(b"record"))
    monkeypatch.undo()
    assert size == 6
    vault.check(file)
    assert list((tmp_path / "vault" / "incoming").iterdir()) == []
