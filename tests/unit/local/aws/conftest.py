"""A function of a few acts to run, stores to run it against, and a way to wait without sleeping."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import boto3
import pytest
from botocore.client import BaseClient
from botocore.config import Config

from local import aws
from local.aws import Aws
from local.intrinsics import REGION
from local.lambda_host.function import Function
from local.region import ROOT

TEMPLATE = ROOT / "infra" / "template.yaml"

CODE = '''
import json
import os
import threading
import time

runs = 0


def handler(event, context):
    """Does what the event says, in an order that lets acts be combined."""
    global runs
    runs += 1
    for record in event.get("Records", []):
        print("RECORD", json.dumps(record))
        event = json.loads(record["body"])
        event = event.get("requestPayload", event)
        if event.get("report"):
            return {"batchItemFailures": [{"itemIdentifier": record["messageId"]}]}
        event = {**event, "raise": False}
    if "invoke" in event:
        import boto3

        boto3.client("lambda").invoke(
            FunctionName=event.get("name") or context.invoked_function_arn,
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
        hoard = b"x" * event["hog"]
        time.sleep(30)
    if event.get("exit"):
        os._exit(event["exit"])
    if event.get("raise"):
        raise ValueError(event["raise"])
    if event.get("large"):
        return "x" * event["large"]
    if event.get("print"):
        print(event["print"])
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


@pytest.fixture
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


def caller(url: str, service: str, *, attempts: int = 1) -> BaseClient:
    """A client that signs as an environment of the function does."""
    return _session().client(
        service,
        endpoint_url=url,
        config=Config(retries={"total_max_attempts": attempts}, read_timeout=5),
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
