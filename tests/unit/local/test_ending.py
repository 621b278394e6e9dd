"""`make run` ends, whenever and however often it is told to, and whatever is at its port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from local.page.server import BUILT
from local.region import ROOT
from tests.workspaces import until

STEP = """
import signal, sys
left = 100
def again(*_):
    global left
    left -= 1
    if left > 0:
        signal.raise_signal(signal.SIGTERM if left % 2 else signal.SIGINT)
    return again
"""
"""Has each step of Python's code interrupted by one more signal, as if they came at once."""

PAGE = """
import sys
import local.ending
from local.__main__ import main
local.ending.LIMIT = 60.0
sys.exit(main(["page", "--port", sys.argv[1]]))
"""
"""The page, with as much time to close as a busy machine may take."""


def run(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script to its end."""
    return subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_signals_within_a_handler_end_it_as_one_does() -> None:
    """However many signals interrupt each other's handlers, the program goes on to its end."""
    script = f"""{STEP}
from local.ending import Ending
ending = Ending()
sys.settrace(again)
signal.raise_signal(signal.SIGTERM)
sys.settrace(None)
ending.wait()
print("closed", left)
"""
    ended = run(script)
    assert ended.stdout.startswith("closed"), ended
    assert int(ended.stdout.split()[1]) < 100


def test_what_does_not_close_is_ended_by_the_system() -> None:
    """A program that hangs while it closes is killed after a while, without its doing."""
    script = """
import signal, threading
import local.ending
local.ending.LIMIT = 0.05
ending = local.ending.Ending()
signal.raise_signal(signal.SIGINT)
ending.wait()
lock = threading.Lock()
lock.acquire()
lock.acquire()
"""
    assert run(script).returncode == -signal.SIGALRM


@pytest.mark.skipif(not BUILT.joinpath("index.html").is_file(), reason="needs `make page`")
def test_a_taken_port_and_a_burst_of_signals(tmp_path: Path) -> None:
    """With its port taken the page is at a free one; a burst of signals ends all of it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        process = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-c", PAGE, port],
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(tmp_path)},
            stdout=subprocess.PIPE,
            text=True,
        )
        with process, process.stdout:  # type: ignore[union-attr] # it has a pipe
            url = process.stdout.readline().split()[-1]
            # Each process of the function has a folder, which goes with it.
            until(lambda: any(tmp_path.glob("imagine-environment-*")))
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGTERM, signal.SIGTERM):
                process.send_signal(number)
            assert process.wait(60) == 0
    assert url.startswith("http://127.0.0.1:")
    assert f":{port}" not in url
    assert list(tmp_path.iterdir()) == []
