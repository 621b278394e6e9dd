"""Forms: filled in as Slack's client lets people, and answered as it understands answers."""

from __future__ import annotations

from typing import Any

import pytest

from local.slack.courier import Reply
from local.slack.forms import NotAccepted
from local.slack.records import Json
from tests.slack_bench import Bench, picture
from tests.slack_blocks import FORM, actions, modal, option, select


def test_a_submission_brings_everything_on_the_form(bench: Bench) -> None:
    """A form sends everything on it: what was entered, chosen, and left as it was."""
    bench.opened(FORM)
    bench.acts.submit("ana", {"Prompt": "a fox", "seed": "7", "source": [("fox.png", picture())]})
    view = bench.app.got[-1]["view"]
    values = view["state"]["values"]
    assert values["prompt"]["words"] == {"type": "plain_text_input", "value": "a fox"}
    assert values["seed"]["number"]["value"] == "7"
    assert values["style"]["menu"]["selected_option"]["value"] == "oil"
    file_id = values["source"]["file"]["files"][0]["id"]
    assert bench.call("files.info", file=file_id)["ok"], "the app may read what it was given"
    assert (view["callback_id"], view["private_metadata"]) == ("form", "job")


@pytest.mark.parametrize(
    "entered",
    [
        {},
        {"Prompt": ""},
        {"Prompt": "x" * 21},
        {"Prompt": "a fox", "seed": "10"},
        {"Prompt": "a fox", "seed": "1.5"},
        {"Prompt": "a fox", "seed": "many"},
        {"Prompt": "a fox", "style": "chalk"},
        {"Prompt": "a fox", "source": [("fox.gif", b"x")]},
        {"Prompt": "a fox", "source": [("fox.png", b"x"), ("ox.png", b"x")]},
        {"Prompt": "a fox", "source": [("fox.png", bytes(10_000_001))]},
        {"Prompt": "a fox", "colour": "red"},
    ],
)
def test_what_the_client_would_not_take_is_not_sent(bench: Bench, entered: Any) -> None:
    """What Slack's client would not let anybody send is not sent."""
    bench.opened(FORM)
    before = len(bench.app.got)
    with pytest.raises(NotAccepted):
        bench.acts.submit("ana", entered)
    assert len(bench.app.got) == before


def test_errors_keep_the_form_open_with_its_words(bench: Bench) -> None:
    """Errors keep the form open, with the messages at their inputs and the words kept."""
    bench.opened(FORM)
    bench.answer_with(response_action="errors", errors={"prompt": "too vague"})
    assert bench.acts.submit("ana", {"Prompt": "a fox"}).error == ""
    view = bench.workspace.modals.top("U0ANA")
    assert view is not None
    assert view.errors == {"prompt": "too vague"}
    bench.answer_with()
    bench.acts.submit("ana")
    state = bench.app.got[-1]["view"]["state"]["values"]
    assert state["prompt"]["words"]["value"] == "a fox"


@pytest.mark.parametrize(
    "said",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "dance"},
        {"response_action": "update", "view": {"type": "modal"}},
        {"text": "thanks"},
    ],
)
def test_an_answer_slack_does_not_understand_is_an_error(bench: Bench, said: Json) -> None:
    """An answer Slack does not understand is an error before the person."""
    bench.opened(FORM)
    bench.answer_with(**said)
    assert bench.acts.submit("ana", {"Prompt": "a fox"}).error != ""
    assert bench.workspace.modals.top("U0ANA") is not None


@pytest.mark.parametrize(
    ("said", "depth"),
    [
        ({}, 0),
        ({"response_action": "clear"}, 0),
        ({"response_action": "update", "view": modal()}, 1),
        ({"response_action": "push", "view": modal()}, 2),
    ],
)
def test_an_answer_closes_clears_updates_or_pushes(bench: Bench, said: Json, depth: int) -> None:
    """An answer closes, clears, updates or pushes."""
    bench.opened(FORM)
    bench.answer_with(**said)
    bench.acts.submit("ana", {"Prompt": "a fox"})
    assert len(bench.workspace.modals.stack("U0ANA")) == depth


def test_a_form_answered_late_stays_open(bench: Bench) -> None:
    """A form that is not answered in three seconds stays, with an error."""
    bench.opened(FORM)

    def slow() -> Reply:
        bench.clock.now += 3.1
        return Reply(200, {}, b"")

    bench.app.answer = slow
    assert bench.acts.submit("ana", {"Prompt": "a fox"}).error == "operation_timeout"
    assert bench.workspace.modals.top("U0ANA") is not None


def test_what_is_done_in_a_view_comes_with_the_view(bench: Bench) -> None:
    """A choice in a modal comes with the view it was made in, and without a response URL."""
    bench.opened(modal(actions(select(options=[option("oil", "Oil")]))))
    bench.acts.click_in_view("ana", "menu", value="Oil")
    body = bench.app.got[-1]
    assert body["container"]["type"] == "view"
    assert body["actions"][0]["selected_option"]["value"] == "oil"
    assert body["view"]["id"] == body["container"]["view_id"]
    assert not {"response_url", "channel"} & body.keys()


def test_the_app_does_not_hear_of_a_closed_modal(bench: Bench) -> None:
    """A modal is closed once, and nothing is sent."""
    bench.opened(FORM)
    before = len(bench.app.got)
    bench.acts.close("ana")
    assert len(bench.app.got) == before
    with pytest.raises(LookupError):
        bench.acts.close("ana")
