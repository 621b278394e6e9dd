"""Deletes pictures on behalf of people: their maker, or an admin of the workspace."""

from __future__ import annotations

from bot import notices
from bot.admins import Admins
from bot.blocks import Message
from core import observe
from core.errors import Gone, ImagineError
from core.jobs import Jobs
from core.lanes import Starter
from core.model import Job


class Removal:
    """Marks pictures for deletion and sends that on its way.

    Args:
        jobs: Marks deletions.
        starter: Has them carried out.
        admins: Who may delete what others made.
    """

    def __init__(self, jobs: Jobs, starter: Starter, admins: Admins) -> None:
        self._jobs = jobs
        self._starter = starter
        self._admins = admins

    def remove(self, job: Job, *, by: str, function_arn: str) -> Message | None:
        """Have a picture, its message and its words removed.

        Returns:
            What the person is to be told privately; None when its going says it all.
        """
        if job.owner != by and not self._admins.include(by):
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
