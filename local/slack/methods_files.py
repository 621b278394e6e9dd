"""`files.*`: the external upload in its three steps, and what can be learned of a file.

Completion is asynchronous, as Slack's is: the file has neither type nor shares until the shelf
says that it has been processed.
"""

from __future__ import annotations

from local.slack import access
from local.slack.arguments import Arguments, Refused
from local.slack.records import Json, SlackFile
from local.slack.state import SlackWorkspace
from local.slack.wire import file_json

LARGEST = 1_000_000_000
"""Bytes a file may have."""


def get_upload_url(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`files.getUploadURLExternal`."""
    name = args.need("filename")
    args.need("length")
    length = args.number("length", 0)
    if length <= 0:
        raise Refused("invalid_arguments", "must be greater than 0 [json-pointer:/length]")
    if length > LARGEST:
        raise Refused("file_upload_size_restricted")
    file, ticket = workspace.files.reserve(workspace.bot.id, name, length)
    return {"upload_url": f"{workspace.base_url}/upload/v1/{ticket}", "file_id": file.id}


def complete_upload(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`files.completeUploadExternal`: into a conversation only where the bot is a member."""
    files = [(_awaited(workspace, entry), entry) for entry in _entries(args)]
    channel_id = args.text("channel_id")
    thread_ts = args.ts("thread_ts", "invalid_thread_ts")
    if thread_ts and not channel_id:
        raise Refused("invalid_arguments", "thread_ts needs a channel")
    channel = access.writable(workspace, channel_id, join_needed=True) if channel_id else None
    if channel is not None:
        access.thread_parent(workspace, channel, thread_ts)
    done = [
        workspace.files.complete(file.id, str(entry.get("title") or "")) for file, entry in files
    ]
    if channel is not None:
        workspace.add_message(
            channel.id,
            workspace.bot.id,
            args.text("initial_comment"),
            by_bot=True,
            thread_ts=thread_ts,
            files=tuple(file.id for file in done),
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


def _now(workspace: SlackWorkspace, file: SlackFile) -> SlackFile:
    return workspace.files.find(file.id) or file


def _known(workspace: SlackWorkspace, file_id: str) -> SlackFile:
    file = workspace.files.find(file_id)
    if file is None or not file.complete or not access.sees_file(workspace, file):
        raise Refused("file_not_found")
    if file.deleted:
        raise Refused("file_deleted")
    return file
