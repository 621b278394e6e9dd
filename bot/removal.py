"""Deletes pictures on behalf of people: their maker, or an admin of the workspace."""

from __future__ import annotations

from contextlib import suppress

from bot import notices
from bot.blocks import Message
from bot.webapi import WebApi
from core import observe
from core.errors import Gone, ImagineError
from core.jobs import Jobs
from core.lanes import Starter
from core.model import Job

_ADMIN_TIMEOUT = 2


class Removal:
    """Marks pictures for deletion and sends that on its way.

    Args:
        jobs: Marks deletions.
        starter: Has them carried out.
        api: Asks who is an admin.
    """

    def __init__(self, jobs: Jobs, starter: Starter, api: WebApi) -> None:
        self._jobs = jobs
        self._starter = starter
        self._api = api

    def remove(self, job: Job, *, by: str, function_arn: str) -> Message | None:
        """Have a picture, its message and its words removed.

        Returns:
            What the person is to be told privately; None when its going says it all.
        """
        if job.owner != by and not self._is_admin(by):
            return notices.cannot_delete()
        try:
            self._jobs.mark_deleting(job, by=by)
        except Gone:
            return notices.gone()
        except ImagineError as error:
            observe.report(error)
            return notices.unavailable()
        self._starter.start(job.id, function_arn)
        return None

    def _is_admin(self, user: str) -> bool:
        # Without the scope that tells, nobody is.
        with suppress(ImagineError):
            told = self._api.call("users.info", timeout=_ADMIN_TIMEOUT, user=user)["user"]
            return bool(told.get("is_admin") or told.get("is_owner"))
        return False
