"""The way back of jobs that came over REST: the object in S3 is the delivery, the record the rest.

Whoever asked looks at the job; there is nothing to post and nobody to tell.
"""
# ruff: noqa: ARG002 - each method takes what the protocol gives it

from __future__ import annotations

from collections.abc import Mapping

from core.buckets import Buckets
from core.errors import SourceRefused
from core.images import make_safe
from core.model import Image, Job
from core.ports import Hold, Note

MAX_BYTES = 20_000_000
"""Bytes of a source image: it is held in memory beside the picture decoded from it."""


class RestDoor:
    """A `core.ports.Door` that opens by itself.

    Args:
        buckets: Has the source images.
    """

    def __init__(self, buckets: Buckets) -> None:
        self._buckets = buckets

    def announced(self, job: Job) -> bool:
        """The caller has the job's id."""
        return True

    def announce(self, job: Job, *, look_first: bool, hold: Hold) -> Mapping[str, str]:
        """There is nothing to announce."""
        return {}

    def progress(self, job: Job) -> None:
        """The stage stands in the job."""

    def fetch_source(self, job: Job) -> Image:
        """Read the source image from the input bucket, and make it safe.

        Raises:
            SourceRefused: It is not there, too large, or no picture of ours.
            ImagineError: The bucket could not be read.
        """
        source = job.request.source
        content = source and self._buckets.get_upload(source.reference, most=MAX_BYTES)
        if not content:
            raise SourceRefused("There is no such object in the input bucket, or it is empty.")
        return make_safe(content)

    def upload(self, job: Job, image: Image) -> Mapping[str, str]:
        """The picture is in the output bucket, which is where it is to be."""
        return {}

    def settle(self, notes: Mapping[str, str]) -> None:
        """What is in the bucket can be had at once."""

    def deliver(
        self,
        job: Job,
        *,
        settled: bool,
        note: Note,
        hold: Hold,
    ) -> Mapping[str, str]:
        """The record says that it is there."""
        return {}

    def fail(self, job: Job, *, hold: Hold) -> None:
        """The record says why."""

    def remove(self, job: Job) -> None:
        """There is nothing but the object and the record."""
