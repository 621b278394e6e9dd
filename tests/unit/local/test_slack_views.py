"""Modals: opened in time and once, stacked, updated, and answered as Slack's client answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local.slack.courier import Reply
from local.slack.forms import NotAccepted
from local.slack.records import Json
from tests.slack_bench import Bench, picture
from tests.slack_blocks import actions, button, entry, modal, option, plain, select

PROMPT = entry(
    {"type": "plain_text_input", "action_id": "words", "max_length": 20},
    block_id="prompt",
    label=plain("Prompt"),
)
SEED = entry(
    {
        "type": "number_input",
        "action_id": "number",
        "is_decimal_allowed": False,
        "min_value": "1",
        "max_value": "9",
    },
    block_id="seed",
    label=plain("Seed"),
    optional=True,
)
STYLE = entry(
    select(
        options=[option("oil", "Oil"), option("ink", "Ink")], initial_option=option("oil", "Oil")
    ),
    block_id="style",
    label=plain("Style"),
)
SOURCE = entry(
    {"type": "file_input", "action_id": "file", "filetypes": ["png"], "max_files": 1},
    block_id="source",
    label=plain("Source"),
    optional=True,
)
FORM = modal(PROMPT, SEED, STYLE, SOURCE, callback_id="form", private_metadata="job")


@pytest.fixture
def bench() -> Bench:
    """A fresh workspace."""
    return Bench()


def error(answer: Json) -> str:
    """The error's name; "" when all went well."""
    return str(answer.get("error", ""))


def trigger(bench: Bench) -> str:
    """A trigger id from a command."""
    bench.acts.command("ana", "general", "")
    return str(bench.app.got[-1]["trigger_id"])


def opened(bench: Bench, view: Json = FORM) -> Json:
    """An open modal before ana."""
    answer = bench.call("views.open", trigger_id=trigger(bench), view=view)
    assert answer["ok"], answer
    shown: Json = answer["view"]
    return shown


def answering(bench: Bench, **said: Any) -> None:
    """Let the app answer the next requests with JSON."""
    bench.app.answer = lambda: Reply(200, {}, json.dumps(said).encode())


# --- opening


def test_opens(bench: Bench) -> None:
    """A modal opens before the person whose trigger it is, and comes back complete."""
    view = opened(bench)
    assert view["root_view_id"] == view["id"]
    assert view["hash"]
    top = bench.workspace.modals.top("U0ANA")
    assert top is not None
    assert top.id == view["id"]
    assert bench.workspace.modals.top("U0BO") is None


def test_view_as_json_text(bench: Bench) -> None:
    """A form carries the view as JSON text."""
    assert bench.call("views.open", trigger_id=trigger(bench), view=json.dumps(FORM))["ok"]


def test_trigger_is_good_for_three_seconds(bench: Bench) -> None:
    """A trigger id older than three seconds opens nothing."""
    late, just = trigger(bench), trigger(bench)
    bench.clock.now += 3.0
    assert bench.call("views.open", trigger_id=just, view=FORM)["ok"]
    bench.clock.now += 0.1
    assert error(bench.call("views.open", trigger_id=late, view=FORM)) == "expired_trigger_id"


def test_trigger_is_good_for_one_view(bench: Bench) -> None:
    """A trigger id opens one view, and no view without one."""
    once = trigger(bench)
    assert bench.call("views.open", trigger_id=once, view=FORM)["ok"]
    assert error(bench.call("views.open", trigger_id=once, view=FORM)) == "exchanged_trigger_id"
    assert error(bench.call("views.open", trigger_id="1.2.x", view=FORM)) == "invalid_trigger_id"
    assert error(bench.call("views.open", view=FORM)) == "invalid_arguments"


@pytest.mark.parametrize(
    "view", [None, "{", modal(title=plain("x" * 25)), modal({"type": "picture"})]
)
def test_wrong_view(bench: Bench, view: Any) -> None:
    """A view that does not fit is refused as wrong arguments."""
    answer = bench.call("views.open", trigger_id=trigger(bench), view=view)
    assert error(answer) == "invalid_arguments"


def test_picture_in_a_view_must_be_ready(bench: Bench) -> None:
    """A modal shows Slack files by the rules of messages."""
    view = modal({"type": "image", "alt_text": "a fox", "slack_file": {"id": "F0NONE"}})
    answer = bench.call("views.open", trigger_id=trigger(bench), view=view)
    assert "invalid slack file" in answer["response_metadata"]["messages"][0]


# --- updating and pushing


def test_update(bench: Bench) -> None:
    """An update gives a view new content and a new hash; an old hash conflicts."""
    view = opened(bench)
    args: Json = {"view_id": view["id"], "view": modal(PROMPT)}
    updated = bench.call("views.update", **args, hash=view["hash"])["view"]
    assert updated["hash"] != view["hash"]
    assert error(bench.call("views.update", **args, hash=view["hash"])) == "hash_conflict"


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"view_id": "V0NONE"}, "not_found"),
        ({"external_id": "mine"}, "not_found"),
        ({}, "invalid_arguments"),
        ({"view_id": "V0NONE", "external_id": "mine"}, "invalid_arguments"),
    ],
)
def test_update_of_nothing(bench: Bench, args: Json, expected: str) -> None:
    """Only an open view can be updated, named in one way."""
    assert error(bench.call("views.update", **args, view=FORM)) == expected


def test_external_id(bench: Bench) -> None:
    """A view can be found by the id the app gave it, which must be its own."""
    opened(bench, modal(PROMPT, external_id="mine"))
    view = modal(PROMPT, external_id="mine")
    assert bench.call("views.update", external_id="mine", view=view)["ok"]
    answer = bench.call("views.open", trigger_id=trigger(bench), view=view)
    assert error(answer) == "duplicate_external_id"


def test_push(bench: Bench) -> None:
    """A view is pushed with a trigger from a modal, three deep; closing shows the one below."""
    button_row = actions(button(action_id="more"))
    opened(bench, modal(button_row))
    outside = bench.call("views.push", trigger_id=trigger(bench), view=modal(button_row))
    assert error(outside) == "invalid_trigger_id"
    answers = []
    for _ in range(3):
        bench.acts.click_in_view("ana", "more")
        inside = bench.app.got[-1]["trigger_id"]
        answers.append(bench.call("views.push", trigger_id=inside, view=modal(button_row)))
    assert [error(answer) for answer in answers] == ["", "", "push_limit_reached"]
    assert len(bench.workspace.modals.stack("U0ANA")) == 3
    bench.acts.close("ana")
    assert len(bench.workspace.modals.stack("U0ANA")) == 2


# --- filling in


def test_submission(bench: Bench) -> None:
    """A form sends everything on it: what was entered, chosen, and left as it was."""
    opened(bench)
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
def test_client_does_not_send(bench: Bench, entered: Any) -> None:
    """What Slack's client would not let anybody send is not sent."""
    opened(bench)
    before = len(bench.app.got)
    with pytest.raises(NotAccepted):
        bench.acts.submit("ana", entered)
    assert len(bench.app.got) == before


def test_answered_with_errors(bench: Bench) -> None:
    """Errors keep the form open, with the messages at their inputs and the words kept."""
    opened(bench)
    answering(bench, response_action="errors", errors={"prompt": "too vague"})
    assert bench.acts.submit("ana", {"Prompt": "a fox"}).error == ""
    view = bench.workspace.modals.top("U0ANA")
    assert view is not None
    assert view.errors == {"prompt": "too vague"}
    answering(bench)
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
def test_wrong_answer(bench: Bench, said: Json) -> None:
    """An answer Slack does not understand is an error before the person."""
    opened(bench)
    answering(bench, **said)
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
def test_what_follows(bench: Bench, said: Json, depth: int) -> None:
    """An answer closes, clears, updates or pushes."""
    opened(bench)
    answering(bench, **said)
    bench.acts.submit("ana", {"Prompt": "a fox"})
    assert len(bench.workspace.modals.stack("U0ANA")) == depth


def test_slow_answer(bench: Bench) -> None:
    """A form that is not answered in three seconds stays, with an error."""
    opened(bench)

    def slow() -> Reply:
        bench.clock.now += 3.1
        return Reply(200, {}, b"")

    bench.app.answer = slow
    assert bench.acts.submit("ana", {"Prompt": "a fox"}).error == "operation_timeout"
    assert bench.workspace.modals.top("U0ANA") is not None


def test_closing(bench: Bench) -> None:
    """The app hears of a closed modal only when it asked to."""
    opened(bench)
    assert bench.acts.close("ana").delivery is None
    opened(bench, modal(PROMPT, notify_on_close=True))
    bench.acts.close("ana")
    assert bench.app.got[-1]["type"] == "view_closed"
    with pytest.raises(LookupError):
        bench.acts.close("ana")
