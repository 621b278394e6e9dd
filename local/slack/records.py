"""The nouns of a Slack workspace: people, conversations, messages, files, calls.

Frozen data only; `state` keeps it, `wire` turns it into Slack's JSON. Nothing here does I/O or
knows the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]
"""A JSON object as Slack sends or takes it."""


class ChannelKind(StrEnum):
    """What sort of conversation it is; the value is the `channel_type` of an event."""

    PUBLIC = "channel"
    PRIVATE = "group"
    DIRECT = "im"
    GROUP_DIRECT = "mpim"


@dataclass(frozen=True, slots=True)
class User:
    """A member, or the bot.

    Attributes:
        id: `U…`.
        name: Handle, as typed after an @.
        real_name: What is shown.
        is_admin: Workspace admin.
        is_bot: The app's own bot user.
    """

    id: str
    name: str
    real_name: str
    is_admin: bool = False
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation.

    Attributes:
        id: `C…` for channels and group messages, `D…` for direct messages.
        name: Without "#"; empty for a direct message.
        kind: What sort it is.
        members: User ids.
        archived: Read only, for everybody.
    """

    id: str
    name: str
    kind: ChannelKind
    members: frozenset[str]
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands now.

    Attributes:
        channel: Conversation id.
        ts: Its identity within the conversation, seconds with six decimals.
        user: Author's id.
        text: As stored: `&`, `<` and `>` of plain words are escaped.
        blocks: Block Kit, every block with its `block_id`.
        by_bot: Whether the app wrote it.
        thread_ts: The parent's `ts` for a reply; "" otherwise.
        broadcast: A reply that is shown in the channel too.
        subtype: "file_share", "thread_broadcast", "tombstone", "channel_join", or "".
        metadata: `event_type` and `event_payload`, or None.
        files: Ids of the files shared with it.
        edited: `ts` of the last edit, or "".
        reactions: Emoji name to the ids of who reacted, in order.
        only_for: Id of the one person who sees it (ephemeral), or "".
    """

    channel: str
    ts: str
    user: str
    text: str
    blocks: tuple[Json, ...] = ()
    by_bot: bool = False
    thread_ts: str = ""
    broadcast: bool = False
    subtype: str = ""
    metadata: Json | None = None
    files: tuple[str, ...] = ()
    edited: str = ""
    reactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_for: str = ""

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below its parent."""
        return bool(self.thread_ts)


@dataclass(frozen=True, slots=True)
class Share:
    """Where a file has been shared: a conversation and the message that shows it."""

    channel: str
    ts: str
    thread_ts: str = ""


@dataclass(frozen=True, slots=True)
class SlackFile:
    """A file.

    Attributes:
        id: `F…`.
        name: File name.
        title: What is shown above it.
        user: Who uploaded it.
        created: Epoch seconds.
        content: Its bytes; None until they were uploaded.
        expected: Length in bytes promised when the upload was asked for.
        complete: Whether the upload was completed.
        ready_at: Epoch seconds from which it has been processed and shows its type.
        mimetype: Media type once processed.
        width: Pixels, 0 when it is no image.
        height: Pixels, 0 when it is no image.
        mode: "hosted", "external", "tombstone" or "hidden_by_limit".
        external_url: Another site's address, for mode "external".
        from_connect: Shared from another organisation: events show only its id.
        given_to_app: Entered into a form of the app, which may therefore read it.
        shares: Where it has been shared.
        deleted: Whether it is gone.
    """

    id: str
    name: str
    title: str
    user: str
    created: float
    content: bytes | None = None
    expected: int = 0
    complete: bool = False
    ready_at: float = 0.0
    mimetype: str = ""
    width: int = 0
    height: int = 0
    mode: str = "hosted"
    external_url: str = ""
    from_connect: bool = False
    given_to_app: bool = False
    shares: tuple[Share, ...] = ()
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A modal on somebody's screen.

    Attributes:
        id: `V…`.
        user: Who sees it.
        hash: Changes with every update.
        payload: What the app sent: title, blocks, private_metadata, …
        root_id: The bottom of its stack.
        previous_id: The view below it, or "".
        errors: What the person is told, by block id.
        state: Values entered so far, by block id and action id.
    """

    id: str
    user: str
    hash: str
    payload: Json
    root_id: str
    previous_id: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    state: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One request that reached Slack.

    Attributes:
        method: Web API method, or "upload", "download", "response_url".
        args: Decoded arguments, without the token.
        response: What was answered, or would have been had the reply not been lost.
        status: HTTP status; 0 when the connection was cut instead.
        time: Epoch seconds at which it came in.
        ended: Epoch seconds at which it was answered.
    """

    method: str
    args: Json
    response: Json
    status: int
    time: float
    ended: float = 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """Something that people looking at the workspace may see.

    Attributes:
        number: Rises by one; a page asks for all after the last it saw.
        kind: "message", "message_deleted", "ephemeral", "file", "view", "channel", "call" or
            "notice" (what Slack itself tells a person).
        channel: Conversation concerned, or "".
        user: The one person who sees it, or "" for everybody there.
        data: What the kind needs; JSON.
    """

    number: int
    kind: str
    channel: str
    user: str
    data: Json
