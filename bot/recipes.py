"""Finds the recipe a button or a form goes on from, in the same workspace and nowhere else."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from bot.payloads import workspace
from core.errors import Gone
from core.jobs import Jobs
from core.model import ImageRequest, Job, Rewrite, Status, Variant

_FORGOTTEN = {Status.DELETING, Status.DELETED}
_GOES_ON = {Rewrite.ENHANCED, Rewrite.REUSED}


class Recipes:
    """Reads jobs on behalf of people."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def behind_button(self, body: Mapping[str, Any]) -> Job:
        """The job a pressed button belongs to.

        Raises:
            Gone: There is none that may be gone on from, in this workspace.
            Transient: The table could not be read.
        """
        return self.find(pressed(body), workspace(body))

    def find(self, job_id: str, team: str) -> Job:
        """A workspace's job.

        Raises:
            Gone: There is none that may be gone on from, in this workspace.
            Transient: The table could not be read.
        """
        if not team or job_id.partition(".")[0] != team:
            raise Gone(job_id)
        job = self._jobs.get(job_id)
        if job.status in _FORGOTTEN:
            raise Gone(job_id)
        return job


def pressed(body: Mapping[str, Any]) -> str:
    """The value of the button that was pressed."""
    return str((body.get("actions") or [{}])[0].get("value", ""))


def go_on_from(job: Job) -> ImageRequest:
    """The request for the same picture, seed included: words, options and source are kept.

    The enhanced prompt is kept where there is one: what fell back to the words is tried again.
    """
    words = job.enhancement
    goes_on = words is not None and (words.how in _GOES_ON or job.variant is Variant.RAW)
    kept = words.prompt if words and goes_on else job.request.enhanced_prompt
    return dataclasses.replace(job.request, enhanced_prompt=kept, parent_id=job.id)


def new_seed(job: Job) -> ImageRequest:
    """The request for the same picture with a seed that is chosen anew."""
    return dataclasses.replace(go_on_from(job), seed=0)
