"""Slack's JSON for what the workspace keeps, field by field as the Web API and events carry it.

Pure functions of the workspace's state.
"""

from __future__ import annotations

from typing import Any

from local.slack.records import Channel, ChannelKind, Json, Message, SlackFile, User, View
from local.slack.state import SlackWorkspace

_FILETYPES = {
    "image/png": ("png", "PNG"),
    "image/jpeg": ("jpg", "JPEG"),
    "image/gif": ("gif", "GIF"),
    "image/webp": ("webp", "WebP"),
    "image/heic": ("heic", "HEIC"),
    "image/heif": ("heif", "HEIF"),
    "image/svg+xml": ("svg", "SVG"),
    "text/html": ("html", "HTML"),
    "text/plain": ("text", "Plain Text"),
}


def escape(text: str) -> str:
    """Text with the three characters Slack reserves made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def user_json(workspace: SlackWorkspace, user: User) -> Json:
    """A user object."""
    return {
        "id": user.id,
        "team_id": workspace.team_id,
        "name": user.name,
        "deleted": False,
        "real_name": user.real_name,
        "tz": "Etc/UTC",
        "tz_label": "Coordinated Universal Time",
        "tz_offset": 0,
        "profile": {
            "real_name": user.real_name,
            "display_name": user.name,
            "team": workspace.team_id,
        },
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 0,
    }


def channel_json(workspace: SlackWorkspace, channel: Channel) -> Json:
    """A conversation object."""
    if channel.kind is ChannelKind.DIRECT:
        other = next((m for m in channel.members if m != workspace.bot.id), workspace.bot.id)
        return {
            "id": channel.id,
            "created": 0,
            "is_archived": channel.archived,
            "is_im": True,
            "is_org_shared": False,
            "user": other,
            "is_user_deleted": False,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": 0,
        "creator": "U0KIM",
        "is_channel": channel.kind is ChannelKind.PUBLIC,
        "is_group": channel.kind is ChannelKind.PRIVATE,
        "is_im": False,
        "is_mpim": channel.kind is ChannelKind.GROUP_DIRECT,
        "is_private": channel.kind is not ChannelKind.PUBLIC,
        "is_archived": channel.archived,
        "is_general": channel.name == "general",
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "is_member": workspace.bot.id in channel.members,
        "num_members": len(channel.members),
    }


def file_json(workspace: SlackWorkspace, file: SlackFile) -> Json:
    """A file object; without media type and shares until it has been processed."""
    if file.deleted or file.mode in {"tombstone", "hidden_by_limit"}:
        return {"id": file.id, "mode": "tombstone" if file.deleted else file.mode}
    ready = workspace.files.is_ready(file)
    mimetype = file.mimetype if ready else ""
    filetype, pretty = _FILETYPES.get(mimetype, ("binary", "Binary") if ready else ("", ""))
    base = f"{workspace.base_url}/files"
    path = f"{workspace.team_id}-{file.id}"
    shown: Json = {
        "id": file.id,
        "created": int(file.created),
        "timestamp": int(file.created),
        "name": file.name,
        "title": file.title,
        "mimetype": mimetype,
        "filetype": filetype,
        "pretty_type": pretty,
        "user": file.user,
        "user_team": workspace.team_id,
        "editable": False,
        "size": len(file.content or b""),
        "mode": file.mode,
        "is_external": file.mode == "external",
        "external_type": "example" if file.mode == "external" else "",
        "is_public": any(_is_public(workspace, share.channel) for share in file.shares),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": file.external_url or f"{base}/{path}/{file.id}",
        "url_private_download": file.external_url or f"{base}/{path}/download/{file.id}",
        "permalink": f"{workspace.base_url}/archives/files/{file.id}",
        "has_rich_preview": False,
        "media_display_type": "image" if mimetype.startswith("image/") else "unknown",
        "file_access": "visible",
        "shares": _shares(workspace, file) if ready else {},
        "channels": _shared_in(workspace, file, ChannelKind.PUBLIC),
        "groups": _shared_in(workspace, file, ChannelKind.PRIVATE, ChannelKind.GROUP_DIRECT),
        "ims": _shared_in(workspace, file, ChannelKind.DIRECT),
    }
    if ready and file.width:
        shown |= {"original_w": file.width, "original_h": file.height}
    return shown


def event_file_json(workspace: SlackWorkspace, file: SlackFile) -> Json:
    """A file as an event carries it: only its id when it comes from another organisation."""
    if file.from_connect:
        return {
            "id": file.id,
            "created": 0,
            "timestamp": 0,
            "mode": "file_access",
            "file_access": "check_file_info",
        }
    return file_json(workspace, file)


def message_json(
    workspace: SlackWorkspace, message: Message, *, metadata: bool = False, in_event: bool = False
) -> Json:
    """A message object.

    Args:
        workspace: Where it stands.
        message: The message.
        metadata: Whether to include its metadata.
        in_event: Whether it goes out in an event, where foreign files are only named.
    """
    shown: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": workspace.team_id,
    }
    if message.subtype:
        shown["subtype"] = message.subtype
    if message.by_bot:
        shown |= {
            "bot_id": workspace.bot_id,
            "app_id": workspace.app_id,
            "bot_profile": {
                "id": workspace.bot_id,
                "app_id": workspace.app_id,
                "name": workspace.bot.real_name,
                "deleted": False,
                "team_id": workspace.team_id,
            },
        }
    elif message.subtype != "tombstone":
        shown["client_msg_id"] = f"00000000-0000-4000-8000-{message.ts.replace('.', '')[-12:]}"
    if message.blocks:
        shown["blocks"] = [stored_block(block) for block in message.blocks]
    if message.files:
        as_json = event_file_json if in_event else file_json
        found = (workspace.files.find(file_id) for file_id in message.files)
        shown |= {"files": [as_json(workspace, f) for f in found if f], "upload": False}
    if message.edited:
        shown["edited"] = {"user": message.user, "ts": message.edited}
    if message.reactions:
        shown["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in message.reactions.items()
        ]
    if metadata and message.metadata:
        shown["metadata"] = message.metadata
    if message.only_for:
        shown["is_ephemeral"] = True
    return shown | _thread_json(workspace, message)


def stored_block(value: Any) -> Any:  # noqa: ANN401 - any JSON value within a block
    """A block as Slack gives it back: plain text comes escaped."""
    if isinstance(value, list):
        return [stored_block(each) for each in value]
    if not isinstance(value, dict):
        return value
    back = {key: stored_block(each) for key, each in value.items()}
    if back.get("type") == "plain_text" and isinstance(back.get("text"), str):
        back["text"] = escape(back["text"])
        back.setdefault("emoji", True)
    return back


def view_json(workspace: SlackWorkspace, view: View) -> Json:
    """A view object with everything Slack adds to what the app sent."""
    payload = view.payload
    return {
        "id": view.id,
        "team_id": workspace.team_id,
        "type": payload["type"],
        "blocks": payload["blocks"],
        "private_metadata": payload.get("private_metadata", ""),
        "callback_id": payload.get("callback_id", ""),
        "state": {"values": dict(view.state)},
        "hash": view.hash,
        "title": payload["title"],
        "clear_on_close": False,
        "notify_on_close": False,
        "close": payload.get("close"),
        "submit": payload.get("submit"),
        "previous_view_id": view.previous_id or None,
        "root_view_id": view.root_id,
        "app_id": workspace.app_id,
        "external_id": "",
        "app_installed_team_id": workspace.team_id,
        "bot_id": workspace.bot_id,
    }


def _thread_json(workspace: SlackWorkspace, message: Message) -> Json:
    if message.only_for:
        return {"thread_ts": message.thread_ts} if message.thread_ts else {}
    if message.is_reply:
        parent = workspace.message(message.channel, message.thread_ts)
        return {
            "thread_ts": message.thread_ts,
            "parent_user_id": parent.user if parent else "USLACKBOT",
        }
    replies = workspace.thread(message.channel, message.ts)
    if not replies:
        return {}
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
        "reply_users_count": len({reply.user for reply in replies}),
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": any(reply.user == workspace.bot.id for reply in replies),
    }


def _is_public(workspace: SlackWorkspace, channel_id: str) -> bool:
    channel = workspace.find_channel(channel_id)
    return channel is not None and channel.kind is ChannelKind.PUBLIC


def _shared_in(workspace: SlackWorkspace, file: SlackFile, *kinds: ChannelKind) -> list[str]:
    channels = dict.fromkeys(share.channel for share in file.shares)
    return [
        channel_id
        for channel_id in channels
        if (channel := workspace.find_channel(channel_id)) and channel.kind in kinds
    ]


def _shares(workspace: SlackWorkspace, file: SlackFile) -> Json:
    shares: dict[str, dict[str, list[Json]]] = {}
    for share in file.shares:
        channel = workspace.find_channel(share.channel)
        if channel is None:
            continue
        where = shares.setdefault("public" if channel.kind is ChannelKind.PUBLIC else "private", {})
        entry: Json = {
            "ts": share.ts,
            "channel_name": channel.name,
            "team_id": workspace.team_id,
            "reply_users": [],
            "reply_users_count": 0,
            "reply_count": 0,
        }
        if share.thread_ts:
            entry["thread_ts"] = share.thread_ts
        where.setdefault(channel.id, []).append(entry)
    return shares
