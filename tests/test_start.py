from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from readingroom.cli.main import main

TOP = Path(__file__).parents[1]

#: start.py as it is, but that the environment is the one that runs the tests.
BEGIN = f"""
import sys
sys.path.insert(0, {str(TOP)!r})
import start
start.environment = lambda name: sys.executable
"""

CHILD = """
import os, sys, time
try:
    print(os.environ["READINGROOM_AS"], flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    time.sleep(0.5)  # ends in its own way
    sys.exit(130)
"""


def test_ctrl_c_waits_for_the_program_and_keeps_its_exit_status() -> None:
    options = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if os.name == "nt" else {"start_new_session": True}
    if os.name == "nt":
        pytest.skip("a test can't press Ctrl-C for one group of processes only on Windows")
    code = BEGIN + f"sys.exit(start.wait([sys.executable, '-c', {CHILD!r}]))"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "python start.py run\n"
    os.killpg(process.pid, signal.SIGINT)
    _out, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (130, "")


@pytest.mark.parametrize("status", [0, 3])
def test_the_exit_status_is_the_programs(status: int) -> None:
    code = BEGIN + f"sys.exit(start.wait([sys.executable, '-c', 'raise SystemExit({status})']))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == status


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_is_no_mistake(flag: str) -> None:
    done = subprocess.run([sys.executable, str(TOP / "start.py"), flag], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "python start.py demo" in done.stdout


@pytest.mark.parametrize("named", ["", "python start.py run"])
def test_a_command_is_named_as_the_person_types_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], named: str
) -> None:
    folder = tmp_path / "readingroom add"
    monkeypatch.setenv("READINGROOM_AS", named)
    monkeypatch.setenv("READINGROOM_LANG", "en")
    monkeypatch.setattr("sys.argv", ["readingroom", "status", str(folder / "readingroom")])
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr().err
    assert f"Make one with: {named or 'readingroom'} init {folder}" in said
    monkeypatch.setattr("sys.argv", ["readingroom", "search"])
    with pytest.raises(SystemExit):
        main()
    assert f"Run: {named or 'readingroom'} search --help" in capsys.readouterr().err
