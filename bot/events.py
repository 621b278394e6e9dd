"""Messages that concern us: words in the bot's own direct message, or with a mention.

Most of what Slack sends is other people's talk: `concerns_us` sets it aside by a look at the
event, before anything is built or read for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from slack_bolt import BoltContext

from bot.commands import Commands
from bot.intake import Act
from bot.webapi import WebApi
from bot.words import mentions, plain
from core.errors import ImagineError

_WORDS = {None, "thread_broadcast"}
_TELL_TIMEOUT = 2


class Events:
    """Hears messages.

    Args:
        commands: Takes words on.
        api: Answers privately.
    """

    def __init__(self, commands: Commands, api: WebApi) -> None:
        self._commands = commands
        self._api = api

    def message(self, body: dict[str, Any], context: BoltContext) -> None:
        """Words to the bot run as the command would."""
        event = body["event"]
        channel, user = str(event["channel"]), str(event["user"])
        address = {"channel": channel, "user": user}
        if event.get("thread_ts"):
            address["thread_ts"] = str(event["thread_ts"])
        act = Act(
            identity=f"message|{channel}|{event['ts']}",
            tenant=str(body["team_id"]),
            user=user,
            address=address,
            typed=plain(str(event["text"])),
            function_arn=context["function_arn"],
        )
        told = self._commands.take_words(act)
        if told:
            with suppress(ImagineError):
                self._api.call(
                    "chat.postEphemeral",
                    timeout=_TELL_TIMEOUT,
                    channel=channel,
                    user=user,
                    thread_ts=address.get("thread_ts"),
                    **told.arguments(),
                )


def concerns_us(body: Mapping[str, Any]) -> bool:
    """Whether an event callback may be for us. Cheap: it looks at the event and nothing else."""
    event = body.get("event")
    if not isinstance(event, Mapping) or event.get("type") != "message":
        return False
    needed = (body.get("team_id"), event.get("channel"), event.get("user"), event.get("ts"))
    text = event.get("text")
    if not (all(isinstance(each, str) and each for each in needed) and isinstance(text, str)):
        return False
    if event.get("bot_id") or event.get("subtype") not in _WORDS:
        return False
    us = _bot_user(body)
    if event["user"] == us:
        return False
    return event.get("channel_type") == "im" or us in mentions(text)


def _bot_user(body: Mapping[str, Any]) -> str:
    """The bot's own user id, as every event of it carries; "" where it does not."""
    authorizations = body.get("authorizations")
    for each in authorizations if isinstance(authorizations, list) else ():
        if isinstance(each, Mapping) and each.get("is_bot"):
            return str(each.get("user_id", ""))
    return ""
