"""The ways a job is sent to a worker. How it arrives there is in `core.arrivals`.

fast lane   this function invokes itself asynchronously with {"job_id": …}
slow lane   one message per job in the queue; waiting changes its visibility, never sends
another, because Lambda stops chains of about 16 hops
sweep       every few minutes, what nobody works on goes to the slow lane or to its end
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from core import observe
from core.aws import fault
from core.errors import ImagineError
from core.jobs import Jobs

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sqs import SQSClient

LONGEST_DELAY = 900
"""Seconds a message may be sent to be seen after (Amazon SQS)."""

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
        client: Makes or gives an SQS client; asked when the queue is first used.
        queue_url: The queue.
    """

    def __init__(self, client: Callable[[], SQSClient], queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def send(self, job_id: str, seconds: float = 0.0) -> bool:
        """Put a job in the queue, to be seen after so many seconds; False where that failed."""
        try:
            self._client().send_message(
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
            self._client().change_message_visibility(
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
        jobs: Has the next sweep take up what neither takes.
    """

    def __init__(self, fast: FastLane | None, slow: SlowLane, jobs: Jobs) -> None:
        self._fast = fast
        self._slow = slow
        self._jobs = jobs

    def start(self, job_id: str, function_arn: str) -> bool:
        """Send a job on its way; False where neither lane takes it, and the next sweep will."""
        if self._fast and self._fast.send(job_id, function_arn):
            return True
        if self._slow.send(job_id):
            return True
        self._jobs.leave_to_sweep(job_id)
        return False


def _report(error: BotoCoreError | ClientError, *, service: str, job_id: str) -> None:
    failure: ImagineError = fault(error, service=service, mends=_MENDS)
    observe.logger().error(
        "lane closed", job_id=job_id, reason=str(failure), mend=getattr(failure, "mend", "")
    )
