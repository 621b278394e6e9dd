"""The bodies Slack sends: commands, interactions, events, field by field as it sends them.

Pure functions of the workspace and of what was done; `acts` decides when they go out.
"""

from __future__ import annotations

from local.slack.methods_places import channel_name
from local.slack.records import Channel, Json, Message, User, View
from local.slack.state import SlackWorkspace
from local.slack.wire import message_json, view_json

VERIFICATION_TOKEN = "local-verification-token"  # noqa: S105 - Slack's old field, proves nothing


def command(
    workspace: SlackWorkspace,
    user: User,
    channel: Channel,
    name: str,
    text: str,
    *,
    response_url: str,
    trigger_id: str,
) -> dict[str, str]:
    """A slash command's form."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team_id,
        "team_domain": workspace.team_domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def block_actions(
    workspace: SlackWorkspace,
    user: User,
    action: Json,
    *,
    message: Message | None = None,
    view: View | None = None,
    state: Json,
    trigger_id: str,
    response_url: str = "",
) -> Json:
    """A press of a button or a choice, in a message or in a modal."""
    payload = _interaction(workspace, user, "block_actions") | {
        "trigger_id": trigger_id,
        "actions": [action],
    }
    if view is not None:
        return payload | {
            "container": {"type": "view", "view_id": view.id},
            "view": view_json(workspace, view) | {"state": {"values": state}},
        }
    if message is None:
        raise ValueError("an action stands in a message or in a view")
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": bool(message.only_for),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload |= {
        "container": container,
        "channel": _place(workspace, message.channel),
        "state": {"values": state},
        "response_url": response_url,
    }
    if not message.only_for:
        payload["message"] = message_json(workspace, message)
    return payload


def view_submission(
    workspace: SlackWorkspace, user: User, view: View, state: Json, trigger_id: str
) -> Json:
    """A modal's submit button."""
    return _interaction(workspace, user, "view_submission") | {
        "trigger_id": trigger_id,
        "view": view_json(workspace, view) | {"state": {"values": state}},
        "response_urls": [],
    }


def message_action(
    workspace: SlackWorkspace,
    user: User,
    message: Message,
    callback_id: str,
    *,
    response_url: str,
    trigger_id: str,
) -> Json:
    """A message shortcut."""
    return _interaction(workspace, user, "message_action") | {
        "action_ts": workspace.journal.new_ts(),
        "callback_id": callback_id,
        "channel": _place(workspace, message.channel),
        "message_ts": message.ts,
        "message": message_json(workspace, message, in_event=True),
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def event_callback(workspace: SlackWorkspace, event: Json) -> Json:
    """The envelope of an event, with an id of its own."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team_id,
        "context_team_id": workspace.team_id,
        "context_enterprise_id": None,
        "api_app_id": workspace.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.journal.new_id("Ev"),
        "event_time": int(workspace.clock()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team_id,
                "user_id": workspace.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{workspace.journal.new_id('ctx')}",
    }


def message_event(workspace: SlackWorkspace, message: Message) -> Json:
    """A new message."""
    event = message_json(workspace, message, in_event=True) | _where(workspace, message, message.ts)
    if message.subtype == "thread_broadcast":
        root = workspace.message(message.channel, message.thread_ts)
        event["root"] = message_json(workspace, root) if root else None
    return event


def changed_event(workspace: SlackWorkspace, message: Message, previous: Json) -> Json:
    """A message that was edited, by a person or by its app."""
    event_ts = workspace.journal.new_ts()
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": message_json(workspace, message, in_event=True),
        "previous_message": previous,
        "hidden": True,
        "ts": event_ts,
        **_where(workspace, message, event_ts),
    }


def deleted_event(workspace: SlackWorkspace, message: Message, previous: Json) -> Json:
    """A message that was deleted."""
    event_ts = workspace.journal.new_ts()
    return {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": previous,
        "deleted_ts": message.ts,
        "hidden": True,
        "ts": event_ts,
        **_where(workspace, message, event_ts),
    }


def reaction_event(workspace: SlackWorkspace, user: User, message: Message, emoji: str) -> Json:
    """A reaction given; the app did not ask to hear of one taken back."""
    return {
        "type": "reaction_added",
        "user": user.id,
        "reaction": emoji,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "item_user": message.user,
        "event_ts": workspace.journal.new_ts(),
    }


def _interaction(workspace: SlackWorkspace, user: User, kind: str) -> Json:
    return {
        "type": kind,
        "team": {"id": workspace.team_id, "domain": workspace.team_domain},
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": workspace.team_id,
        },
        "api_app_id": workspace.app_id,
        "token": VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _place(workspace: SlackWorkspace, channel_id: str) -> Json:
    return {"id": channel_id, "name": channel_name(workspace.channel(channel_id))}


def _where(workspace: SlackWorkspace, message: Message, event_ts: str) -> Json:
    channel = workspace.channel(message.channel)
    return {"channel": channel.id, "channel_type": channel.kind.value, "event_ts": event_ts}
