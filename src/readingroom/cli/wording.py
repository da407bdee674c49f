"""The command line in the reader's language: help texts are translated when they are shown, Click's own words too.

In the code they stand in English, as docstrings of commands and `help=`; the catalogue has them like any other string.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

import click

from readingroom.locale import _, language, system_language, translated, use

#: `readingroom` before the name of a command, never within a path.
_COMMAND = re.compile(
    r"(?<![^\s(\"\u201c])readingroom "
    r"(?=(?:init|add|status|look|search|quote|correct|looked|text|rebuild|export|serve|doctor|sample|demo)\b)"
)


def choose_language() -> None:
    """Use the language of `READINGROOM_LANG`, else of the system, in this process and in the children it starts."""
    use(os.environ.get("READINGROOM_LANG") or system_language())
    os.environ["READINGROOM_LANG"] = language()


def typed_as() -> str:
    """Return what the person types in place of `readingroom`: start.py says it when it runs the program."""
    return os.environ.get("READINGROOM_AS") or "readingroom"


def tell(text: str, *, err: bool = True) -> None:
    """Print talk. Where it names a command of ours, it names it as the person types it."""
    name = typed_as()
    click.echo(_COMMAND.sub(lambda _found: name + " ", text) if name != "readingroom" else text, err=err)


def speak(command: click.Command) -> None:
    """Put the help of a command, its options and the commands below it into the language in use."""
    if language() == "en":
        return
    if command.help:
        command.help = translated(command.help)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = translated(parameter.help)
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            speak(inner)


class Formatter(click.HelpFormatter):
    """Help pages whose headings are in the language in use; Click would take them from a compiled catalogue."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, args, prefix if prefix is not None else _("Usage: "))

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        super().write_heading({"Options": _("Options"), "Commands": _("Commands")}.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of options or commands."""
        own = {
            "Show this message and exit.": _("Show this message and exit."),
            "Show the version and exit.": _("Show the version and exit."),
        }
        super().write_dl([(name, own.get(text, text)) for name, text in rows], col_max, col_spacing)


def wrong_use(error: click.ClickException) -> tuple[str, str]:
    """Return what was wrong with a command line, and what to do."""
    context = getattr(error, "ctx", None)
    help_line = _("Run: {command} --help", command=context.command_path if context else typed_as())
    match error:
        case click.exceptions.NoSuchCommand():
            near = ", ".join(error.possibilities or ())
            what = _("There is no command {name}.", name=error.command_name)
            return what, _("Did you mean “{near}”?", near=near) if near else help_line
        case click.NoSuchOption():
            near = ", ".join(error.possibilities or ())
            what = _("There is no option {name}.", name=error.option_name)
            return what, _("Did you mean “{near}”?", near=near) if near else help_line
        case click.MissingParameter() if error.param is not None:
            name = error.param.human_readable_name if isinstance(error.param, click.Argument) else error.param.opts[0]
            return _("{name} is missing.", name=name), help_line
        case click.BadParameter() if error.param is not None and isinstance(error.param.type, click.Choice):
            known = ", ".join(str(choice) for choice in error.param.type.choices)
            return _("{name} has a value that it does not know.", name=error.param.opts[0]), _(
                "It may be: {known}", known=known
            )
        case _other:
            return error.format_message(), help_line
