"""Filling in a form: what people enter, checked as Slack's own client checks it, as `state.values`.

Knows the inputs that the app sends; files are uploaded through the workspace.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from local.slack.records import Json
from local.slack.state import SlackWorkspace
from local.slack.wire import file_json

Entered = str | Sequence[tuple[str, bytes]] | None
"""Text, an option's value, or files as (name, bytes)."""

_STATE = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "file_input": ("files", ""),
}
"""Where each input keeps its value in `state.values`, and where a form says its first value."""

LARGEST_FILE = 10_000_000
"""Bytes a file in a form may have (docs: file input element)."""


class NotAccepted(Exception):
    """Slack's client would not send the form; `str()` names the input and why."""


def values_of(
    workspace: SlackWorkspace,
    user: str,
    blocks: Sequence[Json],
    entered: Mapping[str, Entered],
    kept: Mapping[str, Json],
    *,
    checked: bool = True,
) -> dict[str, Json]:
    """`state.values` of a form, and of the inputs in a message.

    Args:
        workspace: Where files are uploaded to.
        user: Who fills it in.
        blocks: The form.
        entered: By block id, action id or label; what is not named keeps its initial value.
        kept: What was entered before.
        checked: Whether it has to be complete and within bounds, as it has when it is sent.

    Raises:
        NotAccepted: An input is required and empty, out of bounds, or not on the form.
    """
    unknown = set(entered)
    state: dict[str, Json] = {}
    for block in blocks:
        for element in _inputs(block):
            action_id = element["action_id"]
            names = {block["block_id"], action_id, block.get("label", {}).get("text")} & unknown
            unknown -= names
            before = kept.get(block["block_id"], {}).get(action_id)
            if names:
                value = _value(workspace, user, element, entered[min(names)])
            else:
                value = before or _initial(element)
            if checked:
                _check(block, element, value)
            state.setdefault(block["block_id"], {})[action_id] = value
    if unknown:
        raise NotAccepted(f"no such input: {', '.join(sorted(unknown))}")
    return state


def action_of(element: Json, block_id: str, value: Entered, action_ts: str) -> Json:
    """The entry of `actions` for an element that was pressed or chosen from."""
    action: Json = {
        "action_id": element["action_id"],
        "block_id": block_id,
        "type": element["type"],
        "action_ts": action_ts,
    }
    match element["type"]:
        case "button":
            action |= {name: element[name] for name in ("text", "value") if name in element}
        case "feedback_buttons":
            chosen = _feedback(element, value)
            action |= {"text": chosen["text"], "value": chosen["value"]}
        case _:
            action["selected_option"] = _option(element, value)
    return action


def _feedback(element: Json, value: Entered) -> Json:
    for name in ("positive_button", "negative_button"):
        button: Json = element[name]
        if value in {button["value"], button["text"]["text"]}:
            return button
    raise NotAccepted(f"{value!r} is on neither feedback button")


def _inputs(block: Json) -> list[Json]:
    if block["type"] == "input":
        return [block["element"]]
    holders = [block["accessory"]] if "accessory" in block else []
    if block["type"] == "actions":
        holders = block["elements"]
    return [element for element in holders if element["type"] in _STATE]


def _value(workspace: SlackWorkspace, user: str, element: Json, given: Entered) -> Json:
    kind = element["type"]
    key, _ = _STATE[kind]
    if kind == "static_select":
        return {"type": kind, key: _option(element, given) if given else None}
    if kind != "file_input":
        return {"type": kind, key: given or None}
    files = []
    for each in given or ():
        if isinstance(each, str):
            raise NotAccepted("a file is a name and its bytes")
        name, content = each
        if len(content) > LARGEST_FILE:
            raise NotAccepted(f"{name} is larger than 10 MB")
        allowed = element.get("filetypes")
        if allowed and name.rpartition(".")[2].lower() not in allowed:
            raise NotAccepted(f"{name} is none of {', '.join(allowed)}")
        files.append(workspace.files.add(user, name, content, given_to_app=True))
    return {"type": kind, key: [file_json(workspace, file) for file in files]}


def _initial(element: Json) -> Json:
    kind = element["type"]
    key, initial = _STATE[kind]
    return {"type": kind, key: element.get(initial) or ([] if kind == "file_input" else None)}


def _option(element: Json, wanted: object) -> Json:
    for option in element["options"]:
        if wanted in {option["value"], option["text"]["text"]}:
            found: Json = option
            return found
    raise NotAccepted(f"{wanted!r} is not offered")


def _check(block: Json, element: Json, value: Json) -> None:
    label = block.get("label", {}).get("text", element["action_id"])
    content = next((value[key] for key in value if key != "type"), None)
    if not content:
        if block["type"] == "input" and not block.get("optional"):
            raise NotAccepted(f"{label}: please complete this required field")
        return
    if element["type"] == "plain_text_input":
        most = element.get("max_length", 3000)
        if len(content) > most:
            raise NotAccepted(f"{label}: at most {most} characters")
    if element["type"] == "number_input":
        _check_number(label, element, content)
    if element["type"] == "file_input" and len(content) > element.get("max_files", 10):
        raise NotAccepted(f"{label}: too many files")


def _check_number(label: str, element: Json, content: str) -> None:
    try:
        number = Decimal(content)
    except InvalidOperation:
        raise NotAccepted(f"{label}: enter a number") from None
    if not element["is_decimal_allowed"] and not re.fullmatch(r"-?\d+", content):
        raise NotAccepted(f"{label}: enter a whole number")
    low, high = element.get("min_value"), element.get("max_value")
    if (low is not None and number < Decimal(low)) or (high is not None and number > Decimal(high)):
        raise NotAccepted(f"{label}: between {low} and {high}")
