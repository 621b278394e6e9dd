"""The environments of a function: warm ones used again, cold ones started, no more than allowed."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from local.lambda_host.environment import Environment, EnvironmentGone, State
from local.lambda_host.function import Function, Invocation, Result, Run, Throttled
from local.lambda_host.logs import Logs

SETTLE = 1.0
"""Seconds to wait for an environment that has answered and is about to be free again."""


class Pool:
    """Runs invocations, each in an environment of its own.

    Args:
        function: What to run.
        concurrency: Most invocations at the same time.
        logs: Where the environments' output goes.

    Attributes:
        watcher: Told of each run as it begins and when it has ended; may be replaced at any time.
    """

    def __init__(self, function: Function, concurrency: int, logs: Logs) -> None:
        self.watcher: Callable[[Run], None] = _unwatched
        self._function = function
        self._concurrency = concurrency
        self._logs = logs
        self._environments: list[Environment] = []
        self._taken: set[str] = set()
        self._numbers = itertools.count(1)
        self._changed = threading.Condition()

    def invoke(self, invocation: Invocation) -> Result:
        """Run the handler, in a warm environment where there is one.

        Raises:
            Throttled: As many invocations as are allowed are running.
        """
        while True:
            environment = self._take()
            try:
                return self._run(environment, invocation)
            except EnvironmentGone:
                continue
            finally:
                with self._changed:
                    self._taken.discard(environment.name)
                    self._changed.notify_all()
                self._bury()

    def _run(self, environment: Environment, invocation: Invocation) -> Result:
        run = Run(
            invocation,
            environment.name,
            environment.access_key,
            cold=environment.invocations == 0,
            began=time.time(),
        )
        self.watcher(run)
        result = environment.run(invocation)
        self.watcher(replace(run, ended=time.time(), result=result))
        return result

    def environments(self) -> tuple[Environment, ...]:
        """Those that live, oldest first."""
        with self._changed:
            return tuple(one for one in self._environments if one.state is not State.GONE)

    def busy(self) -> tuple[Environment, ...]:
        """Those that work on an invocation."""
        with self._changed:
            return tuple(
                one
                for one in self._environments
                if one.name in self._taken and one.state not in {State.SETTLING, State.GONE}
            )

    def kill(self, where: Callable[[Environment], bool]) -> int:
        """Kill the busy environments that `where` picks; how many there were."""
        victims = [one for one in self.busy() if where(one)]
        for environment in victims:
            environment.kill()
        return len(victims)

    def close(self) -> None:
        """End every environment; what runs is killed."""
        with self._changed:
            environments, self._environments = self._environments, []
            self._concurrency = 0
        for environment in environments:
            environment.kill()
        for environment in environments:
            environment.close()

    def _take(self) -> Environment:
        """A free environment, warm if possible, marked as taken."""
        until = time.monotonic() + SETTLE
        with self._changed:
            while True:
                free = [one for one in self._environments if one.name not in self._taken]
                for environment in reversed(free):
                    if environment.state is State.IDLE:
                        self._taken.add(environment.name)
                        return environment
                settling = any(one.state is State.SETTLING for one in free)
                if settling and self._changed.wait(max(0.0, until - time.monotonic())):
                    continue
                if len(self._taken) >= self._concurrency:
                    raise Throttled
                number = next(self._numbers)
                environment = Environment(
                    self._function,
                    f"environment-{number}",
                    f"ASIALOCALENV{number:08d}",
                    self._logs,
                    self._notify,
                )
                self._environments.append(environment)
                self._taken.add(environment.name)
                return environment

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _bury(self) -> None:
        """Take away what is left of environments that have ended."""
        with self._changed:
            gone = [
                one
                for one in self._environments
                if one.state is State.GONE and one.name not in self._taken
            ]
            self._environments = [one for one in self._environments if one not in gone]
        for environment in gone:
            environment.close()


def _unwatched(_run: Run) -> None:
    """The watcher that nobody has put there."""


def jobs_of(payload: bytes) -> Iterator[str]:
    """The ids of the jobs an event is about, whatever lane it came by."""
    try:
        event = json.loads(payload)
    except ValueError:
        return
    yield from _jobs(event)


def _jobs(event: Any) -> Iterator[str]:  # noqa: ANN401 (any JSON)
    if not isinstance(event, dict):
        return
    if isinstance(event.get("job_id"), str):
        yield event["job_id"]
    if "requestPayload" in event:
        yield from _jobs(event["requestPayload"])
    records = event.get("Records")
    for record in records if isinstance(records, list) else []:
        if isinstance(record, dict) and isinstance(record.get("body"), str):
            yield from jobs_of(record["body"].encode())
