"""Serving a room to the browsers of this machine."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from readingroom.desk.room import enter_room
from readingroom.desk.turns import index_in_turns
from readingroom.errors import ReadingRoomError, WrongUseError
from readingroom.locale import _
from readingroom.web.app import make_app
from readingroom.web.finder import DeskFinder

#: Where a room is served when no port is named, and how many ports after it are tried.
PORT, TRIES = 8765, 50

#: This machine and nobody else.
HOST = "127.0.0.1"

#: Seconds that answers in work are given when the server stops.
_GRACE = 3


def serve(path: Path, *, port: int | None = None, announce: Callable[[str], None], browser: bool = False) -> None:
    """Serve the room at `path` until interrupted.

    Args:
        path: the room; opened for reading only, and its index is brought up to date in turns, so that `add` can go on.
        port: where; the first free one from `PORT` on if not given.
        announce: told the address as soon as the room can be reached.
        browser: whether to open the address in the person's browser.

    Raises:
        RoomError: the room can't be opened.
        WrongUseError: there is no such room, or the port is in use or not allowed.
    """
    room = enter_room(path)
    try:
        door = _listen(port)
    except BaseException:
        room.close()
        raise
    address = f"http://{HOST}:{door.getsockname()[1]}/"
    config = uvicorn.Config(
        make_app(room, DeskFinder()),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
        ws="none",
    )
    announce(address)
    # What was read or corrected and is not indexed, or all of it after a new release: searches say so until it is done.
    threading.Thread(target=index_in_turns, args=(path,), daemon=True).start()
    if browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    if threading.current_thread() is threading.main_thread():
        # A request to end is as good as Ctrl-C: the room is closed, its children end, a demonstration is cleared away.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.closing(door), contextlib.suppress(KeyboardInterrupt):
        # A person stops a server with Ctrl-C: that is its usual end, not an interruption of work.
        uvicorn.Server(config).run(sockets=[door])


def _listen(port: int | None) -> socket.socket:
    """Return a listening socket: at `port`, or at the first free one from `PORT` on."""
    for candidate in [port] if port is not None else range(PORT, PORT + TRIES):
        door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":  # elsewhere this option would let two programs share a port
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, candidate))
        except (OSError, OverflowError) as error:
            door.close()
            taken = isinstance(error, OSError) and error.errno in (errno.EADDRINUSE, errno.EACCES)
            if port is None and taken:
                continue
            raise _refused(candidate) from error
        door.listen(128)
        return door
    raise ReadingRoomError(
        _("The ports {first} to {last} are all in use.", first=PORT, last=PORT + TRIES - 1),
        _("Stop other reading rooms, or name a free port with --port."),
    )


def _refused(port: int) -> WrongUseError:
    return WrongUseError(
        _("The port {port} can't be used: another program has it, or it is not allowed.", port=port),
        _("Name another one with --port, or leave it out to take the next free one."),
    )
