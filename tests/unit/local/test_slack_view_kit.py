"""Modals and their inputs: what Slack would not open is refused, the limits are slack_sdk's too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.views import View

from local.slack.blockkit import view_faults
from local.slack.records import Json
from tests.slack_blocks import entry, modal, mrkdwn, option, plain

INPUTS_REFUSED: dict[str, Json] = {
    "text longer than allowed": {"type": "plain_text_input", "max_length": 3001},
    "initial text too long": {"type": "plain_text_input", "max_length": 3, "initial_value": "four"},
    "initial text too short": {"type": "plain_text_input", "min_length": 3, "initial_value": "ab"},
    "bounds crossed": {"type": "plain_text_input", "min_length": 5, "max_length": 4},
    "number of unknown kind": {"type": "number_input"},
    "whole number with decimals": {
        "type": "number_input",
        "is_decimal_allowed": False,
        "initial_value": "1.5",
    },
    "number as a number": {"type": "number_input", "is_decimal_allowed": True, "min_value": 1},
    "number out of bounds": {
        "type": "number_input",
        "is_decimal_allowed": True,
        "max_value": "1",
        "initial_value": "2",
    },
    "number bounds crossed": {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": "2",
        "max_value": "1",
    },
    "no files": {"type": "file_input", "max_files": 0},
    "eleven files": {"type": "file_input", "max_files": 11},
    "eleven boxes": {"type": "checkboxes", "options": [option(str(n)) for n in range(11)]},
}


@pytest.mark.parametrize("name", INPUTS_REFUSED)
def test_input_is_refused(name: str) -> None:
    """An input that Slack would not show is refused in a modal."""
    assert view_faults(modal(entry(INPUTS_REFUSED[name]))) != []


INPUTS_TAKEN: dict[str, Json] = {
    "text": {"type": "plain_text_input", "multiline": True, "max_length": 3000},
    "text filled in": {"type": "plain_text_input", "initial_value": "x" * 3000},
    "seed": {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": "1",
        "max_value": "4294967294",
        "initial_value": "42",
    },
    "files": {"type": "file_input", "filetypes": ["png", "jpg"], "max_files": 10},
    "boxes": {"type": "checkboxes", "options": [option()], "initial_options": [option()]},
    "radio": {"type": "radio_buttons", "options": [option()]},
    "date": {"type": "datepicker", "initial_date": "2026-11-23"},
    "people": {"type": "multi_users_select", "max_selected_items": 3},
}


@pytest.mark.parametrize("name", INPUTS_TAKEN)
def test_input_is_taken(name: str) -> None:
    """Every kind of input the forms use is taken in a modal."""
    assert view_faults(modal(entry(INPUTS_TAKEN[name]))) == []


VIEW_LIMITS: dict[str, tuple[int, Callable[[int], Json]]] = {
    "title": (24, lambda n: modal(title=plain("x" * n))),
    "submit": (24, lambda n: modal(submit=plain("x" * n))),
    "close": (24, lambda n: modal(close=plain("x" * n))),
    "private_metadata": (3000, lambda n: modal(private_metadata="x" * n)),
    "callback_id": (255, lambda n: modal(callback_id="x" * n)),
    "blocks": (100, lambda n: modal(*[{"type": "divider"}] * n)),
}


@pytest.mark.parametrize("name", VIEW_LIMITS)
def test_view_limit_is_kept(name: str) -> None:
    """A modal's parts have Slack's limits, and slack_sdk's model draws the same line."""
    limit, build = VIEW_LIMITS[name]
    assert view_faults(build(limit)) == []
    assert view_faults(build(limit + 1)) != []
    View(**build(limit)).validate_json()
    with pytest.raises(SlackObjectFormationError):
        View(**build(limit + 1)).validate_json()


@pytest.mark.parametrize(
    "view",
    [
        modal(title=mrkdwn()),
        modal(colour="red"),
        {"type": "modal", "blocks": [{"type": "divider"}]},
        {"type": "home", "blocks": [{"type": "divider"}]},
        {**modal(), "blocks": []},
        {k: v for k, v in modal(entry(INPUTS_TAKEN["text"])).items() if k != "submit"},
        modal({"type": "markdown", "text": "words"}),
        modal(
            entry({"type": "plain_text_input", "focus_on_load": True}),
            entry({"type": "plain_text_input", "focus_on_load": True}),
        ),
        "words",
    ],
    ids=[
        "formatted title",
        "unknown field",
        "no title",
        "not a modal",
        "no blocks",
        "inputs without submit",
        "markdown block",
        "two in focus",
        "no object",
    ],
)
def test_view_is_refused(view: object) -> None:
    """A modal that Slack would not open is refused."""
    assert view_faults(view) != []
