"""How jobs arrive at a worker: invoked at once, out of the queue, or found by the sweep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)

from core import observe
from core.clock import Clock
from core.jobs import Jobs
from core.lanes import SlowLane
from core.model import Status
from core.ports import Remaining
from core.worker import Worker

_RETRY_SECONDS = 30
_SWEEP_AGAIN_SECONDS = 300.0
_SWEEP_RESERVE_SECONDS = 20.0


def run_fast(worker: Worker, slow: SlowLane, job_id: str, remaining: Remaining) -> None:
    """Carry on a job that was invoked. One that has to wait goes to the slow lane by itself.

    Raises:
        Exception: A fault; Lambda hands the event to the queue.
    """
    worker.run(job_id, waiting=False, remaining=remaining, hand_over=slow.send)


def run_slow(
    worker: Worker, slow: SlowLane, event: dict[str, Any], remaining: Remaining
) -> dict[str, Any]:
    """Carry on the jobs in a batch of messages.

    Returns:
        Lambda's report of the messages that are to stay in the queue.
    """

    def handle(record: dict[str, Any]) -> None:
        job_id = _job_in(record["body"])
        if not job_id:
            observe.logger().error("not a job", message_id=record["messageId"])
            return
        try:
            wait = worker.run(
                job_id,
                waiting=True,
                remaining=remaining,
                # It is in the queue already: this very message is seen again.
                hand_over=lambda _job_id, _seconds: True,
            )
        except Exception:
            observe.logger().exception("run failed", job_id=job_id)
            slow.postpone(record["receiptHandle"], _RETRY_SECONDS)
            raise
        if wait:
            slow.postpone(record["receiptHandle"], wait.seconds)
            raise _StillWaitingError(job_id)

    report = process_partial_response(
        event=event,
        record_handler=handle,
        processor=BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False),
        context=None,
    )
    return dict(report)


def sweep(jobs: Jobs, worker: Worker, slow: SlowLane, clock: Clock, remaining: Remaining) -> None:
    """Take up the jobs nobody works on: enqueue them, or end them past their deadline.

    Raises:
        Transient: The table cannot be reached.
    """
    for job_id, due in jobs.overdue():
        if remaining() < _SWEEP_RESERVE_SECONDS:
            return
        now = clock.now()
        job = jobs.claim(job_id, due=due, until=now + _SWEEP_AGAIN_SECONDS)
        if job is None:
            continue
        observe.logger().warning("job swept up", job_id=job_id, status=job.status.value)
        if job.status is Status.OPEN and now < job.deadline:
            if slow.send(job_id):
                # The queue has it from here: not to be taken for abandoned until its deadline.
                jobs.claim(job_id, due=now + _SWEEP_AGAIN_SECONDS, until=job.deadline)
            continue
        try:
            worker.run(job_id, waiting=True, remaining=remaining, hand_over=slow.send)
        except Exception:  # noqa: BLE001 - see below
            # One job must not keep the others from being swept up; its attempt is counted.
            observe.logger().exception("run failed", job_id=job_id)


class _StillWaitingError(Exception):
    """Keeps a message in the queue; not a fault."""


def _job_in(body: str) -> str:
    """The job id in a message: sent by us, or the record of a failed asynchronous invocation."""
    try:
        message = json.loads(body)
    except ValueError:
        return ""
    for candidate in (message, _get(message, "requestPayload")):
        job_id = _get(candidate, "job_id")
        if isinstance(job_id, str):
            return job_id
    return ""


def _get(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, Mapping) else None
