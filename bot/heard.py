"""A message event, read once: who said what, where, to whom, with which images.

Most of what Slack sends is other people's talk: `concerns_us` sets it aside by a look at the
event, before anything is built or read for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.payloads import SLACKBOT, workspace
from bot.shared_images import SharedImages, images_in
from bot.words import addressed, mentions, plain

NEW_SEED_EMOJI = "repeat"
DELETE_EMOJI = "x"
OFFER_EMOJI = "art"

_SUBTYPES = {None, "file_share", "thread_broadcast"}
_EMOJI = {NEW_SEED_EMOJI, DELETE_EMOJI, OFFER_EMOJI}


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody said.

    Attributes:
        tenant: The workspace.
        channel: Where.
        user: Who.
        ts: The message's identity in its channel.
        root: The message its thread hangs below; its own `ts` where it is in none.
        in_thread: Whether it is a reply.
        words: What was said, plain, mentions taken out.
        direct: Whether it was said in the bot's own direct message.
        mentioned: Whether it names the bot.
        addressed: Whether it begins by naming the bot.
        to_others: Whether it names somebody else.
        images: What of it can be started from.
    """

    tenant: str
    channel: str
    user: str
    ts: str
    root: str
    in_thread: bool
    words: str
    direct: bool
    mentioned: bool
    addressed: bool
    to_others: bool
    images: SharedImages

    @property
    def to_us(self) -> bool:
        """Whether it was said to the bot."""
        return self.direct or self.mentioned


def concerns_us(body: Mapping[str, Any]) -> bool:
    """Whether an event callback may be for us. Cheap: it looks at the event and nothing else."""
    event = body.get("event")
    if not isinstance(event, Mapping) or not workspace(body):
        return False
    if event.get("type") == "reaction_added":
        item = event.get("item")
        named = _texts(event, "user", "reaction") and event["reaction"] in _EMOJI
        return named and isinstance(item, Mapping) and _texts(item, "channel", "ts")
    if event.get("type") != "message" or not _texts(event, "channel", "user", "ts"):
        return False
    if event.get("bot_id") or event.get("subtype") not in _SUBTYPES:
        return False
    us = bot_user(body)
    text = event.get("text")
    if event["user"] in {us, SLACKBOT} or not isinstance(text, str):
        return False
    in_thread = event.get("thread_ts") not in {None, event["ts"]}
    return bool(
        event.get("channel_type") == "im"
        or event.get("files")
        or in_thread
        or (us and us in mentions(text))
    )


def read(body: Mapping[str, Any]) -> Heard:
    """The message in an event that `concerns_us` let through."""
    event: Mapping[str, Any] = body["event"]
    us, text = bot_user(body), str(event["text"])
    named = mentions(text)
    thread = event.get("thread_ts")
    root = thread if isinstance(thread, str) and thread else event["ts"]
    return Heard(
        tenant=workspace(body),
        channel=event["channel"],
        user=event["user"],
        ts=event["ts"],
        root=root,
        in_thread=root != event["ts"],
        words=plain(text),
        direct=event.get("channel_type") == "im",
        mentioned=us in named,
        addressed=addressed(text, us),
        to_others=any(each != us for each in named) or bool(re.search(r"<!(?!date)", text)),
        images=images_in({"files": event.get("files")}),
    )


def bot_user(body: Mapping[str, Any]) -> str:
    """The bot's own user id, as every event of it carries; "" where it does not."""
    authorizations = body.get("authorizations")
    for each in authorizations if isinstance(authorizations, list) else ():
        if isinstance(each, Mapping) and each.get("is_bot"):
            return str(each.get("user_id", ""))
    return ""


def _texts(mapping: Mapping[str, Any], *names: str) -> bool:
    return all(isinstance(mapping.get(name), str) and mapping[name] for name in names)
