"""What every part of the workspace shares: one lock, one clock, identities, and the change log.

Knows nothing of Slack's nouns but that changes have a kind and concern a channel or a person.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from local.slack.records import Call, Change, Json

_ID_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTVWXYZ"


class Journal:
    """Lock, clock, ids and log of one workspace.

    Identities are counted, not random, so the same acts give the same ids.

    Args:
        clock: Epoch seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.calls: list[Call] = []
        self.changes: list[Change] = []
        self._lock = threading.RLock()
        self._counter = itertools.count(1)
        self._last_ts = 0
        self._depth = 0
        self._unseen: list[Change] = []
        self._subscribers: list[Callable[[Change], None]] = []

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lock; subscribers hear of the changes after it has been let go."""
        heard: list[Change] = []
        try:
            with self._lock:
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1
                    if self._depth == 0:
                        heard, self._unseen = self._unseen, []
        finally:
            for change in heard:
                for callback in tuple(self._subscribers):
                    callback(change)

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Call `callback` with each change, on the thread that made it; returns the way out."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def note(self, kind: str, data: Json, *, channel: str = "", user: str = "") -> None:
        """Add a change to the log."""
        with self.changing():
            change = Change(len(self.changes) + 1, kind, channel, user, data)
            self.changes.append(change)
            self._unseen.append(change)

    def record(self, call: Call) -> None:
        """Add a request to the list of calls."""
        with self.changing():
            self.calls.append(call)
            self.note("call", {"method": call.method, "status": call.status})

    def new_id(self, prefix: str) -> str:
        """An identity such as `F0LOCAL001A`."""
        with self._lock:
            number = next(self._counter)
        digits = ""
        for _ in range(4):
            number, rest = divmod(number, len(_ID_ALPHABET))
            digits = _ID_ALPHABET[rest] + digits
        return f"{prefix}0LOCAL{digits}"

    def new_ts(self) -> str:
        """A message's identity: now, but never the same and never before an earlier one."""
        with self._lock:
            self._last_ts = max(self._last_ts + 1, int(self.clock() * 1_000_000))
            seconds, micros = divmod(self._last_ts, 1_000_000)
        return f"{seconds}.{micros:06d}"
