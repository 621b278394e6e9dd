"""Lambda's asynchronous invocation: accepted at once, run soon, given up to a destination.

Throttled events wait and are tried again until they are too old; function errors are tried again
as often as the qualifier's configuration says. Time is divided by the host's speed.
"""

from __future__ import annotations

import heapq
import itertools
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from local.lambda_host.function import Function, Invocation, InvokeConfig, Result, Throttled

RETRY_WAITS = (60.0, 120.0)
"""Seconds before the first and the second further attempt (Lambda developer guide)."""

THROTTLE_WAIT = 1.0
THROTTLE_WAIT_MOST = 300.0
"""Seconds before a throttled event is tried again: doubled each time (Lambda developer guide)."""


@dataclass(slots=True)
class _Event:
    """An event on its way.

    Attributes:
        invocation: What to run.
        accepted: When it was taken, in seconds of `time.monotonic`.
        attempts: Runs that ended with a function error.
        throttles: Times in a row that nothing was free.
    """

    invocation: Invocation
    accepted: float
    attempts: int = 0
    throttles: int = 0


class AsyncQueue:
    """Lambda's internal queue in front of a function.

    Args:
        function: Whose configuration counts.
        invoke: Runs an invocation; raises Throttled.
        send: Sends to the queue with an ARN a record, with a trace header.
        speed: How much faster than real time waits pass.
    """

    def __init__(
        self,
        function: Function,
        invoke: Callable[[Invocation], Result],
        send: Callable[[str, str, str], None],
        speed: float = 1.0,
    ) -> None:
        self._function = function
        self._invoke = invoke
        self._send = send
        self._speed = speed
        self._waiting: list[tuple[float, int, _Event]] = []
        self._sequence = itertools.count()
        self._running = 0
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._dispatch, name="asynchronous", daemon=True)
        self._thread.start()

    def accept(self, invocation: Invocation) -> None:
        """Take an event; it is run from another thread."""
        self._later(_Event(invocation, time.monotonic()), 0.0)

    def pending(self) -> int:
        """Events that wait or run."""
        with self._changed:
            return len(self._waiting) + self._running

    def close(self) -> None:
        """Forget what waits; what runs ends with its environment."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify_all()
        self._thread.join()

    def _later(self, event: _Event, wait: float) -> None:
        due = time.monotonic() + wait / self._speed
        with self._changed:
            heapq.heappush(self._waiting, (due, next(self._sequence), event))
            self._changed.notify_all()

    def _dispatch(self) -> None:
        while True:
            with self._changed:
                if self._closed:
                    return
                now = time.monotonic()
                if not self._waiting or self._waiting[0][0] > now:
                    self._changed.wait(self._waiting[0][0] - now if self._waiting else None)
                    continue
                _, _, event = heapq.heappop(self._waiting)
                self._running += 1
            threading.Thread(target=self._run, args=(event,), name="event", daemon=True).start()

    def _run(self, event: _Event) -> None:
        try:
            self._attempt(event)
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def _attempt(self, event: _Event) -> None:
        config = self._function.invoke_configs.get(event.invocation.qualifier, InvokeConfig())
        age = (time.monotonic() - event.accepted) * self._speed
        if age > config.max_age:
            self._give_up(event, config, "EventAgeExceeded", None)
            return
        try:
            result = self._invoke(event.invocation)
        except Throttled:
            wait = min(THROTTLE_WAIT * 2.0**event.throttles, THROTTLE_WAIT_MOST)
            event.throttles += 1
            self._retry(event, wait)
            return
        if not result.error or self._closed:
            return
        event.attempts += 1
        event.throttles = 0
        if event.attempts > config.retries:
            self._give_up(event, config, "RetriesExhausted", result)
            return
        self._retry(event, RETRY_WAITS[event.attempts - 1])

    def _retry(self, event: _Event, wait: float) -> None:
        if not self._closed:
            self._later(event, wait)

    def _give_up(
        self, event: _Event, config: InvokeConfig, condition: str, result: Result | None
    ) -> None:
        if config.on_failure:
            record = self._record(event, condition, result)
            self._send(config.on_failure, json.dumps(record), event.invocation.trace)

    def _record(self, event: _Event, condition: str, result: Result | None) -> dict[str, Any]:
        """What a destination gets (Lambda developer guide, "Capturing records")."""
        now = datetime.now(UTC)
        record: dict[str, Any] = {
            "version": "1.0",
            "timestamp": f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}Z",
            "requestContext": {
                "requestId": event.invocation.request_id,
                "functionArn": self._function.qualified(event.invocation.qualifier or "$LATEST"),
                "condition": condition,
                "approximateInvokeCount": event.attempts,
            },
            "requestPayload": json.loads(event.invocation.payload),
        }
        if result is not None:
            record["responseContext"] = {
                "statusCode": 200,
                "executedVersion": "1" if event.invocation.qualifier else "$LATEST",
                "functionError": result.error,
            }
            record["responsePayload"] = json.loads(result.payload)
        return record
