"""Images that people shared in Slack, fetched and made safe. `bot.shared_images` finds them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from bot.downloads import download
from bot.shared_images import NOT_KEPT
from bot.webapi import Refused, WebApi
from core.errors import CannotPost, SourceRefused
from core.images import make_safe
from core.model import Image


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
        if mode in NOT_KEPT or file.get("is_external"):
            raise SourceRefused(NOT_KEPT.get(mode, NOT_KEPT["external"]))
        url = file.get("url_private_download") or file.get("url_private")
        if not url:
            raise SourceRefused("Slack does not give that file out. Share it again.")
        return make_safe(download(str(url), token=self._token(), allowed_hosts=self._hosts))
