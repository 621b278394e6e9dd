"""What is made while the function starts is fit to be in a snapshot of it."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from botocore.session import Session

from bot.app import Application
from bot.clients import Clients
from bot.settings import Settings, read
from infra.build import ROOT
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


class Endpoint:
    """The endpoint inside the environment that hands out the role's credentials.

    Attributes:
        key: Access key id that is handed out.
        asked: How often it was asked.
    """

    def __init__(self) -> None:
        self.key = "FIRST"
        self.lifetime = timedelta(hours=-1)
        self.asked = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                """Hand out credentials."""
                outer.asked += 1
                until = datetime.now(UTC) + outer.lifetime
                body = json.dumps(
                    {
                        "AccessKeyId": outer.key,
                        "SecretAccessKey": "secret",
                        "Token": "token",
                        "Expiration": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
                    }
                ).encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (inherited)
                """Print nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/credentials"

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """Credentials as an environment with SnapStart gets them."""
    made = Endpoint()
    yield made
    made.close()


def test_credentials_of_the_snapshot_are_not_used(
    settings: Settings, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Credentials that have run out since the snapshot are fetched anew before the first call."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY", raising=False)
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", endpoint.url)
    session = Session()
    clients = Clients(settings.bedrock_region, session)
    Application(settings, clients=clients)
    endpoint.key, endpoint.lifetime = "SECOND", timedelta(hours=1)
    signer = clients.dynamodb._request_signer
    assert signer._credentials.get_frozen_credentials().access_key == "SECOND"
