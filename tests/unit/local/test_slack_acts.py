"""Commands, buttons and shortcuts reach the app once, with every field Slack sends."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest

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
