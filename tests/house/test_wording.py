"""The Spanish catalogue says what the English says, with the same places."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from readingroom import locale
from readingroom.cli.main import commands
from readingroom.locale.collect import PACKAGE, catalogue, messages, places

ENTRIES = list(catalogue("es"))


def test_every_entry_is_finished() -> None:
    assert [entry.msgid for entry in ENTRIES if entry.fuzzy or entry.obsolete or not entry.msgstr.strip()] == []
    assert len({entry.msgid for entry in ENTRIES}) == len(ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.msgid[:40])
def test_the_spanish_has_the_same_places_and_ends_alike(entry) -> None:
    assert places(entry.msgstr) == places(entry.msgid)
    assert re.findall(r"^\s+|\s+$", entry.msgstr) == re.findall(r"^\s+|\s+$", entry.msgid)
    assert entry.msgid.rstrip().endswith(".") == entry.msgstr.rstrip().endswith(".")


def test_nothing_is_worded_before_the_language_is_chosen() -> None:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = set()
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                body = node.body if isinstance(node.body, list) else [node.body]
                inside |= {id(below) for part in body for below in ast.walk(part)}
        for node in ast.walk(tree):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
            if called and id(node) not in inside:
                found.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert found == []


def test_the_help_of_every_command_is_found() -> None:
    found = set(messages())
    with click.Context(commands) as context:
        for command in [commands, *commands.commands.values()]:
            assert command.help in found
            for option in command.get_params(context):
                if isinstance(option, click.Option) and "--help" not in option.opts and "--version" not in option.opts:
                    assert option.help in found


def run(language: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    plain = {key: value for key, value in os.environ.items() if not key.startswith("LC_") and key != "LANG"}
    return subprocess.run(
        [sys.executable, "-m", "readingroom", *arguments],
        env=plain | {"LANG": language, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_command_line_speaks_the_language_of_the_system(tmp_path: Path) -> None:
    shown = run("es_MX.UTF-8", "--help").stdout
    assert "Uso: readingroom" in shown
    assert "Crea una sala en la carpeta ROOM." in shown
    refused = run("es_MX.UTF-8", "status", str(tmp_path))
    assert (refused.returncode, refused.stderr.splitlines()[0]) == (2, f"No hay ninguna sala en {tmp_path}.")
    assert "Falta OUT." in run("es_ES", "export", "x").stderr
    assert "There is no command nothing." in run("C.UTF-8", "nothing").stderr


def test_a_language_holds_for_its_context_only() -> None:
    token = locale.use("es-419")
    assert locale._("Reading") == "Leyendo"
    locale._current.reset(token)
    assert locale._("Reading") == "Reading"


def test_every_string_that_readers_see_has_its_spanish_and_none_is_left_over() -> None:
    kept = {entry.msgid for entry in ENTRIES}
    found = messages()
    missing = {text: places[0] for text, places in found.items() if text not in kept}
    assert missing == {}, "write it into src/readingroom/locale/es.po"
    assert kept - set(found) == set(), "no longer used: take it out of src/readingroom/locale/es.po"


def test_a_string_without_spanish_is_noticed(monkeypatch, capsys) -> None:
    from readingroom.locale import collect

    real = collect.messages()
    monkeypatch.setattr(collect, "messages", lambda: real | {"Nobody translated this.": ["x.py:1"]})
    assert collect.main() == 1
    assert "missing  x.py:1  'Nobody translated this.'" in capsys.readouterr().out
