"""Every string that readers see, found in the source: `python -m readingroom.locale.collect` lists what has no Spanish.

Calls of `_("...")` in Python and in the page templates, and what the command line says of its commands and options
(docstrings of commands and `help=`, which are translated when they are shown).
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polib

PACKAGE = Path(__file__).resolve().parents[1]

#: Calls that make a command; the docstring below them is shown.
_COMMANDS = {"command", "group"}


def messages() -> dict[str, list[str]]:
    """Return every English string that readers see, with the places (`file:line`) where it stands.

    Raises:
        TypeError: a call of `_` has no plain text as its first argument, so nobody could translate it.
    """
    found: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        where = path.relative_to(PACKAGE).as_posix()
        shown = [*_calls(tree, where), *(_helps(tree) if where.startswith("cli/") else ())]
        for text, line in shown:
            found.setdefault(text, []).append(f"{where}:{line}")
    for path in sorted(PACKAGE.rglob("*.html")):
        where = path.relative_to(PACKAGE).as_posix()
        for text, line in _template(path.read_text(encoding="utf-8"), where):
            found.setdefault(text, []).append(f"{where}:{line}")
    return found


def _calls(tree: ast.AST, where: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"):
            continue
        text = node.args[0] if node.args else None
        if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
            raise TypeError(f"{where}:{node.lineno}: _() needs a plain text as its first argument")
        yield text.value, node.lineno


def _helps(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for word in node.keywords:
                if word.arg == "help" and isinstance(word.value, ast.Constant) and isinstance(word.value.value, str):
                    yield word.value.value, word.value.lineno
        if isinstance(node, ast.FunctionDef) and any(_makes_command(made) for made in node.decorator_list):
            text = ast.get_docstring(node, clean=False)
            if text:
                yield inspect.cleandoc(text), node.lineno


def _makes_command(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr in _COMMANDS


def _template(source: str, where: str) -> Iterator[tuple[str, int]]:
    import jinja2  # noqa: PLC0415  # only this list needs it

    tree = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"]).parse(source)
    for call in tree.find_all(jinja2.nodes.Call):
        if not (isinstance(call.node, jinja2.nodes.Name) and call.node.name == "_"):
            continue
        text = call.args[0] if call.args else None
        if not (isinstance(text, jinja2.nodes.Const) and isinstance(text.value, str)):
            raise TypeError(f"{where}:{call.lineno}: _() needs a plain text as its first argument")
        yield text.value, call.lineno


def places(text: str) -> set[str]:
    """Return the places of a message that values are put into, with their formats."""
    return set(re.findall(r"(?<!\{)\{[^{}]+\}(?!\})", text))


def catalogue(language: str) -> polib.POFile:
    """Return the catalogue of a language, as it is written."""
    import polib  # noqa: PLC0415  # only this list needs all of it

    text = (resources.files("readingroom.locale") / f"{language}.po").read_text(encoding="utf-8")
    return polib.pofile(text)


def main() -> int:
    """Print what the Spanish catalogue lacks or no longer needs; return 1 if there is anything."""
    found, kept = messages(), {entry.msgid: entry for entry in catalogue("es")}
    for text, where in found.items():
        if text not in kept or not kept[text].msgstr:
            sys.stdout.write(f"missing  {where[0]}  {text!r}\n")
    for text in kept:
        if text not in found:
            sys.stdout.write(f"not used  {text!r}\n")
    return int(set(found) != set(kept))


if __name__ == "__main__":
    sys.exit(main())
