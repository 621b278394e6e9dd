"""Slack's answers that are none: whatever stands between us and Slack may answer in its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.webapi import WebApi
from core.clock import SystemClock
from core.errors import AnswerLost, CannotPost, ImagineError, Throttled
from core.model import Outcome
from local.http_server import Request, Response, Server

Answer = tuple[int, bytes]


@pytest.fixture
def answers() -> list[Answer]:
    """What the next call is answered: status and body."""
    return []


@pytest.fixture
def api(answers: list[Answer]) -> Iterator[WebApi]:
    """Slack's Web API, behind something that answers for it."""

    def answer(_: Request) -> Response:
        status, body = answers.pop(0)
        return Response(status, body, (("content-type", "application/json"),))

    with Server(answer) as server:
        yield WebApi(f"{server.url}/api/", lambda: "xoxb", SystemClock())


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
