"""What the app offers in Slack's menus: its command with the options, and its message shortcuts.

In Slack these come from the app's manifest; the options' names and values come from the bot, so
the page completes what the bot reads.
"""

from __future__ import annotations

from core.model import AspectRatio
from core.options import CHAT_FORMATS
from core.styles import STYLES
from local.slack.records import Json

_OPTIONS: list[Json] = [
    {
        "name": "--ar",
        "about": "the shape, width to height",
        "values": [{"value": ratio.value, "about": _shape} for ratio in AspectRatio
                   for _shape in ["×".join(map(str, ratio.size))]],
    },
    {
        "name": "--style",
        "about": "how the words are improved",
        "values": [{"value": name, "about": style.description} for name, style in STYLES.items()],
    },
    {"name": "--no", "about": "what to leave out, as in --no people", "values": []},
    {"name": "--seed", "about": "to get much the same picture again", "values": []},
    {"name": "--strength", "about": "with a source image: 0 keeps it, 1 ignores it", "values": []},
    {"name": "--raw", "about": "your words exactly as typed, in English", "values": None},
    {
        "name": "--format",
        "about": "of the file",
        "values": [{"value": each.value, "about": each.content_type} for each in CHAT_FORMATS],
    },
]  # fmt: skip

COMMANDS: list[Json] = [
    {
        "name": "/imagine",
        "hint": "a red fox in the snow --ar 16:9",
        "about": "Paint a picture of what you describe",
        "app": True,
        "options": _OPTIONS,
    },
    {
        "name": "/invite",
        "hint": "@imagine",
        "about": "Invite somebody to this channel",
        "app": False,
        "options": [],
    },
]
"""The slash commands: the app's own, and Slack's that the page understands."""

SHORTCUTS: list[Json] = [{"callback_id": "reimagine", "name": "Reimagine this image"}]
"""The app's message shortcuts, as they stand in the menu of a message."""
