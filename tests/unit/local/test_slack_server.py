"""The workspace over HTTP: faults as a network has them, a hook beside every call, and a record."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from local.faults import Call, Lost, Phase, Refusal
from local.slack.rates import Rates
from local.slack.server import SlackServer, serve
from tests.refusals import faulty
from tests.slack_bench import Bench, picture

POST = "chat.postMessage"


@pytest.fixture
def bench() -> Bench:
    """A fresh workspace."""
    return Bench()


@pytest.fixture
def server(bench: Bench) -> Iterator[SlackServer]:
    """The workspace, served."""
    with serve(bench.workspace) as running:
        yield running


@pytest.fixture
def client(bench: Bench, server: SlackServer) -> WebClient:
    """The bot's client."""
    return WebClient(bench.workspace.token, base_url=server.api_url, retry_handlers=[])


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


def test_redirected_download(bench: Bench, server: SlackServer) -> None:
    """A download can be made to lead elsewhere."""
    assert server.url
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


def test_token_as_argument(bench: Bench, server: SlackServer) -> None:
    """A form may carry the token, which is then not recorded."""
    body = f"token={bench.workspace.token}".encode()
    with urlopen(Request(f"{server.api_url}auth.test", data=body), timeout=5) as answer:  # noqa: S310 - loopback
        assert json.load(answer)["ok"] is True
    assert bench.workspace.calls[-1].args == {}


def test_connection_is_kept(bench: Bench, server: SlackServer) -> None:
    """Several calls go over one connection."""
    assert bench.workspace.base_url == server.url
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=5)
    headers = {"Authorization": f"Bearer {bench.workspace.token}"}
    for _ in range(2):
        connection.request("POST", "/api/auth.test", headers=headers)
        socket = connection.sock
        assert json.load(connection.getresponse())["ok"] is True
        assert connection.sock is socket
    connection.close()


def test_unknown_address(server: SlackServer) -> None:
    """What is none of Slack's addresses is not found."""
    with pytest.raises(HTTPError, match="404") as answer:
        urlopen(f"{server.url}/elsewhere", timeout=5)  # noqa: S310 - loopback
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


def test_rates_over_http(bench: Bench, client: WebClient) -> None:
    """With rates kept, a second message to a channel within a second is throttled."""
    bench.workspace.rates = Rates()
    post(client)
    with pytest.raises(SlackApiError, match="ratelimited"):
        post(client)
    client.chat_postMessage(channel="D0ANA", text="elsewhere")
    bench.clock.now += 1
    post(client)


@pytest.mark.parametrize(
    ("method", "limit", "distributed"),
    [
        ("chat.update", 50, False),
        ("files.info", 100, False),
        ("conversations.history", 50, False),
        ("conversations.history", 1, True),
    ],
)
def test_rates_by_tier(method: str, limit: int, *, distributed: bool) -> None:
    """A tier's calls a minute are taken; the next one has to wait for the first to age."""
    rates = Rates(distributed)
    assert [rates.wait(method, "", 10.0) for _ in range(limit)] == [0] * limit
    assert rates.wait(method, "", 20.5) == 50
    assert rates.wait(method, "", 70.0) == 0


def test_some_methods_are_free() -> None:
    """A method without a tier here is never throttled."""
    rates = Rates()
    assert {rates.wait("auth.test", "", 1.0) for _ in range(500)} == {0}
