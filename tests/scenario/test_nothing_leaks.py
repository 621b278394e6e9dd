"""Secrets stay where they are kept, and what people write stays out of the log."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator

import pytest

from core import observe
from local.faults import Call, Hook, Phase, Refusal, nothing
from tests.faults.kinds import ALL, COMMAND, KINDS_BY_NAME, Kind
from tests.house import House
from tests.house_state import items
from tests.refusals import outage

WORDS = ("red fox", "watercolour", "in oil", "make it blue", "tiny crown", "cat.png")
"""What the kinds of jobs have people say."""

TROUBLE_SECONDS = 600
"""Long enough for every error to be logged, several times over."""

SERVICES = ("slack", "bedrock-runtime", "s3", "sqs", "lambda")


@pytest.fixture(autouse=True)
def talkative(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Our log at its most detailed, and everybody else's as Lambda has it."""
    caplog.set_level(logging.WARNING)
    ours = observe.logger()
    level = ours.log_level
    ours.setLevel(logging.DEBUG)
    yield
    ours.setLevel(level)


def written(house: House) -> str:
    """Everything that was written anywhere but in the log, as text."""
    s3 = house.client("s3")
    objects = [
        str(s3.get_object(Bucket=bucket, Key=found["Key"])["Metadata"])
        + s3.get_object(Bucket=bucket, Key=found["Key"])["Body"].read().decode("latin-1")
        for bucket in (house.settings.input_bucket, house.settings.output_bucket)
        for found in s3.list_objects_v2(Bucket=bucket).get("Contents", ())
    ]
    said = [str(message) for message in (*house.posted(), *house.private_messages())]
    asked = [str(call.request) for call in house.bedrock.requests]
    return json.dumps([items(house), house.trace.invoked, objects, said, asked], default=str)


def trouble(service: str) -> Hook:
    """A service that is out of order for good."""

    def refuse(call: Call, phase: Phase) -> Refusal | None:
        if call.service != service or phase is not Phase.BEFORE:
            return None
        if service == "slack":
            return Refusal("token_revoked", 200)
        return outage(service)

    return refuse


def assert_nothing_leaked(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Neither secret anywhere, no word in the log."""
    logged = house.logged() + caplog.text
    assert logged
    for secret in (house.slack.token, house.slack.signing_secret):
        assert secret not in logged
        assert secret not in written(house)
    assert [words for words in WORDS if words in logged] == []


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_whatever_people_do(house: House, kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    """Every kind of job leaves neither token nor signing secret behind, and logs no words."""
    kind.prepare(house)
    kind.do(house)
    house.settle()
    assert house.jobs()
    assert_nothing_leaked(house, caplog)


def test_words_are_logged_where_an_operator_wants_it(build: Callable[..., House]) -> None:
    """With the parameter, one line a picture has its job, the words, and what was made of them."""
    house = build(LogPrompts="on")
    COMMAND.do(house)
    house.settle()
    (line,) = [json.loads(line) for line in house.logged().splitlines() if "words painted" in line]
    (job,) = house.jobs()
    (painted,) = house.painted()
    assert line["job_id"] == job.id
    assert (line["prompt"], line["painted"]) == ("a red fox", painted["prompt"])


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    "kind", [COMMAND, KINDS_BY_NAME["shared image"]], ids=lambda kind: kind.name
)
def test_whatever_goes_wrong(
    house: House, kind: Kind, service: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Errors name services, models and mends, and carry no request of anybody's with them."""
    kind.prepare(house)
    house.hook = trouble(service)
    kind.do(house)
    house.settle(TROUBLE_SECONDS)
    house.hook = nothing
    assert_nothing_leaked(house, caplog)


@pytest.mark.parametrize("service", SERVICES)
def test_a_defect_of_ours(house: House, service: str, caplog: pytest.LogCaptureFixture) -> None:
    """An exception that nobody foresaw is logged without the words it happened with."""

    def burst(call: Call, phase: Phase) -> None:
        if call.service == service and phase is Phase.BEFORE:
            raise ZeroDivisionError(call.operation)

    house.hook = burst
    COMMAND.do(house)
    house.settle(TROUBLE_SECONDS)
    house.hook = nothing
    assert_nothing_leaked(house, caplog)
