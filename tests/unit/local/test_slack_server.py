"""The workspace over HTTP: faults as a network has them, a hook beside every call, and a record."""

from __future__ import annotations

import http.client
import json
import threading
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, build_opener, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from local.slack.faults import Cut
from local.slack.server import SlackServer
from tests.slack_bench import Bench, picture

POST = "chat.postMessage"


def said(bench: Bench) -> list[str]:
    """What stands in #general."""
    return [message.text for message in bench.workspace.messages("general")]


def post(client: WebClient, text: str = "x") -> None:
    """Say something in #general."""
    client.chat_postMessage(channel="C0GENERAL", text=text)


def test_refusal(bench: Bench, client: WebClient) -> None:
    """A scripted error comes so many times, with nothing done."""
    bench.workspace.faults.refuse(POST, "fatal_error", times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="fatal_error"):
            post(client)
    assert said(bench) == []
    post(client)
    assert said(bench) == ["x"]


def test_throttling(bench: Bench, client: WebClient) -> None:
    """429 comes with Retry-After."""
    bench.workspace.faults.throttle(POST, retry_after=7)
    with pytest.raises(SlackApiError) as refusal:
        post(client)
    assert refusal.value.response.status_code == 429
    assert refusal.value.response.headers["Retry-After"] == "7"
    assert said(bench) == []


def test_server_error(bench: Bench, client: WebClient) -> None:
    """5xx comes without JSON, as a gateway's."""
    bench.workspace.faults.fail("*", status=503)
    with pytest.raises(SlackApiError) as refusal:
        post(client)
    assert refusal.value.response.status_code == 503
    assert said(bench) == []


def test_lost_reply(bench: Bench, client: WebClient) -> None:
    """A lost reply means that it was done, and that nobody was told."""
    bench.workspace.faults.lose_reply(POST)
    with pytest.raises((http.client.HTTPException, OSError)):
        post(client)
    assert said(bench) == ["x"]
    assert bench.workspace.calls[-1].status == 0
    assert bench.workspace.calls[-1].response["ok"] is True


def test_cut(bench: Bench, client: WebClient) -> None:
    """A cut connection means that nothing was done."""
    bench.workspace.faults.cut(POST)
    with pytest.raises((http.client.HTTPException, OSError)):
        post(client)
    assert said(bench) == []


def test_hanging(bench: Bench, client: WebClient) -> None:
    """A hanging call answers nothing until it is let go."""
    bench.workspace.faults.hang(POST)
    ended = threading.Event()

    def run() -> None:
        with pytest.raises((http.client.HTTPException, OSError)):
            post(client)
        ended.set()

    thread = threading.Thread(target=run)
    thread.start()
    assert not ended.wait(0.05)
    bench.workspace.faults.release()
    assert ended.wait(5)
    thread.join()
    assert said(bench) == []


def test_delay(bench: Bench, client: WebClient) -> None:
    """A delayed call is done at once and answered later."""
    bench.workspace.faults.delay(POST, 0.005)
    post(client)
    assert said(bench) == ["x"]


def test_clearing(bench: Bench, client: WebClient) -> None:
    """Trouble can be called off."""
    bench.workspace.faults.fail(POST, times=5)
    bench.workspace.faults.clear()
    post(client)
    assert said(bench) == ["x"]


def test_hook_sees_before_and_after(bench: Bench, client: WebClient) -> None:
    """The hook is called when a call has come in and when it has been done."""
    seen: list[tuple[str, str, int]] = []
    bench.workspace.faults.on_call = lambda method, phase: seen.append(
        (method, phase, len(said(bench)))
    )
    post(client)
    assert seen == [(POST, "before", 0), (POST, "after", 1)]


@pytest.mark.parametrize(("when", "expected"), [("before", []), ("after", ["x"])])
def test_hook_can_cut(bench: Bench, client: WebClient, when: str, expected: list[str]) -> None:
    """The hook can end the connection on either side of the deed."""

    def on_call(_method: str, phase: str) -> None:
        if phase == when:
            raise Cut

    bench.workspace.faults.on_call = on_call
    with pytest.raises((http.client.HTTPException, OSError)):
        post(client)
    assert said(bench) == expected
    assert bench.workspace.calls[-1].status == 0


@pytest.mark.usefixtures("slack_server")
def test_redirected_download(bench: Bench) -> None:
    """A download can be made to lead elsewhere."""
    bench.acts.share("ana", "general", "fox.png", picture())
    url = bench.app.events[0]["files"][0]["url_private_download"]
    bench.workspace.faults.redirect("download", "https://example.com/")

    class Stay(HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            """Follow nothing."""

    with pytest.raises(HTTPError) as answer:
        build_opener(Stay).open(url, timeout=5)
    assert (answer.value.code, answer.value.headers["Location"]) == (302, "https://example.com/")
    answer.value.close()


def test_every_call_is_recorded(bench: Bench, client: WebClient) -> None:
    """Method, arguments without the token, answer and time of each call are kept."""
    post(client, "first")
    call = bench.workspace.calls_of(POST)[0]
    assert call.args == {"channel": "C0GENERAL", "text": "first"}
    assert call.response["message"]["text"] == "first"
    assert (call.status, call.time) == (200, bench.clock.now)


def test_connection_is_kept(bench: Bench, slack_server: SlackServer) -> None:
    """Several calls go over one connection."""
    assert bench.workspace.base_url == slack_server.url
    connection = http.client.HTTPConnection(slack_server.url.removeprefix("http://"), timeout=5)
    headers = {"Authorization": f"Bearer {bench.workspace.token}"}
    for _ in range(2):
        connection.request("POST", "/api/auth.test", headers=headers)
        socket = connection.sock
        assert json.load(connection.getresponse())["ok"] is True
        assert connection.sock is socket
    connection.close()


def test_unknown_address(slack_server: SlackServer) -> None:
    """What is none of Slack's addresses is not found."""
    with pytest.raises(HTTPError, match="404") as answer:
        urlopen(f"{slack_server.url}/elsewhere", timeout=5)  # noqa: S310 - loopback
    answer.value.close()


def test_many_at_once(bench: Bench, client: WebClient) -> None:
    """Messages posted from several threads are all there, each with its own ts."""
    threads = [threading.Thread(target=post, args=(client, str(n))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said(bench)) == [str(n) for n in range(8)]
    stamps = [message.ts for message in bench.workspace.messages("general")]
    assert len(set(stamps)) == 8
    assert stamps == sorted(stamps)
