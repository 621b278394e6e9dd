"""Images that people shared in Slack: found in messages, judged by their entry, fetched.

What the bytes are is for `core.images` to say; nothing here trusts a name or a media type.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bot.downloads import download
from bot.webapi import Refused, WebApi
from core.errors import CannotPost, SourceRefused
from core.images import make_safe
from core.model import Image

_NOT_KEPT = {
    "external": "That file is kept on another site. Upload the image itself to Slack.",
    "hidden_by_limit": "Slack hides that file because of the plan's limit. Share it again.",
    "tombstone": "That file was deleted. Share it again.",
}
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
        if mode in _NOT_KEPT or file.get("is_external"):
            why_not = why_not or _NOT_KEPT.get(mode, _NOT_KEPT["external"])
        elif mode == _NAMED_ONLY or str(file.get("mimetype", "")).startswith("image/"):
            found.append(file["id"])
    blocks = message.get("blocks")
    for block in blocks if isinstance(blocks, list) else ():
        shown = block.get("slack_file") if isinstance(block, Mapping) else None
        if isinstance(shown, Mapping) and isinstance(shown.get("id"), str):
            found.append(shown["id"])
    return SharedImages(tuple(dict.fromkeys(found)), "" if found else why_not)


class Sources:
    """Fetches shared images.

    Args:
        api: Slack.
        token: Reads the bot token.
        hosts: Hosts beside Slack's own that files may come from, for local work.
    """

    def __init__(self, api: WebApi, token: Callable[[], str], hosts: Collection[str]) -> None:
        self._api = api
        self._token = token
        self._hosts = hosts

    def fetch(self, file_id: str) -> Image:
        """A shared image, made safe.

        Raises:
            SourceRefused: It is gone, kept elsewhere, or nothing that can be started from.
            Transient: Slack cannot be reached.
            Misconfigured: The token will not do.
        """
        try:
            file = self._api.repeat("files.info", file=file_id)["file"]
        except (CannotPost, Refused) as error:
            raise SourceRefused(
                "That file is not there any more, or not mine to see. Share it again."
            ) from error
        mode = str(file.get("mode", ""))
        if mode in _NOT_KEPT or file.get("is_external"):
            raise SourceRefused(_NOT_KEPT.get(mode, _NOT_KEPT["external"]))
        url = file.get("url_private_download") or file.get("url_private")
        if not url:
            raise SourceRefused("Slack does not give that file out. Share it again.")
        return make_safe(download(str(url), token=self._token(), allowed_hosts=self._hosts))
