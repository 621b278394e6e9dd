"""Modals: opened in time and once, updated, stacked three deep."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local.slack.records import Json
from tests.slack_bench import Bench
from tests.slack_blocks import FORM, PROMPT, actions, button, modal, plain

# --- opening


def test_a_modal_opens_before_whom_the_trigger_names(bench: Bench) -> None:
    """A modal opens before the person whose trigger it is, and comes back complete."""
    view = bench.opened(FORM)
    assert view["root_view_id"] == view["id"]
    assert view["hash"]
    top = bench.workspace.modals.top("U0ANA")
    assert top is not None
    assert top.id == view["id"]
    assert bench.workspace.modals.top("U0BO") is None


def test_view_as_json_text(bench: Bench) -> None:
    """A form carries the view as JSON text."""
    assert bench.call("views.open", trigger_id=bench.trigger(), view=json.dumps(FORM))["ok"]


def test_trigger_is_good_for_three_seconds(bench: Bench) -> None:
    """A trigger id older than three seconds opens nothing."""
    late, just = bench.trigger(), bench.trigger()
    bench.clock.now += 3.0
    assert bench.call("views.open", trigger_id=just, view=FORM)["ok"]
    bench.clock.now += 0.1
    assert bench.error("views.open", trigger_id=late, view=FORM) == "expired_trigger_id"


def test_trigger_is_good_for_one_view(bench: Bench) -> None:
    """A trigger id opens one view, and no view without one."""
    once = bench.trigger()
    assert bench.call("views.open", trigger_id=once, view=FORM)["ok"]
    assert bench.error("views.open", trigger_id=once, view=FORM) == "exchanged_trigger_id"
    assert bench.error("views.open", trigger_id="1.2.x", view=FORM) == "invalid_trigger_id"
    assert bench.error("views.open", view=FORM) == "invalid_arguments"


@pytest.mark.parametrize(
    "view", [None, "{", modal(title=plain("x" * 25)), modal({"type": "picture"})]
)
def test_a_view_that_does_not_fit_is_refused(bench: Bench, view: Any) -> None:
    """A view that does not fit is refused as wrong arguments."""
    trigger = bench.trigger()
    assert bench.error("views.open", trigger_id=trigger, view=view) == "invalid_arguments"


def test_picture_in_a_view_must_be_ready(bench: Bench) -> None:
    """A modal shows Slack files by the rules of messages."""
    view = modal({"type": "image", "alt_text": "a fox", "slack_file": {"id": "F0NONE"}})
    answer = bench.call("views.open", trigger_id=bench.trigger(), view=view)
    assert "invalid slack file" in answer["response_metadata"]["messages"][0]


# --- updating and pushing


def test_an_update_gives_new_content_and_a_new_hash(bench: Bench) -> None:
    """An update gives a view new content and a new hash; an old hash conflicts."""
    view = bench.opened(FORM)
    args: Json = {"view_id": view["id"], "view": modal(PROMPT)}
    updated = bench.call("views.update", **args, hash=view["hash"])["view"]
    assert updated["hash"] != view["hash"]
    assert bench.error("views.update", **args, hash=view["hash"]) == "hash_conflict"


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"view_id": "V0NONE"}, "not_found"),
        ({}, "invalid_arguments"),
    ],
)
def test_only_an_open_view_can_be_updated(bench: Bench, args: Json, expected: str) -> None:
    """Only an open view can be updated, by its id."""
    assert bench.error("views.update", **args, view=FORM) == expected


def test_views_are_pushed_three_deep_from_within_a_modal(bench: Bench) -> None:
    """A view is pushed with a trigger from a modal, three deep; closing shows the one below."""
    button_row = actions(button(action_id="more"))
    bench.opened(modal(button_row))
    outside: Json = {"trigger_id": bench.trigger(), "view": modal(button_row)}
    assert bench.error("views.push", **outside) == "invalid_trigger_id"
    answers = []
    for _ in range(3):
        bench.acts.click_in_view("ana", "more")
        inside = bench.app.got[-1]["trigger_id"]
        answers.append(bench.error("views.push", trigger_id=inside, view=modal(button_row)))
    assert answers == ["", "", "push_limit_reached"]
    assert len(bench.workspace.modals.stack("U0ANA")) == 3
    bench.acts.close("ana")
    assert len(bench.workspace.modals.stack("U0ANA")) == 2
