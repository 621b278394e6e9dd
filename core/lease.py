"""What the one worker that holds a job may write: results, paid calls, its end.

Every write carries the fence of the lease it is made under, so a worker that lost its lease can
change nothing more:

    worker A   lease (fence 1) ── paints ─────────── (stalled) ─────── record, fence 1: refused
    worker B                              lease runs out │ lease (fence 2) ── record ── end

A write whose answer was lost is made again by the SDK; each is so conditioned that the second
time changes nothing and is recognised as ours.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from threading import Lock
from typing import Any

from core import tally
from core.attributes import Item
from core.budgets import Limits, give_back, spent, take
from core.clock import Clock
from core.errors import LeaseLost, NotPaidAgain
from core.model import (
    Enhancement,
    ImageRequest,
    Job,
    Outcome,
    Source,
    Stage,
    Status,
    StoredImage,
)
from core.records import job_key, request_to_json, to_json
from core.table import ConditionFailed, Table, Write

MAX_PAID_ATTEMPTS = 2
"""Image calls a job may have paid: one, and one more when the answer to the first was lost."""


class Lease:
    """A job in one worker's hands.

    Attributes:
        job: The job as last written under this lease.
    """

    def __init__(self, job: Job, table: Table, *, clock: Clock, limits: Limits) -> None:
        self.job = job
        # The announcement is noted while the words are being enhanced.
        self._lock = Lock()
        self._table = table
        self._clock = clock
        self._limits = limits
        self._counted_in = ""

    def hold(self) -> None:
        """Make sure that the lease has not run out: what is said to people carries no fence.

        Raises:
            LeaseLost: It has, and another worker may have taken over.
        """
        if self._clock.now() >= self.job.lease_until:
            raise LeaseLost(self.job.id)

    def record(
        self,
        *,
        seconds: float,
        stage: Stage | None = None,
        enhancement: Enhancement | None = None,
        image: StoredImage | None = None,
        source: Source | None = None,
        understood: ImageRequest | None = None,
        notes: Mapping[str, str] | None = None,
    ) -> None:
        """Write down a step's results, and hold the lease for the next step.

        Args:
            seconds: The next step's own time limit.
            stage: What is begun now.
            enhancement: The words painted.
            image: The picture in the bucket.
            source: The source image made safe.
            understood: The request, now that the reply it hung on is understood.
            notes: What the door wants to know again.

        Raises:
            LeaseLost: Another worker took over.
            Transient: The table could not be written.
        """
        changes: dict[str, Any] = {
            "lease_until": max(self.job.lease_until, self._clock.now() + seconds)
        }
        if stage:
            changes["stage"] = stage
        if enhancement:
            changes["enhancement"] = enhancement
        if image:
            changes["image"] = image
        if understood:
            changes |= {"request": understood, "question": None}
        if source:
            changes["request"] = dataclasses.replace(self.job.request, source=source)
        self._write(changes, notes=notes)

    def count_paid(self, *, seconds: float, enhancement: Enhancement) -> None:
        """Count an image call before it is made: against the job's two, and the workspace's day.

        Raises:
            NotPaidAgain: The job has made as many as it may.
            LimitReached: The workspace has, today.
            LeaseLost: Another worker took over.
            Transient: The table could not be written.
        """
        paid = self.job.paid_attempts + 1
        if paid > MAX_PAID_ATTEMPTS:
            raise NotPaidAgain("as many pictures as a job may were paid for, and none arrived")
        now = self._clock.now()
        counter = self._limits.paid_calls(self.job.tenant, now)
        changes: dict[str, Any] = {
            "lease_until": now + seconds,
            "paid_attempts": paid,
            "stage": Stage.PAINTING,
            "enhancement": enhancement,
        }
        write = self._mine(changes, also="paid_attempts < :paid_attempts")
        try:
            self._table.transact([write, *([take(*counter, now)] if counter else [])])
        except ConditionFailed as error:
            held = error.items[0]
            if error.failed[0]:
                # Counted already, when only the answer to this very write was lost.
                counted = held is not None and held["paid_attempts"] == paid
                if not (counted and self._holds(held, self.job.status)):
                    raise LeaseLost(self.job.id) from error
            elif counter:
                raise spent("paid", counter[1], now) from error
        self._counted_in = counter[0] if counter else ""
        self.job = dataclasses.replace(self.job, **changes)

    def uncount_paid(self) -> None:
        """Take back the count of a call that was definitely not paid.

        Raises:
            LeaseLost: Another worker took over.
            Transient: The table could not be written.
        """
        changes: dict[str, Any] = {"paid_attempts": self.job.paid_attempts - 1}
        write = self._mine(changes, also="paid_attempts > :paid_attempts")
        # From the day it was counted on, which midnight may have ended since.
        counter = [give_back(self._counted_in)] if self._counted_in else []
        try:
            self._table.transact([write, *counter])
        except ConditionFailed as error:
            if not error.failed[0]:
                # The counter is gone, or has nothing to give.
                self._write(changes)
            elif not self._holds(error.items[0], self.job.status):
                raise LeaseLost(self.job.id) from error
        self.job = dataclasses.replace(self.job, **changes)

    def put_back(self, outcome: Outcome, *, due: float) -> None:
        """Let go of a job that has to wait, in good order: the attempt does not count.

        Args:
            outcome: What it waits for.
            due: Epoch seconds at which the sweep may take it for abandoned.

        Raises:
            LeaseLost: Another worker took over.
            Transient: The table could not be written.
        """
        changes: dict[str, Any] = {
            "stage": Stage.QUEUED,
            "waits": self.job.waits + 1,
            "attempts": self.job.attempts - 1,
            "lease_until": 0.0,
        }
        if self.job.status is Status.OPEN:
            changes["outcome"] = outcome.value
        self._write(changes, due=due)

    def drop(self) -> None:
        """Let go of a job whose worker failed: the attempt stays counted.

        Raises:
            LeaseLost: Another worker took over.
            Transient: The table could not be written.
        """
        self._write({"lease_until": 0.0})

    def decide(self, outcome: Outcome, *, seconds: float, notes: Mapping[str, str]) -> None:
        """Write down that a job ends without a picture, and why, before anybody is told.

        Raises:
            LeaseLost: Another worker took over.
            Transient: The table could not be written.
        """
        changes: dict[str, Any] = {
            "status": Status.ENDING,
            "outcome": outcome.value,
            "lease_until": self._clock.now() + seconds,
        }
        self._write(changes, notes=notes)

    def end(self, *, notes: Mapping[str, str]) -> None:
        """End a job, told: with its picture, or without one and with its budget given back.

        Raises:
            LeaseLost: Another worker took over.
            Transient: The table could not be written.
        """
        done = self.job.status is Status.OPEN
        changes: dict[str, Any] = {
            "status": Status.DONE if done else Status.FAILED,
            "outcome": Outcome.DONE.value if done else self.job.outcome,
            "finished": self._clock.now(),
            "charged": self.job.charged if done else (),
        }
        returned = () if done else self.job.charged
        counted = tally.ended(self.job, done=done)
        write = self._mine(changes, notes=notes, remove="#open, due")
        while True:
            try:
                self._table.transact([write, *(give_back(key) for key in returned), counted])
            except ConditionFailed as error:
                if not error.failed[0]:
                    # A counter that is gone or at nothing takes nothing back.
                    pairs = zip(returned, error.failed[1:-1], strict=True)
                    returned = tuple(key for key, failed in pairs if not failed)
                    continue
                if not self._holds(error.items[0], changes["status"]):
                    raise LeaseLost(self.job.id) from error
            break
        self._changed(changes, notes)

    def scrub(self) -> None:
        """Forget what a deleted job said, keeping that there was one: its act stays done.

        Raises:
            LeaseLost: Another worker took over.
            Transient: The table could not be written.
        """
        changes: dict[str, Any] = {
            "status": Status.DELETED,
            "request": ImageRequest(""),
            "question": None,
            "address": {},
            "notes": {},
            "finished": self._clock.now(),
        }
        self._write(changes, remove="#open, due, enhancement, image")

    def _write(
        self,
        changes: Mapping[str, Any],
        *,
        notes: Mapping[str, str] | None = None,
        remove: str = "",
        due: float | None = None,
    ) -> None:
        with self._lock:
            try:
                self._table.write(self._mine(changes, notes=notes, remove=remove, due=due))
            except ConditionFailed as error:
                # Where only the answer to this very write was lost, its status stands already.
                after = changes.get("status")
                if after is None or not self._holds(error.items[0], after):
                    raise LeaseLost(self.job.id) from error
            self._changed(changes, notes)

    def _changed(self, changes: Mapping[str, Any], notes: Mapping[str, str] | None) -> None:
        merged = {**self.job.notes, **notes} if notes else self.job.notes
        self.job = dataclasses.replace(self.job, **{"notes": merged, **changes})

    def _holds(self, held: Item | None, status: Status) -> bool:
        """Whether an item stands as this lease left it, with that status."""
        return held is not None and held["fence"] == self.job.fence and held["status"] == status

    def _mine(
        self,
        changes: Mapping[str, Any],
        *,
        notes: Mapping[str, str] | None = None,
        also: str = "",
        remove: str = "",
        due: float | None = None,
    ) -> Write:
        # Each attribute goes by a stand-in: several names are words the table reserves.
        values = {name: _written(value) for name, value in changes.items()}
        if due is not None:
            values["due"] = due
        names = {f"#{name}": name for name in values}
        sets = [f"#{name} = :{name}" for name in values]
        for name, value in (notes or {}).items():
            names[f"#note_{name}"] = name
            sets.append(f"notes.#note_{name} = :note_{name}")
            values[f"note_{name}"] = value
        if remove:
            names["#open"] = "open"
        return Write(
            job_key(self.job.id),
            update=f"SET {', '.join(sets)}" + (f" REMOVE {remove}" if remove else ""),
            condition="#status = :was AND fence = :fence" + (f" AND {also}" if also else ""),
            names={**names, "#status": "status"},
            values={
                **{f":{name}": value for name, value in values.items()},
                ":was": self.job.status.value,
                ":fence": self.job.fence,
            },
        )


def _written(value: Any) -> Any:  # noqa: ANN401 - whatever a job's attribute holds
    """A job's attribute as the item keeps it."""
    if isinstance(value, Enhancement | StoredImage):
        return to_json(value)
    if isinstance(value, ImageRequest):
        return request_to_json(value)
    if isinstance(value, Status | Stage):
        return value.value
    if value is None:
        return ""
    return list(value) if isinstance(value, tuple) else value
