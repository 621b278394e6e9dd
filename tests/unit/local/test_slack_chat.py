"""`chat.postMessage`, update and delete: what is refused, and what becomes of what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from local.slack.records import Json
from local.slack.state import SCOPES
from tests.slack_bench import Bench, picture

DIVIDER = {"type": "divider"}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}


# --- posting


def test_a_message_gets_an_author_a_ts_and_block_ids(bench: Bench) -> None:
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
    assert bench.error("chat.postMessage", channel=channel, text="x") == expected


def test_a_public_channel_must_be_joined_without_the_scope(bench: Bench) -> None:
    """Without chat:write.public a public channel must be joined first."""
    bench.workspace.scopes = SCOPES - {"chat:write.public"}
    assert bench.error("chat.postMessage", channel="C0RANDOM", text="x") == "not_in_channel"
    assert bench.call("conversations.join", channel="C0RANDOM")["ok"]
    assert bench.call("chat.postMessage", channel="C0RANDOM", text="x")["ok"]


def test_an_archived_channel_takes_nothing(bench: Bench) -> None:
    """An archived channel refuses messages and updates."""
    ts = bench.say()
    bench.workspace.put_channel(replace(bench.workspace.channel("general"), archived=True))
    assert bench.error("chat.update", channel="C0GENERAL", ts=ts, text="new") == "is_archived"
    assert bench.error("chat.postMessage", channel="C0GENERAL", text="x") == "is_archived"


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
        ({"text": "x", "unfurl_links": "maybe"}, "invalid_arguments"),
        ({"text": ["x"]}, "invalid_arguments"),
        ({"blocks": [SECTION] * 5}, "msg_blocks_too_long"),
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
def test_a_message_slack_would_not_take_is_refused(bench: Bench, args: Json, expected: str) -> None:
    """Slack's errors for messages it will not take; nothing is posted."""
    assert bench.error("chat.postMessage", channel="C0GENERAL", **args) == expected
    assert bench.workspace.messages("general") == ()


def test_a_refusal_says_what_is_wrong_and_where(bench: Bench) -> None:
    """A missing argument is named; for blocks both lists name fault and place, as Slack's do."""
    answer = bench.call("chat.postMessage", text="x")
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]
    answer = bench.call("chat.postMessage", channel="C0GENERAL", blocks=[{"type": "header"}])
    assert answer["errors"] == ["missing required field: text [json-pointer:/blocks/0]"]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {answer['errors'][0]}"]


def test_blocks_as_json_text(bench: Bench) -> None:
    """A form's blocks are JSON text."""
    assert bench.call("chat.postMessage", channel="C0GENERAL", blocks='[{"type": "divider"}]')["ok"]


# --- threads


def test_reply_hangs_below_its_parent(bench: Bench) -> None:
    """A reply names its parent, the parent counts it, and nothing hangs below a reply."""
    parent = bench.say()
    reply = bench.call("chat.postMessage", channel="C0GENERAL", text="r", thread_ts=parent)
    assert reply["message"]["thread_ts"] == parent
    assert reply["message"]["parent_user_id"] == "U0BOT"
    history = bench.call("conversations.history", channel="C0GENERAL")["messages"]
    assert [(m["text"], m["reply_count"]) for m in history] == [("hello", 1)]
    below: Json = {"channel": "C0GENERAL", "text": "x", "thread_ts": reply["ts"]}
    assert bench.error("chat.postMessage", **below) == "cannot_reply_to_message"


# --- updating and deleting


def test_an_update_replaces_text_and_blocks(bench: Bench) -> None:
    """An update keeps the ts, and what it leaves out of text and blocks is gone."""
    ts = bench.say(blocks=[DIVIDER])
    answer = bench.call("chat.update", channel="C0GENERAL", ts=ts, text="new", blocks=[DIVIDER] * 2)
    assert (answer["ts"], answer["text"]) == (ts, "new")
    assert len(answer["message"]["blocks"]) == 2
    assert len(bench.workspace.messages("general")) == 1
    answer = bench.call("chat.update", channel="C0GENERAL", ts=ts, text="new")
    assert "blocks" not in answer["message"]


def test_update_keeps_metadata(bench: Bench) -> None:
    """Metadata stays until an update brings other, or an empty object."""
    metadata = {"event_type": "job", "event_payload": {"id": "1"}}
    ts = bench.say(metadata=metadata)
    args: Json = {"channel": "C0GENERAL", "ts": ts, "text": "new"}
    assert bench.call("chat.update", **args)["message"]["metadata"] == metadata
    assert "metadata" not in bench.call("chat.update", **args, metadata={})["message"]


def test_others_messages_can_be_neither_updated_nor_deleted(bench: Bench) -> None:
    """Only the bot's own messages can be updated or deleted by it."""
    args: Json = {"channel": "C0GENERAL", "ts": bench.posted().ts}
    assert bench.error("chat.update", **args, text="x") == "cant_update_message"
    assert bench.error("chat.delete", **args) == "cant_delete_message"


@pytest.mark.parametrize("method", ["chat.update", "chat.delete"])
def test_a_message_that_is_not_there_cannot_be_touched(bench: Bench, method: str) -> None:
    """A message that is gone, was never there, or was ephemeral cannot be touched."""
    gone = bench.say()
    assert bench.call("chat.delete", channel="C0GENERAL", ts=gone)["ok"]
    private = bench.call("chat.postEphemeral", channel="C0GENERAL", user="U0ANA", text="x")
    for ts in (gone, "1.000001", private["message_ts"]):
        assert bench.error(method, channel="C0GENERAL", ts=ts, text="x") == "message_not_found"


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
    assert bench.error("chat.update", channel="C0GENERAL", ts=ts, **args) == expected
    assert bench.workspace.messages("general")[0].text == "hello"


def test_deleted_parent_leaves_a_tombstone(bench: Bench) -> None:
    """A parent with replies leaves a tombstone, which can neither be updated nor deleted."""
    parent = bench.say()
    bench.say(text="reply", thread_ts=parent)
    assert bench.call("chat.delete", channel="C0GENERAL", ts=parent)["ok"]
    assert bench.workspace.messages("general")[0].subtype == "tombstone"
    assert bench.error("chat.delete", channel="C0GENERAL", ts=parent) == "message_not_found"


def test_a_permalink_leads_to_a_message_and_into_its_thread(bench: Bench) -> None:
    """`chat.getPermalink` names the message, for a reply its thread, and refuses unknown ones."""
    parent = bench.say()
    reply = bench.say(thread_ts=parent)
    of_parent = bench.call("chat.getPermalink", channel="C0GENERAL", message_ts=parent)
    of_reply = bench.call("chat.getPermalink", channel="C0GENERAL", message_ts=reply)
    unknown = bench.error("chat.getPermalink", channel="C0GENERAL", message_ts="1.000001")

    assert of_parent["permalink"].endswith(f"/C0GENERAL/p{parent.replace('.', '')}")
    assert of_reply["permalink"].endswith(f"?thread_ts={parent}&cid=C0GENERAL")
    assert unknown == "message_not_found"


# --- to one person


def test_an_ephemeral_message_is_seen_by_one(bench: Bench) -> None:
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
def test_an_ephemeral_message_needs_bot_and_reader_there(
    bench: Bench, channel: str, user: str, expected: str
) -> None:
    """Bot and reader must both be in the conversation."""
    assert bench.error("chat.postEphemeral", channel=channel, user=user, text="x") == expected


# --- pictures by Slack file


def image(file_id: str) -> Json:
    """An image block over a Slack file."""
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": "a fox"}


def test_a_file_is_shown_once_it_has_been_processed(bench: Bench) -> None:
    """An image block over a file still being processed is refused, then taken, though unshared."""
    bench.workspace.files.delay = 2.0
    args: Json = {"channel": "C0STUDIO", "text": "x", "blocks": [image(bench.uploaded())]}
    answer = bench.call("chat.postMessage", **args)
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]"
    ]
    bench.clock.now += 2.0
    assert bench.call("chat.postMessage", **args)["ok"]


@pytest.mark.parametrize("what", ["webp", "bmp", "html", "unknown", "others'"])
def test_a_file_that_slack_would_not_show_is_refused(bench: Bench, what: str) -> None:
    """Only png, jpeg and gif are shown, and only files that are the bot's or shared with it."""
    if what == "unknown":
        file_id = "F0NONE"
    elif what == "others'":
        file_id = bench.posted(channel="secret", files=[("fox.png", picture())]).files[0]
    else:
        file_id = bench.uploaded(b"<html>" if what == "html" else picture(what.upper()))
    context = {"type": "context", "elements": [image(file_id)]}
    for blocks in ([image(file_id)], [context]):
        answer = bench.call("chat.postMessage", channel="C0GENERAL", text="x", blocks=blocks)
        assert "invalid slack file" in answer["errors"][0]
