"""`views.*`: modals, opened within three seconds of what people did."""

from __future__ import annotations

from local.slack import blockkit
from local.slack.arguments import Arguments, Refused
from local.slack.methods_chat import unusable_files
from local.slack.records import Json
from local.slack.state import SlackWorkspace
from local.slack.wire import view_json


def open_view(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`views.open`."""
    payload = read_view(workspace, args.json("view", "invalid_arguments"))
    trigger = workspace.tickets.exchange(args.need("trigger_id"))
    return {"view": view_json(workspace, workspace.modals.open(trigger.user, payload))}


def push_view(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`views.push`: only with a trigger that came from a modal."""
    payload = read_view(workspace, args.json("view", "invalid_arguments"))
    trigger = workspace.tickets.exchange(args.need("trigger_id"))
    if not trigger.view_id:
        raise Refused("invalid_trigger_id")
    return {"view": view_json(workspace, workspace.modals.push(trigger.user, payload))}


def update_view(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`views.update`, by `view_id`."""
    payload = read_view(workspace, args.json("view", "invalid_arguments"))
    view = workspace.modals.find(args.need("view_id"))
    view = workspace.modals.update(view, payload, args.text("hash"))
    return {"view": view_json(workspace, view)}


def read_view(workspace: SlackWorkspace, payload: object) -> Json:
    """A view's content as Slack keeps it, every block with its id.

    Raises:
        Refused: "invalid_arguments" with what does not fit.
    """
    if payload is None:
        raise Refused("invalid_arguments", "missing required field: view")
    found = blockkit.view_faults(payload)
    if not found and isinstance(payload, dict):
        found = unusable_files(workspace, payload["blocks"])
    if found or not isinstance(payload, dict):
        raise Refused("invalid_arguments", *found)
    return {**payload, "blocks": list(workspace.with_block_ids(payload["blocks"]))}
