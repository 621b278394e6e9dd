"""What happens in the workspace, to a page as it happens: server-sent events.

A page asks for all after the last change it saw, so nothing is missed when a connection breaks.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator

from local.page import shown
from local.slack.records import Change, Json, User
from local.slack.state import SlackWorkspace

HEARTBEAT = 15.0
"""Seconds of silence after which a comment is sent, which finds out who has gone."""


def events(
    workspace: SlackWorkspace, user: User, after: int, closing: threading.Event
) -> Iterator[bytes]:
    """The stream of one page.

    Args:
        workspace: What is watched.
        user: Who watches; what others see alone is left out.
        after: Number of the last change the page has.
        closing: Ends the stream when set; looked at with each change and each heartbeat.
    """
    news = threading.Event()

    def heard(_: Change) -> None:
        news.set()

    leave: Callable[[], None] = workspace.subscribe(heard)
    try:
        yield b"retry: 1000\n\n"
        if after > len(workspace.journal.changes):
            # The page is older than this workspace: it has to begin anew.
            after = len(workspace.journal.changes)
            yield _event(after, {"kind": "state"})
        while not closing.is_set():
            news.clear()
            changes = workspace.journal.changes[after:]
            after += len(changes)
            for update in _updates(workspace, user, changes):
                yield _event(after, update)
            if not news.wait(HEARTBEAT) and not closing.is_set():
                yield b": still here\n\n"
    finally:
        leave()


def _event(number: int, update: Json) -> bytes:
    return f"id: {number}\ndata: {json.dumps(update)}\n\n".encode()


def _updates(workspace: SlackWorkspace, user: User, changes: list[Change]) -> Iterator[Json]:
    """What a page is to be told of these changes; of several to one thing, only how it is now."""
    told: dict[tuple[str, ...], Json] = {}
    for change in changes:
        if change.user not in {"", user.id} or not _sees(workspace, user, change.channel):
            continue
        match change.kind:
            case "message" | "ephemeral" | "message_deleted":
                ts = str(change.data["ts"])
                told["message", change.channel, ts] = _message(workspace, change.channel, ts)
            case "view":
                told["view",] = {"kind": "view", "view": shown.view(workspace, user)}
            case "channel":
                told["state",] = {"kind": "state"}
            case "file" if change.data["deleted"]:
                told["file", str(change.data["file"])] = {
                    "kind": "file_gone",
                    "file": change.data["file"],
                }
            case "notice":
                told["notice", str(change.number)] = {
                    "kind": "notice",
                    "number": change.number,
                    "channel": change.channel,
                    "text": change.data["text"],
                }
            case _:
                continue
    yield from told.values()


def _message(workspace: SlackWorkspace, channel: str, ts: str) -> Json:
    found = workspace.message(channel, ts) or workspace.private_message(ts)
    return {
        "kind": "message",
        "channel": channel,
        "ts": ts,
        "message": shown.message(workspace, found) if found else None,
    }


def _sees(workspace: SlackWorkspace, user: User, channel: str) -> bool:
    found = workspace.find_channel(channel)
    return not channel or (found is not None and user.id in found.members)
