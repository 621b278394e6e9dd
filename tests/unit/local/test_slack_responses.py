"""Response URLs: five answers in half an hour, in private unless said, wherever the bot is."""

from __future__ import annotations

import pytest
from slack_sdk.webhook import WebhookClient

from local.slack.records import Json
from local.slack.server import SlackServer
from tests.slack_bench import Bench
from tests.slack_blocks import actions, button


def after_command(bench: Bench, channel: str = "general") -> WebhookClient:
    """The response URL of a command of ana's."""
    bench.acts.command("ana", channel, "a fox")
    return WebhookClient(bench.app.got[-1]["response_url"])


def after_click(bench: Bench, ts: str) -> WebhookClient:
    """The response URL of a press of ana's."""
    bench.acts.click("ana", ts, "again")
    return WebhookClient(bench.app.got[-1]["response_url"])


def buttons() -> list[Json]:
    """A row with one button."""
    return [actions(button(action_id="again"))]


@pytest.mark.usefixtures("slack_server")
class TestResponseUrl:
    """Over HTTP, with slack_sdk's webhook client, as Bolt's `respond` does it."""

    def test_answers_in_private(self, bench: Bench) -> None:
        """Without a response type the answer is seen by the person alone."""
        answer = after_command(bench).send(text="on it")
        assert (answer.status_code, answer.body) == (200, "ok")
        assert [m.text for m in bench.workspace.private_to("ana")] == ["on it"]
        assert bench.workspace.messages("general") == ()

    @pytest.mark.parametrize("channel", ["secret", "D0ANABO", "random"])
    def test_reaches_where_the_bot_is_not(self, bench: Bench, channel: str) -> None:
        """It works where the bot may not post, for everybody too."""
        after_command(bench, channel).send(text="here", response_type="in_channel")
        assert [m.text for m in bench.workspace.messages(channel)] == ["here"]

    def test_takes_five_answers_within_half_an_hour(self, bench: Bench) -> None:
        """The sixth answer is refused, and any after thirty minutes."""
        url, late = after_command(bench), after_command(bench)
        bench.clock.now += 1800
        answers = [url.send(text="x") for _ in range(6)]
        assert [a.status_code for a in answers] == [200] * 5 + [404]
        assert "used_url" in answers[-1].body
        bench.clock.now += 1
        refused = late.send(text="x")
        assert (refused.status_code, "expired_url" in refused.body) == (404, True)

    def test_an_address_never_handed_out_takes_nothing(self, slack_server: SlackServer) -> None:
        """An address that was never handed out takes nothing."""
        answer = WebhookClient(f"{slack_server.url}/response/T0LOCAL/R0NONE").send(text="x")
        assert answer.status_code == 404

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ({"mrkdwn": True}, "no_text"),
            ({"text": "x", "blocks": [{"type": "picture"}]}, "invalid_blocks"),
            ({"text": "x", "response_type": "shout"}, "invalid_arguments"),
            ({"delete_original": True}, "message_not_found"),
        ],
    )
    def test_is_held_to_the_rules_of_messages(
        self, bench: Bench, body: Json, expected: str
    ) -> None:
        """It is held to the rules of messages; a command has no message to delete."""
        answer = after_command(bench).send_dict(body)
        assert answer.status_code == 400
        assert expected in answer.body
        assert bench.workspace.private_to("ana") == ()

    def test_command_has_no_original(self, bench: Bench) -> None:
        """For a command `replace_original` replaces nothing: a new message comes."""
        url = after_command(bench)
        url.send(text="one")
        url.send(text="two", replace_original=True)
        assert [m.text for m in bench.workspace.private_to("ana")] == ["one", "two"]

    def test_replaces_what_was_pressed(self, bench: Bench) -> None:
        """After a press the message itself can be replaced, its blocks with it."""
        ts = bench.say(blocks=buttons())
        after_click(bench, ts).send(text="done", replace_original=True)
        message = bench.workspace.messages("general")[0]
        assert (message.ts, message.text, message.blocks) == (ts, "done", ())

    def test_adds_by_default(self, bench: Bench) -> None:
        """After a press an answer is a new private message unless it says otherwise."""
        after_click(bench, bench.say(blocks=buttons())).send(text="psst")
        assert [m.text for m in bench.workspace.messages("general")] == ["hello"]
        assert [m.text for m in bench.workspace.private_to("ana")] == ["psst"]

    def test_an_ephemeral_message_is_replaced_and_deleted(self, bench: Bench) -> None:
        """An ephemeral message stays one whatever is asked, and can be deleted."""
        args: Json = {"channel": "C0GENERAL", "user": "U0ANA", "text": "x", "blocks": buttons()}
        bench.call("chat.postEphemeral", **args)
        url = after_click(bench, bench.workspace.private_to("ana")[0].ts)
        url.send(text="now", replace_original=True, response_type="in_channel")
        assert [m.text for m in bench.workspace.private_to("ana")] == ["now"]
        assert bench.workspace.messages("general") == ()
        assert url.send(delete_original=True).status_code == 200
        assert bench.workspace.private_to("ana") == ()

    def test_others_messages_stay(self, bench: Bench) -> None:
        """A shortcut's response URL cannot replace the person's message it was used on."""
        message = bench.posted("bo")
        bench.acts.shortcut("ana", message.ts, "reimagine")
        url = WebhookClient(bench.app.got[-1]["response_url"])
        url.send(text="x", replace_original=True)
        assert [m.text for m in bench.workspace.messages("general")] == [message.text]
