"""What the environments print, the newest of it kept in memory."""

from __future__ import annotations

from collections import deque


class Logs:
    """The function's log group.

    Args:
        keep: Lines kept; older ones are forgotten.
    """

    def __init__(self, keep: int = 5_000) -> None:
        self._lines: deque[str] = deque(maxlen=keep)

    def append(self, stream: str, text: str) -> None:
        """Keep a line, with the name of the stream it belongs to."""
        self._lines.append(f"{stream} {text}")

    def text(self) -> str:
        """Return all lines kept, oldest first, as one text."""
        return "\n".join(self._lines.copy())
