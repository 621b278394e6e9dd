"""Our Block Kit refuses what Slack's refuses, and agrees with slack_sdk's models on every limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models import blocks as sdk

from local.slack.blockkit import faults, is_too_long
from local.slack.records import Json
from tests.slack_blocks import (
    actions,
    button,
    confirm,
    entry,
    image,
    mrkdwn,
    option,
    plain,
    select,
)

LIMITS: dict[str, tuple[int, Callable[[int], Json]]] = {
    "section text": (3000, lambda n: {"type": "section", "text": mrkdwn("x" * n)}),
    "section fields": (10, lambda n: {"type": "section", "fields": [mrkdwn()] * n}),
    "header text": (150, lambda n: {"type": "header", "text": plain("x" * n)}),
    "context elements": (10, lambda n: {"type": "context", "elements": [mrkdwn()] * n}),
    "actions elements": (25, lambda n: actions(*[button()] * n)),
    "button text": (75, lambda n: actions(button(text=plain("x" * n)))),
    "button value": (2000, lambda n: actions(button(value="x" * n))),
    "button url": (3000, lambda n: actions(button(url="x" * n))),
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
    "overflow options": (
        5,
        lambda n: actions({"type": "overflow", "options": [option(str(i)) for i in range(n)]}),
    ),
    "markdown text": (12_000, lambda n: {"type": "markdown", "text": "x" * n}),
}
"""What has a limit: the limit, and a block with a part of that size."""


@pytest.mark.parametrize("name", LIMITS)
def test_limit_is_kept(name: str) -> None:
    """A part of a block may be as large as Slack's reference says, and no larger."""
    limit, build = LIMITS[name]
    assert faults([build(limit)], "message") == []
    assert faults([build(limit + 1)], "message") != []


@pytest.mark.parametrize("name", LIMITS)
def test_sdk_draws_the_same_line(name: str) -> None:
    """slack_sdk's models take the size we take and refuse the one we refuse."""
    limit, build = LIMITS[name]
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
    "image with no address": {"type": "image", "alt_text": "a fox", "image_url": "fox.png"},
    "slack_file with both": image(slack_file={"id": "F1", "url": "https://x"}),
    "slack_file of nothing": image(slack_file={}),
    "image element without source": {
        "type": "context",
        "elements": [{"type": "image", "alt_text": "a fox"}],
    },
    "no actions": actions(),
    "twin action ids": actions(button(action_id="a"), button(action_id="a")),
    "style": actions(button(style="loud")),
    "input in actions": actions({"type": "plain_text_input", "action_id": "a"}),
    "button in input": entry(button()),
    "select without options": actions(select()),
    "select with both kinds": actions(
        select(options=[option()], option_groups=[{"label": plain(), "options": [option()]}])
    ),
    "foreign initial option": actions(select(options=[option()], initial_option=option("w"))),
    "twin option values": actions(select(options=[option(), option()])),
    "file input in a message": entry({"type": "file_input", "action_id": "a"}),
    "incomplete confirm": actions(button(confirm={"title": plain()})),
    "feedback in actions": actions(
        {
            "type": "feedback_buttons",
            "positive_button": option("y"),
            "negative_button": option("n"),
        }
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses(name: str) -> None:
    """What Slack's reference does not allow in a message is refused."""
    assert faults([REFUSED[name]], "message") != []


TAKEN: dict[str, Json] = {
    "image by file": image(title=plain()),
    "image by file url": image(slack_file={"url": "https://files.slack.com/F1"}),
    "section with picture": {
        "type": "section",
        "text": mrkdwn(),
        "accessory": {"type": "image", "alt_text": "a fox", "image_url": "https://x/fox.png"},
    },
    "context of both": {"type": "context", "elements": [mrkdwn(), plain()]},
    "feedback and bin": {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "rate",
                "positive_button": {"text": plain("good"), "value": "y"},
                "negative_button": {"text": plain("bad"), "value": "n"},
            },
            {"type": "icon_button", "icon": "trash", "text": plain("Delete"), "value": "1"},
        ],
    },
    "menu with first choice": actions(
        select(options=[option(), option("w")], initial_option=option("w"))
    ),
    "confirmed button": actions(button(style="danger", confirm=confirm(style="danger"))),
}


@pytest.mark.parametrize("name", TAKEN)
def test_takes(name: str) -> None:
    """What Slack's reference allows is taken, and slack_sdk's models take it too."""
    block = TAKEN[name]
    assert faults([block], "message") == []
    parsed = sdk.Block.parse(block)
    assert parsed is not None
    deep_validate(parsed)


def test_fault_names_its_place() -> None:
    """A fault reads as Slack words it, with the JSON pointer of what is wrong."""
    blocks = [{"type": "divider"}, {"type": "section", "text": mrkdwn("x" * 3001)}]
    assert faults(blocks, "message") == [
        "must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    ]


@pytest.mark.parametrize(("surface", "most"), [("message", 50), ("modal", 100)])
def test_number_of_blocks(surface: Any, most: int) -> None:
    """A message holds 50 blocks and a modal 100."""
    assert faults([{"type": "divider"}] * most, surface) == []
    assert faults([{"type": "divider"}] * (most + 1), surface) != []


def test_block_ids_are_unique() -> None:
    """The same block_id twice in a message is refused."""
    twins = [{"type": "divider", "block_id": "a"}] * 2
    assert "already exists" in faults(twins, "message")[0]


def test_blocks_must_be_a_list() -> None:
    """Blocks in anything but a list are refused."""
    assert faults({"type": "divider"}, "message") != []


def test_all_blocks_together() -> None:
    """Blocks that fit one by one may be too long together."""
    blocks = [{"type": "section", "text": mrkdwn("x" * 3000)}] * 5
    assert faults(blocks, "message") == []
    assert is_too_long(blocks)
    assert not is_too_long(blocks[:4])
