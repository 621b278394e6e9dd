"""What a person wrote in a Slack message, as plain words.

The text of an event comes escaped, with people, channels and links as tokens in angle brackets.
The text of a command comes as typed and is not to pass through here. Knows Slack's notation and
nothing of what the words mean.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_ENTITY = re.compile("&(amp|lt|gt);")
_UNESCAPED = {"amp": "&", "lt": "<", "gt": ">"}
_LEADING_MENTIONS = re.compile(rf"\s*(?:{_MENTION.pattern}[\s,:;]*)+(?:[-–—]\s+)?")
_GREETING = re.compile(
    r"[\s,.!]*(?:(?:hey|hi|hello|ok|okay|yo|please|dear|này|ê|chào)[\s,.!]+)?", re.IGNORECASE
)


def plain(text: str) -> str:
    """The words of an event's text, unescaped once.

    People, groups and broadcasts that are addressed are left out, with the comma or colon after a
    mention at the start; a channel is its name with a number sign; a link is its label, or its
    address as it was typed. Bold, italics and code keep their marks: they are the person's words.
    """
    leading = _LEADING_MENTIONS.match(text)
    words = _TOKEN.sub(_word, text[leading.end() :] if leading else text)
    # Escaped once, so undone once, in one pass: "&amp;lt;" was typed as "&lt;".
    unescaped = _ENTITY.sub(lambda entity: _UNESCAPED[entity[1]], words)
    return re.sub(r"[^\S\n]+", " ", unescaped).strip()


def _word(token: re.Match[str]) -> str:
    kind, target, label = token[1], token[2], token[3] or ""
    if kind == "@":
        return " "
    if kind == "#":
        return f"#{label}" if label else " "
    if kind == "!":
        return label if target.startswith("date^") else " "
    return label or target.removeprefix("mailto:").removeprefix("tel:")


def mentions(text: str) -> tuple[str, ...]:
    """The ids of the people an event's text mentions, each once, in order."""
    return tuple(dict.fromkeys(found[1] for found in _MENTION.finditer(text)))


def addressed(text: str, user_id: str) -> bool:
    """Whether an event's text begins by naming this user, a greeting before it allowed.

    A mention further on is as often about somebody as to them.
    """
    greeting = _GREETING.match(text)
    first = _MENTION.match(text, greeting.end() if greeting else 0)
    return first is not None and first[1] == user_id
