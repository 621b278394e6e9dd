"""Lambda's event source mapping for a queue: receives, invokes, deletes what was done.

A message is deleted when the handler ends well and does not report it as failed; anything else
leaves it to its visibility time-out, which the handler may have changed. Knows no job.

The queue is not polled: whoever keeps it tells when a message may be there (`QueuePoller.expect`).
"""

from __future__ import annotations

import heapq
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.lambda_host import chain
from local.lambda_host.chain import ChainTooLong
from local.lambda_host.function import Invocation, Result, Throttled
from local.lambda_host.logs import Logs

LOOK = 20.0
"""Longest time between two looks at a quiet queue, in seconds: that of Lambda's long poll."""

MARGIN = 0.005
"""Seconds a look comes after a message can be received, which the queue reckons in milliseconds."""

THROTTLE_WAIT = 0.2
"""Seconds before a throttled message is tried again, as long as it stays invisible."""


@dataclass(frozen=True, slots=True)
class SourceMapping:
    """An event source mapping as the template has it.

    Attributes:
        queue_arn: The queue.
        queue_url: Its address.
        qualifier: The alias that is invoked.
        concurrency: Most messages worked on at the same time.
        reports_failures: Whether the handler's answer names the messages that failed.
        visibility: Seconds a received message stays invisible.
    """

    queue_arn: str
    queue_url: str
    qualifier: str
    concurrency: int
    reports_failures: bool
    visibility: float


class QueuePoller:
    """Works a queue off until it is closed. Batches are of one message.

    Args:
        mapping: What to poll and whom to invoke.
        sqs: A boto3 client.
        invoke: Runs an invocation; raises Throttled.
        region: Named in each record.
        logs: Told of chains that are cut.
        receivers: Whom the queue's keeper tells when a message may be there.
    """

    def __init__(
        self,
        mapping: SourceMapping,
        sqs: Any,  # noqa: ANN401 (a boto3 client)
        invoke: Callable[[Invocation], Result],
        region: str,
        logs: Logs,
        *,
        receivers: list[Callable[[float], None]],
    ) -> None:
        self._mapping = mapping
        self._sqs = sqs
        self._invoke = invoke
        self._region = region
        self._logs = logs
        self._free = threading.Semaphore(mapping.concurrency)
        self._closed = threading.Event()
        self._working = 0
        self._lock = threading.Lock()
        self._looks = [time.monotonic()]
        self._changed = threading.Condition()
        self._receivers = receivers
        receivers.append(self.expect)
        self._thread = threading.Thread(target=self._poll, name="queue-poller", daemon=True)
        self._thread.start()

    def working(self) -> int:
        """Messages that are being worked on."""
        with self._lock:
            return self._working

    def waiting(self) -> int:
        """Messages that could be received now."""
        answer = self._sqs.get_queue_attributes(
            QueueUrl=self._mapping.queue_url, AttributeNames=["ApproximateNumberOfMessages"]
        )
        return int(answer["Attributes"]["ApproximateNumberOfMessages"])

    def expect(self, seconds: float) -> None:
        """Receive after so many seconds: a message may be there."""
        with self._changed:
            heapq.heappush(self._looks, time.monotonic() + seconds + (MARGIN if seconds else 0.0))
            self._changed.notify_all()

    def close(self) -> None:
        """Stop receiving; what runs ends with its environment."""
        self._receivers.remove(self.expect)
        self._closed.set()
        self._free.release()
        self.expect(0.0)
        self._thread.join()

    def _poll(self) -> None:
        while not self._closed.is_set():
            self._await_look()
            self._free.acquire()
            # Under the lock, so that no message is for a moment neither waiting nor worked on.
            with self._lock:
                message = None if self._closed.is_set() else self._receive()
                self._working += message is not None
            if message is None:
                self._free.release()
                continue
            self.expect(0.0)
            self.expect(self._mapping.visibility)
            threading.Thread(
                target=self._handle, args=(message,), name="message", daemon=True
            ).start()

    def _await_look(self) -> None:
        """Wait until the next look is due, and forget those that it does for."""
        with self._changed:
            end = time.monotonic() + LOOK
            while (wait := min([end, *self._looks[:1]]) - time.monotonic()) > 0:
                self._changed.wait(wait)
            while self._looks and self._looks[0] <= time.monotonic():
                heapq.heappop(self._looks)

    def _receive(self) -> Mapping[str, Any] | None:
        try:
            answer = self._sqs.receive_message(
                QueueUrl=self._mapping.queue_url,
                MaxNumberOfMessages=1,
                MessageSystemAttributeNames=["All"],
                MessageAttributeNames=["All"],
            )
        except Exception:  # noqa: BLE001 (a queue that is down is asked again, whatever it says)
            return None
        messages: list[Mapping[str, Any]] = answer.get("Messages", [])
        return messages[0] if messages else None

    def _handle(self, message: Mapping[str, Any]) -> None:
        try:
            result = self._deliver(message)
            if result is not None and self._done(result):
                self._sqs.delete_message(
                    QueueUrl=self._mapping.queue_url, ReceiptHandle=message["ReceiptHandle"]
                )
        except Exception:
            # A message that could not be deleted comes back, as it would from SQS.
            if not self._closed.is_set():
                raise
        finally:
            with self._lock:
                self._working -= 1
            self._free.release()

    def _deliver(self, message: Mapping[str, Any]) -> Result | None:
        """Invoke with one message; None when nothing was free while it was invisible."""
        record = self._record(message)
        try:
            trace = chain.follow(record["attributes"].get("AWSTraceHeader", ""))
        except ChainTooLong:
            self._logs.append("lambda", "[ERROR] A recursive loop was stopped; its message stays.")
            return None
        payload = json.dumps({"Records": [record]}).encode()
        invocation = Invocation(payload, self._mapping.qualifier, trace=trace)
        until = time.monotonic() + self._mapping.visibility
        while not self._closed.is_set() and time.monotonic() < until:
            try:
                return self._invoke(invocation)
            except Throttled:
                self._closed.wait(THROTTLE_WAIT)
        return None

    def _record(self, message: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": dict(message.get("Attributes", {})),
            "messageAttributes": {},
            "md5OfBody": message["MD5OfBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": self._mapping.queue_arn,
            "awsRegion": self._region,
        }

    def _done(self, result: Result) -> bool:
        """Whether a message has been worked off, by the rules of partial batch answers."""
        if result.error:
            return False
        if not self._mapping.reports_failures:
            return True
        answer = json.loads(result.payload or b"null")
        if answer is None:
            return True
        # A failure without a known message's id fails the whole batch, which is one message here.
        return isinstance(answer, dict) and not answer.get("batchItemFailures")
