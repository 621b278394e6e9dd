"""A job's life seen from outside: admitted, taken by a worker, swept up, marked for deletion.

What the worker that holds a job may write is in `core.lease`. Nothing else changes a status.
"""

from __future__ import annotations

import dataclasses
import hashlib
import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from core.attributes import Item
from core.budgets import Limits, spent, take
from core.clock import Clock
from core.errors import Busy, Gone, ImagineError
from core.lease import Lease
from core.model import SEED_MAX, SEED_MIN, ImageRequest, Job, Question, Stage, Status, Variant
from core.records import from_item, job_id, job_key, to_item
from core.table import ConditionFailed, Table, Write

DEADLINE_SECONDS = 30 * 60
"""An open job is ended visibly this long after it was admitted."""

INVOKED_WITHIN = 120.0
"""Seconds after which a job nobody has leased is one whose invocation never arrived."""

RECEIVED_WITHIN = 15 * 60.0
"""The same for jobs that all go by the queue. It loses none, but is worked off a few at a time; and
there have to be some minutes left before the deadline for one whose sender died."""

_LONGEST_RUN_SECONDS = 180
"""A worker's whole run fits in here: the function's time-out of 120 s and a lease's remainder."""

_DAY = 86_400

_ENDED = {Status.DONE, Status.FAILED, Status.DELETED}


@dataclass(frozen=True, slots=True)
class Admission:
    """What became of an act.

    Attributes:
        job: The act's one job.
        fresh: Whether it has yet to be started: it is new, or nobody has begun it.
    """

    job: Job
    fresh: bool


class Jobs:
    """Jobs in the table.

    Args:
        table: Tried for at most 2 s at the door, for longer by workers.
        clock: Tells the time.
        rng: Chooses seeds.
        limits: Daily budgets.
        retention_days: How long an ended job's recipe is kept.
        begun_within: Seconds in which the lane that jobs start by brings them to a worker.
    """

    def __init__(
        self,
        table: Table,
        *,
        clock: Clock,
        rng: random.Random,
        limits: Limits,
        retention_days: int,
        begun_within: float = INVOKED_WITHIN,
    ) -> None:
        self._table = table
        self._clock = clock
        self._rng = rng
        self._limits = limits
        self._retention = retention_days * _DAY
        self._begun_within = begun_within

    def admit(
        self,
        *,
        act: str,
        tenant: str,
        owner: str,
        door: str,
        address: Mapping[str, str],
        request: ImageRequest,
        question: Question | None = None,
        variant: Variant = Variant.NONE,
    ) -> Admission:
        """Take an act on: one transaction writes the job and takes from the budgets.

        Args:
            act: What was done, never how it was delivered: the same act is the same job.
            tenant: Workspace, or account.
            owner: Who asked.
            door: Where the answer goes back through.
            address: What that door needs to answer.
            request: What is to be painted; a seed of 0 is chosen here.
            question: A reply that has yet to be understood before anything is painted.
            variant: Its arm of the experiment.

        Raises:
            LimitReached: A budget is spent; nothing was written.
            Transient: The table cannot be reached; nothing is taken on that cannot be counted.
        """
        now = self._clock.now()
        digest = hashlib.sha256(f"{tenant}|{act}".encode()).hexdigest()[:32]
        seed = request.seed or self._rng.randint(SEED_MIN, SEED_MAX)
        counters = self._limits.pictures(tenant, owner, now)
        job = Job(
            id=f"{tenant}.{digest}",
            tenant=tenant,
            owner=owner,
            door=door,
            address=address,
            request=dataclasses.replace(request, seed=seed),
            question=question,
            variant=variant,
            status=Status.OPEN,
            stage=Stage.ENHANCING,
            created=now,
            deadline=now + DEADLINE_SECONDS,
            charged=tuple(key for _, key, _ in counters),
        )
        new = Write(
            job_key(job.id),
            put={
                **to_item(job),
                "open": "1",
                "due": now + self._begun_within,
                "expires": int(now) + self._retention,
            },
            condition="attribute_not_exists(pk)",
        )
        try:
            self._table.transact([new, *(take(key, limit, now) for _, key, limit in counters)])
        except ConditionFailed as error:
            if error.failed[0]:
                return self._known(job.id, error.items[0])
            for (budget, _, limit), failed in zip(counters, error.failed[1:], strict=True):
                if failed:
                    raise spent(budget, limit, now) from error
            raise
        return Admission(job, fresh=True)

    def _known(self, known_id: str, item: Item | None) -> Admission:
        job = from_item(item) if item and "created" in item else self.get(known_id)
        # Its first delivery may have died between this write and the invocation.
        fresh = job.status is Status.OPEN and job.fence == 0
        return Admission(job, fresh=fresh)

    def get(self, known_id: str) -> Job:
        """Read a job.

        Raises:
            Gone: There is none by that id, or it is no longer kept.
            Transient: The table could not be read.
        """
        try:
            item = self._table.get(job_key(known_id))
        except ValueError:
            item = None
        if item is None:
            raise Gone(known_id)
        return from_item(item)

    def lease(self, known_id: str, *, worker: str, seconds: float, waiting: bool) -> Lease:
        """Take an unfinished job to work on it.

        The first lease also writes down that its worker sets out to announce the job: a worker
        that is not the one named there has to look for an announcement before it makes one.

        Args:
            known_id: The job.
            worker: An id of this run's own, by which a lost answer is recognised as ours.
            seconds: The first step's own time limit.
            waiting: Whether a job that waits in the slow lane may be taken; the fast lane must
                not, or a repeated event would run ahead of the queue.

        Raises:
            Busy: Another worker holds a live lease.
            Gone: The job has ended, waits for another lane, is unknown or no longer kept.
            Transient: The table could not be written.
        """
        now = self._clock.now()
        free = "#status IN (:open, :ending, :deleting) AND lease_until <= :now"
        values: dict[str, Any] = {
            ":open": Status.OPEN.value,
            ":ending": Status.ENDING.value,
            ":deleting": Status.DELETING.value,
            ":now": now,
            ":until": now + seconds,
            ":worker": worker,
            ":one": 1,
            ":due": now + _LONGEST_RUN_SECONDS,
        }
        names = {"#status": "status"}
        if not waiting:
            free += " AND #stage <> :queued"
            names["#stage"] = "stage"
            values[":queued"] = Stage.QUEUED.value
        try:
            item = self._table.write(
                Write(
                    job_key(known_id),
                    update="SET fence = fence + :one, attempts = attempts + :one, "
                    "lease_until = :until, worker = :worker, due = :due, "
                    "announced_by = if_not_exists(announced_by, :worker), "
                    "announced_at = if_not_exists(announced_at, :now)",
                    condition=free,
                    names=names,
                    values=values,
                )
            )
        except ValueError as error:
            raise Gone(known_id) from error
        except ConditionFailed as error:
            (held,) = error.items
            if held is None:
                raise Gone(known_id) from error
            job = from_item(held)
            if job.worker == worker:
                return self._lease(job)
            if job.lease_until > now and job.status not in _ENDED:
                raise Busy(job.lease_until) from error
            raise Gone(known_id) from error
        return self._lease(from_item(item))

    def _lease(self, job: Job) -> Lease:
        return Lease(job, self._table, clock=self._clock, limits=self._limits)

    def mark_deleting(self, job: Job, *, by: str) -> Job:
        """Have an ended job's picture removed: it becomes unfinished again until it is.

        Raises:
            Gone: It is not there to be deleted, or is being deleted already.
            Transient: The table could not be written.
        """
        now = self._clock.now()
        try:
            item = self._table.write(
                Write(
                    job_key(job.id),
                    update="SET #status = :deleting, #open = :yes, due = :due, "
                    "#stage = :posting, lease_until = :none, attempts = :none, "
                    "notes.deleted_by = :by",
                    condition="#status IN (:done, :failed)",
                    names={"#status": "status", "#open": "open", "#stage": "stage"},
                    values={
                        ":posting": Stage.POSTING.value,
                        ":deleting": Status.DELETING.value,
                        ":done": Status.DONE.value,
                        ":failed": Status.FAILED.value,
                        ":yes": "1",
                        ":due": now + self._begun_within,
                        ":none": 0,
                        ":by": by,
                    },
                )
            )
        except ConditionFailed as error:
            (held,) = error.items
            # Marked by us already, where only the answer to an earlier try was lost.
            if held and held["status"] == Status.DELETING and held["notes"]["deleted_by"] == by:
                return from_item(held)
            raise Gone(job.id) from error
        return from_item(item)

    def leave_to_sweep(self, known_id: str) -> None:
        """Have the next sweep take up a job that no lane would take. Never raises.

        Where that cannot be written, the sweep finds it all the same, some minutes later.
        """
        with suppress(ImagineError):
            self._table.write(
                Write(
                    job_key(known_id),
                    update="SET due = :now",
                    condition="#open = :yes AND due > :now",
                    names={"#open": "open"},
                    values={":yes": "1", ":now": self._clock.now()},
                )
            )

    def overdue(self, limit: int = 100) -> list[tuple[str, float]]:
        """Ids and due times of unfinished jobs nobody seems to work on.

        Raises:
            Transient: The index could not be read.
        """
        rows = self._table.unfinished(due_before=self._clock.now(), limit=limit)
        return [(job_id(key), due) for key, due in rows]

    def claim(self, known_id: str, *, due: float, until: float) -> Job | None:
        """Move an unfinished job's due time, if nobody has meanwhile: one sweep takes it.

        Raises:
            Transient: The table could not be written.
        """
        try:
            item = self._table.write(
                Write(
                    job_key(known_id),
                    update="SET due = :until",
                    condition="#open = :yes AND due = :due",
                    names={"#open": "open"},
                    values={":until": until, ":due": due, ":yes": "1"},
                )
            )
        except ConditionFailed:
            return None
        return from_item(item)
