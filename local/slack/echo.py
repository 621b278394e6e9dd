"""The app's own messages come back to it as events, as they do in Slack.

New ones carry its `bot_id`; edits and deletions come as `message_changed` and `message_deleted`,
which name nobody and so pass filters that only look at the author.
"""

from __future__ import annotations

from collections.abc import Callable

from local.slack import payloads
from local.slack.records import Change, Json, Message
from local.slack.state import SlackWorkspace
from local.slack.wire import message_json

Say = Callable[[Message, Json], object]


class Echo:
    """Listens to a workspace and says what the bot itself wrote, changed and deleted.

    Args:
        workspace: Whom it listens to.
        say: Called with the message and its event.
    """

    def __init__(self, workspace: SlackWorkspace, say: Say) -> None:
        self._workspace = workspace
        self._say = say
        self._known: dict[tuple[str, str], Message] = {}
        workspace.subscribe(self._heard)

    def _heard(self, change: Change) -> None:
        if change.kind not in {"message", "message_deleted"} or change.user:
            return
        key = (change.channel, str(change.data["ts"]))
        before = self._known.get(key)
        now = self._workspace.message(*key)
        if change.kind == "message_deleted":
            if before is not None:
                del self._known[key]
                old = message_json(self._workspace, before)
                self._say(before, payloads.deleted_event(self._workspace, before, old))
        elif now is not None and now.by_bot:
            self._known[key] = now
            if before is None:
                self._say(now, payloads.message_event(self._workspace, now))
            elif now.edited != before.edited:
                old = message_json(self._workspace, before)
                self._say(now, payloads.changed_event(self._workspace, now, old))
