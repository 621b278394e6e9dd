"""Events: what the app hears of what people say and do, and how often Slack tries to tell it."""

from __future__ import annotations

import pytest

from local.slack.courier import Reply
from tests.slack_bench import Bench, picture

# --- what the app hears


@pytest.mark.parametrize(
    ("channel", "kind"),
    [
        ("general", "channel"),
        ("studio", "group"),
        ("D0ANA", "im"),
        ("C0TRIO", "mpim"),
        ("random", ""),
        ("secret", ""),
        ("D0ANABO", ""),
    ],
)
def test_messages_are_heard_where_the_bot_is(bench: Bench, channel: str, kind: str) -> None:
    """Messages are heard in conversations the bot is in, with their kind."""
    bench.posted(channel=channel)
    assert [event["channel_type"] for event in bench.app.events] == ([kind] if kind else [])


@pytest.mark.parametrize("lost", ["channels:history", "installation"])
def test_nothing_is_heard_without_the_right_to_it(bench: Bench, lost: str) -> None:
    """Without scope or installation nothing is heard."""
    bench.workspace.scopes -= {lost}
    bench.workspace.revoked = lost == "installation"
    bench.posted()
    assert bench.app.got == []


def test_an_event_comes_in_slacks_envelope(bench: Bench) -> None:
    """An event comes in Slack's envelope, with an id of its own and the bot's authorization."""
    bench.posted()
    bench.posted()
    first, second = bench.app.got
    assert first["type"] == "event_callback"
    assert first["event_id"] != second["event_id"]
    assert first["authorizations"][0]["user_id"] == "U0BOT"
    assert first["event_time"] == int(bench.clock.now)


def test_a_message_carries_references_and_escaped_words(bench: Bench) -> None:
    """A message carries its words escaped, links bracketed, and its rich text raw."""
    bench.acts.post("ana", "general", "@bo see https://a.b/?x=1&y in #random <!here> @nobody")
    event = bench.app.events[0]
    assert event["text"] == (
        "<@U0BO> see <https://a.b/?x=1&amp;y> in <#C0RANDOM|random> &lt;!here&gt; @nobody"
    )
    parts = event["blocks"][0]["elements"][0]["elements"]
    assert [part["type"] for part in parts] == ["user", "text", "link", "text", "channel", "text"]
    assert parts[-1]["text"] == " <!here> @nobody"
    assert "subtype" not in event
    bench.acts.post("ana", "general", "@here #nowhere 🦊")
    event = bench.app.events[1]
    assert event["text"] == "<!here> #nowhere 🦊"
    part = event["blocks"][0]["elements"][0]["elements"][0]
    assert part == {"type": "broadcast", "range": "here"}


def test_a_reply_names_its_thread_and_the_parents_author(bench: Bench) -> None:
    """A reply names its thread and the parent's author."""
    parent = bench.say()
    bench.posted(thread_ts=parent)
    event = bench.app.events[0]
    assert (event["thread_ts"], event["parent_user_id"]) == (parent, "U0BOT")
    with pytest.raises(ValueError, match="thread"):
        bench.posted(thread_ts=event["ts"])


def test_a_broadcast_reply_has_a_twin(bench: Bench) -> None:
    """A broadcast reply comes as a reply and as thread_broadcast, and stands in the channel too."""
    bench.posted(thread_ts=bench.say(), broadcast=True)
    reply, broadcast = bench.app.events
    assert "subtype" not in reply
    assert broadcast["subtype"] == "thread_broadcast"
    assert broadcast["root"]["text"] == "hello"
    assert reply["ts"] == broadcast["ts"]
    history = bench.call("conversations.history", channel="C0GENERAL")["messages"]
    assert [m.get("subtype", "") for m in history] == ["thread_broadcast", ""]


def test_files_come_in_one_message_and_can_be_shared_again(bench: Bench) -> None:
    """Files come in one file_share message, and can be shared again."""
    files = [("fox.png", picture()), ("notes.txt", b"words")]
    bench.acts.post("ana", "general", "look", files=files)
    event = bench.app.events[0]
    assert event["subtype"] == "file_share"
    assert [file["mimetype"] for file in event["files"]] == ["image/png", "text/plain"]
    bench.acts.post("ana", "general", files=[event["files"][0]["id"]])
    assert bench.app.events[1]["files"][0]["id"] == event["files"][0]["id"]


def test_an_edit_and_a_deletion_hold_the_message(bench: Bench) -> None:
    """An edit and a deletion come as subtypes that hold the message, old and new."""
    message = bench.posted()
    bench.acts.edit("ana", message.ts, "an ox")
    bench.acts.delete("ana", message.ts)
    _, edited, deleted = bench.app.events
    assert edited["subtype"] == "message_changed"
    assert (edited["message"]["text"], edited["previous_message"]["text"]) == ("an ox", "a fox")
    assert deleted["subtype"] == "message_deleted"
    assert deleted["deleted_ts"] == message.ts
    assert "user" not in edited


def test_nobody_edits_anothers_message(bench: Bench) -> None:
    """Nobody edits another's message; only an admin deletes it."""
    message = bench.posted()
    with pytest.raises(PermissionError):
        bench.acts.edit("bo", message.ts, "x")
    with pytest.raises(PermissionError):
        bench.acts.delete("bo", message.ts)
    bench.acts.delete("kim", message.ts)
    assert bench.workspace.messages("general") == ()


def test_a_reaction_names_the_message_and_its_author(bench: Bench) -> None:
    """A reaction names the message and its author, and nothing of its content."""
    ts = bench.say()
    bench.acts.react("bo", ts, "art")
    event = bench.app.events[0]
    assert event["item"] == {"type": "message", "channel": "C0GENERAL", "ts": ts}
    assert (event["user"], event["reaction"], event["item_user"]) == ("U0BO", "art", "U0BOT")
    bench.acts.react("bo", ts, "art", remove=True)
    assert len(bench.app.events) == 1, "reaction_removed is not subscribed to"
    assert bench.workspace.messages("general")[0].reactions == {}


# --- retries


def test_an_event_that_fails_is_tried_three_more_times(bench: Bench) -> None:
    """An event that fails is tried again at once, after one minute, after five; then no more."""
    bench.app.answer = lambda: Reply(500, {}, b"")
    bench.posted()
    assert [bench.run_next() for _ in range(3)] == [0.0, 60.0, 300.0]
    assert bench.pending == []
    tries = [headers.get("X-Slack-Retry-Num") for headers in bench.app.headers]
    assert tries == [None, "1", "2", "3"]
    assert bench.app.headers[1]["X-Slack-Retry-Reason"] == "http_error"
    assert len({body["event_id"] for body in bench.app.got}) == 1
    assert len({headers["X-Slack-Signature"] for headers in bench.app.headers}) > 1


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (TimeoutError(), "http_timeout"),
        (ConnectionRefusedError(), "connection_failed"),
        (None, "http_timeout"),
    ],
)
def test_a_retry_says_why_the_try_before_it_failed(
    bench: Bench, trouble: OSError | None, reason: str
) -> None:
    """No answer, and one after three seconds, is retried with a reason, until there is success."""

    def fail() -> Reply:
        bench.clock.now += 3.1
        if trouble is not None:
            raise trouble
        return Reply(200, {}, b"too late")

    bench.app.answer = fail
    bench.posted()
    bench.app.answer = lambda: Reply(200, {}, b"")
    bench.run_next()
    assert bench.app.headers[-1]["X-Slack-Retry-Reason"] == reason
    assert bench.pending == []


def test_an_app_can_refuse_retries(bench: Bench) -> None:
    """An app can ask not to be tried again."""
    bench.app.answer = lambda: Reply(500, {"x-slack-no-retry": "1"}, b"")
    bench.posted()
    assert bench.pending == []


def test_the_same_bytes_can_be_sent_again(bench: Bench) -> None:
    """An event sent again says that it is a retry; a command is the same act with one trigger."""
    for done in (bench.acts.post("ana", "general", "x"), bench.acts.command("ana", "general", "x")):
        assert done.delivery is not None
        bench.acts.courier.repeat(done.delivery)
    event, command, again, same = bench.app.got
    assert (again, same) == (event, command)
    retries = [headers.get("X-Slack-Retry-Num") for headers in bench.app.headers]
    assert retries == [None, None, "1", None]


# --- for those who look on


def test_an_event_can_be_sent_as_it_is(bench: Bench) -> None:
    """Events that nobody here causes can be sent as they are."""
    bench.acts.send({"type": "app_uninstalled"})
    assert bench.app.events == [{"type": "app_uninstalled"}]


def test_changes_are_told_in_order_until_one_stops_listening(bench: Bench) -> None:
    """A page hears each change after it was made, in order, until it stops listening."""
    heard: list[tuple[str, int]] = []
    stop = bench.workspace.subscribe(
        lambda change: heard.append((change.kind, len(bench.workspace.messages("general"))))
    )
    bench.say()
    assert heard == [("message", 1)]
    stop()
    bench.say()
    assert len(heard) == 1
    numbers = [change.number for change in bench.workspace.journal.changes]
    assert numbers == [1, 2]
