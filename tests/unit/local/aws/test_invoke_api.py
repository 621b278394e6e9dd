"""Lambda's API: how the function names itself, what is accepted, and how it fails."""

from __future__ import annotations

import json

import pytest
from werkzeug.test import Client, TestResponse

from local.lambda_host.function import Function, Invocation
from local.lambda_host.invoke_api import ASYNCHRONOUS_LIMIT, InvokeApi
from local.lambda_host.logs import Logs

ARN = "arn:aws:lambda:us-west-2:123456789012:function:sample"
TOO_LARGE = json.dumps("x" * ASYNCHRONOUS_LIMIT).encode()


class Platform:
    """The API and what came through it."""

    def __init__(self, function: Function) -> None:
        self.accepted: list[Invocation] = []
        self.logs = Logs()
        self._client = Client(InvokeApi(function, self.accepted.append, self.logs))

    def invoke(
        self, name: str = ARN, payload: bytes = b"{}", kind: str = "Event", trace: str = ""
    ) -> TestResponse:
        """Invoke the function."""
        headers = {"X-Amz-Invocation-Type": kind, "X-Amzn-Trace-Id": trace}
        path = f"/2015-03-31/functions/{name}/invocations"
        return self._client.post(path, headers=headers, data=payload)


@pytest.fixture
def platform(function: Function) -> Platform:
    """A platform that accepts."""
    return Platform(function)


@pytest.mark.parametrize(("name", "qualifier"), [(ARN, ""), (f"{ARN}:live", "live")])
def test_accepted(platform: Platform, name: str, qualifier: str) -> None:
    """An event for the function's ARN is taken, with the qualifier it names."""
    assert platform.invoke(name, b'{"job_id": "T.1"}').status_code == 202
    (accepted,) = platform.accepted
    assert (accepted.payload, accepted.qualifier) == (b'{"job_id": "T.1"}', qualifier)


@pytest.mark.parametrize(
    ("arguments", "error", "status"),
    [
        ({"name": "other"}, "ResourceNotFoundException", 404),
        ({"name": f"{ARN}:other"}, "ResourceNotFoundException", 404),
        ({"name": f"{ARN}-other"}, "ResourceNotFoundException", 404),
        ({"name": ARN.replace("us-west-2", "us-east-1")}, "ResourceNotFoundException", 404),
        ({"payload": TOO_LARGE}, "RequestTooLargeException", 413),
        ({"payload": b"{"}, "InvalidRequestContentException", 400),
        ({"kind": "RequestResponse"}, "InvalidParameterValueException", 400),
        ({"kind": "DryRun"}, "InvalidParameterValueException", 400),
    ],
)
def test_refused(platform: Platform, arguments: dict[str, str], error: str, status: int) -> None:
    """Another function, what is too large or no JSON, and what the function never asks for."""
    answer = platform.invoke(**arguments)
    assert (answer.headers["x-amzn-errortype"], answer.status_code) == (error, status)
    assert platform.accepted == []


def test_chain_is_cut(platform: Platform) -> None:
    """The chain's count goes up by one; an event beyond the limit is dropped, and logged."""
    platform.invoke(trace="Root=1-2;Lineage=1:abc:15")
    assert [one.trace for one in platform.accepted] == ["Root=1-2;Lineage=1:abc:16"]
    assert platform.invoke(trace="Root=1-2;Lineage=1:abc:16").status_code == 202
    assert len(platform.accepted) == 1
    assert "recursive loop" in platform.logs.text()
