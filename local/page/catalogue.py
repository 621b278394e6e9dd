"""What the app offers in Slack's menus: its command with the options, and its message shortcuts.

Commands and shortcuts are read from the manifest that is given to Slack, options and their values
from the bot: the page offers what is deployed, and completes what the bot reads.
"""

from __future__ import annotations

import functools
from pathlib import Path

import yaml

from core.model import AspectRatio
from core.options import CHAT_FORMATS
from core.styles import STYLES
from local.slack.records import Json

MANIFEST = Path(__file__).resolve().parent.parent.parent / "infra" / "slack-manifest.yaml"

_INVITE: Json = {
    "name": "/invite",
    "hint": "@imagine",
    "about": "Invite somebody to this channel",
    "app": False,
    "options": [],
}
"""Slack's own command, which the app's hints ask for."""


@functools.cache
def commands() -> list[Json]:
    """The slash commands: the app's own, and the one of Slack's that the page understands."""
    own = [
        {
            "name": each["command"],
            "hint": each["usage_hint"],
            "about": each["description"],
            "app": True,
            "options": _options(),
        }
        for each in _features()["slash_commands"]
    ]
    return [*own, _INVITE]


@functools.cache
def shortcuts() -> list[Json]:
    """The app's message shortcuts, as they stand in the menu of a message."""
    return [
        {"callback_id": each["callback_id"], "name": each["name"]}
        for each in _features()["shortcuts"]
        if each["type"] == "message"
    ]


def _features() -> Json:
    features: Json = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))["features"]
    return features


def _options() -> list[Json]:
    """The command's options; values None where none may follow, empty where any may."""
    ratios = [
        {"value": ratio.value, "about": "×".join(map(str, ratio.size))} for ratio in AspectRatio
    ]
    styles = [{"value": name, "about": style.description} for name, style in STYLES.items()]
    formats = [{"value": each.value, "about": each.content_type} for each in CHAT_FORMATS]
    rows: list[tuple[str, str, list[dict[str, str]] | None]] = [
        ("--ar", "the shape, width to height", ratios),
        ("--style", "how the words are improved", styles),
        ("--no", "what to leave out, as in --no people", []),
        ("--seed", "to get much the same picture again", []),
        ("--strength", "with a source image: 0 keeps it, 1 ignores it", []),
        ("--raw", "your words exactly as typed, in English", None),
        ("--format", "of the file", formats),
    ]
    return [{"name": name, "about": about, "values": values} for name, about, values in rows]
