"""Slack's answers that are none: whatever stands between us and Slack may answer in its place."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.webapi import WebApi
from core.clock import SystemClock
from core.errors import AnswerLost, CannotPost, ImagineError, Throttled
from core.model import Outcome

Answer = tuple[int, bytes]


@pytest.fixture
def answers() -> list[Answer]:
    """What the next call is answered: status and body."""
    return []


@pytest.fixture
def api(answers: list[Answer]) -> Iterator[WebApi]:
    """Slack's Web API, behind something that answers for it."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Print nothing."""

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            status, body = answers.pop(0)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield WebApi(f"http://127.0.0.1:{server.server_port}/api/", lambda: "xoxb", SystemClock())
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>Service temporarily unavailable</html>"),
        (200, b""),
        (200, b'{"ok": true, "channel": '),
        (403, b"<html>Blocked by the proxy</html>"),
        (502, b"Bad Gateway"),
        (503, b"\xff\xfe not UTF-8"),
        (200, b'{"ok": false}'),
        (200, b'{"ok": false, "error": "internal_error"}'),
    ],
)
def test_no_answer_of_slacks_may_have_been_done(
    api: WebApi, answers: list[Answer], answer: Answer
) -> None:
    """It is tried again, and whoever waits for it waits for a service, not for a model."""
    answers.append(answer)
    with pytest.raises(AnswerLost) as lost:
        api.call("chat.update", channel="C0GENERAL", ts="1.2", text="a fox")
    assert lost.value.outcome is Outcome.UNAVAILABLE
    assert "html" not in str(lost.value)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((200, b'{"ok": false, "error": "is_archived"}'), CannotPost),
        ((429, b""), Throttled),
    ],
)
def test_an_answer_of_slacks_is_one(
    api: WebApi, answers: list[Answer], answer: Answer, kind: type[ImagineError]
) -> None:
    """What Slack says by name is taken at its word."""
    answers.append(answer)
    with pytest.raises(kind):
        api.call("chat.update", channel="C0GENERAL", ts="1.2", text="a fox")
