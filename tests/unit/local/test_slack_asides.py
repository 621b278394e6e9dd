"""Ephemeral messages, reactions and status: said to one person, or without words."""

from __future__ import annotations

import pytest

from local.slack.records import Json
from local.slack.state import SCOPES
from tests.slack_bench import Bench


@pytest.fixture
def bench() -> Bench:
    """A fresh workspace."""
    return Bench()


def error(answer: Json) -> str:
    """The error's name; "" when all went well."""
    return str(answer.get("error", ""))


def test_ephemeral_is_seen_by_one(bench: Bench) -> None:
    """An ephemeral message is before one person and in nobody's history."""
    assert bench.call("chat.postEphemeral", channel="C0GENERAL", user="U0ANA", text="psst")["ok"]
    assert [m.text for m in bench.workspace.seen_by("ana", "general")] == ["psst"]
    assert bench.workspace.seen_by("bo", "general") == ()
    assert bench.call("conversations.history", channel="C0GENERAL")["messages"] == []


@pytest.mark.parametrize(
    ("channel", "user", "expected"),
    [
        ("C0GENERAL", "U0NOBODY", "user_not_in_channel"),
        ("C0TRIO", "U0KIM", "user_not_in_channel"),
        ("C0RANDOM", "U0ANA", "not_in_channel"),
        ("C0SECRET", "U0ANA", "channel_not_found"),
        ("C0GENERAL", "", "invalid_arguments"),
    ],
)
def test_ephemeral_is_refused(bench: Bench, channel: str, user: str, expected: str) -> None:
    """Bot and reader must both be in the conversation."""
    answer = bench.call("chat.postEphemeral", channel=channel, user=user, text="x")
    assert error(answer) == expected


def reacting() -> Bench:
    """A workspace whose app may react."""
    bench = Bench()
    bench.workspace.scopes = SCOPES | {"reactions:write"}
    return bench


def test_reactions_come_and_go() -> None:
    """A reaction is given once and taken back once."""
    bench = reacting()
    args: Json = {"channel": "C0GENERAL", "timestamp": bench.say(), "name": "art"}
    assert bench.call("reactions.add", **args)["ok"]
    assert error(bench.call("reactions.add", **args)) == "already_reacted"
    assert bench.call("reactions.remove", **args)["ok"]
    assert error(bench.call("reactions.remove", **args)) == "no_reaction"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": "No Emoji"}, "invalid_name"),
        ({"timestamp": "1.000001"}, "message_not_found"),
        ({"timestamp": "now"}, "bad_timestamp"),
        ({"channel": "C0RANDOM"}, "channel_not_found"),
        ({"channel": "C0SECRET"}, "channel_not_found"),
    ],
)
def test_reaction_is_refused(change: Json, expected: str) -> None:
    """A reaction needs a message where the bot is, and a name that could be an emoji's."""
    bench = reacting()
    args: Json = {"channel": "C0GENERAL", "timestamp": bench.say(), "name": "art"}
    assert error(bench.call("reactions.add", **(args | change))) == expected


def test_status_lapses_with_the_next_message(bench: Bench) -> None:
    """A thread's status is shown until the bot posts there."""
    parent = bench.say()
    args: Json = {"channel_id": "C0GENERAL", "thread_ts": parent}
    assert bench.call("assistant.threads.setStatus", **args, status="is painting")["ok"]
    assert bench.workspace.statuses["C0GENERAL", parent]["status"] == "is painting"
    bench.say(thread_ts=parent)
    assert bench.workspace.statuses == {}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"thread_ts": "1.000001"}, "thread_not_found"),
        ({"thread_ts": ""}, "invalid_arguments"),
        ({"channel_id": "C0RANDOM"}, "not_in_channel"),
        ({"loading_messages": ["x"] * 11}, "invalid_arguments"),
    ],
)
def test_status_is_refused(bench: Bench, change: Json, expected: str) -> None:
    """A status needs a thread where the bot is, and takes at most ten loading messages."""
    args: Json = {"channel_id": "C0GENERAL", "thread_ts": bench.say(), "status": "is painting"}
    answer = bench.call("assistant.threads.setStatus", **(args | change))
    assert error(answer) == expected
