"""The queue's event source mapping: what is deleted, what stays, and what the handler sees."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.aws import Aws
from local.lambda_host.event_source import QueuePoller, SourceMapping
from local.lambda_host.function import Invocation, Result, Throttled, failure
from local.lambda_host.logs import Logs

from .conftest import until

Handler = Callable[[dict[str, Any]], object]


class Lane:
    """A queue of its own, polled for a handler.

    Attributes:
        url: The queue's.
        events: What the handler was given.
    """

    def __init__(self, stores: Aws, number: int) -> None:
        self.sqs = stores.client("sqs")
        self.receivers = stores.queues.receivers
        self.url = self.sqs.create_queue(QueueName=f"lane-{number}")["QueueUrl"]
        self.events: list[dict[str, Any]] = []
        self.traces: list[str] = []
        self.logs = Logs()
        self._pollers: list[QueuePoller] = []

    def poll(self, handler: Handler, *, concurrency: int = 2, reports: bool = True) -> QueuePoller:
        """Work the queue off with a handler."""

        def invoke(invocation: Invocation) -> Result:
            event = json.loads(invocation.payload)
            self.events.append(event)
            self.traces.append(invocation.trace)
            answer = handler(event)
            return answer if isinstance(answer, Result) else Result(json.dumps(answer).encode())

        mapping = SourceMapping(
            "arn:aws:sqs:us-west-2:123456789012:lane", self.url, "live", concurrency, reports, 30.0
        )
        poller = QueuePoller(
            mapping, self.sqs, invoke, "us-west-2", self.logs, receivers=self.receivers
        )
        self._pollers.append(poller)
        return poller

    def send(self, **body: Any) -> str:
        """Send a message; its id."""
        sent = self.sqs.send_message(QueueUrl=self.url, MessageBody=json.dumps(body))
        return str(sent["MessageId"])

    def counts(self) -> tuple[int, int]:
        """Messages that can be received, and that are invisible."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=names)["Attributes"]
        return int(found[names[0]]), int(found[names[1]])

    def close(self) -> None:
        """Poll no more."""
        for poller in self._pollers:
            poller.close()
        self.sqs.delete_queue(QueueUrl=self.url)


@pytest.fixture
def lane(stores: Aws, request: pytest.FixtureRequest) -> Iterator[Lane]:
    """An empty queue."""
    made = Lane(stores, abs(hash(request.node.nodeid)))
    yield made
    made.close()


def test_record(lane: Lane) -> None:
    """The handler sees one record, in the shape that Lambda gives it."""
    message_id = lane.send(job_id="T.1")
    poller = lane.poll(lambda _event: {"batchItemFailures": []})
    until(lambda: lane.events and not poller.working())
    ((record,),) = [one["Records"] for one in lane.events]
    assert record["messageId"] == message_id
    assert record["receiptHandle"]
    assert json.loads(record["body"]) == {"job_id": "T.1"}
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert record["eventSource"] == "aws:sqs"
    assert record["eventSourceARN"] == "arn:aws:sqs:us-west-2:123456789012:lane"
    assert record["awsRegion"] == "us-west-2"


@pytest.mark.parametrize(
    "answer", [None, {}, {"batchItemFailures": []}, {"batchItemFailures": None}]
)
def test_done_is_deleted(lane: Lane, answer: object) -> None:
    """A message is deleted after any answer that reports no failure."""
    lane.send(job_id="T.1")
    poller = lane.poll(lambda _event: answer)
    until(lambda: lane.events and not poller.working())
    assert lane.counts() == (0, 0)


@pytest.mark.parametrize(
    "answer",
    [
        {"batchItemFailures": [{"itemIdentifier": "MESSAGE"}]},
        {"batchItemFailures": [{"itemIdentifier": "another"}]},
        {"batchItemFailures": [{"itemIdentifier": ""}]},
        {"batchItemFailures": [{"messageId": "MESSAGE"}]},
        "words",
        failure("ValueError", "boom"),
    ],
)
def test_failed_stays(lane: Lane, answer: object) -> None:
    """A message stays, invisible, after a failure, a report of one, or an unusable answer."""
    message_id = lane.send(job_id="T.1")
    text = json.dumps(answer).replace("MESSAGE", message_id) if isinstance(answer, dict) else ""
    poller = lane.poll(lambda _event: json.loads(text) if text else answer)
    until(lambda: lane.events and not poller.working())
    assert lane.counts() == (0, 1)


def test_reports_are_ignored_without_the_setting(lane: Lane) -> None:
    """Without ReportBatchItemFailures a reported failure is a success, and the message is lost."""
    lane.send(job_id="T.1")
    poller = lane.poll(
        lambda event: {"batchItemFailures": [{"itemIdentifier": event["Records"][0]["messageId"]}]},
        reports=False,
    )
    until(lambda: lane.events and not poller.working())
    assert lane.counts() == (0, 0)


def test_given_back_at_once(lane: Lane) -> None:
    """A message whose visibility the handler set to nothing is received again."""

    def give_back(event: dict[str, Any]) -> object:
        (record,) = event["Records"]
        if record["attributes"]["ApproximateReceiveCount"] == "3":
            return None
        lane.sqs.change_message_visibility(
            QueueUrl=lane.url, ReceiptHandle=record["receiptHandle"], VisibilityTimeout=0
        )
        return {"batchItemFailures": [{"itemIdentifier": record["messageId"]}]}

    lane.send(job_id="T.1")
    lane.poll(give_back)
    until(lambda: len(lane.events) == 3 and lane.counts() == (0, 0))


def test_concurrency(lane: Lane) -> None:
    """No more messages are worked on than the mapping allows."""
    gate = threading.Event()
    for number in range(5):
        lane.send(job_id=f"T.{number}")
    poller = lane.poll(lambda _event: gate.wait(10) and None, concurrency=2)
    until(lambda: poller.working() == 2)
    assert poller.waiting() == 3
    gate.set()
    until(lambda: len(lane.events) == 5 and lane.counts() == (0, 0))


def test_throttled_is_tried_again(lane: Lane) -> None:
    """A message that found nothing free is neither lost nor received anew."""
    left = [Throttled(), Throttled()]

    def handler(_event: dict[str, Any]) -> object:
        if left:
            raise left.pop()
        return None

    lane.send(job_id="T.1")
    lane.poll(handler)
    until(lambda: len(lane.events) == 3 and lane.counts() == (0, 0))
    counts = {one["Records"][0]["attributes"]["ApproximateReceiveCount"] for one in lane.events}
    assert counts == {"1"}


def test_chain_is_counted(lane: Lane) -> None:
    """A message carries its sender's chain on, and one that is too long is not delivered."""

    def send(hops: int) -> None:
        trace = f"Root=1-2;Lineage=1:abc:{hops}"
        lane.sqs.send_message(
            QueueUrl=lane.url,
            MessageBody="{}",
            MessageSystemAttributes={
                "AWSTraceHeader": {"DataType": "String", "StringValue": trace}
            },
        )

    lane.poll(lambda _event: None)
    send(15)
    until(lambda: lane.traces)
    assert lane.traces == ["Root=1-2;Lineage=1:abc:16"]
    send(16)
    until(lambda: "recursive loop" in lane.logs.text())
    assert len(lane.events) == 1
