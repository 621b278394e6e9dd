"""Asynchronous invocation: what is retried, what is given up, and the record of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from local.lambda_host.asynchronous import AsyncQueue
from local.lambda_host.function import (
    Function,
    Invocation,
    InvokeConfig,
    Result,
    Throttled,
    failure,
)

from .conftest import until

QUEUE = "arn:aws:sqs:us-west-2:123456789012:lane"
BOOM = failure("ValueError", "boom")
FINE = Result(b"null")


class Script:
    """Answers invocations with what it was given, the last of it again and again."""

    def __init__(self) -> None:
        self.answers: list[Result | Throttled] = [FINE]
        self.seen: list[Invocation] = []
        self.sent: list[tuple[str, Any]] = []
        self.traces: list[str] = []

    def invoke(self, invocation: Invocation) -> Result:
        """Run nothing."""
        self.seen.append(invocation)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Throttled):
            raise answer
        return answer

    def send(self, arn: str, body: str, trace: str) -> None:
        """Keep what a destination gets."""
        self.sent.append((arn, json.loads(body)))
        self.traces.append(trace)


@pytest.fixture
def script() -> Script:
    """Everything goes well until a test says otherwise."""
    return Script()


@pytest.fixture
def queue(function: Function, script: Script) -> Iterator[AsyncQueue]:
    """A queue that is fast, whose alias retries nothing and has a destination."""
    configs = {"live": InvokeConfig(retries=0, max_age=600.0, on_failure=QUEUE)}
    made = AsyncQueue(
        replace(function, invoke_configs=configs), script.invoke, script.send, speed=1e3
    )
    yield made
    made.close()


def settle(queue: AsyncQueue) -> None:
    """Wait until nothing runs or waits."""
    until(lambda: not queue.pending())


def test_done_once(queue: AsyncQueue, script: Script) -> None:
    """An event that goes well runs once and leaves no record."""
    queue.accept(Invocation(b'{"job_id": "T.1"}', "live"))
    settle(queue)
    assert [one.payload for one in script.seen] == [b'{"job_id": "T.1"}']
    assert script.sent == []


def test_alias_gives_up_at_once(queue: AsyncQueue, script: Script, function: Function) -> None:
    """On the alias a failure is not retried, and its record has the shape Lambda sends."""
    script.answers = [BOOM]
    invocation = Invocation(b'{"job_id": "T.1"}', "live")
    queue.accept(invocation)
    settle(queue)
    assert len(script.seen) == 1
    ((arn, record),) = script.sent
    assert arn == QUEUE
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", record.pop("timestamp"))
    assert record == {
        "version": "1.0",
        "requestContext": {
            "requestId": invocation.request_id,
            "functionArn": f"{function.arn}:live",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": 1,
        },
        "requestPayload": {"job_id": "T.1"},
        "responseContext": {
            "statusCode": 200,
            "executedVersion": "1",
            "functionError": "Unhandled",
        },
        "responsePayload": {"errorType": "ValueError", "errorMessage": "boom"},
    }
    assert script.traces == [invocation.trace]


def test_unqualified_retries_twice(queue: AsyncQueue, script: Script) -> None:
    """Without the alias its configuration does not count: two more attempts, no destination."""
    script.answers = [BOOM]
    queue.accept(Invocation(b"{}"))
    settle(queue)
    assert len(script.seen) == 3
    assert len({one.request_id for one in script.seen}) == 1
    assert script.sent == []


def test_retry_may_succeed(queue: AsyncQueue, script: Script) -> None:
    """A retry that goes well ends it."""
    script.answers = [BOOM, FINE]
    queue.accept(Invocation(b"{}"))
    settle(queue)
    assert len(script.seen) == 2


def test_throttled_waits(queue: AsyncQueue, script: Script) -> None:
    """Being throttled is no failure: the event waits and runs."""
    script.answers = [Throttled(), Throttled(), Throttled(), FINE]
    queue.accept(Invocation(b"{}", "live"))
    settle(queue)
    assert len(script.seen) == 4
    assert script.sent == []


def test_too_old(queue: AsyncQueue, script: Script) -> None:
    """An event that is throttled for longer than its age limit goes to the destination."""
    script.answers = [Throttled()]
    queue.accept(Invocation(b'{"job_id": "T.1"}', "live"))
    settle(queue)
    ((_, record),) = script.sent
    assert record["requestContext"]["condition"] == "EventAgeExceeded"
    assert record["requestContext"]["approximateInvokeCount"] == 0
    assert record["requestPayload"] == {"job_id": "T.1"}
    assert "responsePayload" not in record


@pytest.mark.parametrize("times", [0, 1, 2])
def test_deliveries(queue: AsyncQueue, script: Script, times: int) -> None:
    """An accepted event can be lost, or delivered twice with the same request id."""
    queue.deliveries = lambda _payload: times
    queue.accept(Invocation(b"{}", "live"))
    settle(queue)
    assert len(script.seen) == times
    assert len({one.request_id for one in script.seen}) <= 1
