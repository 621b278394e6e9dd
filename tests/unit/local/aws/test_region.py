"""The region as a whole: one way in, through every part, and out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from local.faults import Call, Lost, Phase, Refusal, nothing
from local.lambda_host.function import Result, Run
from local.region import Region, start

from .conftest import until


@pytest.fixture(scope="module")
def region(code: Path) -> Iterator[Region]:
    """A region that runs the sample, faster than real time, sweeping only when told to."""
    with start(
        code=code,
        handler="sample.handler",
        slack_url="http://127.0.0.1:9/api/",
        bedrock_url="http://127.0.0.1:9",
        environment={"OWN": "value"},
        concurrency=4,
        speed=600.0,
        scheduled=False,
    ) as made:
        yield made


@pytest.fixture(autouse=True)
def settled(region: Region) -> Iterator[None]:
    """Each test leaves the region as it found it."""
    yield
    region.set_hook(nothing)
    until(region.host.quiet)


def answer(result: Result) -> Any:
    """The payload of an invocation that went well."""
    assert result.error == "", result.payload
    return json.loads(result.payload)


def records(region: Region) -> list[Any]:
    """The queue's records that the function has been given, their bodies read."""
    printed = re.findall(r"RECORD (.*)", region.host.logs.text())
    return [json.loads(json.loads(one)["body"]) for one in printed]


def put(key: str, **more: Any) -> dict[str, Any]:
    """An event that has the function write an item, and whatever else."""
    item = {"TableName": "imagine-table", "Item": {"pk": {"S": key}}}
    return {"call": ["dynamodb", "put_item", item], **more}


def stored(region: Region, key: str) -> bool:
    """Whether the item is in the table."""
    found = region.dynamodb().get_item(TableName="imagine-table", Key={"pk": {"S": key}})
    return "Item" in found


def test_environment(region: Region) -> None:
    """The function's variables are the template's, with every endpoint leading here."""
    variables = answer(region.invoke({}))["variables"]
    assert region.environment.items() <= variables.items()
    assert variables["TABLE_NAME"] == "imagine-table"
    assert variables["SLACK_API_URL"] == "http://127.0.0.1:9/api/"
    assert variables["OWN"] == "value"
    for service in (
        *("S3", "DYNAMODB", "SQS", "SSM", "SECRETS_MANAGER", "LAMBDA"),
        "BEDROCK_RUNTIME",
    ):
        assert variables[f"AWS_ENDPOINT_URL_{service}"].startswith("http://127.0.0.1:")
    assert variables["SLOW_LANE_QUEUE_URL"].startswith(variables["AWS_ENDPOINT_URL_SQS"])


def test_by_http(region: Region) -> None:
    """A request to Slack's route runs the function through its alias."""
    assert region.slack_events_url == f"{region.http_url}/slack/events"
    request = Request(region.slack_events_url, b"{}", method="POST")  # noqa: S310 - loopback
    with urlopen(request) as response:  # noqa: S310 - the same
        assert response.read().endswith(b":function:imagine-function:live")


def test_failed_job_reaches_the_slow_lane(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    """An event the function sends itself and fails comes back by the queue, with its error.

    Its trace counts how many invocations have led to each other.
    """
    runs: list[Run] = []
    monkeypatch.setattr(region.host.pool, "watcher", runs.append)
    answer(region.invoke({"invoke": {"job_id": "T.1", "raise": "boom"}}))
    until(lambda: records(region))
    (record,) = records(region)
    assert record["requestPayload"] == {"job_id": "T.1", "raise": "boom"}
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["functionArn"].endswith(":imagine-function:live")
    assert record["responsePayload"]["errorMessage"] == "boom"
    assert {one.invocation.trace[-2:] for one in runs} == {":0", ":1", ":2"}


def test_faults_of_lambdas_api(region: Region) -> None:
    """A hook is asked about invocations as about the stores: one can be refused."""
    refusal = Refusal("InvalidRuntimeException", 400)
    region.set_hook(
        lambda call, _: refusal if (call.service, call.operation) == ("lambda", "Invoke") else None
    )
    result = region.invoke({"invoke": {"job_id": "T.3"}})
    assert (result.error, b"InvalidRuntimeException" in result.payload) == ("Unhandled", True)


def test_sweep(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    """The schedule invokes the function asynchronously with the event the template gives it."""
    runs: list[Run] = []
    monkeypatch.setattr(region.host.pool, "watcher", runs.append)
    region.host.fire()
    until(region.host.quiet)
    assert {one.invocation.payload for one in runs} == {b'{"source": "imagine.sweep"}'}


def test_put_back_message(region: Region) -> None:
    """A message that was put back for ten minutes comes back after one second."""
    url = region.environment["SLOW_LANE_QUEUE_URL"]
    region.sqs().send_message(QueueUrl=url, MessageBody='{"job_id": "T.2"}', DelaySeconds=600)
    until(lambda: {"job_id": "T.2"} in records(region))


@pytest.mark.parametrize("phase", list(Phase))
def test_killed_at_a_boundary(region: Region, phase: Phase) -> None:
    """A worker can be killed before a call is done or after; either way its event comes back."""
    key = f"killed-{phase}"
    killed: list[int] = []
    at_death: list[bool] = []

    def hook(call: Call, when: Phase) -> Lost | None:
        if call.operation != "PutItem" or when is not phase or killed:
            return None
        at_death.append(stored(region, key) if when is Phase.BEFORE else True)
        killed.append(region.host.kill(caller=call.caller))
        return Lost()

    region.set_hook(hook)
    region.host.send_event(json.dumps(put(key, job_id=key)).encode())
    until(lambda: key in [one.get("requestPayload", {}).get("job_id") for one in records(region)])
    until(lambda: stored(region, key))
    assert killed == [1]
    assert at_death == [phase is Phase.AFTER]


def test_rights(region: Region) -> None:
    """What the function asks for is noted, and what its role may not do fails as in AWS."""
    answer(region.invoke(put("recorded")))
    needs = {(one.action, one.resource) for one in region.aws.permissions.asked}
    table = "arn:aws:dynamodb:us-west-2:123456789012:table/imagine-table"
    assert ("dynamodb:PutItem", table) in needs
    result = region.invoke({"call": ["dynamodb", "scan", {"TableName": "imagine-table"}]})
    assert result.error == "Unhandled"
    error = json.loads(result.payload)
    assert error["errorType"] == "ClientError"
    assert "is not authorized to perform: dynamodb:Scan" in error["errorMessage"]
