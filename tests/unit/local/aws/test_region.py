"""The region as a whole: one way in, through every part, and out."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.faults import Call, Lost, Phase, nothing
from local.lambda_host.function import Result
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
    lines = [one.text for one in region.host.logs.lines()]
    return [
        json.loads(json.loads(one.removeprefix("RECORD "))["body"])
        for one in lines
        if one.startswith("RECORD ")
    ]


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
    connection = http.client.HTTPConnection(region.http_url.removeprefix("http://"), timeout=20)
    connection.request("POST", "/slack/events", b"{}")
    response = connection.getresponse()
    content = json.loads(response.read())
    connection.close()
    assert response.status == 200
    assert content["arn"].endswith(":function:imagine-function:live")
    assert region.slack_events_url == f"{region.http_url}/slack/events"


def test_failed_job_reaches_the_slow_lane(region: Region) -> None:
    """An event the function sends itself and fails comes back by the queue, with its error."""
    answer(region.invoke({"invoke": {"job_id": "T.1", "raise": "boom"}}))
    until(lambda: records(region))
    (record,) = records(region)
    assert record["requestPayload"] == {"job_id": "T.1", "raise": "boom"}
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["functionArn"].endswith(":imagine-function:live")
    assert record["responsePayload"]["errorMessage"] == "boom"


def test_sweep(region: Region) -> None:
    """The schedule invokes the function asynchronously with the event the template gives it."""
    payloads: list[bytes] = []

    def deliver_never(payload: bytes) -> int:
        payloads.append(payload)
        return 0

    deliveries, region.host.events.deliveries = region.host.events.deliveries, deliver_never
    region.host.fire()
    region.host.events.deliveries = deliveries
    assert [json.loads(one) for one in payloads] == [{"source": "imagine.sweep"}]


def test_put_back_message(region: Region) -> None:
    """A message that was put back for ten minutes comes back after one second."""
    url = region.environment["SLOW_LANE_QUEUE_URL"]
    region.sqs().send_message(QueueUrl=url, MessageBody='{"job_id": "T.2"}', DelaySeconds=600)
    until(lambda: {"job_id": "T.2"} in records(region), seconds=5)


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


def test_rights_are_recorded(region: Region) -> None:
    """What the function asked for can be compared with what the template grants."""
    answer(region.invoke(put("recorded")))
    needs = {(one.action, one.resource) for one in region.aws.permissions.asked}
    table = "arn:aws:dynamodb:us-west-2:123456789012:table/imagine-table"
    assert ("dynamodb:PutItem", table) in needs


def test_denied_to_the_function(region: Region) -> None:
    """What the role may not do fails in the function as it would in AWS."""
    scan = ["dynamodb", "scan", {"TableName": "imagine-table"}]
    result = region.invoke({"call": scan})
    assert result.error == "Unhandled"
    error = json.loads(result.payload)
    assert error["errorType"] == "ClientError"
    assert "is not authorized to perform: dynamodb:Scan" in error["errorMessage"]
