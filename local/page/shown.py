"""What a person sees of the workspace, as the JSON that the page draws.

Slack's own message objects, with what its client knows besides: the blocks as the app sent them,
where each picture is to be had, what commands and shortcuts there are. Pure functions of the
workspace's state; knows no HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from local.page.catalogue import commands, shortcuts
from local.slack.records import Channel, ChannelKind, Json, Message, SlackFile, User
from local.slack.state import SlackWorkspace
from local.slack.wire import message_json, view_json


def state(workspace: SlackWorkspace, user: User) -> Json:
    """Everything a page needs to begin with, for one person.

    `number` is that of the last change contained; the stream goes on from there.
    """
    number = len(workspace.journal.changes)
    channels = [channel for channel in workspace.channels() if user.id in channel.members]
    return {
        "number": number,
        "me": user.id,
        "bot": workspace.bot.id,
        "team": "Local preview",
        "users": [person(each) for each in workspace.users()],
        "channels": [place(workspace, user, channel) for channel in channels],
        "messages": {
            channel.id: [
                message(workspace, each) for each in workspace.seen_by(user.id, channel.id)
            ]
            for channel in channels
        },
        "view": view(workspace, user),
        "commands": commands(),
        "shortcuts": shortcuts(),
    }


def person(user: User) -> Json:
    """A member of the workspace."""
    return {
        "id": user.id,
        "name": user.name,
        "shown": user.real_name,
        "admin": user.is_admin,
        "bot": user.is_bot,
    }


def place(workspace: SlackWorkspace, user: User, channel: Channel) -> Json:
    """A conversation as it is listed for somebody."""
    others = [workspace.user(each) for each in sorted(channel.members - {user.id})]
    people = [each for each in others if not each.is_bot]
    if channel.kind is ChannelKind.DIRECT:
        shown = others[0].real_name if others else user.real_name
    elif channel.kind is ChannelKind.GROUP_DIRECT:
        shown = ", ".join(each.real_name for each in [*people, *(set(others) - set(people))])
    else:
        shown = channel.name
    return {
        "id": channel.id,
        "name": channel.name,
        "shown": shown,
        "kind": channel.kind.value,
        "members": sorted(channel.members),
        "joined": workspace.bot.id in channel.members,
    }


def message(workspace: SlackWorkspace, shown: Message) -> Json:
    """A message, its blocks as they were sent and its pictures with their sizes."""
    blocks = list(shown.blocks)
    known = {file.id: file for file in _files(workspace, [*shown.files, *_pictures(blocks)])}
    return message_json(workspace, shown) | {
        "channel": shown.channel,
        "blocks": blocks,
        "by_bot": shown.by_bot,
        "broadcast": shown.broadcast,
        "only_for": shown.only_for,
        "files": [picture(known[each]) for each in shown.files if each in known],
        "pictures": {each: picture(file) for each, file in known.items()},
    }


def picture(file: SlackFile) -> Json:
    """A file, and the page's own address of it."""
    return {
        "id": file.id,
        "name": file.name,
        "alt": file.title,
        "url": address(file),
        "type": file.mimetype,
        "width": file.width,
        "height": file.height,
        "gone": file.deleted or file.mode in {"tombstone", "hidden_by_limit"},
    }


def address(file: SlackFile) -> str:
    """Where the page gets a file: another address in each run, because ids begin anew."""
    return f"/file/{file.id}?{file.created:.0f}"


def view(workspace: SlackWorkspace, user: User) -> Json | None:
    """The modal in front of somebody, with what they have entered and are told."""
    top = workspace.modals.top(user.id)
    if top is None:
        return None
    files = _files(workspace, _pictures(top.payload["blocks"]))
    return view_json(workspace, top) | {
        "errors": dict(top.errors),
        "pictures": {file.id: picture(file) for file in files},
    }


def _files(workspace: SlackWorkspace, ids: Iterable[str]) -> list[SlackFile]:
    found = (workspace.files.find(each) for each in ids)
    return [file for file in found if file is not None]


def _pictures(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON within a block
    """The ids of the Slack files that blocks show, however deep."""
    if isinstance(value, list):
        for each in value:
            yield from _pictures(each)
    elif isinstance(value, dict):
        shown = value.get("slack_file")
        if isinstance(shown, dict) and isinstance(shown.get("id"), str):
            yield shown["id"]
        for each in value.values():
            yield from _pictures(each)
