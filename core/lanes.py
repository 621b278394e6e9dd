"""The ways a job reaches a worker: invoked at once, out of the queue, or found by the sweep.

fast lane   this function invokes itself asynchronously with {"job_id": …}
slow lane   one message per job in the queue; waiting changes its visibility, never sends
another, because Lambda stops chains of about 16 hops
sweep       every few minutes, what nobody works on goes to the slow lane or to its end
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from core import observe
from core.aws import fault
from core.clock import Clock
from core.errors import ImagineError
from core.jobs import Jobs
from core.model import Status
from core.ports import Remaining
from core.worker import Worker

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sqs import SQSClient

LONGEST_DELAY = 900
"""Seconds a message may be sent to be seen after (Amazon SQS)."""

_RETRY_SECONDS = 30
_SWEEP_AGAIN_SECONDS = 300.0
_SWEEP_RESERVE_SECONDS = 20.0

_MENDS = {
    "AccessDeniedException": "grant the function lambda:InvokeFunction on itself, as "
    "infra/template.yaml does",
    "AccessDenied": "grant the function sqs:SendMessage and sqs:ChangeMessageVisibility on its "
    "queue, as infra/template.yaml does",
    "ResourceNotFoundException": "deploy the stack again: the function's alias is not there",
    "AWS.SimpleQueueService.NonExistentQueue": "set SLOW_LANE_QUEUE_URL to the stack's queue",
}


class SlowLane:
    """The queue.

    Args:
        client: An SQS client.
        queue_url: The queue.
    """

    def __init__(self, client: SQSClient, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def send(self, job_id: str, seconds: float = 0.0) -> bool:
        """Put a job in the queue, to be seen after so many seconds; False where that failed."""
        try:
            self._client.send_message(
                QueueUrl=self._queue_url,
                MessageBody=json.dumps({"job_id": job_id}),
                DelaySeconds=min(LONGEST_DELAY, int(seconds)),
            )
        except (BotoCoreError, ClientError) as error:
            _report(error, service="SQS", job_id=job_id)
            return False
        return True

    def postpone(self, receipt: str, seconds: float) -> None:
        """Have a message seen again after so many seconds; where that fails, when it is anyway."""
        try:
            self._client.change_message_visibility(
                QueueUrl=self._queue_url,
                ReceiptHandle=receipt,
                VisibilityTimeout=min(LONGEST_DELAY, max(1, round(seconds))),
            )
        except (BotoCoreError, ClientError) as error:
            _report(error, service="SQS", job_id="")


class FastLane:
    """This function's own asynchronous invocation.

    Args:
        client: A Lambda client.
    """

    def __init__(self, client: LambdaClient) -> None:
        self._client = client

    def send(self, job_id: str, function_arn: str) -> bool:
        """Have a job begun at once; False where that failed.

        Args:
            job_id: Which.
            function_arn: As invoked, so that the alias, with its retry limits, is kept.
        """
        try:
            self._client.invoke(
                FunctionName=function_arn,
                InvocationType="Event",
                Payload=json.dumps({"job_id": job_id}).encode(),
            )
        except (BotoCoreError, ClientError) as error:
            _report(error, service="Lambda", job_id=job_id)
            return False
        return True


class Starter:
    """Sends an admitted job on its way.

    Args:
        fast: None sends every job by the slow lane, for accounts with a small concurrency limit.
        slow: The queue.
    """

    def __init__(self, fast: FastLane | None, slow: SlowLane) -> None:
        self._fast = fast
        self._slow = slow

    def start(self, job_id: str, function_arn: str) -> bool:
        """Send a job on its way; False where neither lane takes it, and the sweep will."""
        if self._fast and self._fast.send(job_id, function_arn):
            return True
        return self._slow.send(job_id)


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
    from aws_lambda_powertools.utilities.batch import (  # noqa: PLC0415 - not on the ack path
        BatchProcessor,
        EventType,
        process_partial_response,
    )

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


def _report(error: BotoCoreError | ClientError, *, service: str, job_id: str) -> None:
    failure: ImagineError = fault(error, service=service, mends=_MENDS)
    observe.logger().error(
        "lane closed", job_id=job_id, reason=str(failure), mend=getattr(failure, "mend", "")
    )
