"""`files.*`: the external upload in its three steps, and what can be learned of a file.

Completion is asynchronous, as Slack's is: the file has neither type nor shares until the shelf
says that it has been processed.
"""

from __future__ import annotations

from typing import Any

from local.slack import access
from local.slack.arguments import Arguments, Refused
from local.slack.methods_chat import check_blocks
from local.slack.records import Channel, Json, SlackFile
from local.slack.state import SlackWorkspace
from local.slack.wire import file_json

LARGEST = 1_000_000_000
"""Bytes a file may have."""

ALT_TEXT = 1_000
"""Characters of `alt_txt`."""


def get_upload_url(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`files.getUploadURLExternal`."""
    name = args.need("filename")
    args.need("length")
    length = args.number("length", 0)
    if length <= 0:
        raise Refused("invalid_arguments", "must be greater than 0 [json-pointer:/length]")
    if length > LARGEST:
        raise Refused("file_upload_size_restricted")
    alt_txt = args.text("alt_txt")
    if len(alt_txt) > ALT_TEXT:
        raise Refused("alt_txt_too_large")
    file, ticket = workspace.files.reserve(workspace.bot.id, name, length, alt_txt)
    return {"upload_url": f"{workspace.base_url}/upload/v1/{ticket}", "file_id": file.id}


def complete_upload(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`files.completeUploadExternal`: into a conversation only where the bot is a member."""
    files = [(_awaited(workspace, entry), entry) for entry in _entries(args)]
    channels = [
        access.writable(workspace, channel_id, join_needed=True) for channel_id in _wanted(args)
    ]
    thread_ts = args.ts("thread_ts", "invalid_thread_ts")
    if thread_ts and len(channels) != 1:
        raise Refused("invalid_arguments", "thread_ts needs exactly one channel")
    for channel in channels:
        access.thread_parent(workspace, channel, thread_ts)
    comment = args.text("initial_comment")
    blocks = args.json("blocks", "invalid_blocks_format") or []
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if not comment:
        check_blocks(workspace, blocks)
    done = [
        workspace.files.complete(file.id, str(entry.get("title") or "")) for file, entry in files
    ]
    for channel in channels:
        _share(
            workspace,
            channel,
            done,
            text=comment,
            thread_ts=thread_ts,
            blocks=() if comment else tuple(blocks),
        )
    return {"files": [file_json(workspace, _now(workspace, file)) for file in done]}


def info(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`files.info`."""
    file = _known(workspace, args.need("file"))
    return {
        "file": file_json(workspace, file),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


def delete(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`files.delete`: the bot's own files."""
    file = _known(workspace, args.need("file"))
    if file.user != workspace.bot.id:
        raise Refused("cant_delete_file")
    workspace.files.delete(file.id)
    return {}


def _entries(args: Arguments) -> list[Json]:
    entries = args.json("files", "invalid_arguments")
    if not isinstance(entries, list) or not entries:
        raise Refused("invalid_arguments", "missing required field: files")
    for number, entry in enumerate(entries):
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            raise Refused("invalid_arguments", f"missing required field: id [/files/{number}]")
    return entries


def _awaited(workspace: SlackWorkspace, entry: Json) -> SlackFile:
    file = workspace.files.find(entry["id"])
    if file is None or file.user != workspace.bot.id or file.deleted:
        raise Refused("file_not_found")
    if file.complete:
        raise Refused("file_update_failed")
    if file.content is None:
        raise Refused("file_not_found")
    return file


def _wanted(args: Arguments) -> list[str]:
    listed = [part for part in args.text("channels").split(",") if part]
    single = args.text("channel_id")
    return list(dict.fromkeys([single, *listed] if single else listed))


def _share(
    workspace: SlackWorkspace,
    channel: Channel,
    files: list[SlackFile],
    **fields: Any,  # noqa: ANN401 - the fields of Message
) -> None:
    shown = [f for f in files if not (f.alt_txt and workspace.alt_txt_hides)]
    if shown:
        workspace.add_message(
            channel.id,
            workspace.bot.id,
            by_bot=True,
            files=tuple(file.id for file in shown),
            **fields,
        )


def _now(workspace: SlackWorkspace, file: SlackFile) -> SlackFile:
    return workspace.files.find(file.id) or file


def _known(workspace: SlackWorkspace, file_id: str) -> SlackFile:
    file = workspace.files.find(file_id)
    if file is None or not file.complete or not access.sees_file(workspace, file):
        raise Refused("file_not_found")
    if file.deleted:
        raise Refused("file_deleted")
    return file
