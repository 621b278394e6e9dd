"""The Slack door's own answers: the handshake, and what is not Slack's."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.house import House


def signed(house: House, body: bytes, kind: str) -> dict[str, str]:
    """Headers with which Slack would send these bytes now."""
    return house.people.courier._headers(body, kind)


def test_the_handshake_is_answered_with_its_challenge(house: House) -> None:
    """What Slack sends when the events URL is entered comes back as it wants it."""
    body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "t"}).encode()
    answer = house.request("POST", "/slack/events", signed(house, body, "application/json"), body)
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"]) == {"challenge": "abc"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda headers: headers | {"X-Slack-Signature": "v0=" + "0" * 64},
        lambda headers: headers | {"X-Slack-Signature": "v0=é"},
        lambda headers: headers | {"X-Slack-Request-Timestamp": "1"},
        lambda headers: headers | {"X-Slack-Request-Timestamp": "٣٤"},
        lambda _headers: {},
    ],
    ids=["wrong", "not ASCII", "stale", "other digits", "none"],
)
def test_whatever_is_not_signed_is_turned_away(
    house: House, spoil: Callable[[dict[str, str]], dict[str, str]]
) -> None:
    """401 and nothing else: no job, no call, no word of the body in the log."""
    body = b"command=%2Fimagine&text=secret+words&team_id=T0LOCAL"
    kind = "application/x-www-form-urlencoded"
    answer = house.request("POST", "/slack/events", spoil(signed(house, body, kind)), body)
    assert answer["statusCode"] == 401
    assert house.trace.calls == []
    assert "secret" not in house.logged()


@pytest.mark.parametrize(
    "event",
    [
        {"requestContext": {"http": {"method": "POST", "path": "/slack/events"}}},
        {"requestContext": {"http": None}, "headers": None, "body": None},
        {"headers": {"x-slack-signature": None}, "body": "%%%", "isBase64Encoded": True},
        {"requestContext": None, "rawPath": "/slack/events", "body": {"job_id": "T.0"}},
    ],
)
def test_odd_gateway_events_are_turned_away(house: House, event: dict[str, object]) -> None:
    """Missing parts and bad base64 are 401 as well."""
    assert house._invoke(event)["statusCode"] == 401
    assert house.trace.calls == []


def test_what_a_request_says_never_reaches_a_lane(house: House) -> None:
    """A lane's event inside a body, or beside it, starts nothing."""
    event = {
        "requestContext": {"http": {"method": "POST", "path": "/slack/events"}},
        "headers": {"x-slack-bolt-lazy-only": "1", "job_id": "T0LOCAL.0"},
        "body": json.dumps({"job_id": "T0LOCAL." + "0" * 32}),
        "job_id": "T0LOCAL." + "0" * 32,
        "Records": [{"eventSource": "aws:sqs", "body": "{}"}],
        "source": "imagine.sweep",
    }
    assert house._invoke(event)["statusCode"] == 401
    assert house.trace.calls == []
