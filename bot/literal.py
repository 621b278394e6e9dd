"""People's and models' words made fit to be shown in Slack as they are.

Escaping, look-alikes and cutting to length: strings in, strings out. Knows Slack's markup, and
nothing of blocks.
"""

from __future__ import annotations

import re

from core.text import clean

PIECE_LIMIT = 2_900
"""`units` of one text element; Slack takes 3,000 characters and does not say of which kind."""


def escape(text: str) -> str:
    """The words as `mrkdwn` shows them: Slack's three control characters, and only these.

    This kills mentions and links, not `*`, `_`, `~` and backticks: `spoken` does.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_LOOK_ALIKES = str.maketrans(
    {"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb", "@": "\uff20", "#": "\uff03"}
)
_COLON_IN_WORD = re.compile(r":(?=\S)")
_DOT_IN_WORD = re.compile(r"(?<=\w)\.(?=\w)")
_QUOTING = re.compile("^>")  # at the start of a line it quotes even when it is escaped


def spoken(text: str, limit: int) -> str:
    """Somebody's words for a message's `text`, where nothing can be shown literally.

    Slack reads markup there and offers no escape for formatting, so what could format, link,
    mention or become an emoji is replaced by a character that looks alike. One line.

    Args:
        text: Words of a person or a model.
        limit: Characters of the result, escapes counted.
    """
    line = clean(text).translate(_LOOK_ALIKES)
    line = _DOT_IN_WORD.sub("\u2024", _COLON_IN_WORD.sub("\u2236", line))
    line = _QUOTING.sub("\u203a", line)
    whole = escape(line)
    if len(whole) <= limit:
        return whole
    # Cut before escaping, so that no escape is cut in two.
    room = limit - 1
    for end, character in enumerate(line):
        room -= len(escape(character))
        if room < 0:
            return escape(line[:end].rstrip()) + "…"
    return whole


def shorten(text: str, limit: int) -> str:
    """The text in at most `limit` of its `units`, cut between words where it can be, with "…"."""
    if units(text) <= limit:
        return text
    return _head(text, limit - 1).rstrip() + "…"


def units(text: str) -> int:
    """Length in UTF-16 units of the text in JSON: whatever characters Slack counts, no fewer."""
    return sum(map(_units, text))


def _units(character: str) -> int:
    return 1 + (character > "\uffff" or character in '"\\')


def pieces(text: str, limit: int = PIECE_LIMIT) -> list[str]:
    """The text in parts of at most `limit` of its `units`; put together they are the text."""
    parts = []
    while text:
        part = _head(text, limit)
        parts.append(part)
        text = text[len(part) :]
    return parts


_JOINS = re.compile("[\u0300-\u036f\u200d\ufe00-\ufe0f\u20d0-\u20ff\U0001f3fb-\U0001f3ff]")


def _head(text: str, limit: int) -> str:
    """The longest start within `limit`, to the last blank or at least not inside an emoji."""
    if units(text) <= limit:
        return text
    room, end = limit, 0
    while room >= (need := _units(text[end])):
        room -= need
        end += 1
    if (blank := text.rfind(" ", end // 2, end)) >= 0:
        return text[: blank + 1]
    cut = end
    while cut > end // 2 and (_JOINS.match(text[cut]) or text[cut - 1] == "\u200d"):
        cut -= 1
    return text[:cut] if cut > end // 2 else text[:end]
