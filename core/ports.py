"""What a worker needs from outside, by shape: a way back to the person, and the two models."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from core.buckets import Buckets
from core.clock import Clock
from core.jobs import Jobs
from core.model import Enhancement, Image, ImageRequest, Job

HandOver = Callable[[str, float], bool]
"""Puts a job in the slow lane, to be seen after so many seconds; False where that failed."""

Note = Callable[[Mapping[str, str]], None]
"""Writes notes of a door's to the job."""

Hold = Callable[[], None]
"""Raises `LeaseLost` where another worker may have the job by now; for what must be said once."""

Remaining = Callable[[], float]
"""Seconds this process has left."""


class Door(Protocol):
    """The way back to the person who asked. Any method may be called again after it was done."""

    def announced(self, job: Job) -> bool:
        """Whether the job's notes hold an announcement."""

    def announce(self, job: Job, *, look_first: bool, hold: Hold) -> Mapping[str, str]:
        """Say that the job is on.

        Args:
            job: The job.
            look_first: It may have been said already, without that being noted.
            hold: Asked before it is said.

        Returns:
            Notes to keep with the job.

        Raises:
            ImagineError: It cannot be said.
        """

    def progress(self, job: Job) -> None:
        """Say what is being done now, as well as can be; what stands in the way is passed over."""

    def fetch_source(self, job: Job) -> Image:
        """Fetch the source image the request refers to, made safe.

        Raises:
            ImagineError: It cannot be had, or cannot be used.
        """

    def upload(self, job: Job, image: Image) -> Mapping[str, str]:
        """Bring the picture to where it will be shown, not showing it yet.

        Returns:
            Notes to keep with the job.

        Raises:
            ImagineError: It cannot be brought there.
        """

    def settle(self, notes: Mapping[str, str]) -> None:
        """Wait until what was uploaded can be shown, as long as that is sensible.

        Args:
            notes: What `upload` returned.

        Raises:
            ImagineError: It never will be.
        """

    def deliver(self, job: Job, *, settled: bool, note: Note, hold: Hold) -> Mapping[str, str]:
        """Show the finished picture. Done twice, it is still shown once.

        Args:
            job: The job.
            settled: Whether `settle` has seen that it can be shown.
            note: Writes down what has to be known again should this run die before it returns.
            hold: Asked before it is shown anew.

        Returns:
            Notes to keep with the job.

        Raises:
            ImagineError: It cannot be shown.
        """

    def fail(self, job: Job, *, hold: Hold) -> None:
        """Tell how the job ended, to whom it concerns.

        Args:
            job: The job.
            hold: Asked before it is told anew.

        Raises:
            ImagineError: It cannot be told.
        """

    def remove(self, job: Job) -> None:
        """Take the picture and its message away. Done twice, they are gone.

        Raises:
            ImagineError: They cannot be taken away.
        """


class Painter(Protocol):
    """The two models."""

    def understand(self, job: Job) -> ImageRequest | None:
        """What the job's question asks for; None where it is talk. Never raises."""

    def enhance(self, job: Job, source: Image | None) -> Enhancement:
        """The words to paint.

        Raises:
            ImagineError: There are none that may be painted, or not yet.
        """

    def remember(self, job: Job) -> None:
        """Keep the words painted for the next time they are asked for. Never raises."""

    def paint(self, job: Job, words: str, source: Image | None) -> Image:
        """The picture.

        Raises:
            AnswerLost: It may have been paid for.
            Filtered: It was paid for, or counts as if.
            ImagineError: It was not.
        """

    def forget(self, job: Job) -> None:
        """Keep nothing of the job's words for others like it.

        Raises:
            Transient: They could not be removed.
        """


@dataclass(frozen=True, slots=True)
class Tools:
    """What runs of jobs share.

    Attributes:
        jobs: Jobs in the table.
        buckets: Where pictures and source images are kept.
        painter: The two models.
        doors: Ways back, by the name a job has for its own.
        clock: Tells the time.
        rng: Jitter.
        new_id: Gives each run an id of its own.
    """

    jobs: Jobs
    buckets: Buckets
    painter: Painter
    doors: Mapping[str, Door]
    clock: Clock
    rng: random.Random
    new_id: Callable[[], str]
