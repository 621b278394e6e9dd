"""Our Block Kit refuses what Slack's refuses, and agrees with slack_sdk's models on every limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models import blocks as sdk
from slack_sdk.models.views import View

from local.slack.blockkit import faults, is_too_long, view_faults
from local.slack.records import Json
from tests.slack_blocks import (
    actions,
    button,
    confirm,
    entry,
    image,
    modal,
    mrkdwn,
    option,
    plain,
    select,
)

DIVIDER: Json = {"type": "divider"}
TEXT: Json = {"type": "text", "text": "a red fox"}
FEEDBACK: Json = {
    "type": "feedback_buttons",
    "action_id": "rate",
    "positive_button": {"text": plain("good"), "value": "y"},
    "negative_button": {"text": plain("bad"), "value": "n"},
}


def feedback_row(*elements: Json) -> Json:
    """A row below a message."""
    return {"type": "context_actions", "elements": list(elements)}


def run(*parts: Json) -> Json:
    """A run of rich text."""
    return {"type": "rich_text_section", "elements": list(parts)}


def rich(*containers: Json) -> Json:
    """A rich text block."""
    return {"type": "rich_text", "elements": list(containers)}


def number(**fields: str) -> Json:
    """An input for whole numbers."""
    return {"type": "number_input", "is_decimal_allowed": False, **fields}


LIMITS: dict[str, tuple[int, Callable[[int], Json]]] = {
    "section text": (3000, lambda n: {"type": "section", "text": mrkdwn("x" * n)}),
    "section fields": (10, lambda n: {"type": "section", "fields": [mrkdwn()] * n}),
    "header text": (150, lambda n: {"type": "header", "text": plain("x" * n)}),
    "context elements": (10, lambda n: {"type": "context", "elements": [mrkdwn()] * n}),
    "actions elements": (25, lambda n: actions(*[button()] * n)),
    "button text": (75, lambda n: actions(button(text=plain("x" * n)))),
    "button value": (2000, lambda n: actions(button(value="x" * n))),
    "button label": (75, lambda n: actions(button(accessibility_label="x" * n))),
    "action_id": (255, lambda n: actions(button(action_id="x" * n))),
    "block_id": (255, lambda n: {"type": "divider", "block_id": "x" * n}),
    "alt_text": (2000, lambda n: image(alt_text="x" * n)),
    "image title": (2000, lambda n: image(title=plain("x" * n))),
    "input label": (2000, lambda n: entry(select(options=[option()]), label=plain("x" * n))),
    "input hint": (2000, lambda n: entry(select(options=[option()]), hint=plain("x" * n))),
    "option text": (75, lambda n: actions(select(options=[option(text="x" * n)]))),
    "option value": (150, lambda n: actions(select(options=[option("x" * n)]))),
    "options": (100, lambda n: actions(select(options=[option(str(i)) for i in range(n)]))),
    "placeholder": (
        150,
        lambda n: actions(select(options=[option()], placeholder=plain("x" * n))),
    ),
    "confirm title": (100, lambda n: actions(button(confirm=confirm(title=plain("x" * n))))),
    "confirm text": (300, lambda n: actions(button(confirm=confirm(text=plain("x" * n))))),
    "confirm button": (30, lambda n: actions(button(confirm=confirm(confirm=plain("x" * n))))),
    "deny button": (30, lambda n: actions(button(confirm=confirm(deny=plain("x" * n))))),
}
"""What has a limit: the limit, and a block with a part of that size."""


def problems(block: Json) -> list[str]:
    """What is wrong with a block, in the place where it may stand."""
    return view_faults(modal(block)) if block.get("type") == "input" else faults([block], "message")


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_kept_where_slack_sdk_draws_it(name: str) -> None:
    """A part may be as large as Slack's reference and slack_sdk's models say, and no larger."""
    limit, build = LIMITS[name]
    assert problems(build(limit)) == []
    assert problems(build(limit + 1)) != []
    fitting, beyond = (sdk.Block.parse(build(n)) for n in (limit, limit + 1))
    assert fitting is not None
    assert beyond is not None
    deep_validate(fitting)
    with pytest.raises(SlackObjectFormationError):
        deep_validate(beyond)


def deep_validate(part: Any) -> None:
    """Validate an SDK object and all it holds; the SDK itself stops at some, options among them."""
    part.validate_json()
    for value in vars(part).values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and "value" in each:
                deep_validate(sdk.Option(**each))
            elif hasattr(each, "validate_json"):
                deep_validate(each)


REFUSED: dict[str, Json] = {
    "unknown block": {"type": "picture"},
    "no type": {"text": plain()},
    "unknown field": {"type": "divider", "colour": "red"},
    "header with mrkdwn": {"type": "header", "text": mrkdwn()},
    "button with mrkdwn": actions(button(text=mrkdwn())),
    "empty text": {"type": "section", "text": mrkdwn("")},
    "text without a type": {"type": "section", "text": {"text": "words"}},
    "text as a string": {"type": "section", "text": "words"},
    "emoji in mrkdwn": {"type": "section", "text": mrkdwn() | {"emoji": True}},
    "verbatim in plain text": {"type": "section", "text": plain() | {"verbatim": True}},
    "section of nothing": {"type": "section"},
    "no alt_text": {"type": "image", "slack_file": {"id": "F1"}},
    "image without source": {"type": "image", "alt_text": "a fox"},
    "image with both sources": image(image_url="https://example.com/fox.png"),
    "slack_file with both": image(slack_file={"id": "F1", "url": "https://x"}),
    "slack_file of nothing": image(slack_file={}),
    "image element without source": {
        "type": "context",
        "elements": [{"type": "image", "alt_text": "a fox"}],
    },
    "button that leads away": actions(button(url="https://example.com")),
    "no actions": actions(),
    "twin action ids": actions(button(action_id="a"), button(action_id="a")),
    "input in actions": actions({"type": "plain_text_input", "action_id": "a"}),
    "button in input": entry(button()),
    "select without options": actions(select()),
    "foreign initial option": actions(select(options=[option()], initial_option=option("w"))),
    "twin option values": actions(select(options=[option(), option()])),
    "incomplete confirm": actions(button(confirm={"title": plain()})),
    "style of a confirmation": actions(button(confirm=confirm(style="loud"))),
    "feedback in actions": actions(FEEDBACK),
    "button below a message": feedback_row(button()),
    "text longer than allowed": entry({"type": "plain_text_input", "max_length": 3001}),
    "initial text too long": entry(
        {"type": "plain_text_input", "max_length": 3, "initial_value": "four"}
    ),
    "number of unknown kind": entry({"type": "number_input"}),
    "whole number with decimals": entry(number(initial_value="1.5")),
    "number as a number": entry(number() | {"min_value": 1}),
    "number out of bounds": entry(number(max_value="1", initial_value="2")),
    "number bounds crossed": entry(number(min_value="2", max_value="1")),
    "no files": entry({"type": "file_input", "max_files": 0}),
    "eleven files": entry({"type": "file_input", "max_files": 11}),
    "no rich text": rich(),
    "empty run": rich(run()),
    "empty words": rich(run({"type": "text", "text": ""})),
    "no words": rich(run({"type": "text"})),
    "unknown style": rich(run(TEXT | {"style": {"blink": True}})),
    "style as a string": rich(run(TEXT | {"style": "bold"})),
    "unknown field of a part": rich(run(TEXT | {"colour": "red"})),
    "text object in rich text": rich(run(mrkdwn())),
    "link without address": rich(run({"type": "link", "text": "no address"})),
    "part without a container": rich(TEXT),
    "list without a style": rich({"type": "rich_text_list", "elements": [run(TEXT)]}),
    "list of words": rich({"type": "rich_text_list", "style": "bullet", "elements": [TEXT]}),
    "date in a box": rich(
        {"type": "rich_text_preformatted", "elements": [{"type": "date", "timestamp": 1}]}
    ),
    "quote of one part": rich({"type": "rich_text_quote", "elements": TEXT}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_reference_does_not_allow_is_refused(name: str) -> None:
    """What Slack's reference does not allow is refused, in a message and in a modal."""
    assert problems(REFUSED[name]) != []


UNSUPPORTED: dict[str, tuple[str, Json]] = {
    "block": ("markdown", {"type": "markdown", "text": "words"}),
    "element of a row": ("overflow", actions({"type": "overflow", "options": [option()]})),
    "accessory": (
        "checkboxes",
        {
            "type": "section",
            "text": mrkdwn(),
            "accessory": {"type": "checkboxes", "options": [option()]},
        },
    ),
    "element below a message": ("icon_button", feedback_row({"type": "icon_button"})),
    "input": ("datepicker", entry({"type": "datepicker"})),
    "input of several": ("multi_static_select", entry({"type": "multi_static_select"})),
    "part of rich text": ("broadcast", rich(run({"type": "broadcast", "range": "here"}))),
}


@pytest.mark.parametrize("where", UNSUPPORTED)
def test_what_the_app_does_not_send_is_refused_by_name(where: str) -> None:
    """A type that Slack has and this emulator has not is named as unsupported."""
    kind, block = UNSUPPORTED[where]
    (fault,) = problems(block)
    assert fault.startswith(f"unsupported type: {kind} [json-pointer:/blocks/0")


TAKEN: dict[str, Json] = {
    "image with a title": image(title=plain()),
    "section with picture": {"type": "section", "text": mrkdwn(), "accessory": image()},
    "context of everything": {"type": "context", "elements": [mrkdwn(), plain(), image()]},
    "feedback": feedback_row(FEEDBACK),
    "menu with first choice": actions(
        select(options=[option(), option("w")], initial_option=option("w"))
    ),
    "confirmed button": actions(button(confirm=confirm(style="danger"))),
    "text": entry({"type": "plain_text_input", "multiline": True, "max_length": 3000}),
    "text filled in": entry({"type": "plain_text_input", "initial_value": "x" * 3000}),
    "number": entry(number(min_value="1", max_value="4294967294", initial_value="42")),
    "files": entry({"type": "file_input", "filetypes": ["png", "jpg"], "max_files": 10}),
    "styled words": rich(run(TEXT, TEXT | {"style": {"bold": True, "code": False}})),
    "link": rich(run({"type": "link", "url": "https://example.com", "text": "words"})),
    "date": rich(run({"type": "date", "timestamp": 1, "format": "{date}", "fallback": "now"})),
    "quote": rich({"type": "rich_text_quote", "elements": [TEXT]}),
    "box": rich({"type": "rich_text_preformatted", "elements": [TEXT]}),
    "list": rich({"type": "rich_text_list", "style": "bullet", "elements": [run(TEXT)]}),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_the_reference_allows_is_taken(name: str) -> None:
    """What Slack's reference allows is taken, and slack_sdk's models take it too."""
    block = TAKEN[name]
    assert problems(block) == []
    parsed = sdk.Block.parse(block)
    assert parsed is not None
    deep_validate(parsed)


def test_a_fault_names_its_place() -> None:
    """A fault reads as Slack words it, with the JSON pointer of what is wrong."""
    blocks = [DIVIDER, {"type": "section", "text": mrkdwn("x" * 3001)}]
    assert faults(blocks, "message") == [
        "must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    ]


def test_a_message_holds_a_list_of_fifty_blocks_without_twin_ids() -> None:
    """Blocks are a list, at most 50 in a message, and no block_id comes twice."""
    assert faults([DIVIDER] * 50, "message") == []
    assert faults([DIVIDER] * 51, "message") != []
    assert faults(DIVIDER, "message") != []
    assert "already exists" in faults([DIVIDER | {"block_id": "a"}] * 2, "message")[0]


def test_blocks_that_fit_one_by_one_may_be_too_long_together() -> None:
    """Blocks that fit one by one may be too long together."""
    blocks = [{"type": "section", "text": mrkdwn("x" * 3000)}] * 5
    assert faults(blocks, "message") == []
    assert is_too_long(blocks)
    assert not is_too_long(blocks[:4])


VIEW_LIMITS: dict[str, tuple[int, Callable[[int], Json]]] = {
    "title": (24, lambda n: modal(title=plain("x" * n))),
    "submit": (24, lambda n: modal(submit=plain("x" * n))),
    "close": (24, lambda n: modal(close=plain("x" * n))),
    "private_metadata": (3000, lambda n: modal(private_metadata="x" * n)),
    "callback_id": (255, lambda n: modal(callback_id="x" * n)),
    "blocks": (100, lambda n: modal(*[DIVIDER] * n)),
}


@pytest.mark.parametrize("name", VIEW_LIMITS)
def test_a_limit_of_a_modal_is_kept_where_slack_sdk_draws_it(name: str) -> None:
    """A modal's parts have Slack's limits, and slack_sdk's model draws the same line."""
    limit, build = VIEW_LIMITS[name]
    assert view_faults(build(limit)) == []
    assert view_faults(build(limit + 1)) != []
    View(**build(limit)).validate_json()
    with pytest.raises(SlackObjectFormationError):
        View(**build(limit + 1)).validate_json()


VIEWS_REFUSED: dict[str, object] = {
    "formatted title": modal(title=mrkdwn()),
    "unknown field": modal(colour="red"),
    "no title": {"type": "modal", "blocks": [DIVIDER]},
    "not a modal": {"type": "home", "blocks": [DIVIDER]},
    "no blocks": {**modal(), "blocks": []},
    "inputs without submit": {
        key: value for key, value in modal(TAKEN["text"]).items() if key != "submit"
    },
    "feedback in a modal": modal(TAKEN["feedback"]),
    "no object": "words",
}


@pytest.mark.parametrize("name", VIEWS_REFUSED)
def test_a_modal_that_slack_would_not_open_is_refused(name: str) -> None:
    """A modal that Slack would not open is refused."""
    assert view_faults(VIEWS_REFUSED[name]) != []


def test_inputs_stand_in_modals_alone() -> None:
    """The app sends no inputs in messages, so this emulator takes none there."""
    assert faults([TAKEN["text"]], "message") != []
