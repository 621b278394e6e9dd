"""Trouble on demand: what goes wrong with the next calls, and who is told of each call.

Only says what shall happen; the server lets it happen.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum


class Cut(Exception):
    """The connection ends here, without an answer. `Faults.on_call` may raise it too."""


class Kind(StrEnum):
    """What goes wrong."""

    ERROR = "error"
    HTTP = "http"
    LOSE_REPLY = "lose_reply"
    CUT = "cut"
    DELAY = "delay"
    HANG = "hang"
    REDIRECT = "redirect"


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble, for a number of calls.

    Attributes:
        kind: What happens.
        error: Slack's error name, for ERROR.
        status: HTTP status, for HTTP.
        retry_after: Seconds in the Retry-After header, for HTTP 429.
        seconds: How long, for DELAY.
        location: Where to, for REDIRECT.
        times: Calls it is good for.
    """

    kind: Kind
    error: str = ""
    status: int = 0
    retry_after: int = 0
    seconds: float = 0.0
    location: str = ""
    times: int = 1


class Faults:
    """A script of faults for each method; "*" stands for every method.

    "upload", "download" and "response_url" are methods too.

    Attributes:
        on_call: Called with (method, "before") when a call has come in and with (method, "after")
            when it has been carried out but not yet answered; on the server's thread. It may
            raise `Cut` to end the connection there.
    """

    def __init__(self) -> None:
        self.on_call: Callable[[str, str], None] = lambda _method, _phase: None
        self._script: dict[str, deque[Fault]] = {}
        self._lock = threading.Lock()
        self._released = threading.Event()

    def refuse(self, method: str, error: str, *, times: int = 1) -> None:
        """Answer `{"ok": false, "error": …}` without doing anything."""
        self._add(method, Fault(Kind.ERROR, error=error, times=times))

    def throttle(self, method: str, *, retry_after: int = 1, times: int = 1) -> None:
        """Answer HTTP 429 with Retry-After in seconds."""
        self._add(method, Fault(Kind.HTTP, status=429, retry_after=retry_after, times=times))

    def fail(self, method: str, *, status: int = 500, times: int = 1) -> None:
        """Answer an HTTP status and no JSON, without doing anything."""
        self._add(method, Fault(Kind.HTTP, status=status, times=times))

    def lose_reply(self, method: str, *, times: int = 1) -> None:
        """Do it, then cut the connection instead of answering."""
        self._add(method, Fault(Kind.LOSE_REPLY, times=times))

    def cut(self, method: str, *, times: int = 1) -> None:
        """Cut the connection before anything is done."""
        self._add(method, Fault(Kind.CUT, times=times))

    def delay(self, method: str, seconds: float, *, times: int = 1) -> None:
        """Do it, and answer after that many seconds of real time."""
        self._add(method, Fault(Kind.DELAY, seconds=seconds, times=times))

    def hang(self, method: str, *, times: int = 1) -> None:
        """Neither do it nor answer until `release` is called; then cut the connection."""
        self._add(method, Fault(Kind.HANG, times=times))

    def redirect(self, method: str, location: str, *, times: int = 1) -> None:
        """Answer 302 to another address."""
        self._add(method, Fault(Kind.REDIRECT, location=location, times=times))

    def release(self) -> None:
        """Let everything that hangs go, now and from now on."""
        self._released.set()

    def clear(self) -> None:
        """No more trouble."""
        with self._lock:
            self._script.clear()

    def wait_for_release(self, seconds: float | None = None) -> None:
        """Block until `release`, or for so many seconds."""
        self._released.wait(seconds)

    def next_for(self, method: str) -> Fault | None:
        """Take what shall happen to this call of `method`, if anything."""
        with self._lock:
            for key in (method, "*"):
                queue = self._script.get(key)
                if queue:
                    fault = queue.popleft()
                    if fault.times > 1:
                        queue.appendleft(replace(fault, times=fault.times - 1))
                    return fault
        return None

    def _add(self, method: str, fault: Fault) -> None:
        with self._lock:
            self._script.setdefault(method, deque()).append(fault)
