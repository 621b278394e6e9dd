"""What Slack's composer makes of what people type: escaped text, mentions, links, rich text.

`@ana`, `@imagine`, `#general` and `@here` become references when they name something; everything
else a person types stays their words, `<!channel>` typed by hand included.
"""

from __future__ import annotations

import re

from local.slack.records import Json
from local.slack.state import SlackWorkspace
from local.slack.wire import escape

_REFERENCE = re.compile(r"https?://[^\s<>]+|(?<!\w)@[\w.-]*\w|(?<!\w)#[\w.-]*\w")
_BROADCASTS = {"here", "channel", "everyone"}


def compose(workspace: SlackWorkspace, typed: str) -> tuple[str, Json]:
    """The message's `text` and its `rich_text` block.

    Args:
        workspace: Whose people and channels can be named.
        typed: The person's words.
    """
    text = ""
    parts: list[Json] = []
    end = 0
    for match in _REFERENCE.finditer(typed):
        part, wire = _reference(workspace, match[0])
        if part is None:
            continue
        text += escape(typed[end : match.start()]) + wire
        _add_text(parts, typed[end : match.start()])
        parts.append(part)
        end = match.end()
    text += escape(typed[end:])
    _add_text(parts, typed[end:])
    return text, {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": parts}],
    }


def _reference(workspace: SlackWorkspace, word: str) -> tuple[Json | None, str]:
    name = word[1:]
    if word.startswith("http"):
        return {"type": "link", "url": word}, f"<{escape(word)}>"
    if word.startswith("#"):
        try:
            channel = workspace.channel(name)
        except KeyError:
            return None, ""
        return {"type": "channel", "channel_id": channel.id}, f"<#{channel.id}|{channel.name}>"
    if name in _BROADCASTS:
        return {"type": "broadcast", "range": name}, f"<!{name}>"
    try:
        user = workspace.user(name)
    except KeyError:
        return None, ""
    return {"type": "user", "user_id": user.id}, f"<@{user.id}>"


def _add_text(parts: list[Json], text: str) -> None:
    if text:
        parts.append({"type": "text", "text": text})
