"""The images in a message that people shared: found, and judged by their entry.

What the bytes are is for `core.images` to say; nothing here trusts a name or a media type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NOT_KEPT = {
    "external": "That file is kept on another site. Upload the image itself to Slack.",
    "hidden_by_limit": "Slack hides that file because of the plan's limit. Share it again.",
    "tombstone": "That file was deleted. Share it again.",
}
"""Modes of files whose bytes Slack does not have, and what to do instead."""

_NAMED_ONLY = "file_access"


@dataclass(frozen=True, slots=True)
class SharedImages:
    """What of a message can be started from.

    Attributes:
        files: File ids, in the message's order; the ones whose kind Slack does not tell (from
            another organisation) among them.
        why_not: Where there are none though there are files: why, and what to do.
    """

    files: tuple[str, ...]
    why_not: str = ""


def images_in(message: Mapping[str, Any]) -> SharedImages:
    """The images of a message: shared files, and pictures shown in blocks as ours are."""
    found: list[str] = []
    why_not = ""
    files = message.get("files")
    for file in files if isinstance(files, list) else ():
        if not isinstance(file, Mapping) or not isinstance(file.get("id"), str):
            continue
        mode = str(file.get("mode", ""))
        if mode in NOT_KEPT or file.get("is_external"):
            why_not = why_not or NOT_KEPT.get(mode, NOT_KEPT["external"])
        elif mode == _NAMED_ONLY or str(file.get("mimetype", "")).startswith("image/"):
            found.append(file["id"])
    blocks = message.get("blocks")
    for block in blocks if isinstance(blocks, list) else ():
        shown = block.get("slack_file") if isinstance(block, Mapping) else None
        if isinstance(shown, Mapping) and isinstance(shown.get("id"), str):
            found.append(shown["id"])
    return SharedImages(tuple(dict.fromkeys(found)), "" if found else why_not)
