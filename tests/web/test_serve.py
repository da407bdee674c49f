from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room
from readingroom.errors import WrongUseError
from readingroom.web.server import PORT, _listen


def start(room: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "readingroom", "serve", str(room), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | {"LANG": "C.UTF-8"},
    )


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.read()


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C can be sent to one child only on POSIX")
def test_serve_prints_its_address_shows_what_is_added_meanwhile_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    make_room(tmp_path / "room")
    server = start(tmp_path / "room", "--port", "0")
    try:
        address = server.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        assert b"Nothing has been added yet" in fetch(address)
        path = write_pdf(tmp_path / "plan.pdf", line("Operation plan"))
        add(tmp_path / "room", [path], Given(), lambda _step: None, executor=InProcess())
        assert b"1 page in 1 file." in fetch(address)
        found = fetch(address + "search?q=operation").decode()
        assert "1 of 1 pages has it" in found
        page = found.split("/strip/")[1].split("?")[0]
        assert fetch(f"{address}image/300/{page}")[8:12] == b"WEBP"
        again = start(tmp_path / "room", "--port", address.rsplit(":", 1)[1].strip("/"))
        _out, refused = again.communicate(timeout=60)
        assert again.returncode == 2
        assert "another program has it" in refused
        server.send_signal(signal.SIGINT)
        _out, said = server.communicate(timeout=30)
        assert server.returncode == 0
        assert "The reading room is closed." in said
        assert "Traceback" not in said
    finally:
        server.kill()
        server.communicate()


@pytest.mark.skipif(os.name != "posix", reason="Windows ends a process without asking it")
def test_a_request_to_end_closes_the_room_and_leaves_no_process_behind(tmp_path: Path) -> None:
    make_room(tmp_path / "room")
    path = write_pdf(tmp_path / "plan.pdf", line("Operation plan"))
    add(tmp_path / "room", [path], Given(), lambda _step: None, executor=InProcess())
    begin = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r}); import start; "
        "start.environment = lambda _name: sys.executable; "
        f"sys.exit(start.run(['serve', {str(tmp_path / 'room')!r}, '--port', '0']))"
    )
    outer = subprocess.Popen(
        [sys.executable, "-c", begin], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        address = outer.stdout.readline().strip()
        page = fetch(address + "search?q=operation").decode().split("/strip/")[1].split("?")[0]
        assert fetch(f"{address}image/300/{page}")[8:12] == b"WEBP"  # drawn by a child
        below = psutil.Process(outer.pid).children(recursive=True)
        assert len(below) > 1
        outer.send_signal(signal.SIGTERM)
        _out, said = outer.communicate(timeout=30)
        assert outer.returncode == 0
        assert "The reading room is closed." in said
        _gone, alive = psutil.wait_procs(below, timeout=10)
        assert alive == []
    finally:
        outer.kill()
        outer.communicate()


def test_a_room_whose_index_is_gone_or_of_an_older_release_is_indexed_while_it_is_served(tmp_path: Path) -> None:
    make_room(tmp_path / "room")
    path = write_pdf(tmp_path / "plan.pdf", line("Operation plan"))
    add(tmp_path / "room", [path], Given(), lambda _step: None, executor=InProcess())
    shutil.rmtree(tmp_path / "room" / "cache" / "index")
    server = start(tmp_path / "room", "--port", "0")
    try:
        address = server.stdout.readline().strip()
        for _wait in range(120):
            if b"1 of 1 pages has it" in fetch(address + "search?q=operation"):
                break
            time.sleep(0.25)
        else:
            pytest.fail("the page is not found")
    finally:
        server.kill()
        server.communicate()


def test_without_a_port_the_next_free_one_is_taken() -> None:
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", PORT))
            taken.listen()
        except OSError:
            pass  # another program has it already, which is as good
        with _listen(None) as door:
            assert door.getsockname()[1] > PORT
            with pytest.raises(WrongUseError, match="can't be used"):
                _listen(door.getsockname()[1])


def test_no_room_is_said_in_words(tmp_path: Path) -> None:
    server = start(tmp_path / "none")
    _out, said = server.communicate(timeout=60)
    assert server.returncode == 2
    assert "There is no room in" in said
