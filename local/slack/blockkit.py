"""Slack's Block Kit, strictly: what `chat.postMessage` and `views.open` would refuse.

Figures are those of Slack's block and view references; what they leave open is decided for the
stricter reading. Block types that are not in the table are refused as unknown, the few that Slack
has and this bot has no use for among them. Whether a `slack_file` can be shown is not known here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Literal

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
            "expand": BOOLEAN,
        },
    ),
    "divider": record({}, _BLOCK_ID),
    "header": record({"text": plain_text(150)}, _BLOCK_ID),
    "image": record(
        {"alt_text": string(2000)},
        {**_BLOCK_ID, **elements.PICTURE, "title": plain_text(2000)},
    ),
    "context": record(
        {
            "elements": array(
                {"typed": {**any_text()["typed"], "image": elements.ELEMENTS["typed"]["image"]}},
                10,
            )
        },
        _BLOCK_ID,
    ),
    "actions": record({"elements": array(elements.IN_ACTIONS, 25)}, _BLOCK_ID),
    "rich_text": rich_text.RICH_TEXT,
    "input": record(
        {"label": plain_text(2000), "element": elements.IN_INPUT},
        {
            **_BLOCK_ID,
            "dispatch_action": BOOLEAN,
            "hint": plain_text(2000),
            "optional": BOOLEAN,
        },
    ),
}
_IN_MESSAGES = {
    "context_actions": record({"elements": array(elements.IN_CONTEXT_ACTIONS, 5)}, _BLOCK_ID),
    "markdown": record({"text": string(12_000)}, _BLOCK_ID),
}
_BLOCKS = {
    "message": typed(**_ANYWHERE, **_IN_MESSAGES),
    "modal": typed(**_ANYWHERE),
}
_VIEW = record(
    {"type": {"const": "modal"}, "title": plain_text(24), "blocks": {"type": "array"}},
    {
        "submit": plain_text(24),
        "close": plain_text(24),
        "private_metadata": string(3000, 0),
        "callback_id": string(255),
        "external_id": string(255),
        "clear_on_close": BOOLEAN,
        "notify_on_close": BOOLEAN,
        "submit_disabled": BOOLEAN,
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
            f"{words} [json-pointer:/blocks/{place}]"
            for words, place in _beyond_schema(blocks, surface)
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


def _beyond_schema(blocks: list[Json], surface: Surface) -> Iterator[tuple[str, str]]:
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
        if block["type"] == "image":
            yield from _picture(block, str(number))
        yield from _action_ids(block, number)
    focused = 0
    for place, element in walk(blocks):
        focused += bool(element.get("focus_on_load"))
        yield from _element(element, place)
        if element["type"] == "file_input" and surface == "message":
            yield "unsupported type: file_input", f"{place}/type"
    if focused > 1:
        yield "only one element can have focus_on_load", "0"


def _action_ids(block: Json, number: int) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for place, element in walk([block]):
        action_id = element.get("action_id")
        if action_id in seen:
            where = place.removeprefix("0")
            yield f"action_id `{action_id}` already exists", f"{number}{where}/action_id"
        if action_id:
            seen.add(action_id)


def _picture(holder: Json, place: str) -> Iterator[tuple[str, str]]:
    if ("image_url" in holder) == ("slack_file" in holder):
        yield "must provide exactly one of image_url and slack_file", place
    url = holder.get("image_url", "https://")
    if not url.startswith(("https://", "http://")):
        yield "invalid_url", f"{place}/image_url"


def _element(element: Json, place: str) -> Iterator[tuple[str, str]]:
    kind = element["type"]
    if kind == "image":
        yield from _picture(element, place)
    is_select = kind in {"static_select", "multi_static_select"}
    if is_select and ("options" in element) == ("option_groups" in element):
        yield "must provide exactly one of options and option_groups", place
    yield from _initial_options(element, place)
    if kind == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if least > most:
            yield "min_length must not exceed max_length", f"{place}/min_length"
        if "initial_value" in element and not least <= len(element["initial_value"]) <= most:
            yield "initial_value does not fit its length limits", f"{place}/initial_value"
    if kind == "number_input":
        yield from _number(element, place)


def _initial_options(element: Json, place: str) -> Iterator[tuple[str, str]]:
    offered: list[Any] = list(element.get("options", ()))
    offered += [option for group in element.get("option_groups", ()) for option in group["options"]]
    values = [option["value"] for option in offered]
    if len(set(values)) < len(values):
        yield "option values must be unique", f"{place}/options"
    wanted = list(element.get("initial_options", ()))
    if "initial_option" in element:
        wanted.append(element["initial_option"])
    for option in wanted:
        if option not in offered:
            yield "initial option must be one of the options", place


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
