"""Asynchronous invocation: what is retried, what is given up, and the record of it."""

from __future__ import annotations

import json
import re
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
BUSY = Throttled()


class Script:
    """A function that answers as given, the last answer again and again.

    Attributes:
        seen: What it was invoked with.
        sent: ARN, record and trace of what a destination got.
    """

    def __init__(self, function: Function, *answers: Result | Throttled) -> None:
        self.seen: list[Invocation] = []
        self.sent: list[tuple[str, dict[str, Any], str]] = []
        self._answers = list(answers)
        configs = {"live": InvokeConfig(retries=0, max_age=600.0, on_failure=QUEUE)}
        self._queue = AsyncQueue(
            replace(function, invoke_configs=configs), self._invoke, self._send, speed=1e3
        )

    def run(self, invocation: Invocation) -> None:
        """Accept an event, and wait until nothing runs or waits."""
        self._queue.accept(invocation)
        until(lambda: not self._queue.pending())
        self._queue.close()

    def _invoke(self, invocation: Invocation) -> Result:
        self.seen.append(invocation)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Throttled):
            raise answer
        return answer

    def _send(self, arn: str, body: str, trace: str) -> None:
        self.sent.append((arn, json.loads(body), trace))


@pytest.mark.parametrize(
    ("qualifier", "answers", "runs", "records"),
    [
        ("live", (FINE,), 1, 0),
        # On the alias a failure is given up at once; without it Lambda's own retries count.
        ("live", (BOOM,), 1, 1),
        ("", (BOOM,), 3, 0),
        ("", (BOOM, FINE), 2, 0),
        # Being throttled is no failure: the event waits and runs.
        ("live", (BUSY, BUSY, BUSY, FINE), 4, 0),
    ],
)
def test_runs_and_records(
    function: Function, qualifier: str, answers: tuple[Any, ...], runs: int, records: int
) -> None:
    """An event is tried as often as its qualifier says, with one id, and then given up."""
    script = Script(function, *answers)
    script.run(Invocation(b"{}", qualifier))
    assert (len(script.seen), len(script.sent)) == (runs, records)
    assert len({one.request_id for one in script.seen}) == 1


def test_record(function: Function) -> None:
    """The record of a failure has the shape Lambda sends."""
    script = Script(function, BOOM)
    invocation = Invocation(b'{"job_id": "T.1"}', "live")
    script.run(invocation)
    ((arn, record, trace),) = script.sent
    assert (arn, trace) == (QUEUE, invocation.trace)
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


def test_too_old(function: Function) -> None:
    """An event that is throttled for longer than its age limit goes to the destination."""
    script = Script(function, BUSY)
    script.run(Invocation(b'{"job_id": "T.1"}', "live"))
    ((_, record, _),) = script.sent
    assert record["requestContext"]["condition"] == "EventAgeExceeded"
    assert record["requestContext"]["approximateInvokeCount"] == 0
    assert record["requestPayload"] == {"job_id": "T.1"}
    assert "responsePayload" not in record
