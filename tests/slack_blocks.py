"""Block Kit by the piece, for tests that vary one part of it."""

from __future__ import annotations

from typing import Any

from local.slack.records import Json


def plain(text: str = "words") -> Json:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "words") -> Json:
    """A formatted text object."""
    return {"type": "mrkdwn", "text": text}


def button(**fields: Any) -> Json:
    """A button."""
    return {"type": "button", "text": plain(), **fields}


def actions(*elements: Json) -> Json:
    """A row of elements."""
    return {"type": "actions", "elements": list(elements)}


def entry(element: Json, **fields: Any) -> Json:
    """An input with its label."""
    return {"type": "input", "label": plain(), "element": element, **fields}


def option(value: str = "v", text: str = "words") -> Json:
    """An option of a menu."""
    return {"text": plain(text), "value": value}


def select(**fields: Any) -> Json:
    """A menu."""
    return {"type": "static_select", "action_id": "menu", **fields}


def image(**fields: Any) -> Json:
    """A picture by Slack file."""
    return {"type": "image", "alt_text": "a fox", "slack_file": {"id": "F1"}} | fields


def confirm(**fields: Any) -> Json:
    """A confirmation dialog."""
    return {
        "title": plain(),
        "text": plain(),
        "confirm": plain(),
        "deny": plain(),
    } | fields


def modal(*blocks: Json, **fields: Any) -> Json:
    """A modal."""
    shown = list(blocks) or [{"type": "divider"}]
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": shown} | fields


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
"""A form with every kind of input the bot uses."""
