"""Who may do what where: the rules by which Slack answers `not_in_channel` and its kin.

A public channel one is not in says so; a private conversation one is not in does not exist.
"""

from __future__ import annotations

from local.slack.arguments import Refused
from local.slack.records import Channel, ChannelKind, Message, SlackFile
from local.slack.state import SlackWorkspace

HISTORY_SCOPES = {
    ChannelKind.PUBLIC: "channels:history",
    ChannelKind.PRIVATE: "groups:history",
    ChannelKind.DIRECT: "im:history",
    ChannelKind.GROUP_DIRECT: "mpim:history",
}
"""What it takes to read messages, and to hear of them."""

_READ_SCOPES = {
    ChannelKind.PUBLIC: "channels:read",
    ChannelKind.PRIVATE: "groups:read",
    ChannelKind.DIRECT: "im:read",
    ChannelKind.GROUP_DIRECT: "mpim:read",
}


def need_scope(workspace: SlackWorkspace, *any_of: str) -> None:
    """Refuse a token that has none of the scopes.

    Raises:
        Refused: "missing_scope".
    """
    if any_of and not workspace.scopes & set(any_of):
        raise Refused(
            "missing_scope",
            needed=",".join(any_of),
            provided=",".join(sorted(workspace.scopes)),
        )


def is_member(workspace: SlackWorkspace, channel: Channel) -> bool:
    """Whether the bot is in a conversation."""
    return workspace.bot.id in channel.members


def visible(workspace: SlackWorkspace, channel_id: str) -> Channel:
    """A conversation the bot can know of.

    Raises:
        Refused: "channel_not_found".
    """
    channel = workspace.find_channel(channel_id)
    if channel is None:
        raise Refused("channel_not_found")
    if channel.kind is not ChannelKind.PUBLIC and not is_member(workspace, channel):
        raise Refused("channel_not_found")
    return channel


def joined(workspace: SlackWorkspace, channel_id: str) -> Channel:
    """A conversation the bot is in.

    Raises:
        Refused: "channel_not_found" or "not_in_channel".
    """
    channel = visible(workspace, channel_id)
    if not is_member(workspace, channel):
        raise Refused("not_in_channel")
    return channel


def writable(workspace: SlackWorkspace, channel_id: str, *, join_needed: bool = False) -> Channel:
    """A conversation the bot may write to; a user's id stands for their direct messages.

    Raises:
        Refused: "channel_not_found", "not_in_channel" or "is_archived".
    """
    if channel_id.startswith("U"):
        try:
            channel = workspace.direct(channel_id)
        except KeyError:
            raise Refused("channel_not_found") from None
    elif join_needed or "chat:write.public" not in workspace.scopes:
        channel = joined(workspace, channel_id)
    else:
        channel = visible(workspace, channel_id)
    if channel.archived:
        raise Refused("is_archived")
    return channel


def readable(workspace: SlackWorkspace, channel_id: str) -> Channel:
    """A conversation whose messages the bot may read.

    Raises:
        Refused: "channel_not_found", "not_in_channel" or "missing_scope".
    """
    channel = joined(workspace, channel_id)
    need_scope(workspace, HISTORY_SCOPES[channel.kind])
    return channel


def describable(workspace: SlackWorkspace, channel_id: str) -> Channel:
    """A conversation whose properties the bot may read.

    Raises:
        Refused: "channel_not_found" or "missing_scope".
    """
    channel = visible(workspace, channel_id)
    need_scope(workspace, _READ_SCOPES[channel.kind])
    return channel


def read_scopes() -> tuple[str, ...]:
    """The scopes of which one is needed to read the properties of a conversation."""
    return tuple(_READ_SCOPES.values())


def existing(workspace: SlackWorkspace, channel: Channel, ts: str) -> Message:
    """A message that is there for the bot to act on.

    Raises:
        Refused: "message_not_found".
    """
    message = workspace.message(channel.id, ts)
    if message is None or message.subtype == "tombstone":
        raise Refused("message_not_found")
    return message


def thread_parent(workspace: SlackWorkspace, channel: Channel, thread_ts: str) -> str:
    """The `ts` to reply to, once it is known to be a parent's.

    Real Slack takes some other values and then hides the reply; here they are refused.

    Raises:
        Refused: "thread_not_found" for no message, "cannot_reply_to_message" for a reply.
    """
    if not thread_ts:
        return ""
    parent = workspace.message(channel.id, thread_ts)
    if parent is None:
        raise Refused("thread_not_found")
    if parent.is_reply:
        raise Refused("cannot_reply_to_message")
    return thread_ts


def sees_file(workspace: SlackWorkspace, file: SlackFile) -> bool:
    """Whether the bot can know of a file: its own, entered into its form, or shared where it is."""
    if file.user == workspace.bot.id or file.given_to_app:
        return True
    channels = (workspace.find_channel(share.channel) for share in file.shares)
    return any(channel is not None and is_member(workspace, channel) for channel in channels)
