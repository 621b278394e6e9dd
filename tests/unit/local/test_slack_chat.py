"""`chat.postMessage`, update and delete: what is refused, and what becomes of what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from local.slack.records import Json
from local.slack.state import SCOPES
from tests.slack_bench import Bench

DIVIDER = {"type": "divider"}


@pytest.fixture
def bench() -> Bench:
    """A fresh workspace."""
    return Bench()


def error(answer: Json) -> str:
    """The error's name; "" when all went well."""
    return str(answer.get("error", ""))


# --- posting


def test_posts(bench: Bench) -> None:
    """A message gets a ts of its own, the bot as author, and ids for its blocks."""
    first = bench.call("chat.postMessage", channel="C0GENERAL", text="one", blocks=[DIVIDER])
    second = bench.call("chat.postMessage", channel="C0GENERAL", text="two")

    assert first["ok"]
    assert first["message"]["bot_id"] == "B0LOCAL"
    assert first["message"]["blocks"][0]["block_id"]
    assert second["ts"] > first["ts"], "the clock stood still, the ts must not"


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("C0NOWHERE", "channel_not_found"),
        ("C0SECRET", "channel_not_found"),
        ("D0ANABO", "channel_not_found"),
        ("U0NOBODY", "channel_not_found"),
        ("C0STUDIO", ""),
        ("C0TRIO", ""),
        ("D0ANA", ""),
        ("U0ANA", ""),
        ("C0RANDOM", ""),
    ],
)
def test_where_it_may_post(bench: Bench, channel: str, expected: str) -> None:
    """Private places the bot is not in do not exist for it; public ones take its messages."""
    assert error(bench.call("chat.postMessage", channel=channel, text="x")) == expected


def test_public_needs_a_scope(bench: Bench) -> None:
    """Without chat:write.public a public channel must be joined first."""
    bench.workspace.scopes = SCOPES - {"chat:write.public"}
    assert error(bench.call("chat.postMessage", channel="C0RANDOM", text="x")) == "not_in_channel"
    assert bench.call("conversations.join", channel="C0RANDOM")["ok"]
    assert bench.call("chat.postMessage", channel="C0RANDOM", text="x")["ok"]


def test_archived_takes_nothing(bench: Bench) -> None:
    """An archived channel refuses messages and updates."""
    ts = bench.say()
    bench.workspace.put_channel(replace(bench.workspace.channel("general"), archived=True))
    update = bench.call("chat.update", channel="C0GENERAL", ts=ts, text="new")
    assert error(update) == "is_archived"
    assert error(bench.call("chat.postMessage", channel="C0GENERAL", text="x")) == "is_archived"


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({}, "no_text"),
        ({"text": "   "}, "no_text"),
        ({"text": "", "blocks": []}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": "[{'type': 'divider'}]"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": DIVIDER}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [{"type": "picture"}]}, "invalid_blocks"),
        ({"text": "x", "parse": "some"}, "invalid_arguments"),
        ({"text": "x", "mrkdwn": "maybe"}, "invalid_arguments"),
        ({"text": ["x"]}, "invalid_arguments"),
        ({"text": "x", "thread_ts": 1602251441.0017}, "invalid_thread_ts"),
        ({"text": "x", "thread_ts": "yesterday"}, "invalid_thread_ts"),
        ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"text": "x", "metadata": "{"}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "job"}}, "invalid_metadata_format"),
        (
            {"text": "x", "metadata": {"event_type": "a job", "event_payload": {}}},
            "invalid_metadata_format",
        ),
        (
            {"text": "x", "metadata": {"event_type": "job", "event_payload": "x"}},
            "invalid_metadata_format",
        ),
        (
            {"text": "x", "metadata": {"event_type": "job", "event_payload": {"a": "x" * 9000}}},
            "metadata_too_large",
        ),
    ],
)
def test_post_is_refused(bench: Bench, args: Json, expected: str) -> None:
    """Slack's errors for messages it will not take; nothing is posted."""
    assert error(bench.call("chat.postMessage", channel="C0GENERAL", **args)) == expected
    assert bench.workspace.messages("general") == ()


def test_channel_is_required(bench: Bench) -> None:
    """A missing argument is named in the response's metadata."""
    answer = bench.call("chat.postMessage", text="x")
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


def test_blocks_too_long(bench: Bench) -> None:
    """Blocks of some 13,000 characters in all are refused under a name of their own."""
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}
    answer = bench.call("chat.postMessage", channel="C0GENERAL", text="x", blocks=[section] * 5)
    assert error(answer) == "msg_blocks_too_long"


def test_invalid_blocks_say_where(bench: Bench) -> None:
    """Both lists of the answer name fault and place, as Slack's do."""
    answer = bench.call("chat.postMessage", channel="C0GENERAL", blocks=[{"type": "header"}])
    assert answer["errors"] == ["missing required field: text [json-pointer:/blocks/0]"]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {answer['errors'][0]}"]


def test_blocks_as_json_text(bench: Bench) -> None:
    """A form's blocks are JSON text."""
    assert bench.call("chat.postMessage", channel="C0GENERAL", blocks='[{"type": "divider"}]')["ok"]


# --- threads


def test_reply_hangs_below_its_parent(bench: Bench) -> None:
    """A reply names its parent and the parent counts it."""
    parent = bench.say()
    reply = bench.call("chat.postMessage", channel="C0GENERAL", text="r", thread_ts=parent)
    assert reply["message"]["thread_ts"] == parent
    assert reply["message"]["parent_user_id"] == "U0BOT"
    history = bench.call("conversations.history", channel="C0GENERAL")["messages"]
    assert [(m["text"], m["reply_count"]) for m in history] == [("hello", 1)]


def test_reply_to_a_reply(bench: Bench) -> None:
    """Only a parent's ts starts or continues a thread."""
    reply = bench.say(thread_ts=bench.say())
    answer = bench.call("chat.postMessage", channel="C0GENERAL", text="x", thread_ts=reply)
    assert error(answer) == "cannot_reply_to_message"


def test_broadcast_reply(bench: Bench) -> None:
    """A broadcast reply stands in the thread and in the channel."""
    parent = bench.say()
    bench.say(text="both", thread_ts=parent, reply_broadcast=True)
    history = bench.call("conversations.history", channel="C0GENERAL")["messages"]
    assert [m.get("subtype", "") for m in history] == ["thread_broadcast", ""]


# --- updating and deleting


def test_update_replaces(bench: Bench) -> None:
    """An update keeps the ts and puts new text and blocks in place of the old."""
    ts = bench.say(blocks=[DIVIDER])
    answer = bench.call("chat.update", channel="C0GENERAL", ts=ts, text="new", blocks=[DIVIDER] * 2)
    assert (answer["ts"], answer["text"]) == (ts, "new")
    assert len(answer["message"]["blocks"]) == 2
    assert len(bench.workspace.messages("general")) == 1


def test_update_with_text_alone(bench: Bench) -> None:
    """An update with text alone removes the blocks."""
    ts = bench.say(blocks=[DIVIDER])
    answer = bench.call("chat.update", channel="C0GENERAL", ts=ts, text="new")
    assert "blocks" not in answer["message"]


def test_update_keeps_metadata(bench: Bench) -> None:
    """Metadata stays until an update brings other, or an empty object."""
    metadata = {"event_type": "job", "event_payload": {"id": "1"}}
    ts = bench.say(metadata=metadata)
    args: Json = {"channel": "C0GENERAL", "ts": ts, "text": "new"}
    assert bench.call("chat.update", **args)["message"]["metadata"] == metadata
    assert "metadata" not in bench.call("chat.update", **args, metadata={})["message"]


def test_update_of_another(bench: Bench) -> None:
    """Only the bot's own messages can be updated or deleted by it."""
    done = bench.acts.post("ana", "general", "mine")
    assert done.message is not None
    args: Json = {"channel": "C0GENERAL", "ts": done.message.ts}
    assert error(bench.call("chat.update", **args, text="x")) == "cant_update_message"
    assert error(bench.call("chat.delete", **args)) == "cant_delete_message"


@pytest.mark.parametrize("method", ["chat.update", "chat.delete"])
def test_nothing_there(bench: Bench, method: str) -> None:
    """A message that is gone, was never there, or was ephemeral cannot be touched."""
    gone = bench.say()
    assert bench.call("chat.delete", channel="C0GENERAL", ts=gone)["ok"]
    private = bench.call("chat.postEphemeral", channel="C0GENERAL", user="U0ANA", text="x")
    for ts in (gone, "1.000001", private["message_ts"]):
        answer = bench.call(method, channel="C0GENERAL", ts=ts, text="x")
        assert error(answer) == "message_not_found"


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"text": "x" * 4001}, "msg_too_long"),
        ({}, "no_text"),
        ({"blocks": "x"}, "invalid_blocks_format"),
    ],
)
def test_update_is_refused(bench: Bench, args: Json, expected: str) -> None:
    """An update is held to the rules of a message, its text to 4,000 characters."""
    ts = bench.say()
    assert error(bench.call("chat.update", channel="C0GENERAL", ts=ts, **args)) == expected
    assert bench.workspace.messages("general")[0].text == "hello"


def test_deleted_parent_leaves_a_tombstone(bench: Bench) -> None:
    """A parent with replies leaves a tombstone, which can neither be updated nor deleted."""
    parent = bench.say()
    bench.say(text="reply", thread_ts=parent)
    assert bench.call("chat.delete", channel="C0GENERAL", ts=parent)["ok"]
    assert bench.workspace.messages("general")[0].subtype == "tombstone"
    answer = bench.call("chat.delete", channel="C0GENERAL", ts=parent)
    assert error(answer) == "message_not_found"


def test_a_permalink_leads_to_a_message_and_into_its_thread(bench: Bench) -> None:
    """`chat.getPermalink` names the message, for a reply its thread, and refuses unknown ones."""
    parent = bench.call("chat.postMessage", channel="C0GENERAL", text="hello")["ts"]
    reply = bench.call("chat.postMessage", channel="C0GENERAL", text="so", thread_ts=parent)["ts"]
    of_parent = bench.call("chat.getPermalink", channel="C0GENERAL", message_ts=parent)
    of_reply = bench.call("chat.getPermalink", channel="C0GENERAL", message_ts=reply)
    unknown = bench.call("chat.getPermalink", channel="C0GENERAL", message_ts="1.000001")

    assert of_parent["permalink"].endswith(f"/C0GENERAL/p{parent.replace('.', '')}")
    assert of_reply["permalink"].endswith(f"?thread_ts={parent}&cid=C0GENERAL")
    assert error(unknown) == "message_not_found"
