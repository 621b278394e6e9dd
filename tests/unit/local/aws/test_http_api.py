"""The HTTP API: events in payload format 2.0, answers mapped back, nothing off the routes."""

from __future__ import annotations

import base64
import http.client
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from local.lambda_host.function import Invocation, Result, Throttled, failure
from local.lambda_host.http_api import HttpApi, path_parameters
from local.lambda_host.routes import Front, Route

FRONT = Front({key: Route(key) for key in ("POST /slack/events", "GET /jobs/{id}")})


class Door:
    """A running HTTP API and what came through it.

    Attributes:
        events: What the function was given.
        answer: What it answers.
    """

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.answer: object = {"statusCode": 200, "body": "ok"}
        self.gate = threading.Event()
        self.gate.set()
        self.api = HttpApi(
            FRONT, "live", self.invoke, api_id="api", account="123456789012", limit=0.5
        )

    def invoke(self, invocation: Invocation) -> Result:
        """Keep the event and answer."""
        assert invocation.qualifier == "live"
        self.events.append(json.loads(invocation.payload))
        self.gate.wait(10)
        if isinstance(self.answer, Throttled):
            raise self.answer
        if isinstance(self.answer, Result):
            return self.answer
        return Result(json.dumps(self.answer).encode())

    def request(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer."""
        connection = http.client.HTTPConnection(self.api.url.removeprefix("http://"), timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response.status, dict(response.getheaders()), content


@pytest.fixture
def door() -> Iterator[Door]:
    """A door that answers "ok"."""
    made = Door()
    yield made
    made.gate.set()
    made.api.close()


def test_form_body_is_base64(door: Door) -> None:
    """A form arrives base64 encoded, as every slash command does."""
    body = b"command=%2Fimagine&text=a+fox"
    door.request("POST", "/slack/events", body, Content_Type="application/x-www-form-urlencoded")
    (event,) = door.events
    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == body


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "text/x"])
def test_text_body_is_plain(door: Door, kind: str) -> None:
    """JSON and text arrive as they are."""
    body = '{"text": "grüße"}'
    door.request("POST", "/slack/events", body.encode(), Content_Type=kind)
    (event,) = door.events
    assert (event["body"], event["isBase64Encoded"]) == (body, False)


def test_undecodable_text_is_base64(door: Door) -> None:
    """Bytes that only claim to be text arrive unharmed."""
    door.request("POST", "/slack/events", b"\xff\xfe", Content_Type="application/json")
    (event,) = door.events
    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == b"\xff\xfe"


def test_event(door: Door) -> None:
    """The event has the shape of payload format 2.0."""
    door.request(
        "POST", "/slack/events?a=1&a=2&b=", b"", X_Slack_Signature="v0=1", Cookie="c=1; d=2"
    )
    (event,) = door.events
    assert event["version"] == "2.0"
    assert event["routeKey"] == "POST /slack/events"
    assert event["rawPath"] == "/slack/events"
    assert event["rawQueryString"] == "a=1&a=2&b="
    assert event["queryStringParameters"] == {"a": "1,2", "b": ""}
    assert event["headers"]["x-slack-signature"] == "v0=1"
    assert event["headers"]["x-forwarded-for"] == "127.0.0.1"
    assert event["cookies"] == ["c=1", "d=2"]
    assert "cookie" not in event["headers"]
    assert "body" not in event
    context = event["requestContext"]
    assert context["http"]["method"] == "POST"
    assert context["http"]["path"] == "/slack/events"
    assert context["http"]["sourceIp"] == "127.0.0.1"
    assert context["stage"] == "$default"
    assert "authorizer" not in context


def test_repeated_headers_are_joined(door: Door) -> None:
    """A header that comes twice arrives once, joined with a comma, named in lower case."""
    connection = http.client.HTTPConnection(door.api.url.removeprefix("http://"), timeout=10)
    connection.putrequest("POST", "/slack/events")
    connection.putheader("X-Twice", "1")
    connection.putheader("x-twice", "2")
    connection.putheader("Content-Length", "0")
    connection.endheaders()
    connection.getresponse().read()
    connection.close()
    assert door.events[0]["headers"]["x-twice"] == "1,2"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/slack/events"),
        ("POST", "/slack/events/"),
        ("POST", "/"),
        ("POST", "/slack"),
        ("GET", "/jobs/"),
        ("GET", "/jobs/1/2"),
    ],
)
def test_off_the_routes(door: Door, method: str, path: str) -> None:
    """What no route names is answered 404 without the function."""
    status, _, body = door.request(method, path, b"")
    assert (status, json.loads(body)) == (404, {"message": "Not Found"})
    assert door.events == []


def test_path_parameter(door: Door) -> None:
    """A parameter of the path is named."""
    door.request("GET", "/jobs/T0.1")
    (event,) = door.events
    assert event["routeKey"] == "GET /jobs/{id}"
    assert event["pathParameters"] == {"id": "T0.1"}


@pytest.mark.parametrize(
    ("template", "path", "found"),
    [
        ("/a", "/a", {}),
        ("/a/{b}", "/a/1", {"b": "1"}),
        ("/a/{b+}", "/a/1/2", {"b": "1/2"}),
        ("/a/{b+}", "/a/", None),
        ("/a/{b}", "/a", None),
        ("/a", "/b", None),
    ],
)
def test_path_parameters(template: str, path: str, found: dict[str, str] | None) -> None:
    """A path falls under a route's template, or does not."""
    assert path_parameters(template, path) == found


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        ({"statusCode": 201, "body": "made"}, 201, b"made"),
        ({"statusCode": 200}, 200, b""),
        ({"statusCode": 200, "body": "AAH/", "isBase64Encoded": True}, 200, b"\x00\x01\xff"),
        ({"no": "status"}, 200, b'{"no": "status"}'),
        ("words", 200, b'"words"'),
        ({"statusCode": "200"}, 500, b'{"message": "Internal Server Error"}'),
        ({"statusCode": 200, "body": {"a": 1}}, 500, b'{"message": "Internal Server Error"}'),
        (failure("ValueError", "boom"), 500, b'{"message": "Internal Server Error"}'),
        (Throttled(), 503, b'{"message": "Service Unavailable"}'),
    ],
)
def test_answers(door: Door, answer: object, status: int, body: bytes) -> None:
    """An answer of the function becomes HTTP; one that cannot is an error of ours."""
    door.answer = answer
    got = door.request("POST", "/slack/events", b"{}")
    assert (got[0], got[2]) == (status, body)


def test_answer_headers(door: Door) -> None:
    """Headers and cookies of the answer are sent; text is the default kind."""
    door.answer = {"statusCode": 200, "headers": {"X-Own": "1"}, "cookies": ["a=1"], "body": "x"}
    _, headers, _ = door.request("POST", "/slack/events", b"{}")
    assert headers["x-own"] == "1"
    assert headers["set-cookie"] == "a=1"
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert headers["apigw-requestid"]


def test_too_slow(door: Door) -> None:
    """A function that does not answer in time is answered for, and goes on."""
    door.gate.clear()
    status, _, body = door.request("POST", "/slack/events", b"{}")
    assert (status, json.loads(body)) == (503, {"message": "Service Unavailable"})
    assert len(door.events) == 1


@pytest.mark.parametrize("size", [10 * 2**20 + 1, 5 * 2**20])
def test_too_large(door: Door, size: int) -> None:
    """A body beyond the gateway's limit, or Lambda's once encoded, does not reach the function."""
    status, _, _ = door.request("POST", "/slack/events", b"x" * size)
    assert status == 413
    assert door.events == []
