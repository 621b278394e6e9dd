"""`auth.test`, `conversations.*` and `users.*`: who and where."""

from __future__ import annotations

from decimal import Decimal

from local.slack import access
from local.slack.arguments import Arguments, Refused
from local.slack.records import Channel, ChannelKind, Json, Message
from local.slack.state import SlackWorkspace
from local.slack.wire import channel_json, message_json, user_json

_MOST = 999


def auth_test(workspace: SlackWorkspace, _args: Arguments) -> Json:
    """`auth.test`."""
    return {
        "url": f"{workspace.base_url}/",
        "team": workspace.team_domain,
        "user": workspace.bot.name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def conversation_info(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`conversations.info`."""
    channel = access.describable(workspace, args.need("channel"))
    return {"channel": channel_json(workspace, channel)}


def join(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`conversations.join`: public channels only."""
    channel = access.visible(workspace, args.need("channel"))
    if channel.kind is not ChannelKind.PUBLIC:
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    answer: Json = {}
    if access.is_member(workspace, channel):
        answer = {
            "warning": "already_in_channel",
            "response_metadata": {"warnings": ["already_in_channel"]},
        }
    else:
        workspace.join(channel.id, workspace.bot.id)
        workspace.add_message(
            channel.id,
            workspace.bot.id,
            f"<@{workspace.bot.id}> has joined the channel",
            subtype="channel_join",
        )
    return {"channel": channel_json(workspace, workspace.channel(channel.id)), **answer}


def history(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`conversations.history`: newest first, replies only where they were broadcast."""
    channel = access.readable(workspace, args.need("channel"))
    found = [
        message
        for message in reversed(workspace.messages(channel.id))
        if not message.is_reply or message.broadcast
    ]
    return _page(workspace, args, _within(args, found))


def replies(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`conversations.replies`: the parent, then its replies; a reply's `ts` gives that reply."""
    visible = access.visible(workspace, args.need("channel"))
    if not access.is_member(workspace, visible):
        # Unlike history, replies hide even a public channel from those who are not in it.
        raise Refused("channel_not_found")
    channel = access.readable(workspace, visible.id)
    ts = args.ts("ts", "thread_not_found") or args.need("ts")
    parent = workspace.message(channel.id, ts)
    if parent is None:
        raise Refused("thread_not_found")
    below = [] if parent.is_reply else list(workspace.thread(channel.id, ts))
    return _page(workspace, args, [parent, *_within(args, below)])


def user_info(workspace: SlackWorkspace, args: Arguments) -> Json:
    """`users.info`."""
    user_id = args.need("user")
    for user in workspace.users():
        if user.id == user_id:
            return {"user": user_json(workspace, user)}
    raise Refused("user_not_found")


def _within(args: Arguments, messages: list[Message]) -> list[Message]:
    oldest, latest = args.text("oldest"), args.text("latest")
    inclusive = args.flag("inclusive")

    def fits(message: Message) -> bool:
        ts = Decimal(message.ts)
        if inclusive and message.ts in {oldest, latest}:
            return True
        return (not oldest or ts > Decimal(oldest)) and (not latest or ts < Decimal(latest))

    return [message for message in messages if fits(message)]


def _page(workspace: SlackWorkspace, args: Arguments, messages: list[Message]) -> Json:
    limit = args.number("limit", 100)
    if not 1 <= limit <= _MOST:
        raise Refused("invalid_limit")
    cursor = args.text("cursor")
    if cursor and not cursor.isdecimal():
        raise Refused("invalid_cursor")
    start = int(cursor or 0)
    page = messages[start : start + limit]
    more = start + limit < len(messages)
    metadata = args.flag("include_all_metadata")
    return {
        "messages": [message_json(workspace, each, metadata=metadata) for each in page],
        "has_more": more,
        "pin_count": 0,
        "response_metadata": {"next_cursor": str(start + limit) if more else ""},
    }


def channel_name(channel: Channel) -> str:
    """What a command's `channel_name` says."""
    return {
        ChannelKind.DIRECT: "directmessage",
        ChannelKind.PRIVATE: "privategroup",
    }.get(channel.kind, channel.name)
