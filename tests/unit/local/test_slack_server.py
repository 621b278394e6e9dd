"""The workspace over HTTP: faults as a network has them, a hook beside every call, and a record."""

from __future__ import annotations

import http.client
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, build_opener, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from local.faults import Call, Lost, Phase, Refusal
from local.slack.server import SlackServer, serve
from tests.refusals import faulty
from tests.slack_bench import Bench, picture

POST = "chat.postMessage"


def said(bench: Bench) -> list[str]:
    """What stands in #general."""
    return [message.text for message in bench.workspace.messages("general")]


def post(client: WebClient, text: str = "x") -> None:
    """Say something in #general."""
    client.chat_postMessage(channel="C0GENERAL", text=text)


def test_refusal(bench: Bench, client: WebClient) -> None:
    """A refusal by name comes so many times, with nothing done."""
    bench.workspace.hook = faulty(POST, Refusal("fatal_error", 200), times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="fatal_error"):
            post(client)
    assert said(bench) == []
    post(client)
    assert said(bench) == ["x"]


def test_throttling(bench: Bench, client: WebClient) -> None:
    """429 comes with Retry-After."""
    bench.workspace.hook = faulty(POST, Refusal("ratelimited", 429, headers={"Retry-After": "7"}))
    with pytest.raises(SlackApiError, match="ratelimited") as refusal:
        post(client)
    assert refusal.value.response.status_code == 429
    assert refusal.value.response.headers["Retry-After"] == "7"
    assert said(bench) == []


def test_server_error(bench: Bench, client: WebClient) -> None:
    """5xx comes without JSON, as a gateway's."""
    bench.workspace.hook = faulty("*", Refusal("", 503, "upstream trouble"))
    with pytest.raises(SlackApiError, match="non-JSON format: upstream trouble") as refusal:
        post(client)
    assert refusal.value.response.status_code == 503
    assert said(bench) == []


@pytest.mark.parametrize(
    ("phase", "done", "answer"), [(Phase.BEFORE, [], None), (Phase.AFTER, ["x"], True)]
)
def test_lost_answer(
    bench: Bench, client: WebClient, phase: Phase, done: list[str], answer: object
) -> None:
    """A cut connection before the call means that nothing was done, and after it that it was."""
    bench.workspace.hook = faulty(POST, Lost(), phase)
    with pytest.raises((http.client.HTTPException, OSError)):
        post(client)
    assert said(bench) == done
    assert bench.workspace.calls[-1].status == 0
    assert bench.workspace.calls[-1].response.get("ok") is answer


def test_hook_sees_before_and_after(bench: Bench, client: WebClient) -> None:
    """The hook is asked when a call has come in and when it has been done."""
    seen: list[tuple[str, str, Phase, int]] = []

    def hook(call: Call, phase: Phase) -> None:
        seen.append((call.service, call.operation, phase, len(said(bench))))

    bench.workspace.hook = hook
    post(client)
    assert seen == [("slack", POST, Phase.BEFORE, 0), ("slack", POST, Phase.AFTER, 1)]


def test_closing_ends_a_call_that_hangs(bench: Bench) -> None:
    """A call that is held up gets no answer once the server is closed."""
    reached, going_on = threading.Event(), threading.Event()

    def hook(_call: Call, phase: Phase) -> None:
        if phase is Phase.BEFORE:
            reached.set()
            going_on.wait(20)

    bench.workspace.hook = hook
    server = serve(bench.workspace)
    client = WebClient(bench.workspace.token, base_url=server.api_url, retry_handlers=[])
    with ThreadPoolExecutor(1) as pool:
        posted = pool.submit(post, client)
        assert reached.wait(20)
        server.close()
        with pytest.raises((http.client.HTTPException, OSError)):
            posted.result(20)
    assert said(bench) == []
    going_on.set()


@pytest.mark.usefixtures("slack_server")
def test_redirected_download(bench: Bench) -> None:
    """A download can be made to lead elsewhere."""
    bench.acts.share("ana", "general", "fox.png", picture())
    url = bench.app.events[0]["files"][0]["url_private_download"]
    elsewhere = Refusal("", 302, headers={"Location": "https://example.com/"})
    bench.workspace.hook = faulty("download", elsewhere)

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
