"""SIGINT and SIGTERM for a program that has something to close."""

from __future__ import annotations

import os
import signal

LIMIT = 3.0
"""Seconds that closing may take."""


class Ending:
    """Waits for the signals that end a program; from construction on they do nothing else.

    A signal handler that sets an event can meet the event's lock, held by the code that it has
    interrupted, and then never returns. Here Python's handlers do nothing: the interpreter itself
    writes each signal to a pipe.
    """

    def __init__(self) -> None:
        self._read, write = os.pipe()
        os.set_blocking(write, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _do_nothing)

    def wait(self) -> None:
        """Wait for a signal; the system kills the process if it goes on for long after that."""
        os.read(self._read, 1)
        signal.setitimer(signal.ITIMER_REAL, LIMIT)


def _do_nothing(*_: object) -> None:
    """Take the place of the system's own handling."""
