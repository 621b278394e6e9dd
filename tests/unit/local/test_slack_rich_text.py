"""Rich text is held to its structure: what stands in what, with which styles."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.models import blocks as sdk

from local.slack.blockkit import faults

Json = dict[str, Any]
TEXT = {"type": "text", "text": "a red fox"}


def section(*parts: Json) -> Json:
    """A run of rich text."""
    return {"type": "rich_text_section", "elements": list(parts)}


def rich(*containers: Json) -> list[Json]:
    """A message's blocks with one rich text block."""
    return [{"type": "rich_text", "elements": list(containers)}]


@pytest.mark.parametrize(
    "container",
    [
        section(TEXT, {"type": "text", "text": "loud", "style": {"bold": True, "code": False}}),
        section({"type": "emoji", "name": "art"}, {"type": "link", "url": "https://example.com"}),
        section({"type": "user", "user_id": "U0ANA"}, {"type": "broadcast", "range": "here"}),
        section({"type": "channel", "channel_id": "C1"}, {"type": "color", "value": "#ff0000"}),
        section({"type": "usergroup", "usergroup_id": "S1"}),
        section({"type": "date", "timestamp": 1, "format": "{date}"}),
        {"type": "rich_text_quote", "elements": [TEXT]},
        {"type": "rich_text_preformatted", "elements": [TEXT], "border": 1},
        {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [section(TEXT)]},
    ],
)
def test_takes(container: Json) -> None:
    """What the reference shows is taken, here and by slack_sdk's models."""
    assert faults(rich(container), "message") == []
    parsed = sdk.Block.parse(rich(container)[0])
    assert isinstance(parsed, sdk.RichTextBlock)
    parsed.validate_json()


@pytest.mark.parametrize(
    "container",
    [
        section(),
        section({"type": "text", "text": ""}),
        section({"type": "text"}),
        section({"type": "text", "text": "x", "style": {"blink": True}}),
        section({"type": "text", "text": "x", "style": "bold"}),
        section({"type": "text", "text": "x", "colour": "red"}),
        section({"type": "mrkdwn", "text": "x"}),
        section({"type": "link", "text": "no address"}),
        section({"type": "user", "user": "U0ANA"}),
        section({"type": "broadcast", "range": "all"}),
        TEXT,
        {"type": "rich_text_list", "elements": [section(TEXT)]},
        {"type": "rich_text_list", "style": "bullet", "elements": [TEXT]},
        {"type": "rich_text_list", "style": "bullet", "indent": 9, "elements": [section(TEXT)]},
        {"type": "rich_text_preformatted", "elements": [{"type": "emoji", "name": "art"}]},
        {"type": "rich_text_quote", "elements": TEXT},
    ],
)
def test_refuses(container: Json) -> None:
    """Empty runs, unknown parts and styles, and parts in the wrong place are refused."""
    assert faults(rich(container), "message") != []


def test_needs_something() -> None:
    """A rich text block of nothing is refused."""
    assert faults(rich(), "message") != []
