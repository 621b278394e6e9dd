"""Storing secrets and moving dead letters, as an operator does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import boto3
import pytest
from botocore.stub import Stubber

from infra.__main__ import main
from infra.redrive import redrive
from infra.store import SECRETS, SecretRefused, checked
from local.provision import SlackSecrets
from tests.deployment import NAME, SIGNING_SECRET, TOKEN, Deployment


@pytest.fixture
def deployment() -> Iterator[Deployment]:
    """A deployment whose secrets are not set."""
    with Deployment(secrets=SlackSecrets("", "")) as made:
        yield made


def answers(*typed: str) -> Callable[[str], str]:
    """Somebody who types these, one after another."""
    left = list(typed)
    return lambda _: left.pop(0)


def parameter(deployment: Deployment, name: str) -> dict[str, str]:
    """A stored parameter, decrypted."""
    found: dict[str, str] = deployment.client("ssm").get_parameter(Name=name, WithDecryption=True)[
        "Parameter"
    ]
    return found


def test_both_secrets_are_stored(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is pasted is stored encrypted under the names the function reads, and never shown."""
    assert main(["secrets"], secret_prompt=answers(f" {TOKEN}\n", SIGNING_SECRET)) == 0
    for name, secret in (
        ("/imagine/slack-bot-token", TOKEN),
        ("/imagine/slack-signing-secret", SIGNING_SECRET),
    ):
        kept = parameter(deployment, name)
        assert (kept["Type"], kept["Value"]) == ("SecureString", secret)
    told = capsys.readouterr().out
    assert "SLACK_BOT_TOKEN is in ssm as /imagine/slack-bot-token" in told
    assert TOKEN not in told
    assert SIGNING_SECRET not in told


def test_rotation_of_one(deployment: Deployment) -> None:
    """An empty answer leaves a secret as it is; a new one replaces the old."""
    main(["secrets"], secret_prompt=answers(TOKEN, SIGNING_SECRET))
    main(["secrets"], secret_prompt=answers("", "f" * 32))
    assert parameter(deployment, "/imagine/slack-bot-token")["Value"] == TOKEN
    assert parameter(deployment, "/imagine/slack-signing-secret")["Value"] == "f" * 32


def test_wrong_secrets_are_asked_for_again(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no such secret is not stored; the right place to find it is named."""
    typed = answers("xapp-1-wrong", "", "not hex", SIGNING_SECRET)
    assert main(["secrets"], secret_prompt=typed) == 0
    told = capsys.readouterr().out
    assert "begins with xoxb-" in told
    assert "App Credentials" in told
    assert "xapp-1-wrong" not in told
    assert parameter(deployment, "/imagine/slack-signing-secret")["Value"] == SIGNING_SECRET


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1234567890-abc"),
        ("SLACK_BOT_TOKEN", "xoxb-"),
        ("SLACK_SIGNING_SECRET", SIGNING_SECRET.upper()),
        ("SLACK_SIGNING_SECRET", SIGNING_SECRET[:-1]),
    ],
)
def test_forms(name: str, typed: str) -> None:
    """Only a bot token is a bot token, and only a signing secret a signing secret."""
    with pytest.raises(SecretRefused):
        checked(name, typed)
    assert set(SECRETS) == {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"}


def test_secrets_manager() -> None:
    """Where the stack keeps its secrets in Secrets Manager, they go there, first and again."""
    with Deployment({"SecretStore": "secretsmanager"}, SlackSecrets("", "")) as deployment:
        for token in (TOKEN, TOKEN + "2"):
            assert main(["secrets"], secret_prompt=answers(token, "")) == 0
            kept = deployment.client("secretsmanager").get_secret_value(
                SecretId="/imagine/slack-bot-token"
            )
            assert kept["SecretString"] == token


def test_no_stack(deployment: Deployment, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a stack the answer names the command that makes one."""
    deployment.client("cloudformation").delete_stack(StackName=NAME)
    assert main(["secrets"], secret_prompt=answers()) == 1
    assert "run make deploy" in capsys.readouterr().out


def test_stopped(deployment: Deployment, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C at the question stores nothing."""

    def stop(_: str) -> str:
        raise KeyboardInterrupt

    assert main(["secrets"], secret_prompt=stop) == 1
    assert "nothing more was done" in capsys.readouterr().out
    stored = deployment.client("ssm").describe_parameters()["Parameters"]
    assert stored == []


@pytest.fixture
def sqs() -> Iterator[Stubber]:
    """SQS as its own service model describes it; a call nobody scripted is refused."""
    client = boto3.session.Session("AKID", "key", region_name="us-west-2").client("sqs")
    with Stubber(client) as asked:
        yield asked
        asked.assert_no_pending_responses()


def has(asked: Stubber, waiting: int) -> None:
    """Let so many dead letters wait."""
    arn = "arn:aws:sqs:us-west-2:123456789012:dead"
    asked.add_response(
        "get_queue_attributes",
        {"Attributes": {"ApproximateNumberOfMessages": str(waiting), "QueueArn": arn}},
        {
            "QueueUrl": "https://queue/dead",
            "AttributeNames": ["ApproximateNumberOfMessages", "QueueArn"],
        },
    )
    if waiting:
        asked.add_response(
            "start_message_move_task",
            {"TaskHandle": "task"},
            {"SourceArn": arn, "MaxNumberOfMessagesPerSecond": 1},
        )


def test_redrive(sqs: Stubber) -> None:
    """Dead letters go back to the queue they came from."""
    has(sqs, 3)
    assert "About 3 dead letters go back" in redrive(sqs.client, "https://queue/dead")


def test_redrive_of_nothing(sqs: Stubber) -> None:
    """Without dead letters nothing is moved."""
    has(sqs, 0)
    assert redrive(sqs.client, "https://queue/dead") == "There are no dead letters."
