"""Commands, buttons and shortcuts reach the app once, with every field Slack sends."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from local.slack.courier import Reply
from local.slack.records import Json
from tests.slack_bench import Bench, picture
from tests.slack_blocks import actions, button, option, plain, select

# --- commands


def test_a_command_has_every_field_slack_sends(bench: Bench) -> None:
    """A command's form has every field Slack sends, and no thread."""
    delivery = bench.acts.command("ana", "general", " a <red> fox & 🦊 ").delivery
    assert delivery is not None
    form = parse_qs(delivery.body.decode(), strict_parsing=True)
    assert form["text"] == ["a <red> fox & 🦊"], "as typed"
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
def test_a_private_place_has_a_name_that_says_only_what_it_is(
    bench: Bench, channel: str, name: str
) -> None:
    """Private places have a name that says only what they are."""
    bench.acts.command("ana", channel, "x")
    assert bench.app.got[-1]["channel_name"] == name


def test_a_command_is_not_retried(bench: Bench) -> None:
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
def test_a_direct_reply_is_shown_to_the_person(
    bench: Bench, reply: bytes, shown: list[str]
) -> None:
    """A direct reply is shown to the person; an empty one shows nothing."""
    bench.app.answer = lambda: Reply(200, {}, reply)
    assert bench.acts.command("ana", "general", "x").error == ""
    assert [m.text for m in bench.workspace.private_to("ana")] == shown


def test_a_direct_reply_can_be_for_everybody(bench: Bench) -> None:
    """A direct reply can be for everybody, even where the bot is not."""
    bench.app.answer = lambda: Reply(200, {}, b'{"response_type": "in_channel", "text": "all"}')
    bench.acts.command("ana", "secret", "x")
    assert [m.text for m in bench.workspace.messages("secret")] == ["all"]


def test_a_direct_reply_that_is_no_message_is_an_error(bench: Bench) -> None:
    """A direct reply that is no message is an error before the person."""
    bench.app.answer = lambda: Reply(200, {}, b'{"blocks": [{"type": "picture"}]}')
    assert bench.acts.command("ana", "general", "x").error == "invalid_command_response"


def test_nobody_acts_where_they_are_not(bench: Bench) -> None:
    """Nobody acts in a conversation they are not in."""
    with pytest.raises(PermissionError):
        bench.acts.command("kim", "D0ANA", "x")
    with pytest.raises(PermissionError):
        bench.acts.post("kim", "D0ANABO", "x")


# --- buttons and shortcuts


def test_a_press_tells_button_message_state_and_where_to_answer(bench: Bench) -> None:
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


def test_a_choice_from_a_menu_tells_what_was_chosen(bench: Bench) -> None:
    """A choice from a menu in a message tells what was chosen."""
    row = actions(select(options=[option("oil", "Oil"), option("ink", "Ink")]))
    bench.acts.click("ana", bench.say(blocks=[row]), "menu", value="Ink")
    assert bench.app.got[-1]["actions"][0]["selected_option"]["value"] == "ink"


def test_feedback_tells_which_side_was_pressed(bench: Bench) -> None:
    """A press of a thumb brings that thumb's value."""
    thumbs: Json = {
        "type": "feedback_buttons",
        "action_id": "rate",
        "positive_button": {"text": plain("Good"), "value": "up"},
        "negative_button": {"text": plain("Bad"), "value": "down"},
    }
    ts = bench.say(blocks=[{"type": "context_actions", "elements": [thumbs]}])
    for value in ("down", "up"):
        bench.acts.click("ana", ts, "rate", value=value)
        assert bench.app.got[-1]["actions"][0]["value"] == value


def test_an_ephemeral_message_is_pressed_by_its_reader_alone(bench: Bench) -> None:
    """An ephemeral message is pressed by its reader alone, and does not come along."""
    row = actions(button(action_id="again"))
    bench.call("chat.postEphemeral", channel="C0GENERAL", user="U0ANA", text="x", blocks=[row])
    ts = bench.workspace.private_to("ana")[0].ts
    with pytest.raises(PermissionError):
        bench.acts.click("bo", ts, "again")
    bench.acts.click("ana", ts, "again")
    assert bench.app.got[-1]["container"]["is_ephemeral"] is True
    assert "message" not in bench.app.got[-1]


def test_only_what_is_there_can_be_pressed(bench: Bench) -> None:
    """Only what is on a message that is there can be pressed."""
    with pytest.raises(KeyError):
        bench.acts.click("ana", bench.say(), "again")
    with pytest.raises(KeyError):
        bench.acts.click("ana", "1.000001", "again")


def test_a_shortcut_brings_the_message_and_its_files(bench: Bench) -> None:
    """A message shortcut brings the message and its files, from wherever it is."""
    message = bench.posted(channel="secret", files=[("fox.png", picture())])
    bench.acts.shortcut("ana", message.ts, "reimagine")
    body = bench.app.got[-1]
    assert (body["type"], body["callback_id"]) == ("message_action", "reimagine")
    assert body["message"]["files"][0]["name"] == "fox.png"
    assert body["channel"]["name"] == "privategroup"
