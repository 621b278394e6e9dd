"""Lambda's API: how the function names itself, what is accepted, and how it fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, HTTPClientError

from local.faults import Call, Lost, Phase, Refusal
from local.lambda_host.function import Function, Invocation
from local.lambda_host.invoke_api import ASYNCHRONOUS_LIMIT, InvokeApi
from local.lambda_host.logs import Logs

from .conftest import caller

ARN = "arn:aws:lambda:us-west-2:123456789012:function:sample"
TOO_LARGE = json.dumps("x" * ASYNCHRONOUS_LIMIT).encode()


class Rights:
    """Allows everything, unless told to refuse."""

    def __init__(self) -> None:
        self.answer: Refusal | None = None

    def refusal(self, call: Call) -> Refusal | None:
        """What a test says."""
        assert (call.service, call.operation) == ("lambda", "Invoke")
        return self.answer

    def missing_object(self, call: Call) -> Refusal | None:
        """Lambda has no objects."""
        raise AssertionError(call)


class Platform:
    """A running API and what came through it."""

    def __init__(self, function: Function) -> None:
        self.accepted: list[Invocation] = []
        self.rights = Rights()
        self.logs = Logs()
        self.api = InvokeApi(function, self.accepted.append, self.rights, self.logs)
        self.client: Any = caller(self.api.url, "lambda")

    def invoke(self, name: str = ARN, payload: bytes = b"{}", kind: str = "Event") -> int:
        """Invoke the function; the status of the answer."""
        answer = self.client.invoke(FunctionName=name, InvocationType=kind, Payload=payload)
        return int(answer["StatusCode"])

    def close(self) -> None:
        """End it."""
        self.client.close()
        self.api.close()


@pytest.fixture
def platform(function: Function) -> Iterator[Platform]:
    """A platform that accepts."""
    made = Platform(function)
    yield made
    made.close()


@pytest.mark.parametrize(("name", "qualifier"), [(ARN, ""), (f"{ARN}:live", "live")])
def test_accepted(platform: Platform, name: str, qualifier: str) -> None:
    """An event for the function's ARN is taken, with the qualifier it names."""
    assert platform.invoke(name, b'{"job_id": "T.1"}') == 202
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
def test_refused(platform: Platform, arguments: dict[str, Any], error: str, status: int) -> None:
    """Another function, what is too large or no JSON, and what the function never asks for."""
    with pytest.raises(ClientError) as caught:
        platform.invoke(**arguments)
    response = caught.value.response
    assert response["Error"]["Code"] == error
    assert response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert platform.accepted == []


@pytest.mark.parametrize("who", ["rights", "hook"])
def test_refused_on_purpose(platform: Platform, who: str) -> None:
    """A missing right or a hook refuses a call before it is carried out."""
    refusal = Refusal("AccessDeniedException", 403)
    if who == "rights":
        platform.rights.answer = refusal
    else:
        platform.api.hook = lambda _call, _phase: refusal
    with pytest.raises(ClientError, match="AccessDeniedException"):
        platform.invoke()
    assert platform.accepted == []


def test_lost_answer(platform: Platform) -> None:
    """A hook can lose the answer of a call that was carried out."""
    platform.api.hook = lambda _call, phase: Lost() if phase is Phase.AFTER else None
    with pytest.raises(HTTPClientError):
        platform.invoke()
    assert len(platform.accepted) == 1


def test_chain_is_counted_and_cut(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK hands the chain's count on; an event beyond the limit is dropped, and logged."""
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "sample")
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-2;Lineage=1:abc:15")
    platform.invoke()
    assert [one.trace for one in platform.accepted] == ["Root=1-2;Lineage=1:abc:16"]

    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-2;Lineage=1:abc:16")
    assert platform.invoke() == 202
    assert len(platform.accepted) == 1
    assert "recursive loop" in platform.logs.text()
