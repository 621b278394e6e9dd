"""Waits of messages pass faster than asked for, when they are told to."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest

from local.queue_layer import QueueLayer


def ask(target: str, body: dict[str, Any], *, speed: float, trace: str = "") -> dict[str, Any]:
    """What reaches the queues of a request."""
    seen: list[dict[str, Any]] = []

    def app(environ: Any, _start_response: Any) -> list[bytes]:
        seen.append(json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))))
        return []

    content = json.dumps(body).encode()
    environ: Any = {
        "HTTP_X_AMZ_TARGET": f"AmazonSQS.{target}",
        "CONTENT_LENGTH": str(len(content)),
        "wsgi.input": BytesIO(content),
    }
    if trace:
        environ["HTTP_X_AMZN_TRACE_ID"] = trace
    list(QueueLayer(app, speed)(environ, lambda *_: lambda _data: None))
    return seen[0]


@pytest.mark.parametrize(
    ("target", "member"),
    [("ChangeMessageVisibility", "VisibilityTimeout"), ("SendMessage", "DelaySeconds")],
)
@pytest.mark.parametrize(("asked", "waited"), [(60, 2), (20, 1), (1, 1), (0, 0)])
def test_shorter(target: str, member: str, asked: int, waited: int) -> None:
    """A wait is divided by the speed, rounded up; none at all stays none."""
    assert ask(target, {member: asked}, speed=30)[member] == waited


def test_batch() -> None:
    """Each entry of a batch waits shorter."""
    body = {"Entries": [{"Id": "1", "DelaySeconds": 60}, {"Id": "2"}]}
    changed = ask("SendMessageBatch", body, speed=60)
    assert changed == {"Entries": [{"Id": "1", "DelaySeconds": 1}, {"Id": "2"}]}


def test_receiving_is_left_alone() -> None:
    """The time a message is worked on stays as it is."""
    body = {"VisibilityTimeout": 150}
    assert ask("ReceiveMessage", body, speed=60) == body


def test_sender_is_kept() -> None:
    """A message keeps the trace header of the request that sent it."""
    sent = ask("SendMessage", {"MessageBody": "x"}, speed=1, trace="Root=1")
    assert sent["MessageSystemAttributes"] == {
        "AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1"}
    }
