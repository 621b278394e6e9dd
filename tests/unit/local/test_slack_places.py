"""Who and where: tokens, scopes, conversations, history, people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from local.slack.records import ChannelKind, Json
from local.slack.state import SCOPES
from local.slack.web_api import METHODS, answer
from tests.slack_bench import Bench

EVERY_SCOPE = SCOPES | {
    "channels:read", "groups:read", "im:read", "mpim:read", "im:write", "reactions:write",
}  # fmt: skip


@pytest.fixture
def bench() -> Bench:
    """A workspace whose app may do everything."""
    bench = Bench()
    bench.workspace.scopes = EVERY_SCOPE
    return bench


def error(answer: Json) -> str:
    """The error's name; "" when all went well."""
    return str(answer.get("error", ""))


# --- tokens and scopes


def test_who_am_i(bench: Bench) -> None:
    """auth.test names the bot and its workspace."""
    answer = bench.call("auth.test")
    assert (answer["user_id"], answer["team_id"], answer["bot_id"]) == (
        "U0BOT",
        "T0LOCAL",
        "B0LOCAL",
    )


def test_unknown_method(bench: Bench) -> None:
    """A method that is not here is unknown, as a mistyped one is to Slack."""
    assert error(bench.call("files.upload")) == "unknown_method"


@pytest.mark.parametrize(
    ("token", "expected"), [("", "not_authed"), ("xoxb-other", "invalid_auth")]
)
def test_wrong_token(bench: Bench, token: str, expected: str) -> None:
    """Every method wants the app's own token."""
    for method in METHODS:
        assert error(answer(bench.workspace, method, token, {})) == expected


def test_revoked_token(bench: Bench) -> None:
    """After uninstalling, the token opens nothing."""
    bench.workspace.revoked = True
    assert error(bench.call("auth.test")) == "token_revoked"


@pytest.mark.parametrize(
    ("method", "args", "scope"),
    [
        ("chat.postMessage", {"channel": "C0GENERAL", "text": "x"}, "chat:write"),
        ("chat.postEphemeral", {}, "chat:write"),
        ("chat.update", {}, "chat:write"),
        ("chat.delete", {}, "chat:write"),
        ("reactions.add", {}, "reactions:write"),
        ("reactions.remove", {}, "reactions:write"),
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
def test_missing_scope(bench: Bench, method: str, args: Json, scope: str) -> None:
    """A call without its scope is refused, and the answer names what is needed and there."""
    bench.workspace.scopes = EVERY_SCOPE - {scope}
    said = bench.call(method, **args)
    assert error(said) == "missing_scope"
    assert scope in said["needed"].split(",")
    assert scope not in said["provided"].split(",")


# --- conversations


def test_properties(bench: Bench) -> None:
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
def test_hidden_places(bench: Bench, method: str, channel: str) -> None:
    """Private places without the bot do not exist for it."""
    assert error(bench.call(method, channel=channel)) == "channel_not_found"


def test_joining(bench: Bench) -> None:
    """A public channel can be joined, twice with a warning; private ones cannot."""
    assert bench.call("conversations.join", channel="C0RANDOM")["channel"]["is_member"]
    assert bench.call("conversations.join", channel="C0RANDOM")["warning"] == "already_in_channel"
    refused = bench.call("conversations.join", channel="C0STUDIO")
    assert error(refused) == "method_not_supported_for_channel_type"
    bench.workspace.leave("C0RANDOM", "U0BOT")
    bench.workspace.put_channel(replace(bench.workspace.channel("random"), archived=True))
    assert error(bench.call("conversations.join", channel="C0RANDOM")) == "is_archived"


def test_opening(bench: Bench) -> None:
    """A direct conversation is opened by whom it is with."""
    assert bench.call("conversations.open", users="U0ANA")["channel"]["id"] == "D0ANA"
    assert bench.call("conversations.open", channel="D0ANA")["channel"]["id"] == "D0ANA"
    assert error(bench.call("conversations.open", users="U0NOBODY")) == "user_not_found"
    assert error(bench.call("conversations.open")) == "users_list_not_supplied"


def test_list(bench: Bench) -> None:
    """Public channels are listed by default, private ones on request where the bot is."""
    names = [c["name"] for c in bench.call("conversations.list")["channels"]]
    assert names == ["general", "random"]
    private = bench.call("conversations.list", types="private_channel")["channels"]
    assert [c["name"] for c in private] == ["studio"]
    assert error(bench.call("conversations.list", types="secret")) == "invalid_types"


def test_people(bench: Bench) -> None:
    """users.info tells who is an admin."""
    assert bench.call("users.info", user="U0KIM")["user"]["is_admin"] is True
    assert bench.call("users.info", user="U0ANA")["user"]["is_admin"] is False
    assert error(bench.call("users.info", user="U0NOBODY")) == "user_not_found"


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
def test_history_is_refused(bench: Bench, args: Json, expected: str) -> None:
    """History needs membership, and limits that Slack takes."""
    assert (
        error(bench.call("conversations.history", **({"channel": "C0GENERAL"} | args))) == expected
    )


def test_replies(bench: Bench) -> None:
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
def test_replies_are_refused(bench: Bench, args: Json, expected: str) -> None:
    """Replies need a message, and hide even public channels from those not in them."""
    args = {"channel": "C0GENERAL", "ts": bench.say()} | args
    assert error(bench.call("conversations.replies", **args)) == expected


def test_names_and_ids_lead_to_places(bench: Bench) -> None:
    """Tests and pages find conversations and people by id, name or handle."""
    workspace = bench.workspace
    assert workspace.channel("#general") == workspace.channel("C0GENERAL")
    assert workspace.user("ana").id == "U0ANA"
    assert workspace.direct("U0ANA").kind is ChannelKind.DIRECT
    with pytest.raises(KeyError):
        workspace.channel("nowhere")
    with pytest.raises(KeyError):
        workspace.user("nobody")
