"""Slack's secrets: kept for a while, rotated without a redeploy, not asked for in floods."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import boto3
import pytest
from botocore.stub import Stubber

from bot.secrets import FORCED_SECONDS, KEPT_SECONDS, Secrets, SecretsMissing
from bot.settings import SecretSource, Settings
from core.errors import Misconfigured, Unavailable
from tests.house import VirtualClock

SETTINGS = Settings(
    table="t",
    input_bucket="i",
    output_bucket="o",
    queue_url="q",
    bot_token_source=SecretSource("ssm", "/imagine/slack-bot-token"),
    signing_secret_source=SecretSource("ssm", "/imagine/slack-signing-secret"),
)


class Store:
    """Systems Manager and Secrets Manager, scripted; a call nobody scripted is refused."""

    def __init__(self) -> None:
        session = boto3.session.Session("AKID", "key", region_name="us-west-2")
        self.ssm = session.client("ssm")
        self.secretsmanager = session.client("secretsmanager")
        self.asked = Stubber(self.ssm)
        self.asked_manager = Stubber(self.secretsmanager)
        self.asked.activate()
        self.asked_manager.activate()

    def has(self, secret: str, name: str = "/imagine/slack-signing-secret") -> None:
        """Answer the next reading."""
        self.asked.add_response(
            "get_parameter",
            {"Parameter": {"Name": name, "Type": "SecureString", "Value": secret}},
            {"Name": name, "WithDecryption": True},
        )

    def fails(self, code: str, status: int = 400) -> None:
        """Fail the next reading."""
        self.asked.add_client_error("get_parameter", code, "no", status)


@pytest.fixture
def store() -> Iterator[Store]:
    """A store in which every scripted answer has to be asked for."""
    made = Store()
    yield made
    made.asked.assert_no_pending_responses()
    made.asked_manager.assert_no_pending_responses()


@pytest.fixture
def clock() -> VirtualClock:
    """Time that is a number."""
    return VirtualClock()


@pytest.fixture
def secrets(store: Store, clock: VirtualClock) -> Secrets:
    """Secrets kept in Systems Manager."""
    return Secrets(SETTINGS, store, clock)


def test_is_read_once_in_five_minutes(secrets: Secrets, store: Store, clock: VirtualClock) -> None:
    """A secret is read when first needed, and again after five minutes."""
    store.has("one\n")
    assert {secrets.signing_secret() for _ in range(5)} == {"one"}
    clock.sleep(KEPT_SECONDS - 1)
    assert secrets.signing_secret() == "one"
    store.has("two")
    clock.sleep(1)
    assert secrets.signing_secret() == "two"


def test_environment_wins(store: Store, clock: VirtualClock) -> None:
    """A secret in the environment is used, and the store is never asked."""
    given = replace(SETTINGS, bot_token="xoxb-1", signing_secret="here")
    secrets = Secrets(given, store, clock)
    assert (secrets.bot_token(), secrets.signing_secret()) == ("xoxb-1", "here")
    assert secrets.rotated_signing_secret() is None


def test_secrets_manager(store: Store, clock: VirtualClock) -> None:
    """Secrets Manager serves as well."""
    source = SecretSource("secretsmanager", "imagine/token")
    secrets = Secrets(replace(SETTINGS, bot_token_source=source), store, clock)
    store.asked_manager.add_response(
        "get_secret_value", {"SecretString": "xoxb-2"}, {"SecretId": "imagine/token"}
    )
    assert secrets.bot_token() == "xoxb-2"


def test_rotation_is_seen_at_once(secrets: Secrets, store: Store) -> None:
    """A signature that does not verify has the secret read again, and a new one is used."""
    store.has("old")
    assert secrets.signing_secret() == "old"
    store.has("new")
    assert secrets.rotated_signing_secret() == "new"
    assert secrets.signing_secret() == "new"


def test_forged_requests_cannot_hammer_the_store(
    secrets: Secrets, store: Store, clock: VirtualClock
) -> None:
    """However many signatures fail, the store is asked at most once in thirty seconds."""
    store.has("same")
    secrets.signing_secret()
    store.has("same")
    assert {secrets.rotated_signing_secret() for _ in range(1000)} == {None}
    clock.sleep(FORCED_SECONDS)
    store.has("same")
    assert {secrets.rotated_signing_secret() for _ in range(1000)} == {None}


@pytest.mark.parametrize("again", [Secrets.signing_secret, Secrets.rotated_signing_secret])
def test_outage_keeps_what_is_known(
    secrets: Secrets, store: Store, clock: VirtualClock, again: Callable[[Secrets], str | None]
) -> None:
    """A store that does not answer costs nothing: the last known value stays in use."""
    store.has("known")
    secrets.signing_secret()
    clock.sleep(KEPT_SECONDS)
    store.fails("InternalServerError", 500)
    again(secrets)
    assert {secrets.signing_secret() for _ in range(50)} == {"known"}
    clock.sleep(30)
    store.has("next")
    assert secrets.signing_secret() == "next"


def test_outage_before_anything_is_known(
    secrets: Secrets, store: Store, clock: VirtualClock
) -> None:
    """With nothing known an outage is said as what it is, and looked at again within seconds."""
    store.fails("InternalServerError", 500)
    for _ in range(50):
        with pytest.raises(Unavailable, match="ssm"):
            secrets.signing_secret()
    clock.sleep(5)
    store.has("there")
    assert secrets.signing_secret() == "there"


def test_absent(secrets: Secrets, store: Store, clock: VirtualClock) -> None:
    """Before there are secrets the message names the command that sets them."""
    store.fails("ParameterNotFound")
    for _ in range(50):
        with pytest.raises(SecretsMissing, match=r"SLACK_SIGNING_SECRET.*make secrets"):
            secrets.signing_secret()
    clock.sleep(5)
    store.has("there")
    assert secrets.signing_secret() == "there"


def test_removed(secrets: Secrets, store: Store, clock: VirtualClock) -> None:
    """A secret that was taken out of the store is used no more."""
    store.has("once")
    secrets.signing_secret()
    clock.sleep(KEPT_SECONDS)
    store.fails("ParameterNotFound")
    with pytest.raises(SecretsMissing):
        secrets.signing_secret()


def test_empty(secrets: Secrets, store: Store) -> None:
    """A blank secret is none."""
    store.has("  ", "/imagine/slack-bot-token")
    with pytest.raises(SecretsMissing, match="SLACK_BOT_TOKEN is empty"):
        secrets.bot_token()


def test_no_source(store: Store, clock: VirtualClock) -> None:
    """With no store named, the mend is the same command."""
    secrets = Secrets(replace(SETTINGS, bot_token_source=SecretSource()), store, clock)
    with pytest.raises(SecretsMissing, match="SLACK_BOT_TOKEN is not set: run make secrets"):
        secrets.bot_token()


def test_denied(secrets: Secrets, store: Store) -> None:
    """A store that refuses names what the role lacks."""
    store.fails("AccessDeniedException")
    with pytest.raises(Misconfigured) as raised:
        secrets.signing_secret()
    assert "let the function read its secrets" in raised.value.mend
