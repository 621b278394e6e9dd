"""People and the app talk: every kind of payload reaches Bolt and is answered."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from local.slack.acts import Acts
from local.slack.courier import Reply
from local.slack.state import SlackWorkspace
from tests.slack_bench import Bench
from tests.slack_blocks import FORM, actions, button, plain

AGAIN = actions(button(action_id="again", value="job", text=plain("Again")))


@pytest.fixture
def workspace(bench: Bench) -> SlackWorkspace:
    """An empty workspace in the time that Bolt lives in, which checks how old a signature is."""
    bench.clock.now = time.time()
    return bench.workspace


@pytest.fixture
def app(workspace: SlackWorkspace, client: WebClient) -> App:
    """A Bolt app that believes it talks to Slack."""
    return App(
        client=client,
        signing_secret=workspace.signing_secret,
        token_verification_enabled=False,
        process_before_response=True,
    )


@pytest.fixture
def acts(workspace: SlackWorkspace, app: App) -> Acts:
    """People whose acts reach the Bolt app."""

    def deliver(_path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        fields: dict[str, Any] = {name: [value] for name, value in headers.items()}
        answer = app.dispatch(BoltRequest(body=body.decode(), headers=fields))
        said = {name: values[0] for name, values in answer.headers.items()}
        return Reply(answer.status, said, (answer.body or "").encode())

    return Acts(workspace, deliver)


def test_a_command_is_answered_privately(app: App, acts: Acts, workspace: SlackWorkspace) -> None:
    """A command's reply is shown to the person who typed it, and to nobody else."""
    app.command("/imagine")(lambda ack, command: ack(f"heard {command['text']}"))

    done = acts.command("ana", "general", "  a fox ")

    assert [m.text for m in workspace.private_to("ana")] == ["heard a fox"]
    assert workspace.private_to("bo") == ()
    assert done.message is not None
    assert done.message.only_for == "U0ANA"


def test_a_form_travels_both_ways(app: App, acts: Acts, workspace: SlackWorkspace) -> None:
    """A modal opened by a command comes back with what was entered, and closes."""
    entered: list[Any] = []

    @app.command("/imagine")
    def open_form(ack: Any, body: Any, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("form")
    def take(ack: Any, view: Any) -> None:
        ack()
        entered.append(view["state"]["values"]["prompt"]["words"]["value"])

    acts.command("ana", "general", "")
    assert workspace.modals.top("U0ANA") is not None
    acts.submit("ana", {"Prompt": "a fox"})

    assert entered == ["a fox"]
    assert workspace.modals.top("U0ANA") is None


def test_a_press_is_answered_at_its_response_url(
    app: App, acts: Acts, workspace: SlackWorkspace
) -> None:
    """A press names the button's value and message, and its response URL answers in private."""
    pressed: list[Any] = []

    @app.action("again")
    def again(ack: Any, body: Any, respond: Any) -> None:
        ack()
        pressed.append((body["actions"][0]["value"], body["message"]["ts"]))
        respond("on it", replace_original=False)

    message = workspace.add_message("C0GENERAL", "U0BOT", "done", by_bot=True, blocks=[AGAIN])
    acts.click("bo", message.ts, "Again")

    assert pressed == [("job", message.ts)]
    assert [m.text for m in workspace.private_to("bo")] == ["on it"]


def test_a_mention_arrives_as_a_reference(app: App, acts: Acts) -> None:
    """A message event carries mentions as references and everything else escaped."""
    heard: list[str] = []
    app.event("message")(lambda event: heard.append(event["text"]))

    acts.post("ana", "general", "@imagine <!channel> a & b")

    assert heard == ["<@U0BOT> &lt;!channel&gt; a &amp; b"]


def test_every_request_is_signed(app: App, acts: Acts, workspace: SlackWorkspace) -> None:
    """Every request is signed as slack_sdk's verifier demands."""
    app.command("/imagine")(lambda ack: ack())

    delivery = acts.command("ana", "general", "a rocket payload").delivery

    assert delivery is not None
    verifier = SignatureVerifier(workspace.signing_secret)
    assert verifier.is_valid_request(delivery.body, dict(delivery.headers))
    assert not verifier.is_valid_request(delivery.body + b"x", dict(delivery.headers))
