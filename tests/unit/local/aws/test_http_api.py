"""The HTTP API: events in payload format 2.0, answers mapped back, nothing off the routes."""

from __future__ import annotations

import base64
import http.client
import json

import pytest

from local.lambda_host import http_api
from local.lambda_host.function import Throttled, failure
from tests.signing import sign

from .conftest import Gateway, until

FORM = b"command=%2Fimagine&text=a+fox"
JSON = '{"text": "grüße"}'.encode()


@pytest.mark.parametrize(
    ("kind", "body", "encoded"),
    [
        ("application/x-www-form-urlencoded", FORM, True),
        ("application/json", JSON, False),
        ("application/json; charset=utf-8", JSON, False),
        ("text/x", JSON, False),
        ("application/json", b"\xff\xfe", True),
    ],
)
def test_body(gateway: Gateway, kind: str, body: bytes, encoded: bool) -> None:
    """JSON and text arrive as they are; forms, and what only claims to be text, in base64."""
    gateway.request("POST", "/slack/events", body, {"Content-Type": kind})
    (event,) = gateway.events
    assert event["isBase64Encoded"] is encoded
    assert (base64.b64decode(event["body"]) if encoded else event["body"].encode()) == body


def test_event(gateway: Gateway) -> None:
    """The event has the shape of payload format 2.0; headers are named in lower case."""
    gateway.request("POST", "/slack/events?a=1&b=", b"", {"X-Slack-Signature": "v0=1"})
    (event,) = gateway.events
    assert event["version"] == "2.0"
    assert event["routeKey"] == "POST /slack/events"
    assert event["rawPath"] == "/slack/events"
    assert event["rawQueryString"] == "a=1&b="
    assert event["headers"]["x-slack-signature"] == "v0=1"
    assert "body" not in event
    context = event["requestContext"]
    assert context["http"]["method"] == "POST"
    assert context["http"]["path"] == "/slack/events"
    assert context["stage"] == "$default"
    assert "authorizer" not in context


def test_repeated_headers_are_joined(gateway: Gateway) -> None:
    """A header that comes twice arrives once, joined with a comma."""
    connection = http.client.HTTPConnection(gateway.api.url.removeprefix("http://"), timeout=60)
    connection.putrequest("POST", "/slack/events")
    for name, text in (("X-Twice", "1"), ("x-twice", "2"), ("Content-Length", "0")):
        connection.putheader(name, text)
    connection.endheaders()
    connection.getresponse().read()
    connection.close()
    assert gateway.events[0]["headers"]["x-twice"] == "1,2"


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
def test_off_the_routes(gateway: Gateway, method: str, path: str) -> None:
    """What no route names is answered 404 without the function."""
    status, _, body = gateway.request(method, path)
    assert (status, json.loads(body)) == (404, {"message": "Not Found"})
    assert gateway.events == []


def test_path_parameter(gateway: Gateway) -> None:
    """A path with a parameter comes by its route."""
    headers = sign("GET", f"{gateway.api.url}/jobs/T0.1", b"")
    assert gateway.request("GET", "/jobs/T0.1", b"", headers)[0] == 200
    assert gateway.events[0]["routeKey"] == "GET /jobs/{id}"


FAULT = b'{"message": "Internal Server Error"}'


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        ({"statusCode": 201, "body": "made"}, 201, b"made"),
        ({"statusCode": 200}, 200, b""),
        ({"no": "status"}, 500, FAULT),
        ("words", 500, FAULT),
        ({"statusCode": "200"}, 500, FAULT),
        ({"statusCode": 200, "body": {"a": 1}}, 500, FAULT),
        (failure("ValueError", "boom"), 500, FAULT),
        (Throttled(), 503, b'{"message": "Service Unavailable"}'),
    ],
)
def test_answers(gateway: Gateway, answer: object, status: int, body: bytes) -> None:
    """An answer of the function becomes HTTP; one that cannot is an error of ours."""
    gateway.answer = answer
    got = gateway.request("POST", "/slack/events", b"{}")
    assert (got[0], got[2]) == (status, body)


def test_answer_headers(gateway: Gateway) -> None:
    """Headers of the answer are sent, but those only the gateway may set; text is the default."""
    own = {"X-Own": "1", "access-control-allow-origin": "*"}
    gateway.answer = {"statusCode": 200, "headers": own, "body": "x"}
    _, headers, _ = gateway.request("POST", "/slack/events", b"{}")
    assert headers["x-own"] == "1"
    assert "access-control-allow-origin" not in headers
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert headers["apigw-requestid"]


def test_too_slow(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """A function that does not answer in time is answered for, and goes on."""
    monkeypatch.setattr(http_api, "INTEGRATION_LIMIT", 0.0)
    gateway.gate.clear()
    status, _, body = gateway.request("POST", "/slack/events", b"{}")
    assert (status, json.loads(body)) == (503, {"message": "Service Unavailable"})
    until(lambda: gateway.events)


@pytest.mark.parametrize("size", [10 * 2**20 + 1, 5 * 2**20])
def test_too_large(gateway: Gateway, size: int) -> None:
    """A body beyond the gateway's limit, or Lambda's once encoded, does not reach the function."""
    status, _, _ = gateway.request("POST", "/slack/events", b"x" * size)
    assert status == 413
    assert gateway.events == []


@pytest.mark.parametrize(
    ("origin", "allowed"), [("https://a.example", True), ("https://b.example", False)]
)
def test_pages_of_other_origins(gateway: Gateway, origin: str, allowed: bool) -> None:
    """The gateway tells pages of the origins given what they may do, and any others nothing."""
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    status, preflight, _ = gateway.request("OPTIONS", "/signed", b"", asked)
    assert (status, gateway.events) == (204, [])
    _, answered, _ = gateway.request("POST", "/slack/events", b"{}", {"Origin": origin})
    told = [
        {name: text for name, text in headers.items() if name.startswith("access-control")}
        for headers in (preflight, answered)
    ]
    assert told == (
        [
            {
                "access-control-allow-origin": origin,
                "access-control-allow-methods": "GET,POST",
                "access-control-allow-headers": "authorization",
                "access-control-max-age": "600",
            },
            {
                "access-control-allow-origin": origin,
                "access-control-expose-headers": "location",
            },
        ]
        if allowed
        else [{}, {}]
    )
