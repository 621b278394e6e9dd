"""The function's role: all that it is granted is used, and nothing works without it.

Every scenario is held to the role's statements (tests/house_wires.py), so that a right the code
needs and has not shows in whichever test needs it. Here: that each statement is needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

import bot.app
from local.bedrock import IMAGE_MODEL, Trouble
from local.faults import Call, Lost, Phase, Refusal
from local.permissions import Need, Permissions, statements
from local.provision import put_secret
from local.template import Stack
from tests.house import ARN, Context, House
from tests.pictures import photo

PLATFORM = {
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ReceiveMessage",
}
"""What Lambda itself does in the role's name: it logs, and takes messages from the queue."""


def granted(stack: Stack) -> Iterator[tuple[str, str]]:
    """Each action on each resource that the role's statements name."""
    for statement in statements(stack):
        for action in _many(statement["Action"]):
            for resource in _many(statement["Resource"]):
                yield action, resource


def _many(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def covers(pattern: str, text: str) -> bool:
    """Whether IAM's wildcards match."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, text) is not None


@pytest.fixture(params=["ssm", "secretsmanager"])
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    """A house that reads its secrets from the store."""
    made = House({"SecretStore": request.param}, SLACK_BOT_TOKEN="", SLACK_SIGNING_SECRET="")
    put_secret(made.client, made.environment["SLACK_BOT_TOKEN_SOURCE"], made.slack.token)
    put_secret(
        made.client, made.environment["SLACK_SIGNING_SECRET_SOURCE"], made.slack.signing_secret
    )
    yield made
    made.close()


def lost_once(operation: str) -> Callable[[Call, Phase], Refusal | Lost | None]:
    """Loses the answer to one call of an operation."""
    left = [operation]

    def hook(call: Call, phase: Phase) -> Refusal | Lost | None:
        if phase is Phase.AFTER and call.operation in left:
            left.remove(call.operation)
            return Lost()
        return None

    return hook


def tour(house: House) -> None:
    """A bit of everything: what waits, what is lost, shared, repeated, deleted and swept."""
    house.bedrock.fail(IMAGE_MODEL, Trouble.THROTTLE, times=2)
    house.people.command("ana", "general", "a red fox")
    house.settle()
    house.hook = lost_once("InvokeModel")
    house.people.share("ana", "D0ANA", "cat.jpg", photo(), "as a watercolour")
    house.settle()
    house.people.command("bo", "general", "a blue boat")
    house.lose_invocations()
    house.settle()
    house.people.click("ana", house.posted("D0ANA")[0].ts, "new_seed")
    house.settle()
    house.people.click("ana", house.posted("general")[0].ts, "delete")
    house.settle()
    missing = f"s3://{house.settings.input_bucket}/missing.jpg"
    for body in ({"prompt": "a fox"}, {"prompt": "a fox", "init_image_s3": missing}):
        # As from the console: the function itself, not its alias.
        until, arn = house.clock.now() + 120, ARN.removesuffix(":live")
        bot.app.handler(body, Context(house.clock, until, arn, f"invocation-{len(body)}"))
        house.settle()


def test_what_is_granted_is_what_is_asked_for(house: House) -> None:
    """On one tour of the house each right is used, and nothing is asked for beyond them."""
    tour(house)
    asked = house.permissions.asked
    unused = [
        (action, resource)
        for action, resource in granted(house.stack)
        if action not in PLATFORM
        and not any(need.action == action and covers(resource, need.resource) for need in asked)
    ]
    assert unused == []
    fresh = Permissions(house.stack)
    assert [need for need in asked if not fresh.allows(need)] == []
    assert house.trace.failures == []
    assert len(asked) > 15


def test_missed_object_needs_listing(build: Callable[..., House]) -> None:
    """Without the right to list, a missed object is a refusal, as in S3."""
    house = build()
    missing = Call(
        "s3", "GetObject", "function", f"/{house.settings.output_bucket}/T/none.jpg", b""
    )
    assert house.permissions.missing_object(missing) is None
    _withdraw(house.permissions, "s3:ListBucket")
    refused = house.permissions.missing_object(missing)
    assert refused is not None
    assert (refused.code, refused.status) == ("AccessDenied", 403)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("dynamodb:PutItem", "unavailable"),
        ("s3:PutObject", "failed"),
        ("bedrock:InvokeModel", "failed"),
    ],
)
def test_without_a_right_it_shows(build: Callable[..., House], action: str, said: str) -> None:
    """The house is strict: without a right it has, nothing comes of a command but a failure."""
    house = build()
    granted_before = list(house.permissions._allowed)
    _withdraw(house.permissions, action)
    try:
        house.people.command("ana", "general", "a red fox")
        house.settle()
    finally:
        house.permissions._allowed[:] = granted_before
    assert house.pictures() == {}
    kept: Mapping[str, Any] = {"unavailable": [], "failed": ["misconfigured"]}
    assert [job.outcome for job in house.jobs()] == kept[said]


def _withdraw(permissions: Permissions, action: str) -> None:
    permissions._allowed[:] = [one for one in permissions._allowed if not one[0].fullmatch(action)]
    assert not permissions.allows(Need(action, "arn:aws:s3:::any"))
