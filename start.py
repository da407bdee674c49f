"""Set up and run `readingroom` on a machine that has only Python and the package index.

python start.py demo          make a fictional production, read it, and show it in the browser
python start.py run ARGS...   run readingroom with these arguments
python start.py extra NAME    add an extra to it: parquet
python start.py test [ARGS]   run every check and test
python start.py --help        show this

The environment lies in `.readingroom/env-run` or `env-test` beside this file and is made anew only when the locked set
changes. Standard library only; the same on Linux, macOS and Windows.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
OLDEST = (3, 11)
#: Heavy or rarely needed; each has a locked set of its own in requirements/.
EXTRAS = ("parquet",)
#: What a person types in place of `readingroom`; the program names its commands so.
AS = "python start.py run"


def environment(name: str) -> Path:
    """Return the Python of the environment `name` (run or test), made or renewed when its locked set changed."""
    lock = HERE / "requirements" / f"{name}.lock"
    folder = HERE / ".readingroom" / f"env-{name}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    marker = folder / "locked.sha256"
    if marker.is_file() and marker.read_text(encoding="utf-8") == wanted and python.is_file():
        return python
    print(f"Setting up {folder} (once; some minutes) ...", file=sys.stderr, flush=True)
    try:
        venv.create(folder, with_pip=True, clear=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(
            f"Python can't make an environment in {folder}: {error}.\n"
            "On Debian and Ubuntu: sudo apt install python3-venv   Otherwise install Python from python.org."
        ) from error
    install(python, lock)
    packages = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    (Path(packages) / "readingroom.pth").write_text(str(HERE / "src"), encoding="utf-8")
    marker.write_text(wanted, encoding="utf-8")
    return python


def install(python: Path, lock: Path) -> None:
    """Install a locked set, each package by its hash."""
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    if subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", str(lock)], check=False).returncode:
        raise SystemExit(
            "The packages could not be installed (see above). Is the package index reachable? Then try again."
        )


def extra(name: str) -> int:
    """Add what an extra needs to the environment that runs readingroom; return 0."""
    if name not in EXTRAS:
        raise SystemExit(f"There is no extra {name!r}; there is: {', '.join(EXTRAS)}.")
    install(environment("run"), HERE / "requirements" / f"{name}.lock")
    return 0


def run(arguments: list[str]) -> int:
    """Run readingroom in its environment; return its exit status."""
    return wait([str(environment("run")), "-m", "readingroom", *arguments])


def wait(command: list[str]) -> int:
    """Run a command to its end; return its exit status, 128 and the signal's number when a signal ended it.

    Ctrl-C reaches the command too, being in the same terminal; it ends in its own way, and we wait for that. A request
    to end (SIGTERM) reaches only us and is handed on; nothing that we started goes on without us.
    """
    with subprocess.Popen(command, env={**os.environ, "READINGROOM_AS": AS}) as child:
        signal.signal(signal.SIGTERM, lambda _number, _frame: child.terminate())
        while True:
            try:
                status = child.wait()
            except KeyboardInterrupt:
                continue
            return status if status >= 0 else 128 - status


def test(arguments: list[str]) -> int:
    """Run the checks, then the tests; return 1 when any of them fails."""
    python = str(environment("test"))
    checks = [
        ["-m", "ruff", "format", "--check", "."],
        ["-m", "ruff", "check", "."],
        ["-m", "mypy"],
        ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
        ["-m", "pytest", *(arguments or ["-n", "auto"])],
    ]
    failed = [check for check in checks if subprocess.run([python, *check], cwd=HERE, check=False).returncode]
    for check in failed:
        print("failed:", " ".join(check[1:]), file=sys.stderr)
    if not failed:
        print("Every check and test holds. Skipped tests are listed above, each with its reason.", file=sys.stderr)
    return 1 if failed else 0


def main() -> int:
    """Do what was asked; return the exit status."""
    if sys.version_info < OLDEST:
        raise SystemExit(
            f"readingroom needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}."
        )
    match sys.argv[1:]:
        case ["test", *arguments]:
            return test(arguments)
        case ["extra", name]:
            return extra(name)
        case ["demo", *arguments]:
            return run(["demo", *arguments])
        case ["run", *arguments]:
            return run(arguments)
        case ["-h" | "--help"]:
            print(__doc__)
            return 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # while it was being set up
        print("Interrupted. Run the same command to go on.", file=sys.stderr)
        sys.exit(130)
