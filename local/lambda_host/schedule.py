"""EventBridge's scheduled rules: an event at a fixed rate, or now."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

from local.intrinsics import TemplateError

_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_SECONDS = {"minute": 60.0, "hour": 3600.0, "day": 86_400.0}


def seconds(expression: str) -> float:
    """The period of a rate expression, in seconds.

    Raises:
        TemplateError: It is no rate expression.
    """
    match = _RATE.fullmatch(expression)
    if match is None:
        raise TemplateError(f"{expression} is no rate")
    return int(match[1]) * _SECONDS[match[2]]


class Schedule:
    """Fires a rule's event at its rate until it is closed.

    Args:
        expression: Such as `rate(5 minutes)`.
        payload: The rule's input.
        deliver: Invokes the target asynchronously.
        speed: How much faster than real time it runs; 0 leaves it to `fire`.
    """

    def __init__(
        self, expression: str, payload: bytes, deliver: Callable[[bytes], None], speed: float = 1.0
    ) -> None:
        self._payload = payload
        self._deliver = deliver
        self._closed = threading.Event()
        self._period = seconds(expression) / speed if speed else None
        self._thread = threading.Thread(target=self._run, name="schedule", daemon=True)
        self._thread.start()

    def fire(self) -> None:
        """Deliver the event now."""
        self._deliver(self._payload)

    def close(self) -> None:
        """Fire no more."""
        self._closed.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closed.wait(self._period):
            self.fire()
