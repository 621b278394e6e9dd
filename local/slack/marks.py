"""What in a message would ping, link or format: everything that is not just words.

Reads text and blocks as Slack's clients do, and where it is not documented what they do, as they
would at worst. Knows nothing of who wrote the words; tests ask whether a person's words came alive.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from local.slack.records import Json, Message

_REFERENCE = re.compile(r"<([^<>\n]+)>")
_FORMATS = (
    ("pre", re.compile(r"```.+?```", re.DOTALL)),
    ("code", re.compile(r"`[^`\n]+`")),
    ("bold", re.compile(r"(?<![\w*])\*(?![\s*])[^*\n]*(?<![\s*])\*(?![\w*])")),
    ("italic", re.compile(r"(?<![\w_])_(?![\s_])[^_\n]*(?<![\s_])_(?![\w_])")),
    ("strike", re.compile(r"(?<![\w~])~(?![\s~])[^~\n]*(?<![\s~])~(?![\w~])")),
    # Escaping does not help at the start of a line: people's own quotes are stored escaped.
    ("quote", re.compile(r"^[ \t]*(?:>|&gt;).*$", re.MULTILINE)),
)
_EMOJI = re.compile(r"(?<![\w:]):(?:[a-z0-9_'\-]*[a-z][a-z0-9_'\-]*|\+1|-1|100):(?!\w)")
_BARE_URL = re.compile(
    r"(?<![\w@./])(?:(?:https?|ftp)://|mailto:|www\.)[^\s<>|]+"
    r"|(?<![\w@./-])(?:[\w-]+\.)+(?:com|org|net|io|dev|app|co|ai|me|edu|gov)(?![\w.-]*\w)",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NAME = re.compile(r"(?<![\w&@])@[\w.-]*\w|(?<![\w&#])#[a-z0-9_-]+", re.IGNORECASE)
_MARKDOWN = (
    ("heading", re.compile(r"^#{1,6} .*$", re.MULTILINE)),
    ("list", re.compile(r"^[ \t]*(?:[-*+]|\d+\.) .*$", re.MULTILINE)),
    ("link", re.compile(r"!?\[[^\]\n]*\]\([^)\n]*\)")),
    ("bold", re.compile(r"\*\*[^*\n]+\*\*|__[^_\n]+__")),
    ("strike", re.compile(r"~~[^~\n]+~~")),
)
_MEDIA = re.compile(r"\.(?:png|jpe?g|gif|webp|mp4|mov|mp3)(?:\?|$)|youtu\.?be|vimeo", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that is more than words.

    Attributes:
        kind: "ping", "link", "unfurl", "emoji", "date", or the name of a format.
        what: The words or the address concerned.
        where: Place in the message, as "text" or "blocks/0/text".
    """

    kind: str
    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.kind} {self.what}"


def marks_of(message: Message) -> list[Mark]:
    """Every mark of a message, its formatting arguments honoured."""
    found = list(_text_marks(message))
    for number, block in enumerate(message.blocks):
        found += block_marks(block, f"blocks/{number}")
    unfurled = [
        Mark("unfurl", mark.what, mark.where)
        for mark in found
        if mark.kind == "link"
        and (message.unfurl_links or (message.unfurl_media and _MEDIA.search(mark.what)))
    ]
    return found + unfurled


def live_marks(message: Message) -> list[str]:
    """The same in words, such as "ping @here", "bold *loud*", "link https://example.com"."""
    return [str(mark) for mark in marks_of(message)]


def pings(message: Message) -> list[str]:
    """Whom a message notifies: user ids, group ids, "channel", "here", "everyone"."""
    return [mark.what for mark in marks_of(message) if mark.kind == "ping"]


def mrkdwn_marks(
    text: str, where: str, *, verbatim: bool = False, formats: bool = True
) -> Iterator[Mark]:
    """The marks of a mrkdwn text.

    Args:
        text: As sent.
        where: Its place.
        verbatim: Whether bare addresses and names are left alone.
        formats: Whether asterisks and their like mean anything.
    """
    for match in _REFERENCE.finditer(text):
        yield _reference(match[1], where)
    if formats:
        for name, pattern in _FORMATS:
            yield from _every(name, pattern, text, where)
    yield from _every("emoji", _EMOJI, text, where)
    if not verbatim:
        bare = _REFERENCE.sub(" ", text)
        yield from _every("link", _BARE_URL, bare, where)
        yield from _every("link", _EMAIL, bare, where)
        yield from _names(bare, where)


def block_marks(block: Json, where: str) -> Iterator[Mark]:
    """The marks of a block, or of anything in one."""
    kind = block.get("type")
    if kind in _LEAVES:
        yield from _LEAVES[kind](block, where)
        return
    if kind == "button" and block.get("url"):
        yield Mark("link", block["url"], where)
    for key, value in block.items():
        yield from _within(value, f"{where}/{key}")


def _within(value: object, where: str) -> Iterator[Mark]:
    if isinstance(value, dict):
        yield from block_marks(value, where)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, each in enumerate(value):
            yield from _within(each, f"{where}/{number}")


def _text_marks(message: Message) -> Iterable[Mark]:
    if message.parse == "full":
        # The reserved characters mean nothing then; names and addresses do.
        yield from _every("link", _BARE_URL, message.text, "text")
        yield from _names(message.text, "text", everyone=True)
        return
    verbatim = message.parse == "none"
    yield from mrkdwn_marks(message.text, "text", verbatim=verbatim, formats=message.mrkdwn)
    if message.link_names and verbatim:
        yield from _names(message.text, "text", everyone=True)
    elif message.link_names:
        bare = _REFERENCE.sub(" ", message.text)
        yield from (m for m in _names(bare, "text", everyone=True) if m.what not in _BROADCASTS)


_BROADCASTS = {"here", "channel", "everyone", "group"}


def _names(text: str, where: str, *, everyone: bool = False) -> Iterator[Mark]:
    """Bare names: those that address everybody, and conversations; people's only on request."""
    for match in _NAME.finditer(text):
        name = match[0][1:]
        if match[0][0] == "#":
            yield Mark("link", match[0], where)
        elif everyone or name in _BROADCASTS:
            yield Mark("ping", name, where)


def _reference(inner: str, where: str) -> Mark:
    target = inner.partition("|")[0]
    if target.startswith("@"):
        return Mark("ping", target[1:], where)
    if target.startswith("!date^"):
        return Mark("date", target, where)
    if target.startswith("!"):
        return Mark("ping", target[1:].partition("^")[2] or target[1:], where)
    return Mark("link", target, where)


def _every(kind: str, pattern: re.Pattern[str], text: str, where: str) -> Iterator[Mark]:
    for match in pattern.finditer(text):
        yield Mark(kind, match[0], where)


def _mrkdwn(block: Json, where: str) -> Iterator[Mark]:
    return mrkdwn_marks(block["text"], where, verbatim=bool(block.get("verbatim")))


def _plain(block: Json, where: str) -> Iterator[Mark]:
    if block.get("emoji") is not False:
        yield from _every("emoji", _EMOJI, block["text"], where)


def _markdown(block: Json, where: str) -> Iterator[Mark]:
    for name, pattern in _MARKDOWN:
        yield from _every(name, pattern, block["text"], where)
    yield from mrkdwn_marks(block["text"], where)


def _rich_text_part(block: Json, where: str) -> Iterator[Mark]:
    what = str(block.get("text", ""))
    for name, wanted in block.get("style", {}).items():
        if wanted:
            yield Mark(name, what, where)


def _rich_link(block: Json, where: str) -> Iterator[Mark]:
    yield Mark("link", block["url"], where)
    yield from _rich_text_part(block, where)


def _rich(kind: str, field: str) -> Callable[[Json, str], Iterator[Mark]]:
    def found(block: Json, where: str) -> Iterator[Mark]:
        yield Mark(kind, str(block[field]), where)

    return found


def _rich_container(name: str) -> Callable[[Json, str], Iterator[Mark]]:
    def found(block: Json, where: str) -> Iterator[Mark]:
        words = " ".join(str(part.get("text", "")) for part in block["elements"])
        yield Mark(name, words, where)
        yield from _within(block["elements"], f"{where}/elements")

    return found


_LEAVES: dict[str, Callable[[Json, str], Iterator[Mark]]] = {
    "mrkdwn": _mrkdwn,
    "plain_text": _plain,
    "markdown": _markdown,
    "text": _rich_text_part,
    "link": _rich_link,
    "user": _rich("ping", "user_id"),
    "usergroup": _rich("ping", "usergroup_id"),
    "broadcast": _rich("ping", "range"),
    "channel": _rich("link", "channel_id"),
    "emoji": _rich("emoji", "name"),
    "date": _rich("date", "format"),
    "rich_text_quote": _rich_container("quote"),
    "rich_text_preformatted": _rich_container("pre"),
    "rich_text_list": _rich_container("list"),
}
