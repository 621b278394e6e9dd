"""One environment of the function: a real process under AWS's runtime client, and its Runtime API.

The process is frozen between invocations, as Lambda does, so that work left to a background thread
stands still here too. It knows nothing of who invokes it or of any limit on their number.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from local.http_server import Request, Response, Server
from local.lambda_host.function import Function, Invocation, Result, failure, variables
from local.lambda_host.logs import Logs

RESPONSE_LIMIT = 6 * 2**20 + 100
"""Most bytes of an answer (Lambda quotas)."""

INIT_LIMIT = 60.0
"""Seconds a process may take to become ready."""

_BOOTSTRAP = Path(__file__).with_name("bootstrap.py")
_API = "/2018-06-01/runtime/"


class State(StrEnum):
    """Where an environment is in its life."""

    STARTING = "starting"
    IDLE = "idle"
    BUSY = "busy"
    SETTLING = "settling"
    GONE = "gone"


class EnvironmentGone(Exception):
    """The process ended between two invocations; this one has not begun."""


class Environment:
    """Starts its process on construction.

    Args:
        function: What to run.
        name: Its name; also the name of its log stream.
        access_key: Access key id its calls are signed with, which tells whose they are.
        logs: Where its output goes.
        changed: Called, from any thread, after its state changed.

    Attributes:
        name: As given.
        access_key: As given.
        state: Where it is in its life.
        invocation: What it works on, or worked on last.
        invocations: How many it has begun.
    """

    def __init__(
        self,
        function: Function,
        name: str,
        access_key: str,
        logs: Logs,
        changed: Callable[[], None],
    ) -> None:
        self.name = name
        self.access_key = access_key
        self.state = State.STARTING
        self.invocation: Invocation | None = None
        self.invocations = 0
        self._function = function
        self._logs = logs
        self._notify_pool = changed
        self._turn = threading.Condition()
        self._assigned: Invocation | None = None
        self._deadline = 0.0
        self._result: Result | None = None
        self._init_error: Result | None = None
        self._home = tempfile.TemporaryDirectory(prefix="imagine-environment-")
        self._server = Server(self._answer)
        self._process = subprocess.Popen(  # noqa: S603 (our own file)
            [sys.executable, str(_BOOTSTRAP), function.handler],
            cwd=function.code,
            env=variables(function, name, access_key, self._server.address, self._home.name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # A group of its own keeps the terminal's Ctrl-C away: the host ends it in order. When
            # the host dies, the kernel wakes a frozen group, which then finds its lifeline cut.
            process_group=0,
        )
        self._reader = threading.Thread(target=self._follow, name=name, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def run(self, invocation: Invocation) -> Result:
        """Run the handler once.

        Raises:
            EnvironmentGone: A warm process ended before it could begin.
        """
        with self._turn:
            warm = self.state is State.IDLE
            if warm and self._process.poll() is not None:
                raise EnvironmentGone
            self._move(State.BUSY)
            self.invocation = self._assigned = invocation
            self._result = None
            self._turn.notify_all()
            settled = self._turn.wait_for(lambda: self._begun() or self._gone(), INIT_LIMIT)
            if not self._begun():
                if warm:
                    raise EnvironmentGone
                if settled:
                    return self._init_error or self._ending()
                return self._end(
                    failure("Sandbox.Timedout", f"Init took longer than {INIT_LIMIT:.2f} seconds")
                )
            remaining = max(0.0, self._deadline - time.time())
            self._turn.wait_for(lambda: self._answered() or self._gone(), remaining)
            if self._gone() or self._answered():
                return self._result or self._ending()
            return self._end(
                failure(
                    "Sandbox.Timedout",
                    f"RequestId: {invocation.request_id} Error: "
                    f"Task timed out after {self._function.timeout:.2f} seconds",
                )
            )

    def kill(self) -> None:
        """End the process at once; an invocation it works on fails."""
        if self._process.poll() is None:
            self._signal(signal.SIGKILL)

    def close(self) -> None:
        """End the process and take everything of it away."""
        self.kill()
        self._reader.join()
        self._server.close()
        self._home.cleanup()

    def _peak(self) -> int:
        """Return the most bytes the process has held in memory; 0 where the system does not tell.

        Lambda kills a process at that moment, and here it is found out when it answers: a thread
        that looks all the time would cost more than the difference is worth.
        """
        try:
            status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        except OSError:
            return 0
        found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
        return int(found[1]) * 1024 if found else 0

    def _gone(self) -> bool:
        return self.state is State.GONE

    def _begun(self) -> bool:
        return self._assigned is None

    def _answered(self) -> bool:
        return self._result is not None

    def _end(self, result: Result) -> Result:
        """Kill the process, and wait until it is gone, for a reason of the platform's."""
        self.kill()
        self._turn.wait_for(self._gone)
        return result

    def _ending(self) -> Result:
        """What an invocation answers whose process has ended by itself or was killed."""
        code = self._process.returncode
        request_id = self.invocation.request_id if self.invocation else ""
        how = f"signal: {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
        if code == -signal.SIGKILL:
            how = "signal: killed"
        return failure(
            "Runtime.ExitError",
            f"RequestId: {request_id} Error: Runtime exited with error: {how}",
        )

    def _follow(self) -> None:
        """Read the output to its end, then note how the process ended."""
        stdout, stdin = self._process.stdout, self._process.stdin
        if stdout is None or stdin is None:
            raise RuntimeError("the process was started without pipes")
        with stdout:
            for line in stdout:
                text = line.decode("utf-8", "replace").rstrip("\r\n")
                # A stack trace is one line to CloudWatch, and carriage returns part it.
                self._logs.append(self.name, text.replace("\r", "\n"))
        self._process.wait()
        stdin.close()
        with self._turn:
            self._move(State.GONE)
            self._turn.notify_all()

    def _move(self, state: State) -> None:
        if self.state is not State.GONE:
            self.state = state
        self._notify_pool()

    def _answer(self, request: Request) -> Response | None:
        """The Runtime API."""
        if request.path == f"{_API}invocation/next":
            return self._next()
        if request.path == f"{_API}init/error":
            with self._turn:
                self._init_error = Result(request.body, error="Unhandled")
            return Response(202, b'{"status":"OK"}')
        request_id, _, kind = request.path.removeprefix(f"{_API}invocation/").partition("/")
        with self._turn:
            current = self.invocation
            if current is None or current.request_id != request_id or self._result is not None:
                return Response(400, b'{"errorType":"InvalidRequestID"}')
            if self._peak() > self._function.memory:
                self._result = failure(
                    "Runtime.OutOfMemory",
                    f"RequestId: {request_id} Error: Runtime exited with error: signal: killed",
                )
                self._settle()
                self.kill()
                return None
            if kind == "response" and len(request.body) > RESPONSE_LIMIT:
                self._result = failure(
                    "Function.ResponseSizeTooLarge",
                    f"Response payload size exceeded maximum allowed payload size "
                    f"({RESPONSE_LIMIT} bytes).",
                )
                self._settle()
                return Response(413, b'{"errorType":"RequestEntityTooLarge"}')
            self._result = Result(request.body, error="" if kind == "response" else "Unhandled")
            self._settle()
        return Response(202, b'{"status":"OK"}')

    def _settle(self) -> None:
        self._move(State.SETTLING)
        self._turn.notify_all()

    def _next(self) -> Response | None:
        """Wait for an invocation, frozen, and hand it over."""
        with self._turn:
            if self.state is not State.BUSY:
                self._move(State.IDLE)
            if self._assigned is None:
                self._signal(signal.SIGSTOP)
                self._turn.wait_for(lambda: self._assigned is not None or self._gone())
                self._signal(signal.SIGCONT)
            invocation = self._assigned
            if invocation is None:
                return None
            self._assigned = None
            self.invocations += 1
            self._deadline = time.time() + self._function.timeout
            self._turn.notify_all()
        headers = (
            ("Content-Type", "application/json"),
            ("Lambda-Runtime-Aws-Request-Id", invocation.request_id),
            ("Lambda-Runtime-Deadline-Ms", str(int(self._deadline * 1000))),
            (
                "Lambda-Runtime-Invoked-Function-Arn",
                self._function.qualified(invocation.qualifier),
            ),
            ("Lambda-Runtime-Trace-Id", invocation.trace),
        )
        return Response(200, invocation.payload, headers)

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return  # it ended meanwhile; whoever follows it will say so
