"""Takes a job, has it carried on, and lets go of it: done, waiting, or dropped.

The steps themselves are in `core.steps`.
"""

from __future__ import annotations

import dataclasses
from contextlib import suppress
from dataclasses import dataclass

from core import observe
from core.errors import Busy, Gone, ImagineError, LeaseLost, Transient
from core.lease import Lease
from core.model import Outcome, Stage, Status
from core.ports import HandOver, Remaining, Tools
from core.steps import ENHANCE_SECONDS, MARGIN_SECONDS, Steps

_FIRST_WAIT = 5.0
_LONGEST_WAIT = 120.0
_LONGEST_WAIT_TO_TELL = 900.0
"""Once a job's end is decided, its outcome is only tried to be told: hours of that cost money."""

_ABANDONED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Wait:
    """The job has to wait: for a service to recover, or for another worker's lease to run out.

    Attributes:
        seconds: How long, about.
    """

    seconds: float


class Worker:
    """Carries jobs on."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def run(
        self, job_id: str, *, waiting: bool, remaining: Remaining, hand_over: HandOver
    ) -> Wait | None:
        """Carry a job on as far as it goes.

        Args:
            job_id: Which.
            waiting: Whether a job that waits in the slow lane may be taken.
            remaining: Seconds this process has left.
            hand_over: Puts a job that has to wait in the slow lane.

        Returns:
            How long it has to wait, or None when there is nothing more to do here.

        Raises:
            Transient: The table cannot be reached.
            Exception: A fault of ours. The attempt stays counted and the lease is given up.
        """
        try:
            lease = self._tools.jobs.lease(
                job_id,
                worker=self._tools.new_id(),
                seconds=ENHANCE_SECONDS + MARGIN_SECONDS,
                waiting=waiting,
            )
        except Busy as busy:
            return Wait(max(1.0, busy.until - self._tools.clock.now()))
        except Gone:
            return None
        try:
            Steps(self._tools, lease, remaining).go_on()
        except LeaseLost:
            observe.logger().warning("lease lost", job_id=job_id)
        except Transient as error:
            return self._put_back(lease, error, hand_over)
        except Exception:
            with suppress(ImagineError):
                lease.drop()
            raise
        return None

    def _put_back(self, lease: Lease, error: Transient, hand_over: HandOver) -> Wait | None:
        """Have a job wait in the slow lane.

        The message goes before the lease is let go: killed in between, the job is looked at
        twice, which its lease settles. The other way round it would lie until its deadline.
        """
        job, now = lease.job, self._tools.clock.now()
        longest = _LONGEST_WAIT if job.status is Status.OPEN else _LONGEST_WAIT_TO_TELL
        backoff = min(_FIRST_WAIT * 2.0 ** min(job.waits, 10), longest)
        wait = max(backoff * self._tools.rng.uniform(0.5, 1.0), error.retry_after, 1.0)
        abandoned = now + wait + _LONGEST_WAIT * 5
        if job.status is Status.OPEN:
            # Nothing is gained by waiting past the deadline, and until then the queue has it.
            wait = max(1.0, min(wait, job.deadline - now + 1))
            abandoned = job.deadline
        observe.logger().info(
            "job waits", job_id=job.id, outcome=error.outcome.value, seconds=round(wait)
        )
        queued = hand_over(job.id, wait)
        try:
            self._say_that_it_waits(lease, error.outcome)
            lease.put_back(error.outcome, due=abandoned if queued else now + _ABANDONED_SECONDS)
        except LeaseLost:
            return None
        return Wait(wait)

    def _say_that_it_waits(self, lease: Lease, outcome: Outcome) -> None:
        """Have the placeholder say so while the lease is held.

        Said after that, it could come later than what the next worker has to show.
        """
        job, door = lease.job, self._tools.doors[lease.job.door]
        if job.status is Status.OPEN and door.announced(job):
            lease.hold()
            door.progress(dataclasses.replace(job, stage=Stage.QUEUED, outcome=outcome.value))
