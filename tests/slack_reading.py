"""What a person reads in a message, taken from its blocks as Slack would show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from slack_sdk.models.blocks import Block

from local.slack.blockkit import faults, is_too_long
from tests.slack_marks import marks_of


class Message(Protocol):
    """A message, whether it was built or has been sent."""

    @property
    def text(self) -> str:
        """The notification text."""

    @property
    def blocks(self) -> Sequence[dict[str, Any]]:
        """The blocks."""


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


def pictures(message: Message) -> list[str]:
    """The ids of the Slack files it shows."""
    found = [e for e in _nodes(list(message.blocks)) if e.get("type") == "image"]
    return [str(e["slack_file"]["id"]) for e in found]


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


_OURS = {"bold", "code", "quote", "pre", "list", "date"}
"""Marks that our blocks make on purpose, by elements of their own and never by markup in words."""


def assert_dead(message: Message) -> None:
    """Nothing in it pings, links, formats or becomes an emoji, but for the frame we give it."""
    marks = marks_of(message.text, message.blocks)
    assert [m for m in marks if m.where == "text" or m.kind not in _OURS] == []


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
