"""Events: what the app hears of what people say and do, and how often Slack tries to tell it."""

from __future__ import annotations

from typing import Any

import pytest

from local.slack.acts import Acts
from local.slack.courier import Reply
from local.slack.records import Message
from tests.slack_bench import Bench, picture


@pytest.fixture
def bench() -> Bench:
    """A fresh workspace."""
    return Bench()


def posted(bench: Bench, user: str = "ana", channel: str = "general", **more: Any) -> Message:
    """A person's message."""
    message = bench.acts.post(user, channel, "a fox", **more).message
    assert message is not None
    return message


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
def test_hears_where_it_is(bench: Bench, channel: str, kind: str) -> None:
    """Messages are heard in conversations the bot is in, with their kind."""
    posted(bench, channel=channel)
    assert [event["channel_type"] for event in bench.app.events] == ([kind] if kind else [])


@pytest.mark.parametrize("lost", ["subscription", "scope", "installation"])
def test_hears_what_it_may(bench: Bench, lost: str) -> None:
    """Without subscription, scope or installation nothing is heard."""
    if lost == "subscription":
        bench.acts.subscriptions -= {"message.channels"}
    elif lost == "scope":
        bench.workspace.scopes -= {"channels:history"}
    else:
        bench.workspace.revoked = True
    posted(bench)
    assert bench.app.got == []


def test_envelope(bench: Bench) -> None:
    """An event comes in Slack's envelope, with an id of its own and the bot's authorization."""
    posted(bench)
    posted(bench)
    first, second = bench.app.got
    assert first["type"] == "event_callback"
    assert first["event_id"] != second["event_id"]
    assert first["authorizations"][0]["user_id"] == "U0BOT"
    assert first["event_time"] == int(bench.clock.now)


def test_message_event(bench: Bench) -> None:
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


def test_emoji_may_arrive_as_codes(bench: Bench) -> None:
    """Emoji come as typed, or as codes in messages and commands alike."""
    bench.acts.post("ana", "general", "a 🦊 & snow")
    assert bench.app.events[0]["text"] == "a 🦊 &amp; snow"
    bench.acts.emoji_codes = True
    bench.acts.post("ana", "general", "a 🦊 & snow")
    event = bench.app.events[1]
    assert event["text"] == "a :fox_face: &amp; snow"
    part = event["blocks"][0]["elements"][0]["elements"][1]
    assert part == {"type": "emoji", "name": "fox_face", "unicode": "1f98a"}
    bench.acts.command("ana", "general", "a 🦊")
    assert bench.app.got[-1]["text"] == "a :fox_face:"


def test_broadcast_and_unknown_names(bench: Bench) -> None:
    """@here is a reference; a channel that is not there is only a word."""
    bench.acts.post("ana", "general", "@here #nowhere")
    event = bench.app.events[0]
    assert event["text"] == "<!here> #nowhere"
    assert event["blocks"][0]["elements"][0]["elements"][0] == {
        "type": "broadcast",
        "range": "here",
    }


def test_mention_has_a_twin(bench: Bench) -> None:
    """With app_mention subscribed, a mention comes twice, under two event ids."""
    bench.acts.subscriptions |= {"app_mention"}
    bench.acts.post("ana", "general", "@imagine a fox")
    message, mention = bench.app.got
    assert mention["event"]["type"] == "app_mention"
    assert mention["event"]["ts"] == message["event"]["ts"]
    assert mention["event_id"] != message["event_id"]


def test_reply(bench: Bench) -> None:
    """A reply names its thread and the parent's author."""
    parent = bench.say()
    posted(bench, thread_ts=parent)
    event = bench.app.events[0]
    assert (event["thread_ts"], event["parent_user_id"]) == (parent, "U0BOT")
    with pytest.raises(ValueError, match="thread"):
        posted(bench, thread_ts=event["ts"])


def test_broadcast_has_a_twin(bench: Bench) -> None:
    """A broadcast reply comes as a reply and as thread_broadcast, with one ts."""
    posted(bench, thread_ts=bench.say(), broadcast=True)
    reply, broadcast = bench.app.events
    assert "subtype" not in reply
    assert broadcast["subtype"] == "thread_broadcast"
    assert broadcast["root"]["text"] == "hello"
    assert reply["ts"] == broadcast["ts"]


def test_shared_files(bench: Bench) -> None:
    """Files come in one file_share message, and can be shared again."""
    files = [("fox.png", picture()), ("notes.txt", b"words")]
    bench.acts.post("ana", "general", "look", files=files)
    event = bench.app.events[0]
    assert event["subtype"] == "file_share"
    assert [file["mimetype"] for file in event["files"]] == ["image/png", "text/plain"]
    bench.acts.post("ana", "general", files=[event["files"][0]["id"]])
    assert bench.app.events[1]["files"][0]["id"] == event["files"][0]["id"]


def test_edit_and_delete(bench: Bench) -> None:
    """An edit and a deletion come as subtypes that hold the message, old and new."""
    message = posted(bench)
    bench.acts.edit("ana", message.ts, "an ox")
    bench.acts.delete("ana", message.ts)
    _, edited, deleted = bench.app.events
    assert edited["subtype"] == "message_changed"
    assert (edited["message"]["text"], edited["previous_message"]["text"]) == ("an ox", "a fox")
    assert deleted["subtype"] == "message_deleted"
    assert deleted["deleted_ts"] == message.ts
    assert "user" not in edited


def test_others_words_are_theirs(bench: Bench) -> None:
    """Nobody edits another's message; only an admin deletes it."""
    message = posted(bench)
    with pytest.raises(PermissionError):
        bench.acts.edit("bo", message.ts, "x")
    with pytest.raises(PermissionError):
        bench.acts.delete("bo", message.ts)
    bench.acts.delete("kim", message.ts)
    assert bench.workspace.messages("general") == ()


def test_reaction(bench: Bench) -> None:
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


def test_event_is_retried(bench: Bench) -> None:
    """An event that fails is tried again at once, after one minute, after five; then no more."""
    bench.app.answer = lambda: Reply(500, {}, b"")
    posted(bench)
    assert [bench.run_next() for _ in range(3)] == [0.0, 60.0, 300.0]
    assert bench.pending == []
    tries = [headers.get("X-Slack-Retry-Num") for headers in bench.app.headers]
    assert tries == [None, "1", "2", "3"]
    assert bench.app.headers[1]["X-Slack-Retry-Reason"] == "http_error"
    assert len({body["event_id"] for body in bench.app.got}) == 1
    assert len({headers["X-Slack-Signature"] for headers in bench.app.headers}) > 1


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [(TimeoutError(), "http_timeout"), (ConnectionRefusedError(), "connection_failed")],
)
def test_reasons(bench: Bench, trouble: OSError, reason: str) -> None:
    """A retry says why the try before it failed, and success ends the retries."""

    def fail() -> Reply:
        raise trouble

    bench.app.answer = fail
    posted(bench)
    bench.app.answer = lambda: Reply(200, {}, b"")
    bench.run_next()
    assert bench.app.headers[-1]["X-Slack-Retry-Reason"] == reason
    assert bench.pending == []


def test_late_event(bench: Bench) -> None:
    """An event answered after three seconds counts as unanswered."""

    def late() -> Reply:
        bench.clock.now += 3.1
        return Reply(200, {}, b"")

    bench.app.answer = late
    posted(bench)
    assert len(bench.pending) == 1


def test_retries_refused(bench: Bench) -> None:
    """An app can ask not to be tried again."""
    bench.app.answer = lambda: Reply(500, {"x-slack-no-retry": "1"}, b"")
    posted(bench)
    assert bench.pending == []


def test_repeat(bench: Bench) -> None:
    """A test can send the same bytes again, as Slack does when it heard no answer."""
    delivery = bench.acts.post("ana", "general", "a fox").delivery
    assert delivery is not None
    bench.acts.courier.repeat(delivery)
    assert bench.app.got[0] == bench.app.got[1]
    assert bench.app.headers[1]["X-Slack-Retry-Num"] == "1"


def test_repeated_command(bench: Bench) -> None:
    """A command sent twice is the same act: the same trigger, and no word of a retry."""
    delivery = bench.acts.command("ana", "general", "a fox").delivery
    assert delivery is not None
    bench.acts.courier.repeat(delivery)
    assert bench.app.got[0]["trigger_id"] == bench.app.got[1]["trigger_id"]
    assert "X-Slack-Retry-Num" not in bench.app.headers[1]


# --- the bot's own messages


def test_echo(bench: Bench) -> None:
    """With echo the app hears its own messages, edits and deletions, as in Slack."""
    bench.acts = Acts(bench.workspace, bench.app.deliver, bench._schedule, echo=True)
    ts = bench.say()
    bench.call("chat.update", channel="C0GENERAL", ts=ts, text="new")
    bench.acts.react("ana", ts, "art")
    bench.call("chat.delete", channel="C0GENERAL", ts=ts)
    bench.say(channel="C0RANDOM")
    while bench.pending:
        bench.run_next()
    messages = [event for event in bench.app.events if event["type"] == "message"]
    assert [event.get("subtype", "") for event in messages] == [
        "",
        "message_changed",
        "message_deleted",
    ]
    assert messages[0]["bot_id"] == "B0LOCAL"
    assert messages[1]["previous_message"]["text"] == "hello"


def test_any_event(bench: Bench) -> None:
    """Events without an act of their own can be sent as they are."""
    bench.acts.send({"type": "app_uninstalled"})
    assert bench.app.events == [{"type": "app_uninstalled"}]


def test_changes_are_heard(bench: Bench) -> None:
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
