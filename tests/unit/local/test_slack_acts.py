"""People's acts reach the app as Slack would send them, and only what it may hear."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest

from local.slack.acts import Acts
from local.slack.courier import Reply
from local.slack.records import Json, Message
from tests.slack_bench import Bench, picture
from tests.slack_blocks import actions, button, confirm, option, plain, select


@pytest.fixture
def bench() -> Bench:
    """A fresh workspace."""
    return Bench()


def posted(bench: Bench, user: str = "ana", channel: str = "general", **more: Any) -> Message:
    """A person's message."""
    message = bench.acts.post(user, channel, "a fox", **more).message
    assert message is not None
    return message


# --- commands


def test_command_form(bench: Bench) -> None:
    """A command's form has every field Slack sends, and no thread."""
    delivery = bench.acts.command("ana", "general", " a red fox ").delivery
    assert delivery is not None
    form = parse_qs(delivery.body.decode(), strict_parsing=True)
    assert form["text"] == ["a red fox"]
    assert form["command"] == ["/imagine"]
    assert form["channel_id"] == ["C0GENERAL"]
    assert set(form) == {
        "token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name",
        "command", "text", "api_app_id", "is_enterprise_install", "response_url", "trigger_id",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("channel", "name"),
    [("general", "general"), ("studio", "privategroup"), ("D0ANA", "directmessage")],
)
def test_channel_name(bench: Bench, channel: str, name: str) -> None:
    """Private places have a name that says only what they are."""
    bench.acts.command("ana", channel, "x")
    assert bench.app.got[-1]["channel_name"] == name


@pytest.mark.parametrize(("escapes", "text"), [(False, "a < b & c"), (True, "a &lt; b &amp; c")])
def test_command_text(bench: Bench, *, escapes: bool, text: str) -> None:
    """A command's text arrives as typed, or escaped: which, only a live workspace tells."""
    bench.acts.command_escapes = escapes
    bench.acts.command("ana", "general", "a < b & c")
    assert bench.app.got[-1]["text"] == text


def test_command_is_not_retried(bench: Bench) -> None:
    """A command that fails or is late is not sent again; the person is told."""
    bench.app.answer = lambda: Reply(500, {}, b"")
    assert bench.acts.command("ana", "general", "x").error == "dispatch_failed"

    def late() -> Reply:
        bench.clock.now += 3.1
        return Reply(200, {}, b"too late")

    bench.app.answer = late
    assert bench.acts.command("ana", "general", "x").error == "operation_timeout"
    assert bench.pending == []
    assert bench.workspace.private_to("ana") == ()
    notices = [c.data["text"] for c in bench.workspace.journal.changes if c.kind == "notice"]
    assert [text.rpartition(" ")[2] for text in notices] == ["dispatch_failed", "operation_timeout"]


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        (b"", []),
        (b"plain words", ["plain words"]),
        (b'{"text": "private"}', ["private"]),
        (b'{"response_type": "ephemeral", "text": "private"}', ["private"]),
    ],
)
def test_command_reply(bench: Bench, reply: bytes, shown: list[str]) -> None:
    """A direct reply is shown to the person; an empty one shows nothing."""
    bench.app.answer = lambda: Reply(200, {}, reply)
    assert bench.acts.command("ana", "general", "x").error == ""
    assert [m.text for m in bench.workspace.private_to("ana")] == shown


def test_command_reply_to_all(bench: Bench) -> None:
    """A direct reply can be for everybody, even where the bot is not."""
    bench.app.answer = lambda: Reply(200, {}, b'{"response_type": "in_channel", "text": "all"}')
    bench.acts.command("ana", "secret", "x")
    assert [m.text for m in bench.workspace.messages("secret")] == ["all"]


def test_wrong_command_reply(bench: Bench) -> None:
    """A direct reply that is no message is an error before the person."""
    bench.app.answer = lambda: Reply(200, {}, b'{"blocks": [{"type": "picture"}]}')
    assert bench.acts.command("ana", "general", "x").error == "invalid_command_response"


def test_only_where_one_is(bench: Bench) -> None:
    """Nobody acts in a conversation they are not in."""
    with pytest.raises(PermissionError):
        bench.acts.command("kim", "D0ANA", "x")
    with pytest.raises(PermissionError):
        bench.acts.post("kim", "D0ANABO", "x")


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


# --- buttons and shortcuts


def test_press(bench: Bench) -> None:
    """A press tells button, message, thread, state and where to answer."""
    row = actions(
        button(action_id="again", value="job", text=plain("Again & again")),
        select(options=[option()], initial_option=option()),
    )
    ts = bench.say(thread_ts=bench.say(), blocks=[row])
    bench.acts.click("ana", ts, "Again & again")
    body = bench.app.got[-1]
    assert body["type"] == "block_actions"
    action = body["actions"][0]
    assert (action["action_id"], action["value"], action["type"]) == ("again", "job", "button")
    assert action["block_id"] == body["message"]["blocks"][0]["block_id"]
    assert body["container"]["thread_ts"] == body["message"]["thread_ts"]
    assert body["channel"] == {"id": "C0GENERAL", "name": "general"}
    assert body["response_url"]
    assert body["trigger_id"]
    state = body["state"]["values"][action["block_id"]]["menu"]
    assert state["selected_option"]["value"] == "v"
    shown = body["message"]["blocks"][0]["elements"][0]["text"]["text"]
    assert shown == "Again &amp; again", "plain text comes back escaped"


def test_choice(bench: Bench) -> None:
    """A choice from a menu in a message tells what was chosen."""
    row = actions(select(options=[option("oil", "Oil"), option("ink", "Ink")]))
    bench.acts.click("ana", bench.say(blocks=[row]), "menu", value="Ink")
    assert bench.app.got[-1]["actions"][0]["selected_option"]["value"] == "ink"


def test_feedback_and_bin(bench: Bench) -> None:
    """Feedback tells which side; a bin shown to some cannot be pressed by others."""
    row: Json = {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "rate",
                "positive_button": {"text": plain("Good"), "value": "up"},
                "negative_button": {"text": plain("Bad"), "value": "down"},
            },
            {
                "type": "icon_button",
                "action_id": "bin",
                "icon": "trash",
                "text": plain("Delete"),
                "visible_to_user_ids": ["U0BO"],
            },
        ],
    }
    ts = bench.say(blocks=[row])
    bench.acts.click("ana", ts, "rate", value="down")
    assert bench.app.got[-1]["actions"][0]["value"] == "down"
    with pytest.raises(PermissionError):
        bench.acts.click("ana", ts, "bin")
    bench.acts.click("bo", ts, "bin")
    assert bench.app.got[-1]["actions"][0]["type"] == "icon_button"


def test_confirmation(bench: Bench) -> None:
    """A press that is not confirmed is not sent."""
    ts = bench.say(blocks=[actions(button(action_id="delete", confirm=confirm()))])
    bench.acts.click("ana", ts, "delete", confirm=False)
    assert bench.app.got == []
    bench.acts.click("ana", ts, "delete")
    assert len(bench.app.got) == 1


def test_press_in_private(bench: Bench) -> None:
    """An ephemeral message is pressed by its reader alone, and does not come along."""
    row = actions(button(action_id="again"))
    bench.call("chat.postEphemeral", channel="C0GENERAL", user="U0ANA", text="x", blocks=[row])
    ts = bench.workspace.private_to("ana")[0].ts
    with pytest.raises(PermissionError):
        bench.acts.click("bo", ts, "again")
    bench.acts.click("ana", ts, "again")
    assert bench.app.got[-1]["container"]["is_ephemeral"] is True
    assert "message" not in bench.app.got[-1]


def test_press_of_nothing(bench: Bench) -> None:
    """Only what is on a message that is there can be pressed."""
    with pytest.raises(KeyError):
        bench.acts.click("ana", bench.say(), "again")
    with pytest.raises(KeyError):
        bench.acts.click("ana", "1.000001", "again")


def test_shortcut(bench: Bench) -> None:
    """A message shortcut brings the message and its files, from wherever it is."""
    message = posted(bench, channel="secret", files=[("fox.png", picture())])
    bench.acts.shortcut("ana", message.ts, "reimagine")
    body = bench.app.got[-1]
    assert (body["type"], body["callback_id"]) == ("message_action", "reimagine")
    assert body["message"]["files"][0]["name"] == "fox.png"
    assert body["channel"]["name"] == "privategroup"


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
