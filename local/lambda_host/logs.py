"""What the environments print, kept in memory and shown to whoever watches."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line.

    Attributes:
        stream: Name of the environment that printed it.
        text: Without its line end.
    """

    stream: str
    text: str


class Logs:
    """The function's log group.

    Args:
        keep: Lines kept; older ones are forgotten.
    """

    def __init__(self, keep: int = 50_000) -> None:
        self._lines: deque[LogLine] = deque(maxlen=keep)
        self._watchers: list[Callable[[LogLine], None]] = []
        self._lock = threading.Lock()

    def append(self, stream: str, text: str) -> None:
        """Keep a line and show it to the watchers."""
        line = LogLine(stream, text)
        with self._lock:
            self._lines.append(line)
            watchers = tuple(self._watchers)
        for watcher in watchers:
            watcher(line)

    def watch(self, watcher: Callable[[LogLine], None]) -> None:
        """Show each line from now on; called from the threads that read it."""
        with self._lock:
            self._watchers.append(watcher)

    def lines(self) -> tuple[LogLine, ...]:
        """All lines kept, oldest first."""
        with self._lock:
            return tuple(self._lines)

    def text(self) -> str:
        """All lines kept, as one text."""
        return "\n".join(line.text for line in self.lines())
