"""The Slack door, knocked at by everybody but Slack."""

from __future__ import annotations

import base64
import dataclasses
import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from slack_sdk.signature import SignatureVerifier

import bot.app
from bot.settings import SecretSource
from local.slack.records import Json
from tests.faults import tally
from tests.faults.bench import Bench
from tests.house import Context, House

SECTION = "Hostile requests to the Slack door"
NONSENSE = "Signed nonsense"

_SHARDS, _EXAMPLES = (4, 2_500) if tally.FULL else (1, 250)
_how = settings(
    max_examples=_EXAMPLES,
    database=None,
    deadline=None,
    derandomize=not tally.FULL,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)

SENTINEL = "sentinel-of-a-body"
SHUT = {401, 404, 405}

odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=True),
    st.text(max_size=20),
    st.binary(max_size=20),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)
"""Whatever may stand where something else should."""

words = st.text(st.characters(), max_size=60)  # lone surrogates among them

Change = Callable[[Json], Json]
"""Makes of a request that Slack has signed one that it has not."""


def _header(name: str, value: Any) -> Change:
    return lambda event: {**event, "headers": {**event["headers"], name: value}}


def _without(name: str) -> Change:
    def change(event: Json) -> Json:
        kept = {key: value for key, value in event["headers"].items() if key != name}
        return {**event, "headers": kept}

    return change


def _timestamp(stale: Callable[[str], str]) -> Change:
    """Another timestamp than the signed one."""
    name = "x-slack-request-timestamp"
    return lambda event: _header(name, stale(event["headers"][name]))(event)


def _signature(broken: Callable[[str], str]) -> Change:
    name = "x-slack-signature"
    return lambda event: _header(name, broken(event["headers"][name]))(event)


def _other_body(body: str) -> Change:
    return lambda event: {**event, "body": body, "isBase64Encoded": False}


def _lie(event: Json) -> Json:
    """The flag says the opposite of what the body is."""
    return {**event, "isBase64Encoded": not event["isBase64Encoded"]}


def _appended(more: str) -> Change:
    """Something more at the end of the body."""

    def change(event: Json) -> Json:
        if not event["isBase64Encoded"]:
            return {**event, "body": event["body"] + more}
        longer = base64.b64decode(event["body"]) + more.encode("utf-8", "surrogatepass")
        return {**event, "body": base64.b64encode(longer).decode()}

    return change


def _flipped(number: int) -> Change:
    """One bit of the body the other way round."""

    def change(event: Json) -> Json:
        raw = event["body"].encode()
        body = bytearray(base64.b64decode(raw) if event["isBase64Encoded"] else raw)
        at, bit = number // 7 % len(body), number % 7
        body[at] ^= 1 << bit
        return {**event, "body": base64.b64encode(body).decode(), "isBase64Encoded": True}

    return change


_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

changes: st.SearchStrategy[Change] = st.one_of(
    st.sampled_from(["x-slack-request-timestamp", "x-slack-signature"]).map(_without),
    st.builds(_header, st.just("x-slack-signature"), odd),
    st.builds(_header, st.just("x-slack-request-timestamp"), odd),
    st.sampled_from(
        [
            _timestamp(lambda t: str(int(t) - 301)),
            _timestamp(lambda t: str(int(t) + 301)),
            _timestamp(lambda t: t.translate(_ARABIC)),
            _timestamp(lambda t: f" {t}"),
            _timestamp(lambda t: f"{t},{t}"),
            _timestamp(lambda t: f"+{t}"),
            _timestamp(lambda t: t + ".0"),
            _timestamp(lambda _: "9" * 5_000),
            _timestamp(lambda _: "9" * 400),
            _timestamp(lambda _: "-1"),
            _timestamp(lambda _: "²"),
            _signature(lambda s: s[:-1]),
            _signature(lambda s: s[:-1] + ("0" if s[-1] != "0" else "1")),
            _signature(lambda s: s.replace("v0=", "v1=")),
            _signature(lambda s: s.removeprefix("v0=")),
            _signature(lambda s: f"{s},{s}"),
            _signature(lambda s: s.upper()),
            _signature(lambda s: s + "\udce4"),
            _signature(lambda _: "v0=" + "ä" * 64),
            _lie,
            lambda event: {**event, "headers": None},
            lambda event: {**event, "headers": []},
            lambda event: {**event, "headers": {}},
            lambda event: {key: value for key, value in event.items() if key != "headers"},
            lambda event: {key: value for key, value in event.items() if key != "body"},
        ]
    ),
    st.builds(lambda body: lambda event: {**event, "body": body}, odd.filter(lambda x: x != "")),
    words.filter(bool).map(_appended),
    words.map(_other_body),
    st.integers(0, 10**6).map(_flipped),
)


around: st.SearchStrategy[Change] = st.one_of(
    st.just(lambda event: event),
    st.builds(
        lambda method: (
            lambda event: {
                **event,
                "requestContext": {"http": {"method": method, "path": "/slack/events"}},
            }
        ),
        st.one_of(odd, st.sampled_from(["GET", "PUT", "post", "OPTIONS", "DELETE", "PATCH"])),
    ),
    st.builds(lambda part: lambda event: {**event, "requestContext": part}, odd),
    st.builds(lambda name: lambda event: {k: v for k, v in event.items() if k != name}, words),
    st.sampled_from(
        [
            # What a lane's event looks like, beside what makes it an HTTP request.
            lambda event: {**event, "job_id": "T0LOCAL." + "0" * 32},
            lambda event: {**event, "source": "imagine.sweep"},
            lambda event: {
                **event,
                "Records": [
                    {
                        "eventSource": "aws:sqs",
                        "messageId": "m",
                        "receiptHandle": "r",
                        "body": json.dumps({"job_id": "T0LOCAL." + "0" * 32}),
                    }
                ],
            },
            lambda event: {**event, "headers": {**(event.get("headers") or {}), "job_id": "x"}},
            lambda event: {**event, "rawPath": "/live/slack/events"},
            lambda event: {**event, "rawPath": "/slack/events/more"},
            lambda event: {**event, "rawPath": "/SLACK/EVENTS"},
            lambda event: {**event, "multiValueHeaders": {"x-slack-signature": ["a", "b"]}},
        ]
    ),
)


def genuine(house: House, kind: str) -> Json:
    """An event for the function that Slack has signed just now."""
    people, slack = house.people, house.slack
    body = {
        "command": urlencode(
            {
                "command": "/imagine",
                "text": SENTINEL,
                "team_id": slack.team_id,
                "user_id": "U0ANA",
                "channel_id": "C0GENERAL",
                "trigger_id": "1.2.3",
            }
        ).encode(),
        "event": json.dumps(
            {
                "type": "event_callback",
                "team_id": slack.team_id,
                "event": {
                    "type": "message",
                    "channel": "D0ANA",
                    "channel_type": "im",
                    "user": "U0ANA",
                    "ts": "1.000001",
                    "text": SENTINEL,
                },
            }
        ).encode(),
    }[kind]
    kinds = {"command": "application/x-www-form-urlencoded", "event": "application/json"}
    headers = people.courier._headers(body, kinds[kind])
    return event_of(headers, body)


def event_of(headers: Json, body: bytes) -> Json:
    """A request as API Gateway hands it over."""
    lowered = {name.lower(): value for name, value in headers.items()}
    textual = lowered.get("content-type", "").startswith("application/json")
    return {
        "version": "2.0",
        "routeKey": "POST /slack/events",
        "rawPath": "/slack/events",
        "rawQueryString": "",
        "headers": lowered,
        "requestContext": {
            "http": {"method": "POST", "path": "/slack/events"},
            "stage": "$default",
        },
        "body": body.decode() if textual else base64.b64encode(body).decode(),
        "isBase64Encoded": not textual,
    }


def answered(house: House, event: Json) -> int:
    """The status of the handler's answer."""
    said = bot.app.handler(event, Context(house.clock, house.clock.now() + 30))
    assert isinstance(said, dict)
    json.dumps(said)
    return int(said["statusCode"])


def test_the_genuine_request_is_let_in(bench: Bench) -> None:
    """What the others are made from would be answered, so it is the change that shuts the door."""
    for kind in ("command", "event"):
        bench.house.clear()
        assert answered(bench.house, genuine(bench.house, kind)) == 200
        assert len(bench.house.jobs()) == 1


@pytest.mark.parametrize("digits", [11, 20, 310, 400, 4_300, 5_000])
def test_times_beyond_all_are_turned_away(bench: Bench, digits: int) -> None:
    """However long a time stamp is, it is an answer and no exception."""
    bench.house.clear()
    event = _timestamp(lambda _: "9" * digits)(genuine(bench.house, "command"))
    assert answered(bench.house, event) == 401


def test_odd_spelling_of_header_names_is_no_offence(bench: Bench) -> None:
    """Header names have no case."""
    bench.house.clear()
    event = genuine(bench.house, "command")
    event["headers"] = {name.title(): value for name, value in event["headers"].items()}
    assert answered(bench.house, event) == 200


@pytest.mark.parametrize("shard", range(_SHARDS))
def test_whatever_slack_has_not_signed_is_turned_away(bench: Bench, shard: int) -> None:
    """401, or 404 and 405 off the route: no exception, no call, no job, no word in the log."""
    house = bench.house
    house.clear()
    statuses: dict[str, int] = {}

    @seed(shard)
    @_how
    @given(st.sampled_from(["command", "event"]), changes, around)
    def knock(kind: str, change: Change, beside: Change) -> None:
        event = beside(change(genuine(house, kind)))
        status = answered(house, event)
        statuses[str(status)] = statuses.get(str(status), 0) + 1
        assert status in SHUT, event

    knock()
    assert house.trace.calls == []
    assert house.jobs() == []
    assert SENTINEL not in house.logged()
    total = sum(statuses.values())
    tally.count(SECTION, "forged, stale, re-encoded, broken", {"requests": total, **statuses})


def test_replayed(bench: Bench) -> None:
    """A genuine request seen again is the same act for five minutes, and stale after them."""
    house = bench.house
    house.clear()
    event = genuine(house, "command")
    assert [answered(house, event) for _ in range(3)] == [200] * 3
    assert len(house.jobs()) == 1
    house.clock.sleep(302)
    assert answered(house, event) == 401
    tally.count(SECTION, "replayed after five minutes", {"requests": 1, "401": 1})


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=10)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
_KEYS = [
    "type",
    "subtype",
    "thread_ts",
    "event",
    "team_id",
    "channel",
    "user",
    "text",
    "ts",
    "payload",
    "command",
    "trigger_id",
    "actions",
    "view",
    "message",
    "container",
    "authorizations",
    "api_app_id",
    "callback_id",
    "response_url",
    "item",
    "reaction",
    "files",
    "blocks",
    "private_metadata",
    "state",
    "values",
    "action_id",
    "value",
    "challenge",
    "token",
]
slackish = st.recursive(
    st.one_of(
        json_values,
        st.sampled_from(
            [
                "event_callback",
                "message",
                "block_actions",
                "view_submission",
                "message_action",
                "url_verification",
                "reaction_added",
                "T0LOCAL",
                "U0ANA",
                "C0GENERAL",
                "new_seed",
                "delete",
                "reimagine",
                "im",
            ]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(_KEYS), inner, max_size=8),
    ),
    max_leaves=25,
)


@pytest.mark.parametrize("shard", range(_SHARDS))
def test_signed_nonsense_breaks_nothing(bench: Bench, shard: int) -> None:
    """Whatever Slack might sign is answered without an exception and without a 5xx."""
    house = bench.house
    house.clear()
    verifier = SignatureVerifier(house.slack.signing_secret)
    statuses: dict[str, int] = {}
    names = st.sampled_from(
        [
            "application/json",
            "application/x-www-form-urlencoded",
            "text/plain",
            "multipart/form-data",
            "",
        ]
    )
    depths = st.integers(900, 100_000)
    bodies = st.one_of(
        st.binary(max_size=60),
        st.builds(lambda depth: b"[" * depth, depths),
        st.builds(lambda depth: b"payload=" + b'{"a":' * depth, depths),
        st.builds(_talk, st.sampled_from(sorted(_TALK)), json_values),
        slackish.map(lambda value: json.dumps(value).encode()),
        slackish.map(lambda value: urlencode({"payload": json.dumps(value)}).encode()),
        st.dictionaries(st.sampled_from(_KEYS), st.text(max_size=20), max_size=8).map(
            lambda form: urlencode(form, errors="replace").encode()
        ),
    )

    @seed(shard)
    @_how
    @given(names, bodies, st.booleans())
    def knock(kind: str, body: bytes, encoded: bool) -> None:
        now = str(int(house.clock.now()))
        event = event_of({"Content-Type": kind}, b"")
        event["headers"] |= {
            "x-slack-request-timestamp": now,
            "x-slack-signature": verifier.generate_signature(timestamp=now, body=_text(body)),
        }
        event["body"] = base64.b64encode(body).decode() if encoded else _text(body)
        event["isBase64Encoded"] = encoded
        status = answered(house, event)
        statuses[str(status)] = statuses.get(str(status), 0) + 1
        assert status < 500

    knock()
    tally.count(NONSENSE, "signed", {"requests": sum(statuses.values()), **statuses})


_TALK = {
    "type": "message",
    "subtype": "file_share",
    "channel": "C0GENERAL",
    "channel_type": "channel",
    "user": "U0ANA",
    "ts": "1.000001",
    "thread_ts": "1.000001",
    "text": "again",
    "files": [],
    "bot_id": None,
}


def _talk(name: str, value: Any) -> bytes:
    """A message event in which something else stands in one place."""
    event = {**_TALK, name: value}
    return json.dumps({"type": "event_callback", "team_id": "T0LOCAL", "event": event}).encode()


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def test_without_secrets_the_door_is_shut(bench: Bench) -> None:
    """Before there are secrets every request is answered 503, whatever it says."""
    house = bench.house
    house.clear()
    nowhere = dataclasses.replace(
        house.settings,
        signing_secret="",
        bot_token="",
        signing_secret_source=SecretSource(),
        bot_token_source=SecretSource(),
    )
    shut = bot.app.Application(nowhere, clock=house.clock, clients=house._clients)
    chance = random.Random(5)  # noqa: S311 - a choice of bytes
    bodies = [chance.randbytes(30) for _ in range(50)]
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    events = [genuine(house, "command"), *(event_of(form, body) for body in bodies)]
    for event in events:
        said = shut.handle(event, Context(house.clock, house.clock.now() + 30))
        assert isinstance(said, dict)
        assert said["statusCode"] == 503
    assert house.jobs() == []
    tally.count(SECTION, "before there are secrets", {"requests": 51, "503": 51})


def test_the_function_is_invoked_by_nobody_else(bench: Bench) -> None:
    """An event of no known shape is turned away and starts nothing."""
    house = bench.house
    house.clear()
    for event in (None, [], "x", 7, {}, {"job_id": 7}, {"Records": [{"eventSource": "aws:s3"}]}):
        said = bot.app.handler(event, Context(house.clock, house.clock.now() + 30))
        assert isinstance(said, dict)
        assert said["statusCode"] == 400
    assert house.trace.calls == []
