"""What is changed in requests to the queues: shorter waits, and where a message comes from."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest

from local.queue_layer import QueueLayer

TRACED = {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1"}}


@pytest.mark.parametrize(
    ("target", "body", "reaches"),
    [
        # A wait is divided by the speed, rounded up; none at all stays none.
        ("ChangeMessageVisibility", {"VisibilityTimeout": 60}, {"VisibilityTimeout": 2}),
        ("ChangeMessageVisibility", {"VisibilityTimeout": 20}, {"VisibilityTimeout": 1}),
        ("ChangeMessageVisibility", {"VisibilityTimeout": 0}, {"VisibilityTimeout": 0}),
        # The time a message is worked on stays as it is.
        ("ReceiveMessage", {"VisibilityTimeout": 150}, {"VisibilityTimeout": 150}),
        # A message keeps the trace header of the request that sent it.
        (
            "SendMessage",
            {"DelaySeconds": 1},
            {"DelaySeconds": 1, "MessageSystemAttributes": TRACED},
        ),
    ],
)
def test_requests(target: str, body: dict[str, Any], reaches: dict[str, Any]) -> None:
    """Waits pass faster than asked for, and messages tell whose they are."""
    seen: list[dict[str, Any]] = []

    def app(environ: Any, _start_response: Any) -> list[bytes]:
        seen.append(json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))))
        return []

    content = json.dumps(body).encode()
    environ: Any = {
        "HTTP_X_AMZ_TARGET": f"AmazonSQS.{target}",
        "HTTP_X_AMZN_TRACE_ID": "Root=1",
        "CONTENT_LENGTH": str(len(content)),
        "wsgi.input": BytesIO(content),
    }
    list(QueueLayer(app, 30)(environ, lambda *_: lambda _data: None))
    assert seen == [reaches]
