"""A function to run, stores and an HTTP API around it, and a way to wait for a condition."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.config import Config

from local import aws
from local.aws import Aws
from local.intrinsics import REGION
from local.lambda_host.authorizers import Authorizers
from local.lambda_host.function import Function, Invocation, Result, Throttled
from local.lambda_host.http_api import HttpApi
from local.lambda_host.routes import Cors, Front, Route, TokenRule
from local.region import ROOT
from tests.issuer import AUDIENCE, Issuer

TEMPLATE = ROOT / "infra" / "template.yaml"

CODE = '''
import json
import os
import threading
import time

runs = 0


def handler(event, context):
    """Does what the event says, in an order that lets its keys be combined."""
    global runs
    runs += 1
    for record in event.get("Records", []):
        print("RECORD", json.dumps(record))
        event = json.loads(record["body"])
        event = event.get("requestPayload", event)
        event = {**event, "raise": False}
    if "invoke" in event:
        import boto3

        boto3.client("lambda").invoke(
            FunctionName=context.invoked_function_arn,
            InvocationType="Event",
            Payload=json.dumps(event["invoke"]),
        )
    if "call" in event:
        import boto3

        service, operation, arguments = event["call"]
        getattr(boto3.client(service), operation)(**arguments)
    if "wait" in event:
        while not os.path.exists(event["wait"]):
            time.sleep(0.002)
    if event.get("background"):
        def count():
            while True:
                time.sleep(0.001)
        threading.Thread(target=count, daemon=True).start()
    if event.get("hog"):
        b"x" * event["hog"]
    if event.get("exit"):
        os._exit(event["exit"])
    if event.get("raise"):
        raise ValueError(event["raise"])
    if event.get("large"):
        return "x" * event["large"]
    if event.get("print"):
        print(event["print"])
    if "rawPath" in event:
        return {"statusCode": 200, "body": context.invoked_function_arn}
    return {
        "runs": runs,
        "pid": os.getpid(),
        "arn": context.invoked_function_arn,
        "request_id": context.aws_request_id,
        "remaining": context.get_remaining_time_in_millis(),
        "variables": dict(os.environ),
        "folder": os.getcwd(),
    }
'''


@pytest.fixture(scope="session")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the code of `sample.handler`."""
    folder = tmp_path_factory.mktemp("code")
    (folder / "sample.py").write_text(CODE, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def function(code: Path) -> Function:
    """A small function with an alias."""
    return Function(
        name="sample",
        arn="arn:aws:lambda:us-west-2:123456789012:function:sample",
        alias="live",
        handler="sample.handler",
        timeout=20.0,
        memory=256 * 2**20,
        environment={"OWN": "value"},
        code=code,
        runtime="python3.13",
        log_group="sample-logs",
        region=REGION,
    )


@pytest.fixture(scope="module")
def stores() -> Iterator[Aws]:
    """The stores, made from the template."""
    running = aws.start(TEMPLATE)
    yield running
    running.close()


ISSUER = Issuer()
FRONT = Front(
    {
        one.key: one
        for one in (
            Route("POST /slack/events"),
            Route("POST /signed", signed=True),
            Route("GET /jobs/{id}", signed=True),
            Route("POST /token", tokens=TokenRule(ISSUER.url, (AUDIENCE, "web"))),
        )
    },
    Cors(("https://a.example",), ("GET", "POST"), ("authorization",), ("location",), 600),
)


class Gateway:
    """A running HTTP API with each kind of route, and what came through it.

    Attributes:
        events: What the function was given.
        answer: What it answers.
        gate: Has to be set for it to answer.
    """

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.answer: object = {"statusCode": 200, "body": "ok"}
        self.gate = threading.Event()
        self.gate.set()
        self.api = HttpApi(
            FRONT,
            "live",
            self.invoke,
            api_id="api",
            account="123456789012",
            authorizers=Authorizers(issuers={ISSUER.url: ISSUER.keys}),
        )

    def invoke(self, invocation: Invocation) -> Result:
        """Keep the event and answer."""
        assert invocation.qualifier == "live"
        self.events.append(json.loads(invocation.payload))
        self.gate.wait()
        if isinstance(self.answer, Throttled):
            raise self.answer
        if isinstance(self.answer, Result):
            return self.answer
        return Result(json.dumps(self.answer).encode())

    def request(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer."""
        connection = http.client.HTTPConnection(self.api.url.removeprefix("http://"), timeout=60)
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response.status, dict(response.getheaders()), content


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """An HTTP API in front of a function that answers "ok"."""
    made = Gateway()
    yield made
    made.gate.set()
    made.api.close()


def caller(url: str, service: str) -> BaseClient:
    """A client that signs as an environment of the function does."""
    # As bot.clients makes its own: without the version the SDK signs links to objects the old way.
    signature = "s3v4" if service == "s3" else "v4"
    return _session().client(
        service,
        endpoint_url=url,
        config=Config(signature_version=signature, retries={"total_max_attempts": 1}),
    )


@cache
def _session() -> boto3.Session:
    """One session for all: each reads the services' descriptions from disk anew."""
    return boto3.Session(
        aws_access_key_id="ASIALOCALENV00000001",
        aws_secret_access_key="local",
        region_name=REGION,
    )


def until(holds: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until something holds.

    Raises:
        AssertionError: It does not within the time.
    """
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.003)
