"""The reference pages in `docs/`, made from the program itself: `python -m readingroom.cli.reference` writes them anew.

A test fails when they differ from what the program says.
"""

from __future__ import annotations

from pathlib import Path

import click

from readingroom.cli.main import commands
from readingroom.model.tables import TABLES

#: The folder of this checkout that holds the pages.
DOCS = Path(__file__).resolve().parents[3] / "docs"

_TABLES = """\
# Tables

`readingroom export ROOM OUT --tables csv` writes one file a table, all from the same moment, and `INTERNAL.txt`, which
says for whom they are. Columns stand in this order and are only ever added to, at the end. An empty cell is unknown; a
withheld value is the word `withheld`; lists are joined with `;`; coordinates are fractions 0..1 of the upright page,
origin top left. CSV files are UTF-8 without a byte-order mark, with commas between cells and CRLF at
line ends (RFC 4180).

Names in records may be made to run in a spreadsheet. A text that would has one apostrophe in front of it; how to take
it away, and how to open the tables in Excel, stands in [decision 4](decisions/0004-tables.md).

With `--tables parquet` the same tables are Parquet files: whole numbers are 64-bit integers, fractions are doubles, all
else is text, and an unknown value is null. It needs one more package: `python start.py extra parquet` installs it.

This page is made by the program; don't edit it.
"""

_COMMANDS = """\
# Commands

`readingroom` stands for what you type: `python start.py run` beside `start.py`.

`ROOM` is a folder, by default the one you stand in. Data goes to stdout, talk to stderr; `--json` gives one JSON object
a line. Ctrl-C is safe everywhere. The language is that of the system, or `READINGROOM_LANG=es`.

Exit codes: 0 done; 1 a check did not hold; 2 wrong use; 3 done, but some of the input failed (listed); 4 the room is
busy, damaged or too new, or readingroom itself broke; 130 interrupted.

`add` ends with 3 for what failed of the files given or worked on in this run
only. A file of a type that this version has no reader for is listed and kept; alone it is no failure.

This page is made by the program; don't edit it.
"""


_KINDS = {"text": "text", "whole": "whole number", "fraction": "fraction"}


def tables_page() -> str:
    """Return `docs/tables.md`."""
    lines = [_TABLES]
    for table in TABLES:
        later = "" if table.filled else " This version writes its first line only."
        lines += [f"## {table.name}", "", table.about + later, "", "| column | is | meaning |", "|---|---|---|"]
        lines += [
            f"| `{column.name}` | {_KINDS[column.kind]} | {column.meaning.replace('|', chr(92) + '|')} |"
            for column in table.columns
        ]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def commands_page() -> str:
    """Return `docs/commands.md`."""
    lines = [_COMMANDS]
    with click.Context(commands, info_name="readingroom") as top:
        for name in commands.list_commands(top):
            command = commands.get_command(top, name)
            if command is None or command.hidden:
                continue
            with click.Context(command, info_name=f"readingroom {name}") as context:
                lines += [f"## {name}", "", *_command(command, context), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _command(command: click.Command, context: click.Context) -> list[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f"    {context.info_name} {usage}", "", (command.help or "").strip()]
    options = [p.get_help_record(context) for p in command.get_params(context) if isinstance(p, click.Option)]
    rows = [record for record in options if record and "--help" not in record[0]]
    if rows:
        lines += ["", "| option | |", "|---|---|"]
        lines += [f"| `{flags.replace('|', chr(92) + '|')}` | {text} |" for flags, text in rows]
    return lines


#: Each page by the name of its file.
PAGES = {"commands.md": commands_page, "tables.md": tables_page}


def main() -> None:
    """Write every page anew."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
