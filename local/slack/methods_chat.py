"""`chat.*`: what the bot says.

Sources: Slack's method references; where a live workspace would have to tell, the stricter
answer was chosen.
"""

from __future__ import annotations

import json
import re
from typing import Any

from local.slack import access, blockkit
from local.slack.arguments import Arguments, Refused
from local.slack.file_shelf import SHOWABLE
from local.slack.records import Json
from local.slack.state import SlackWorkspace
from local.slack.wire import message_json

POST_TEXT = 40_000
"""Characters of `text` when posting (Slack cuts beyond it; here it is refused)."""

UPDATE_TEXT = 4_000
"""Characters of `text` in `chat.update`."""

METADATA = 8_000
"""Bytes of message metadata as JSON. Slack names no figure; this is a cautious one."""

_EVENT_TYPE = re.compile(r"[A-Za-z0-9_]{1,255}")


def post_message(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`chat.postMessage`."""
    channel = access.writable(workspace, args.need("channel"))
    thread_ts = access.thread_parent(workspace, channel, args.ts("thread_ts", "invalid_thread_ts"))
    content = read_content(workspace, args, POST_TEXT)
    message = workspace.add_message(
        channel.id,
        workspace.bot.id,
        by_bot=True,
        thread_ts=thread_ts,
        metadata=read_metadata(args) or None,
        **content,
    )
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_json(workspace, message, metadata=True),
    }


def update(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`chat.update`: what is left out is gone, but for metadata and files."""
    channel = access.visible(workspace, args.need("channel"))
    ts = args.ts("ts", "message_not_found") or args.need("ts")
    message = access.existing(workspace, channel, ts)
    if message.user != workspace.bot.id:
        raise Refused("cant_update_message")
    if channel.archived:
        raise Refused("is_archived")
    fields = read_content(workspace, args, UPDATE_TEXT)
    metadata = read_metadata(args)
    if metadata is not None:
        fields["metadata"] = metadata or None
    message = workspace.change_message(message, edited=workspace.journal.new_ts(), **fields)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": message_json(workspace, message, metadata=True),
    }


def delete(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`chat.delete`: the bot's own messages."""
    channel = access.visible(workspace, args.need("channel"))
    ts = args.ts("ts", "message_not_found") or args.need("ts")
    message = access.existing(workspace, channel, ts)
    if message.user != workspace.bot.id:
        raise Refused("cant_delete_message")
    workspace.remove_message(message)
    return {"channel": channel.id, "ts": ts}


def get_permalink(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`chat.getPermalink`: a link to a message in a conversation the bot can see."""
    channel = access.visible(workspace, args.need("channel"))
    ts = args.ts("message_ts", "message_not_found") or args.need("message_ts")
    message = access.existing(workspace, channel, ts)
    link = f"https://{workspace.team_domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def post_ephemeral(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`chat.postEphemeral`: bot and reader must both be in the conversation."""
    channel = access.writable(workspace, args.need("channel"), join_needed=True)
    user_id = args.need("user")
    if user_id not in channel.members:
        raise Refused("user_not_in_channel")
    thread_ts = access.thread_parent(workspace, channel, args.ts("thread_ts", "invalid_thread_ts"))
    content = read_content(workspace, args, POST_TEXT)
    message = workspace.add_message(
        channel.id,
        workspace.bot.id,
        by_bot=True,
        thread_ts=thread_ts,
        only_for=user_id,
        **content,
    )
    return {"message_ts": message.ts}


def read_content(workspace: SlackWorkspace, args: Arguments, most: int) -> dict[str, Any]:
    """Text and blocks of a message to be.

    Raises:
        Refused: "no_text", "msg_too_long", "invalid_blocks_format", "invalid_blocks" or
            "msg_blocks_too_long".
    """
    text = args.text("text")
    blocks = args.json("blocks", "invalid_blocks_format")
    if blocks is not None and not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if not text.strip() and not blocks:
        raise Refused("no_text")
    if len(text) > most:
        raise Refused("msg_too_long")
    found = blockkit.faults(blocks or [], "message")
    if not found and blockkit.is_too_long(blocks or []):
        raise Refused("msg_blocks_too_long")
    found = found or unusable_files(workspace, blocks or [])
    if found:
        raise Refused("invalid_blocks", *found, errors=found)
    if args.text("parse") not in {"", "none", "full"}:
        raise Refused("invalid_arguments", "must be one of none, full [json-pointer:/parse]")
    for name in ("link_names", "unfurl_links", "unfurl_media"):
        args.flag(name)
    return {"text": text, "blocks": tuple(blocks or ())}


def unusable_files(workspace: SlackWorkspace, blocks: list[Json]) -> list[str]:
    """A fault for each picture whose Slack file cannot be shown (yet)."""
    pictures = [(str(number), block) for number, block in enumerate(blocks)]
    pictures += blockkit.walk(blocks)
    return [
        f"invalid slack file [json-pointer:/blocks/{place}/slack_file]"
        for place, holder in pictures
        if "slack_file" in holder and not _can_show(workspace, holder["slack_file"])
    ]


def read_metadata(args: Arguments) -> Json | None:
    """Message metadata: None when not sent, empty to take it away.

    Raises:
        Refused: "invalid_metadata_format" or "metadata_too_large".
    """
    metadata: Json | None = args.json("metadata", "invalid_metadata_format")
    if metadata is None or metadata == {}:
        return metadata
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        raise Refused("invalid_metadata_format")
    if not isinstance(metadata["event_payload"], dict):
        raise Refused("invalid_metadata_format")
    if not isinstance(metadata["event_type"], str) or not _EVENT_TYPE.fullmatch(
        metadata["event_type"]
    ):
        raise Refused("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > METADATA:
        raise Refused("metadata_too_large")
    return metadata


def _can_show(workspace: SlackWorkspace, reference: Json) -> bool:
    files = workspace.files
    file = files.find(reference["id"])
    if file is None or file.deleted or not files.is_ready(file):
        return False
    if not (file.shares or workspace.shows_unshared_files):
        return False
    return file.mimetype in SHOWABLE and file.width > 0 and access.sees_file(workspace, file)
