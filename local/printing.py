"""Messages of the workspace as lines of text, for terminals and for what is asserted on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from local.slack.records import Message
from local.slack.state import SlackWorkspace

_BREAKS = {"rich_text_section", "rich_text_preformatted"}


def lines(workspace: SlackWorkspace, message: Message) -> list[str]:
    """A message as it reads: who, where, its blocks, its buttons."""
    place = workspace.channel(message.channel)
    where = f"#{place.name}" if place.name else "direct message"
    marks = [
        "only visible to you" if message.only_for else "",
        "in thread" if message.thread_ts else "",
        "edited" if message.edited else "",
    ]
    said = ", ".join(mark for mark in marks if mark)
    author = workspace.user(message.user).name
    head = f"── {author} in {where}" + (f" ({said})" if said else "")
    body = [line for block in message.blocks for line in _block(block)] or [message.text]
    return [head, *(f"   {line}" for line in body)]


def buttons_of(message: Message) -> list[tuple[str, str]]:
    """Action id and label of each button, in the order shown."""
    return [
        (str(element["action_id"]), str(element["text"]["text"]))
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]


def _block(block: Mapping[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "rich_text":
            for part in block["elements"]:
                yield from _rich(part)
        case "image":
            shown = block.get("slack_file", {}).get("id") or block.get("image_url", "")
            yield f"[picture {shown}: {block['alt_text']}]"
        case "context":
            texts = (element.get("text", "") for element in block["elements"])
            yield " ".join(texts)
        case "actions":
            labels = (element.get("text", {}).get("text", "") for element in block["elements"])
            yield "  ".join(f"[{label}]" for label in labels)
        case _:
            yield str(block.get("text", {}).get("text", ""))


def _rich(part: Mapping[str, Any]) -> Iterator[str]:
    if part["type"] == "rich_text_list":
        for item in part["elements"]:
            yield "• " + _words(item["elements"])
        return
    text = _words(part["elements"])
    prefix = "" if part["type"] in _BREAKS else "│ "
    for line in text.splitlines() or [""]:
        yield prefix + line


def _words(elements: Sequence[Mapping[str, Any]]) -> str:
    return "".join(
        str(element.get("text") or element.get("fallback") or element.get("url") or "")
        for element in elements
    )
