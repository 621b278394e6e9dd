"""Lambda's API: how a function is named, what is accepted, and how it fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, HTTPClientError

from local.faults import Call, Lost, Phase, Refusal
from local.lambda_host.function import Function, Invocation, Result, Throttled, failure
from local.lambda_host.invoke_api import ASYNCHRONOUS_LIMIT, InvokeApi
from local.lambda_host.logs import Logs

from .conftest import caller

ARN = "arn:aws:lambda:us-west-2:123456789012:function:sample"


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
        self.ran: list[Invocation] = []
        self.accepted: list[Invocation] = []
        self.answer: Result | Throttled = Result(b'{"done": true}')
        self.rights = Rights()
        self.logs = Logs()
        self.api = InvokeApi(function, self.run, self.accepted.append, self.rights, self.logs)
        self.client: Any = caller(self.api.url, "lambda")

    def run(self, invocation: Invocation) -> Result:
        """Answer what a test says."""
        self.ran.append(invocation)
        if isinstance(self.answer, Throttled):
            raise self.answer
        return self.answer

    def close(self) -> None:
        """End it."""
        self.client.close()
        self.api.close()


@pytest.fixture
def platform(function: Function) -> Iterator[Platform]:
    """A platform whose function answers."""
    made = Platform(function)
    yield made
    made.close()


def refused(platform: Platform, **arguments: Any) -> tuple[str, int]:
    """Code and status of the error a call ends with."""
    with pytest.raises(ClientError) as caught:
        platform.client.invoke(**arguments)
    response = caught.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.parametrize(
    ("name", "qualifier"),
    [
        ("sample", ""),
        ("sample:live", "live"),
        (ARN, ""),
        (f"{ARN}:live", "live"),
        (f"{ARN}:1", "1"),
        ("123456789012:function:sample:live", "live"),
        ("sample:$LATEST", ""),
    ],
)
def test_names(platform: Platform, name: str, qualifier: str) -> None:
    """A function is named plainly or by ARN, with or without a qualifier, which is kept."""
    answer = platform.client.invoke(FunctionName=name, Payload=b"{}")
    assert platform.ran[0].qualifier == qualifier
    assert answer["ExecutedVersion"] == ("1" if qualifier else "$LATEST")


def test_qualifier_beside_the_name(platform: Platform) -> None:
    """A qualifier can stand beside the name."""
    platform.client.invoke(FunctionName="sample", Qualifier="live", Payload=b"{}")
    assert platform.ran[0].qualifier == "live"


@pytest.mark.parametrize(
    "name", ["other", "sample:other", f"{ARN}-other", ARN.replace("us-west-2", "us-east-1")]
)
def test_unknown_names(platform: Platform, name: str) -> None:
    """Another function, alias or region is not found."""
    assert refused(platform, FunctionName=name, Payload=b"{}") == (
        "ResourceNotFoundException",
        404,
    )


def test_synchronous(platform: Platform) -> None:
    """One who waits gets the answer."""
    answer = platform.client.invoke(FunctionName=ARN, Payload=b'{"a": 1}')
    assert answer["StatusCode"] == 200
    assert json.loads(answer["Payload"].read()) == {"done": True}
    assert "FunctionError" not in answer
    assert platform.ran[0].payload == b'{"a": 1}'


def test_function_error(platform: Platform) -> None:
    """A function error is answered 200, with a header that says so."""
    platform.answer = failure("ValueError", "boom")
    answer = platform.client.invoke(FunctionName=ARN, Payload=b"{}")
    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
    assert json.loads(answer["Payload"].read())["errorType"] == "ValueError"


def test_asynchronous(platform: Platform) -> None:
    """An event is accepted and not waited for."""
    answer = platform.client.invoke(
        FunctionName=f"{ARN}:live", InvocationType="Event", Payload=b'{"job_id": "T.1"}'
    )
    assert answer["StatusCode"] == 202
    assert platform.ran == []
    assert [one.payload for one in platform.accepted] == [b'{"job_id": "T.1"}']


def test_dry_run(platform: Platform) -> None:
    """A dry run runs nothing."""
    answer = platform.client.invoke(FunctionName=ARN, InvocationType="DryRun", Payload=b"{}")
    assert answer["StatusCode"] == 204
    assert (platform.ran, platform.accepted) == ([], [])


def test_throttled(platform: Platform) -> None:
    """At the concurrency limit one who waits is refused."""
    platform.answer = Throttled()
    assert refused(platform, FunctionName=ARN, Payload=b"{}") == ("TooManyRequestsException", 429)


def test_too_large(platform: Platform) -> None:
    """An event beyond the asynchronous limit is refused; the same is taken synchronously."""
    payload = json.dumps("x" * ASYNCHRONOUS_LIMIT).encode()
    assert refused(platform, FunctionName=ARN, InvocationType="Event", Payload=payload) == (
        "RequestTooLargeException",
        413,
    )
    assert platform.client.invoke(FunctionName=ARN, Payload=payload)["StatusCode"] == 200


def test_no_json(platform: Platform) -> None:
    """A payload that is no JSON is refused."""
    assert refused(platform, FunctionName=ARN, Payload=b"{") == (
        "InvalidRequestContentException",
        400,
    )


def test_denied(platform: Platform) -> None:
    """Who may not invoke is refused, and nothing runs."""
    platform.rights.answer = Refusal("AccessDeniedException", 403)
    assert refused(platform, FunctionName=ARN, Payload=b"{}") == ("AccessDeniedException", 403)
    assert platform.ran == []


def test_refused_on_purpose(platform: Platform) -> None:
    """A hook can refuse a call before it is carried out."""
    platform.api.hook = lambda _call, _phase: Refusal("ServiceException", 500)
    assert refused(platform, FunctionName=ARN, InvocationType="Event", Payload=b"{}") == (
        "ServiceException",
        500,
    )
    assert platform.accepted == []


def test_lost_answer(platform: Platform) -> None:
    """A hook can lose the answer of a call that was carried out."""
    platform.api.hook = lambda _call, phase: Lost() if phase is Phase.AFTER else None
    with pytest.raises(HTTPClientError):
        platform.client.invoke(FunctionName=ARN, InvocationType="Event", Payload=b"{}")
    assert len(platform.accepted) == 1


def test_chain_is_counted_and_cut(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK hands the chain's count on; an event beyond the limit is dropped, and logged."""
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "sample")
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-2;Lineage=1:abc:15")
    platform.client.invoke(FunctionName=ARN, InvocationType="Event", Payload=b"{}")
    assert [one.trace for one in platform.accepted] == ["Root=1-2;Lineage=1:abc:16"]

    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-2;Lineage=1:abc:16")
    platform.client.invoke(FunctionName=ARN, InvocationType="Event", Payload=b"{}")
    assert len(platform.accepted) == 1
    assert "recursive loop" in platform.logs.text()
    assert refused(platform, FunctionName=ARN, Payload=b"{}") == (
        "RecursiveInvocationException",
        400,
    )
