"""What the function's role may do: all that the code does, and nothing more."""

from __future__ import annotations

import re

import pytest

from local.permissions import Need, Permissions, statements
from local.region import ROOT
from local.template import Stack, load

TEMPLATE = ROOT / "infra" / "template.yaml"
ACCOUNT = "123456789012"


@pytest.fixture
def stack() -> Stack:
    """The template with its defaults, resolved."""
    return load(TEMPLATE)


def test_statements_are_narrow(stack: Stack) -> None:
    """Each statement names exact actions on resources of this account, never everything."""
    for statement in statements(stack):
        for action in _many(statement["Action"]):
            assert re.fullmatch(r"[a-z0-9]+:[A-Za-z]+", action), action
        for resource in _many(statement["Resource"]):
            assert resource != "*"
            assert resource.startswith("arn:aws:")
            assert "imagine" in resource or ":foundation-model/" in resource or "nova" in resource


@pytest.mark.parametrize(
    "need",
    [
        Need("dynamodb:Scan", f"arn:aws:dynamodb:us-west-2:{ACCOUNT}:table/imagine-table"),
        Need("dynamodb:Query", f"arn:aws:dynamodb:us-west-2:{ACCOUNT}:table/imagine-table"),
        Need("dynamodb:GetItem", f"arn:aws:dynamodb:us-west-2:{ACCOUNT}:table/other"),
        Need("s3:GetObject", "arn:aws:s3:::other/key"),
        Need("s3:PutBucketPolicy", "arn:aws:s3:::imagine-inputbucket"),
        Need("sqs:SendMessage", f"arn:aws:sqs:us-west-2:{ACCOUNT}:imagine-deadletterqueue"),
        Need("lambda:InvokeFunction", f"arn:aws:lambda:us-west-2:{ACCOUNT}:function:other"),
        Need("ssm:GetParameter", f"arn:aws:ssm:us-west-2:{ACCOUNT}:parameter/imagine/other"),
        Need("bedrock:InvokeModel", "arn:aws:bedrock:us-west-2::foundation-model/other.model"),
    ],
)
def test_role_denies(stack: Stack, need: Need) -> None:
    """What the code never does, the role may not."""
    assert not Permissions(stack).allows(need)


@pytest.mark.parametrize(
    "need",
    [
        Need("dynamodb:UpdateItem", f"arn:aws:dynamodb:us-west-2:{ACCOUNT}:table/imagine-table"),
        Need(
            "dynamodb:Query",
            f"arn:aws:dynamodb:us-west-2:{ACCOUNT}:table/imagine-table/index/unfinished",
        ),
        Need(
            "lambda:InvokeFunction",
            f"arn:aws:lambda:us-west-2:{ACCOUNT}:function:imagine-function:live",
        ),
        Need(
            "bedrock:InvokeModel",
            f"arn:aws:bedrock:us-west-2:{ACCOUNT}:inference-profile/us.amazon.nova-pro-v1:0",
        ),
        Need(
            "bedrock:InvokeModel",
            "arn:aws:bedrock:us-east-2::foundation-model/amazon.nova-pro-v1:0",
        ),
        Need(
            "bedrock:InvokeModel",
            "arn:aws:bedrock:us-west-2::foundation-model/stability.sd3-5-large-v1:0",
        ),
        # What Lambda itself needs of the role: to poll the queue and to log.
        Need("sqs:ReceiveMessage", f"arn:aws:sqs:us-west-2:{ACCOUNT}:imagine-slowlanequeue"),
        Need("sqs:GetQueueAttributes", f"arn:aws:sqs:us-west-2:{ACCOUNT}:imagine-slowlanequeue"),
        Need(
            "logs:PutLogEvents",
            f"arn:aws:logs:us-west-2:{ACCOUNT}:log-group:imagine-loggroup:log-stream:x",
        ),
    ],
)
def test_role_allows(stack: Stack, need: Need) -> None:
    """What the code and its platform do, the role may."""
    assert Permissions(stack).allows(need)


@pytest.mark.parametrize(
    ("store", "need"),
    [
        (
            "ssm",
            Need(
                "ssm:GetParameter",
                f"arn:aws:ssm:us-west-2:{ACCOUNT}:parameter/imagine/slack-bot-token",
            ),
        ),
        (
            "secretsmanager",
            Need(
                "secretsmanager:GetSecretValue",
                f"arn:aws:secretsmanager:us-west-2:{ACCOUNT}:secret:/imagine/slack-bot-token-a1B2c3",
            ),
        ),
    ],
)
def test_secret_stores(store: str, need: Need) -> None:
    """The chosen store is named in the settings, and it alone may be read."""
    stack = load(TEMPLATE, {"SecretStore": store})
    assert stack.environment["SLACK_BOT_TOKEN_SOURCE"] == f"{store}:/imagine/slack-bot-token"
    assert Permissions(stack).allows(need)
    services = {
        action.partition(":")[0]
        for statement in statements(stack)
        for action in _many(statement["Action"])
    }
    assert services & {"ssm", "secretsmanager"} == {store}


def _many(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
