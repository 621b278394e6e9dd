"""Lambda's asynchronous invocation: accepted at once, run soon, given up to a destination.

Throttled events wait and are tried again until they are too old; function errors are tried again
as often as the qualifier's configuration says. Time is divided by the host's speed.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

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
        self._lock = threading.Lock()
        self._events: set[threading.Timer] = set()
        self._closed = False

    def accept(self, invocation: Invocation) -> None:
        """Take an event; it is run from another thread."""
        self._later(_Event(invocation, time.monotonic()), 0.0)

    def pending(self) -> int:
        """Return how many events wait or run."""
        with self._lock:
            return len(self._events)

    def close(self) -> None:
        """Forget what waits; what runs ends with its environment."""
        with self._lock:
            self._closed = True
            for timer in self._events:
                timer.cancel()

    def _later(self, event: _Event, wait: float) -> None:
        timer = threading.Timer(wait / self._speed, self._run, (event,))
        timer.daemon = True
        with self._lock:
            if self._closed:
                return
            self._events.add(timer)
            timer.start()

    def _run(self, event: _Event) -> None:
        try:
            self._attempt(event)
        finally:
            with self._lock:
                self._events.discard(cast("threading.Timer", threading.current_thread()))

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
            self._later(event, wait)
            return
        if not result.error or self._closed:
            return
        event.attempts += 1
        event.throttles = 0
        if event.attempts > config.retries:
            self._give_up(event, config, "RetriesExhausted", result)
            return
        self._later(event, RETRY_WAITS[event.attempts - 1])

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
