"""The command line as a whole. Data goes to stdout, talk to stderr; errors decide the exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import click

from readingroom import __version__
from readingroom.cli import (
    asking,
    correcting,
    demo,
    doctoring,
    exporting,
    finding,
    looking,
    noting,
    receiving,
    sample,
    search,
    serve,
    tagging,
)
from readingroom.cli.wording import Formatter, choose_language, speak, tell, typed_as, wrong_use
from readingroom.errors import ExitCode, ReadingRoomError
from readingroom.locale import _

click.Context.formatter_class = Formatter


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="readingroom")
def commands() -> None:
    """From a pile of released records to pages that can be searched, checked and cited. Works offline."""


for command in (
    demo.demo,
    sample.sample,
    receiving.init,
    receiving.add,
    receiving.status,
    asking.text,
    exporting.export,
    search.search,
    looking.look,
    finding.quote,
    correcting.correct,
    correcting.looked,
    noting.note,
    tagging.tag,
    finding.rebuild,
    serve.serve,
    doctoring.doctor,
):
    commands.add_command(command)


def main(run: Callable[..., Any] = commands) -> None:
    """Run the command line and leave with the promised exit status."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # text streams have it
    choose_language()
    if isinstance(run, click.Command):
        speak(run)
    try:
        run(prog_name=typed_as(), standalone_mode=False)
    except ReadingRoomError as error:
        tell(error.what)
        if error.next_step:
            tell(error.next_step)
        sys.exit(error.exit_code)
    except click.exceptions.Exit as left:
        sys.exit(left.exit_code)
    except click.ClickException as error:
        what, next_step = wrong_use(error)
        tell(what)
        tell(next_step)
        sys.exit(ExitCode.WRONG_USE)
    except (KeyboardInterrupt, click.Abort):
        click.echo(_("Interrupted. Nothing is lost; run the same command to go on."), err=True)
        sys.exit(ExitCode.INTERRUPTED)
    except Exception as error:
        if os.environ.get("READINGROOM_DEBUG"):
            raise
        # Python would leave with 1, which says that a check did not hold. The error's text may be words of a page.
        click.echo(
            _("readingroom broke on this ({reason}). Nothing received is lost.", reason=type(error).__name__), err=True
        )
        click.echo(_("Please report it, with what READINGROOM_DEBUG=1 in front of the command shows."), err=True)
        sys.exit(ExitCode.ROOM_UNUSABLE)
