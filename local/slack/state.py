"""The workspace: its people, conversations and messages, and the one app installed in it.

Keeps what is so; what the app may do is decided by the Web API modules, what people do by `acts`.
All of it is safe to use from several threads.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from local.faults import Hook, nothing
from local.slack.file_shelf import FileShelf
from local.slack.journal import Journal
from local.slack.modals import Modals
from local.slack.records import Call, Change, Channel, ChannelKind, Json, Message, Share, User
from local.slack.tickets import Tickets

BOT = User("U0BOT", "imagine", "Imagine", is_bot=True)
PEOPLE = (
    User("U0ANA", "ana", "Ana"),
    User("U0BO", "bo", "Bo"),
    User("U0KIM", "kim", "Kim", is_admin=True),
)
_EVERYBODY = frozenset(user.id for user in PEOPLE)
CHANNELS = (
    Channel("C0GENERAL", "general", ChannelKind.PUBLIC, _EVERYBODY | {BOT.id}),
    Channel("C0RANDOM", "random", ChannelKind.PUBLIC, _EVERYBODY),
    Channel("C0STUDIO", "studio", ChannelKind.PRIVATE, _EVERYBODY | {BOT.id}),
    Channel("C0SECRET", "secret", ChannelKind.PRIVATE, _EVERYBODY),
    Channel("C0TRIO", "mpdm-ana--bo--imagine-1", ChannelKind.GROUP_DIRECT,
            frozenset({"U0ANA", "U0BO", BOT.id})),
    Channel("D0ANA", "", ChannelKind.DIRECT, frozenset({"U0ANA", BOT.id})),
    Channel("D0BO", "", ChannelKind.DIRECT, frozenset({"U0BO", BOT.id})),
    Channel("D0KIM", "", ChannelKind.DIRECT, frozenset({"U0KIM", BOT.id})),
    Channel("D0ANABO", "", ChannelKind.DIRECT, frozenset({"U0ANA", "U0BO"})),
)  # fmt: skip
SCOPES = frozenset(
    {
        "commands",
        "chat:write",
        "chat:write.public",
        "files:read",
        "files:write",
        "channels:history",
        "groups:history",
        "im:history",
        "mpim:history",
        "reactions:read",
        "channels:join",
        "users:read",
    }
)
"""What the app's manifest asks for, and no more."""


class SlackWorkspace:
    """One workspace with one app.

    Attributes:
        team_id, team_domain, app_id, bot_id: Slack's identities of workspace and app.
        token: The bot token; set to another, or `revoked` to True, to take it away.
        signing_secret: What requests to the app are signed with.
        scopes: What the token may do.
        revoked: Whether the app has been uninstalled.
        base_url: Where this stand-in is served, without a final slash; `serve` sets it.
        shows_unshared_files: Whether a block may show a file that was never shared; not known.
        hook: Asked about each call; `local.faults` has what it may say.
        files, modals, tickets, journal: The parts.

    Args:
        clock: Epoch seconds.
    """

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        self.team_id = "T0LOCAL"
        self.team_domain = "local"
        self.app_id = "A0LOCAL"
        self.bot_id = "B0LOCAL"
        self.bot = BOT
        self.token = "xoxb-local"  # noqa: S105 - opens nothing but this emulator
        self.signing_secret = "local-signing-secret"  # noqa: S105 - the same
        self.scopes = SCOPES
        self.revoked = False
        self.base_url = "http://127.0.0.1"
        self.shows_unshared_files = True
        self.hook: Hook = nothing
        self.journal = Journal(clock)
        self.files = FileShelf(self.journal)
        self.modals = Modals(self.journal)
        self.tickets = Tickets(self.journal)
        self._users = {user.id: user for user in (*PEOPLE, BOT)}
        self._channels = {channel.id: channel for channel in CHANNELS}
        self._messages: dict[str, dict[str, Message]] = {channel.id: {} for channel in CHANNELS}
        self._private: list[Message] = []
        self._block_numbers = itertools.count(1)

    # --- people and conversations

    @property
    def clock(self) -> Callable[[], float]:
        """Epoch seconds."""
        return self.journal.clock

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every request that reached Slack, in order of arrival."""
        return tuple(self.journal.calls)

    def calls_of(self, method: str) -> tuple[Call, ...]:
        """The requests to one method."""
        return tuple(call for call in self.calls if call.method == method)

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Call `callback` with every change from now on; returns what ends that."""
        return self.journal.subscribe(callback)

    def user(self, key: str) -> User:
        """Somebody by id or handle.

        Raises:
            KeyError: There is nobody of that name.
        """
        for user in self._users.values():
            if key in {user.id, user.name}:
                return user
        raise KeyError(key)

    def users(self) -> tuple[User, ...]:
        """Everybody, the bot last."""
        return tuple(self._users.values())

    def find_channel(self, channel_id: str) -> Channel | None:
        """A conversation by id, or None."""
        return self._channels.get(channel_id)

    def channel(self, key: str) -> Channel:
        """A conversation by id or name.

        Raises:
            KeyError: There is none.
        """
        for channel in self._channels.values():
            if key in {channel.id, channel.name} or key == f"#{channel.name}":
                return channel
        raise KeyError(key)

    def channels(self) -> tuple[Channel, ...]:
        """Every conversation."""
        return tuple(self._channels.values())

    def direct(self, user_id: str) -> Channel:
        """The direct message conversation of a person and the bot."""
        pair = frozenset({user_id, self.bot.id})
        for channel in self._channels.values():
            if channel.kind is ChannelKind.DIRECT and channel.members == pair:
                return channel
        raise KeyError(user_id)

    def put_channel(self, channel: Channel) -> None:
        """Add a conversation, or change one: members, name, archived."""
        with self.journal.changing():
            self._channels[channel.id] = channel
            self._messages.setdefault(channel.id, {})
            self.journal.note("channel", {"channel": channel.id}, channel=channel.id)

    def join(self, channel_id: str, user_id: str) -> None:
        """Make somebody a member."""
        channel = self._channels[channel_id]
        self.put_channel(replace(channel, members=channel.members | {user_id}))

    def leave(self, channel_id: str, user_id: str) -> None:
        """Take somebody out."""
        channel = self._channels[channel_id]
        self.put_channel(replace(channel, members=channel.members - {user_id}))

    # --- messages

    def messages(self, channel: str) -> tuple[Message, ...]:
        """A conversation's messages, replies among them, oldest first; no ephemeral ones."""
        return tuple(self._messages[self.channel(channel).id].values())

    def message(self, channel: str, ts: str) -> Message | None:
        """The message of that `ts`, or None."""
        return self._messages.get(channel, {}).get(ts)

    def thread(self, channel: str, parent_ts: str) -> tuple[Message, ...]:
        """The replies to a message, oldest first."""
        return tuple(m for m in self.messages(channel) if m.thread_ts == parent_ts)

    def seen_by(self, user: str, channel: str) -> tuple[Message, ...]:
        """What a person sees in a conversation: everybody's messages and their own ephemerals."""
        user_id, channel_id = self.user(user).id, self.channel(channel).id
        own = [m for m in self._private if m.only_for == user_id and m.channel == channel_id]
        return tuple(sorted([*self.messages(channel_id), *own], key=lambda m: m.ts))

    def private_to(self, user: str) -> tuple[Message, ...]:
        """The ephemeral messages a person has before them."""
        user_id = self.user(user).id
        return tuple(m for m in self._private if m.only_for == user_id)

    def private_message(self, ts: str) -> Message | None:
        """The ephemeral message of that `ts`, or None."""
        return next((m for m in self._private if m.ts == ts), None)

    def add_message(self, channel: str, user: str, text: str, **fields: Any) -> Message:  # noqa: ANN401 - the fields of Message
        """Put a message where it belongs, give its blocks ids, and note its files' shares."""
        with self.journal.changing():
            fields["blocks"] = self.with_block_ids(fields.get("blocks", ()))
            message = Message(channel, self.journal.new_ts(), user, text, **fields)
            if message.only_for:
                self._private.append(message)
            else:
                self._messages[channel][message.ts] = message
                self.files.share(message.files, Share(channel, message.ts, message.thread_ts))
            self._note_message(message, "posted")
            return message

    def change_message(self, message: Message, **fields: Any) -> Message:  # noqa: ANN401 - the fields of Message
        """Put a changed message in its place."""
        with self.journal.changing():
            if "blocks" in fields:
                fields["blocks"] = self.with_block_ids(fields["blocks"])
            changed = replace(message, **fields)
            if changed.only_for:
                self._private = [changed if m.ts == changed.ts else m for m in self._private]
            else:
                self._messages[changed.channel][changed.ts] = changed
            self._note_message(changed, "changed")
            return changed

    def remove_message(self, message: Message) -> None:
        """Delete a message; a parent whose thread has replies stays as a tombstone."""
        with self.journal.changing():
            if message.only_for:
                self._private = [m for m in self._private if m.ts != message.ts]
            elif self.thread(message.channel, message.ts):
                self._messages[message.channel][message.ts] = Message(
                    message.channel,
                    message.ts,
                    "USLACKBOT",
                    "This message was deleted.",
                    subtype="tombstone",
                )
            else:
                del self._messages[message.channel][message.ts]
            self.journal.note(
                "message_deleted",
                {"ts": message.ts},
                channel=message.channel,
                user=message.only_for,
            )

    def with_block_ids(self, blocks: tuple[Json, ...] | list[Json]) -> tuple[Json, ...]:
        """The same blocks, each with a `block_id`, as Slack gives them."""
        return tuple(
            block if block.get("block_id") else {**block, "block_id": f"b{number:04d}"}
            for block, number in zip(blocks, self._block_numbers, strict=False)
        )

    def _note_message(self, message: Message, what: str) -> None:
        kind = "ephemeral" if message.only_for else "message"
        self.journal.note(
            kind,
            {"ts": message.ts, "thread_ts": message.thread_ts, "what": what},
            channel=message.channel,
            user=message.only_for,
        )
