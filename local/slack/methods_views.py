"""`views.*`: modals, opened within three seconds of what people did."""

from __future__ import annotations

from local.slack import blockkit
from local.slack.arguments import Arguments, Refused
from local.slack.methods_chat import unusable_files
from local.slack.modals import ViewRefused
from local.slack.records import Json
from local.slack.state import SlackWorkspace
from local.slack.tickets import TicketRefused, Trigger
from local.slack.wire import view_json


def open_view(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`views.open`."""
    payload = read_view(workspace, args.json("view", "invalid_arguments"))
    trigger = _exchange(workspace, args)
    try:
        view = workspace.modals.open(trigger.user, payload)
    except ViewRefused as refusal:
        raise Refused(str(refusal)) from None
    return {"view": view_json(workspace, view)}


def push_view(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`views.push`: only with a trigger that came from a modal."""
    payload = read_view(workspace, args.json("view", "invalid_arguments"))
    trigger = _exchange(workspace, args)
    if not trigger.view_id:
        raise Refused("invalid_trigger_id")
    try:
        view = workspace.modals.push(trigger.user, payload)
    except ViewRefused as refusal:
        raise Refused(str(refusal)) from None
    return {"view": view_json(workspace, view)}


def update_view(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`views.update`, by `view_id` or `external_id`."""
    payload = read_view(workspace, args.json("view", "invalid_arguments"))
    view_id, external_id = args.text("view_id"), args.text("external_id")
    if bool(view_id) == bool(external_id):
        raise Refused("invalid_arguments", "give exactly one of view_id and external_id")
    try:
        view = workspace.modals.find(view_id, external_id)
        view = workspace.modals.update(view, payload, args.text("hash"))
    except ViewRefused as refusal:
        raise Refused(str(refusal)) from None
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


def _exchange(workspace: SlackWorkspace, args: Arguments) -> Trigger:
    try:
        return workspace.tickets.exchange(args.need("trigger_id"))
    except TicketRefused as refusal:
        raise Refused(str(refusal)) from None
