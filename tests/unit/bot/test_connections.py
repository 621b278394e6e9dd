"""Connections to Slack: one for a run's calls, none beyond it, a new one for what is said once."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import OpenerDirector, Request, build_opener

import pytest
from slack_sdk import WebClient

from bot import connections
from bot.connections import KeptConnections
from local.http_server import Request as Received
from local.http_server import Response, Server


class Slack(Server):
    """Answers each request with the number of the connection it came by.

    Attributes:
        script: What becomes of the next requests: "close" after the answer, "cut" instead of it,
            "404", or "wait" until all that wait are there.
        together: Where those meet that wait.
        closed: Set once a connection has been closed from its side.
    """

    def __init__(self) -> None:
        super().__init__(self._answer)
        self.script: list[str] = []
        self.together = threading.Barrier(2)
        self.closed = threading.Event()

    def disconnected(self) -> None:
        """Note that a connection has been closed."""
        self.closed.set()

    def _answer(self, request: Received) -> Response | None:
        fate = self.script.pop(0) if self.script else ""
        if fate == "cut":
            return None
        if fate == "wait":
            self.together.wait(5)
        said = {"ok": True, "by": request.connection, "said": request.body.decode()}
        content = json.dumps(said).encode()
        headers = (("Content-Type", "application/json"), ("Content-Length", str(len(content))))
        closing = [b""] if fate == "close" else None
        return Response(404 if fate == "404" else 200, content, headers, closing)


@pytest.fixture
def kept() -> Iterator[KeptConnections]:
    """The connections of a run."""
    made = KeptConnections()
    yield made
    made.close()


@pytest.fixture
def opener(kept: KeptConnections) -> OpenerDirector:
    """What a process with them opens addresses with."""
    return build_opener(kept)


@pytest.fixture
def slack(kept: KeptConnections) -> Iterator[Slack]:
    """A server that keeps connections."""
    with Slack() as made:
        yield made
        kept.close()


def call(opener: OpenerDirector, slack: Slack, method: str = "files.info") -> int:
    """Call a method; the number of the connection it went by."""
    request = Request(f"{slack.url}/api/{method}", data=b"a=1", method="POST")  # noqa: S310 - loopback
    with opener.open(request, timeout=5) as answer:
        said = json.loads(answer.read())
    assert said["said"] == "a=1"
    return int(said["by"])


def test_calls_of_a_run_share_a_connection(opener: OpenerDirector, slack: Slack) -> None:
    """One after another they go by the same."""
    assert [call(opener, slack) for _ in range(3)] == [1, 1, 1]


def test_no_connection_outlives_its_run(
    opener: OpenerDirector, kept: KeptConnections, slack: Slack
) -> None:
    """The next run opens its own."""
    assert call(opener, slack) == 1
    kept.close()
    assert call(opener, slack) == 2


def test_a_new_message_has_its_own_connection(opener: OpenerDirector, slack: Slack) -> None:
    """What may not be done twice never goes by a connection that may have died."""
    assert call(opener, slack) == 1
    assert call(opener, slack, "chat.postMessage") == 2
    assert call(opener, slack, "chat.postMessage") == 3


def test_a_closed_connection_is_noticed(opener: OpenerDirector, slack: Slack) -> None:
    """One that Slack has closed meanwhile costs no call."""
    slack.script = ["close"]
    assert call(opener, slack) == 1
    assert slack.closed.wait(5)
    assert call(opener, slack) == 2


def test_calls_at_the_same_time_have_one_each(opener: OpenerDirector, slack: Slack) -> None:
    """None waits for the other, and one connection of the two is kept."""
    slack.script = ["wait", "wait"]
    with ThreadPoolExecutor(2) as pool:
        numbers = set(pool.map(lambda _: call(opener, slack), range(2)))
    assert numbers == {1, 2}
    assert call(opener, slack) in numbers


def test_a_lost_answer_is_an_error(opener: OpenerDirector, slack: Slack) -> None:
    """It is never asked for again unseen; the next call has a new connection."""
    assert call(opener, slack) == 1
    slack.script = ["cut"]
    with pytest.raises(URLError):
        call(opener, slack)
    assert call(opener, slack) == 2


def test_refusals_are_urllib_s(opener: OpenerDirector, slack: Slack) -> None:
    """An error's status, headers and body are read as from any other connection."""
    slack.script = ["404"]
    with pytest.raises(HTTPError) as refused:
        call(opener, slack)
    with refused.value as answer:
        assert (answer.code, json.loads(answer.read())["ok"]) == (404, True)
        assert answer.headers.get_content_type() == "application/json"
    assert call(opener, slack) == 1


def test_slack_sdk_calls_by_them(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Installed in a process, they carry the calls of slack_sdk's own client."""
    monkeypatch.setattr("urllib.request._opener", None)
    connections.install()
    client = WebClient(token="xoxb-test", base_url=f"{slack.url}/api/")
    try:
        numbers: list[Any] = [client.api_test()["by"] for _ in range(2)]
    finally:
        connections.close()
    assert numbers == [1, 1]


def test_authorities_are_read_when_they_are_needed(
    monkeypatch: pytest.MonkeyPatch, slack: Slack
) -> None:
    """An acknowledgement that calls nobody reads no certificates, and TLS reads them once."""
    read = []
    make = ssl.create_default_context

    def count() -> ssl.SSLContext:
        read.append(1)
        return make()

    monkeypatch.setattr(ssl, "create_default_context", count)
    kept = KeptConnections()
    opener = build_opener(kept)
    assert call(opener, slack) == 1
    assert not read
    for _ in range(2):
        with pytest.raises(URLError, match="SSL"):
            opener.open(slack.url.replace("http:", "https:"), timeout=5)
    assert read == [1]
    kept.close()
