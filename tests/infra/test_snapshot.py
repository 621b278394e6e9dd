"""What is made while the function starts is fit to be in a snapshot of it."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from botocore.session import Session

from bot.app import Application
from bot.clients import Clients
from bot.settings import Settings, read
from infra.build import ROOT
from local.http_server import Request, Response, Server
from local.template import load

TEMPLATE = ROOT / "infra" / "template.yaml"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """What the function reads of the template's defaults; no AWS profile of the machine's."""
    for name in ("AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "")
    monkeypatch.delenv("AWS_PROFILE")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return read(load(TEMPLATE, {"SnapStart": "on"}).environment)


def test_start_opens_no_connection(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the function starts nothing is called: no connection, and no secret read."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "key")

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened while the function started")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    application = Application(settings)
    for secret in (application._secrets._bot_token, application._secrets._signing_secret):
        assert (secret._known, secret._due) == ("", 0.0)
    assert isinstance(application._rng, random.SystemRandom)


class Endpoint(Server):
    """The endpoint inside the environment that hands out the role's credentials.

    Attributes:
        key: Access key id that is handed out.
        lifetime: How long it is valid from now.
    """

    def __init__(self) -> None:
        super().__init__(self._answer)
        self.key = "FIRST"
        self.lifetime = timedelta(hours=-1)

    def _answer(self, _: Request) -> Response:
        until = datetime.now(UTC) + self.lifetime
        body = {
            "AccessKeyId": self.key,
            "SecretAccessKey": "secret",
            "Token": "token",
            "Expiration": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        return Response(200, json.dumps(body).encode())


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """Credentials as an environment with SnapStart gets them."""
    with Endpoint() as made:
        yield made


def test_credentials_of_the_snapshot_are_not_used(
    settings: Settings, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Credentials that have run out since the snapshot are fetched anew before the first call."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY", raising=False)
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{endpoint.url}/credentials")
    session = Session()
    clients = Clients(settings.bedrock_region, session)
    Application(settings, clients=clients)
    endpoint.key, endpoint.lifetime = "SECOND", timedelta(hours=1)
    signer = clients.dynamodb._request_signer
    assert signer._credentials.get_frozen_credentials().access_key == "SECOND"
