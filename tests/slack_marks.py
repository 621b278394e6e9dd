"""What in a message would ping, link or format: everything that is not just words.

Reads text and blocks as Slack's clients do, and where it is not documented what they do, or where
it depends on arguments of the call, as they would at worst.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from local.slack.records import Json

_REFERENCE = re.compile(r"<([^<>\n]+)>")
_FORMATS = {
    "pre": re.compile(r"```.+?```", re.DOTALL),
    "code": re.compile(r"`[^`\n]+`"),
    "bold": re.compile(r"(?<![\w*])\*(?![\s*])[^*\n]*(?<![\s*])\*(?![\w*])"),
    "italic": re.compile(r"(?<![\w_])_(?![\s_])[^_\n]*(?<![\s_])_(?![\w_])"),
    "strike": re.compile(r"(?<![\w~])~(?![\s~])[^~\n]*(?<![\s~])~(?![\w~])"),
    # Escaping does not help at the start of a line: people's own quotes are stored escaped.
    "quote": re.compile(r"^[ \t]*(?:>|&gt;).*$", re.MULTILINE),
}
_EMOJI = re.compile(r"(?<![\w:]):(?:[a-z0-9_'\-]*[a-z][a-z0-9_'\-]*|\+1|-1|100):(?!\w)")
_BARE = {
    "link": re.compile(
        r"(?<![\w@./])(?:(?:https?|ftp)://|mailto:|www\.)[^\s<>|]+"
        r"|(?<![\w@./-])(?:[\w-]+\.)+(?:com|org|net|io|dev|app|co|ai|me|edu|gov)(?![\w.-]*\w)"
        r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
        r"|(?<![\w&#])#[a-z0-9_-]+",
        re.IGNORECASE,
    ),
    "ping": re.compile(r"(?<![\w&@])@(?:channel|here|everyone|group)(?![\w.-])"),
}
_NAME = {"ping": re.compile(r"(?<![\w&@])@[\w.-]*\w")}
_CONTAINERS = {
    "rich_text_quote": "quote",
    "rich_text_preformatted": "pre",
    "rich_text_list": "list",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that is more than words.

    Attributes:
        kind: "ping", "link", "emoji", "reference", or the name of a format or rich-text element.
        what: The words or the address concerned.
        where: Place in the message, as "text" or "blocks/0/text".
    """

    kind: str
    what: str
    where: str


def marks_of(text: str, blocks: Sequence[Json]) -> list[Mark]:
    """Every mark of a message with this notification text and these blocks."""
    named = _every(_NAME, text, "text")
    return [*_mrkdwn(text, "text"), *named, *_within(blocks, "blocks")]


def _within(value: object, where: str) -> Iterator[Mark]:
    if isinstance(value, dict):
        yield from _node(value, where)
        for key, each in value.items():
            yield from _within(each, f"{where}/{key}")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, each in enumerate(value):
            yield from _within(each, f"{where}/{number}")


def _node(node: Json, where: str) -> Iterator[Mark]:
    kind = str(node.get("type", ""))
    words = str(node.get("text", ""))
    if kind == "mrkdwn":
        yield from _mrkdwn(words, where, bare=not node.get("verbatim"))
    elif kind == "plain_text" and node.get("emoji") is not False:
        yield from _every({"emoji": _EMOJI}, words, where)
    elif kind in _CONTAINERS:
        yield Mark(_CONTAINERS[kind], "", where)
    elif kind in {"rich_text", "rich_text_section"} or "/elements/" not in where:
        return
    elif kind == "text":
        yield from (Mark(style, words, where) for style, on in node.get("style", {}).items() if on)
    elif kind in {"link", "date", "emoji", "user", "usergroup", "channel", "broadcast"}:
        yield Mark(kind, str(node), where)


def _mrkdwn(text: str, where: str, *, bare: bool = True) -> Iterator[Mark]:
    """The marks of a mrkdwn text; `bare` when addresses and names in it are linked too."""
    yield from _every({"reference": _REFERENCE, **_FORMATS, "emoji": _EMOJI}, text, where)
    if bare:
        yield from _every(_BARE, _REFERENCE.sub(" ", text), where)


def _every(patterns: dict[str, re.Pattern[str]], text: str, where: str) -> Iterator[Mark]:
    for kind, pattern in patterns.items():
        yield from (Mark(kind, match[0], where) for match in pattern.finditer(text))
