"""Who is an admin of the workspace."""

from __future__ import annotations

from bot.webapi import WebApi
from core import observe
from core.errors import ImagineError

_TIMEOUT = 2


class Admins:
    """The admins.

    Args:
        api: Tells who is one.
    """

    def __init__(self, api: WebApi) -> None:
        self._api = api

    def include(self, user: str) -> bool:
        """Whether somebody is one; without the scope that tells, nobody is."""
        with observe.Suppress(ImagineError):
            told = self._api.call("users.info", timeout=_TIMEOUT, user=user)["user"]
            return bool(told.get("is_admin") or told.get("is_owner"))
        return False
