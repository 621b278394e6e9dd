"""What a person reads in a message, taken from its blocks as Slack would show them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block

from bot.blocks import Message
from local.slack.blockkit import faults, is_too_long


def literals(message: Message) -> list[str]:
    """Each stretch of text that stands together and in which Slack reads no markup."""
    found = []
    for block in message.blocks:
        if block["type"] == "context":
            found.append("".join(e["text"] for e in block["elements"] if e["type"] == "plain_text"))
        found += [
            "".join(e["text"] for e in part["elements"] if e["type"] == "text")
            for part in _containers(block)
        ]
    return found


def own_words(message: Message) -> list[str]:
    """Every text in which Slack does read markup, but for the notification text."""
    return [e["text"] for e in _nodes(list(message.blocks)) if e.get("type") == "mrkdwn"]


def reading(message: Message) -> str:
    """All that is read in the blocks, button labels included."""
    return "\n".join(
        str(node["text"])
        for node in _nodes(list(message.blocks))
        if isinstance(node.get("text"), str)
    )


def buttons(message: Message) -> dict[str, dict[str, Any]]:
    """The buttons by action id."""
    return {e["action_id"]: e for e in _nodes(list(message.blocks)) if e.get("type") == "button"}


def assert_postable(message: Message) -> None:
    """Slack would take the message: text, each block, and all of them together."""
    assert message.text.strip()
    assert len(message.text) <= 4_000
    assert "\n" not in message.text
    blocks = list(message.blocks)
    assert faults(blocks, "message") == []
    assert not is_too_long(blocks)
    for block in blocks:
        parsed = Block.parse(block)
        assert parsed is not None
        parsed.validate_json()


_FORMATTING = set("*_~`<>@#\n")
_LIVE = {"user", "usergroup", "channel", "broadcast", "team", "link", "emoji", "color"}


def assert_dead(message: Message, *ours: str) -> None:
    """Nothing in it mentions, links, formats or becomes an emoji; `mrkdwn` is all our own.

    Args:
        message: Built from hostile words.
        ours: Substrings of the text in which `@` or the like is meant.
    """
    text = message.text
    for each in ours:
        text = text.replace(each, "")
    assert not _FORMATTING & set(text)
    assert "://" not in text
    assert all(part.startswith(("amp;", "lt;", "gt;")) for part in text.split("&")[1:])
    kinds = {str(node.get("type")) for node in _nodes(list(message.blocks))}
    assert not kinds & _LIVE
    for node in _nodes(list(message.blocks)):
        if node.get("type") == "plain_text" and "emoji" in node and node["emoji"]:
            assert len(node["text"]) < 30, "emoji codes are read in labels of ours only"


def _containers(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in block["elements"] if block["type"] == "rich_text" else ():
        yield from part["elements"] if part["type"] == "rich_text_list" else (part,)


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _nodes(each)
    elif isinstance(value, list):
        for each in value:
            yield from _nodes(each)
