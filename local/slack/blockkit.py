"""Slack's Block Kit, strictly: what `chat.postMessage` and `views.open` would refuse.

Figures are those of Slack's block and view references; what they leave open is decided for the
stricter reading. Types and fields that are not in the tables are refused, those among them that
Slack has and the app does not send. Whether a `slack_file` can be shown is not known here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from local.slack import elements, rich_text, schema
from local.slack.records import Json
from local.slack.schema import BOOLEAN, any_text, array, plain_text, record, string, typed

Surface = Literal["message", "modal"]

TOTAL = 13_000
"""Characters of all blocks of a message together, as compact JSON; beyond it Slack answers
`msg_blocks_too_long` (reported near this figure, not documented)."""

_MOST = {"message": 50, "modal": 100}
_BLOCK_ID = {"block_id": string(255)}

_ANYWHERE = {
    "section": record(
        {},
        {
            **_BLOCK_ID,
            "text": any_text(3000),
            "fields": array(any_text(2000), 10),
            "accessory": elements.IN_SECTION,
        },
    ),
    "divider": record({}, _BLOCK_ID),
    "header": record({"text": plain_text(150)}, _BLOCK_ID),
    "image": record(elements.PICTURE, {**_BLOCK_ID, "title": plain_text(2000)}),
    "context": record({"elements": array(elements.IN_CONTEXT, 10)}, _BLOCK_ID),
    "actions": record({"elements": array(elements.IN_ACTIONS, 25)}, _BLOCK_ID),
    "rich_text": rich_text.RICH_TEXT,
}
_CONTEXT_ACTIONS = record({"elements": array(elements.IN_CONTEXT_ACTIONS, 5)}, _BLOCK_ID)
_INPUT = record(
    {"label": plain_text(2000), "element": elements.IN_INPUT},
    {**_BLOCK_ID, "hint": plain_text(2000), "optional": BOOLEAN},
)
_BLOCKS = {
    "message": typed(**_ANYWHERE, context_actions=_CONTEXT_ACTIONS),
    "modal": typed(**_ANYWHERE, input=_INPUT),
}
_VIEW = record(
    {"type": {"const": "modal"}, "title": plain_text(24), "blocks": {"type": "array"}},
    {
        "submit": plain_text(24),
        "close": plain_text(24),
        "private_metadata": string(3000, 0),
        "callback_id": string(255),
    },
)


def faults(blocks: object, surface: Surface) -> list[str]:
    """What is wrong with some blocks, each fault with its place; empty when Slack takes them.

    Args:
        blocks: What was sent.
        surface: Where they are to stand.
    """
    if not isinstance(blocks, list):
        return ["must be an array [json-pointer:/blocks]"]
    found = schema.faults(
        blocks, array(_BLOCKS[surface], _MOST[surface], least=0), pointer="/blocks"
    )
    if not found:
        found = [
            f"{words} [json-pointer:/blocks/{place}]" for words, place in _beyond_schema(blocks)
        ]
    return found


def view_faults(view: object) -> list[str]:
    """What is wrong with a modal, its blocks included."""
    found = schema.faults(view, _VIEW)
    if found or not isinstance(view, dict):
        return found
    blocks = view["blocks"]
    found = faults(blocks, "modal")
    if not blocks:
        found.append("must provide at least 1 items [json-pointer:/blocks]")
    if "submit" not in view and any(b.get("type") == "input" for b in blocks if not found):
        found.append("missing required field: submit [json-pointer:/]")
    return found


def is_too_long(blocks: Sequence[Json]) -> bool:
    """Whether a message's blocks are more than Slack takes in all."""
    compact = json.dumps(list(blocks), ensure_ascii=False, separators=(",", ":"))
    return len(compact) > TOTAL


def walk(blocks: Sequence[Json]) -> Iterator[tuple[str, Json]]:
    """Every element one can act on, with the place it stands at ("0/elements/1")."""
    for number, block in enumerate(blocks):
        for name in ("accessory", "element"):
            if name in block:
                yield f"{number}/{name}", block[name]
        if block["type"] in {"actions", "context_actions", "context"}:
            for index, element in enumerate(block["elements"]):
                yield f"{number}/elements/{index}", element


def _beyond_schema(blocks: list[Json]) -> Iterator[tuple[str, str]]:
    """The rules that compare one field with another; for blocks that fit the schema."""
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in seen:
            yield f"block_id `{block_id}` already exists", f"{number}/block_id"
        if block_id:
            seen.add(block_id)
        if block["type"] == "section" and not ({"text", "fields"} & block.keys()):
            yield "missing required field: text", str(number)
        yield from _action_ids(block, number)
    for place, element in walk(blocks):
        yield from _element(element, place)


def _action_ids(block: Json, number: int) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for place, element in walk([block]):
        action_id = element.get("action_id")
        if action_id in seen:
            where = place.removeprefix("0")
            yield f"action_id `{action_id}` already exists", f"{number}{where}/action_id"
        if action_id:
            seen.add(action_id)


def _element(element: Json, place: str) -> Iterator[tuple[str, str]]:
    match element["type"]:
        case "static_select":
            values = [option["value"] for option in element["options"]]
            if len(set(values)) < len(values):
                yield "option values must be unique", f"{place}/options"
            if element.get("initial_option", element["options"][0]) not in element["options"]:
                yield "initial option must be one of the options", place
        case "plain_text_input":
            if len(element.get("initial_value", "")) > element.get("max_length", 3000):
                yield "initial_value does not fit its length limits", f"{place}/initial_value"
        case "number_input":
            yield from _number(element, place)


def _number(element: Json, place: str) -> Iterator[tuple[str, str]]:
    given = {
        name: Decimal(element[name])
        for name in ("min_value", "max_value", "initial_value")
        if name in element
    }
    if not element["is_decimal_allowed"]:
        for name, value in given.items():
            if value != value.to_integral_value():
                yield "must be a whole number", f"{place}/{name}"
    low, high = given.get("min_value"), given.get("max_value")
    start = given.get("initial_value")
    if low is not None and high is not None and low > high:
        yield "min_value must not exceed max_value", f"{place}/min_value"
    if start is not None and (
        (low is not None and start < low) or (high is not None and start > high)
    ):
        yield "initial_value is out of bounds", f"{place}/initial_value"
