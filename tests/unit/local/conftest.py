"""A Slack workspace for each test, in the process and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from local.slack.server import SlackServer, serve
from tests.slack_bench import Bench


@pytest.fixture
def bench() -> Bench:
    """A fresh workspace."""
    return Bench()


@pytest.fixture
def slack_server(bench: Bench) -> Iterator[SlackServer]:
    """The workspace, served."""
    with serve(bench.workspace) as running:
        yield running


@pytest.fixture
def client(bench: Bench, slack_server: SlackServer) -> WebClient:
    """The bot's client."""
    return WebClient(bench.workspace.token, base_url=slack_server.api_url, retry_handlers=[])
