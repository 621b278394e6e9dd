"""Who and where: tokens, scopes, conversations, history, people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from local.slack.records import Json
from local.slack.state import SCOPES
from local.slack.web_api import METHODS, answer
from tests.slack_bench import Bench

EVERY_SCOPE = SCOPES | {"channels:read", "groups:read", "im:read", "mpim:read"}


@pytest.fixture
def bench() -> Bench:
    """A workspace whose app may do everything."""
    bench = Bench()
    bench.workspace.scopes = EVERY_SCOPE
    return bench


# --- tokens and scopes


def test_auth_test_names_bot_and_workspace(bench: Bench) -> None:
    """auth.test names the bot and its workspace."""
    answer = bench.call("auth.test")
    assert (answer["user_id"], answer["team_id"], answer["bot_id"]) == (
        "U0BOT",
        "T0LOCAL",
        "B0LOCAL",
    )


@pytest.mark.parametrize(
    "method",
    ["files.upload", "reactions.add", "conversations.list", "assistant.threads.setStatus"],
)
def test_a_method_the_app_does_not_call_is_unknown(bench: Bench, method: str) -> None:
    """A method that is not emulated is unknown, as a mistyped one is to Slack."""
    assert bench.error(method) == "unknown_method"


@pytest.mark.parametrize(
    ("token", "expected"), [("", "not_authed"), ("xoxb-other", "invalid_auth")]
)
def test_every_method_wants_the_apps_token(bench: Bench, token: str, expected: str) -> None:
    """Every method wants the app's own token."""
    for method in METHODS:
        assert answer(bench.workspace, method, token, {})["error"] == expected


def test_a_revoked_token_opens_nothing(bench: Bench) -> None:
    """After uninstalling, the token opens nothing."""
    bench.workspace.revoked = True
    assert bench.error("auth.test") == "token_revoked"


@pytest.mark.parametrize(
    ("method", "args", "scope"),
    [
        ("chat.postMessage", {"channel": "C0GENERAL", "text": "x"}, "chat:write"),
        ("chat.postEphemeral", {}, "chat:write"),
        ("chat.update", {}, "chat:write"),
        ("chat.delete", {}, "chat:write"),
        ("files.getUploadURLExternal", {}, "files:write"),
        ("files.completeUploadExternal", {}, "files:write"),
        ("files.delete", {}, "files:write"),
        ("files.info", {}, "files:read"),
        ("conversations.join", {"channel": "C0RANDOM"}, "channels:join"),
        ("conversations.info", {"channel": "C0GENERAL"}, "channels:read"),
        ("conversations.info", {"channel": "C0STUDIO"}, "groups:read"),
        ("conversations.history", {"channel": "C0GENERAL"}, "channels:history"),
        ("conversations.history", {"channel": "C0STUDIO"}, "groups:history"),
        ("conversations.history", {"channel": "D0ANA"}, "im:history"),
        ("conversations.history", {"channel": "C0TRIO"}, "mpim:history"),
        ("conversations.replies", {"channel": "C0GENERAL", "ts": "1.0"}, "channels:history"),
        ("users.info", {"user": "U0ANA"}, "users:read"),
    ],
)
def test_a_call_without_its_scope_is_refused(
    bench: Bench, method: str, args: Json, scope: str
) -> None:
    """A call without its scope is refused, and the answer names what is needed and there."""
    bench.workspace.scopes = EVERY_SCOPE - {scope}
    said = bench.call(method, **args)
    assert said["error"] == "missing_scope"
    assert scope in said["needed"].split(",")
    assert scope not in said["provided"].split(",")


# --- conversations


def test_a_conversation_tells_its_kind_and_whether_the_bot_is_in_it(bench: Bench) -> None:
    """A conversation's object tells its kind and whether the bot is in it."""
    general = bench.call("conversations.info", channel="C0GENERAL")["channel"]
    random = bench.call("conversations.info", channel="C0RANDOM")["channel"]
    direct = bench.call("conversations.info", channel="D0ANA")["channel"]
    assert (general["is_member"], random["is_member"]) == (True, False)
    assert (direct["is_im"], direct["user"]) == (True, "U0ANA")


@pytest.mark.parametrize("channel", ["C0SECRET", "D0ANABO", "C0NOWHERE"])
@pytest.mark.parametrize(
    "method", ["conversations.info", "conversations.history", "conversations.join"]
)
def test_private_places_without_the_bot_do_not_exist(
    bench: Bench, method: str, channel: str
) -> None:
    """Private places without the bot do not exist for it."""
    assert bench.error(method, channel=channel) == "channel_not_found"


def test_only_public_channels_can_be_joined(bench: Bench) -> None:
    """A public channel can be joined, twice with a warning; private ones cannot."""
    assert bench.call("conversations.join", channel="C0RANDOM")["channel"]["is_member"]
    assert bench.call("conversations.join", channel="C0RANDOM")["warning"] == "already_in_channel"
    refused = bench.error("conversations.join", channel="C0STUDIO")
    assert refused == "method_not_supported_for_channel_type"
    bench.workspace.leave("C0RANDOM", "U0BOT")
    bench.workspace.put_channel(replace(bench.workspace.channel("random"), archived=True))
    assert bench.error("conversations.join", channel="C0RANDOM") == "is_archived"


def test_a_user_tells_whether_they_are_an_admin(bench: Bench) -> None:
    """users.info tells who is an admin."""
    assert bench.call("users.info", user="U0KIM")["user"]["is_admin"] is True
    assert bench.call("users.info", user="U0ANA")["user"]["is_admin"] is False
    assert bench.error("users.info", user="U0NOBODY") == "user_not_found"


# --- history


def test_history_is_newest_first(bench: Bench) -> None:
    """History comes newest first, in pages, between times."""
    stamps = [bench.say(text=str(number)) for number in range(5)]
    page = bench.call("conversations.history", channel="C0GENERAL", limit=2)
    assert [m["text"] for m in page["messages"]] == ["4", "3"]
    assert page["has_more"] is True
    cursor = page["response_metadata"]["next_cursor"]
    page = bench.call("conversations.history", channel="C0GENERAL", limit=2, cursor=cursor)
    assert [m["text"] for m in page["messages"]] == ["2", "1"]
    late = bench.call("conversations.history", channel="C0GENERAL", oldest=stamps[2])
    assert [m["text"] for m in late["messages"]] == ["4", "3"]
    only = bench.call(
        "conversations.history",
        channel="C0GENERAL",
        oldest=stamps[2],
        latest=stamps[2],
        inclusive="true",
    )
    assert [m["text"] for m in only["messages"]] == ["2"]


def test_metadata_only_on_request(bench: Bench) -> None:
    """Message metadata is in history only with include_all_metadata."""
    metadata = {"event_type": "imagine_job", "event_payload": {"job_id": "1"}}
    bench.say(metadata=metadata)
    plain = bench.call("conversations.history", channel="C0GENERAL")["messages"][0]
    full = bench.call("conversations.history", channel="C0GENERAL", include_all_metadata="1")
    assert "metadata" not in plain
    assert full["messages"][0]["metadata"] == metadata


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"limit": 0}, "invalid_limit"),
        ({"limit": 1000}, "invalid_limit"),
        ({"cursor": "x"}, "invalid_cursor"),
        ({"channel": "C0RANDOM"}, "not_in_channel"),
        ({"channel": ""}, "invalid_arguments"),
    ],
)
def test_history_needs_membership_and_sane_limits(bench: Bench, args: Json, expected: str) -> None:
    """History needs membership, and limits that Slack takes."""
    assert bench.error("conversations.history", **({"channel": "C0GENERAL"} | args)) == expected


def test_a_thread_comes_parent_first(bench: Bench) -> None:
    """A thread comes parent first; a reply's ts gives that reply alone."""
    parent = bench.say(text="parent")
    reply = bench.say(text="reply", thread_ts=parent)
    whole = bench.call("conversations.replies", channel="C0GENERAL", ts=parent)["messages"]
    assert [m["text"] for m in whole] == ["parent", "reply"]
    alone = bench.call("conversations.replies", channel="C0GENERAL", ts=reply, limit=1)["messages"]
    assert [m["text"] for m in alone] == ["reply"]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"ts": "1.000001"}, "thread_not_found"),
        ({"ts": ""}, "invalid_arguments"),
        ({"channel": "C0RANDOM"}, "channel_not_found"),
    ],
)
def test_replies_need_a_message_where_the_bot_is(bench: Bench, args: Json, expected: str) -> None:
    """Replies need a message, and hide even public channels from those not in them."""
    args = {"channel": "C0GENERAL", "ts": bench.say()} | args
    assert bench.error("conversations.replies", **args) == expected
