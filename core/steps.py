"""The steps from a leased job to its one outcome.

    understand ── announce ──┐                    keep (S3) ──┬─ record ───┐
                  enhance ───┴─ count ──┬─ paint ─┬─ upload ──┴─ settle ───┴─ deliver ── end
                                        ├─ progress
                                        └─ remember (the enhanced prompt, for next time)

Each step's result is written to the job before the next begins, so a run that dies is continued
and not repeated. What may be paid for is counted before it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from core import observe, prices
from core.errors import (
    AnswerLost,
    CannotPost,
    Defect,
    Filtered,
    ImagineError,
    LimitReached,
    Misconfigured,
    NotPaidAgain,
    SourceRefused,
    Transient,
    Unavailable,
    UserError,
)
from core.lease import MAX_PAID_ATTEMPTS, Lease
from core.model import Enhancement, Image, Job, Outcome, Source, Stage, Status
from core.ports import Remaining, Tools

ENHANCE_SECONDS = 45.0
"""Time limit of announcing, fetching a source and enhancing: two tries of 12 s at the model."""

PAINT_SECONDS = 50.0
"""Time limit of the image call, which takes 7 to 30 s."""

KEEP_SECONDS = 10.0
"""Time that has to be left, beyond the image call, to keep a picture that was paid for."""

POST_SECONDS = 50.0
"""Time limit of keeping, uploading and posting."""

MARGIN_SECONDS = 5.0
"""What a lease lasts beyond its step's own time limit."""

MAX_ATTEMPTS = 6
"""Runs that may die on a job before it is ended: it may be the job that kills them."""

TELL_SECONDS = 24 * 3600
"""How long past its deadline it is tried to tell how a job ended, while its door is shut."""


class Steps:
    """One lease's worth of work."""

    def __init__(self, tools: Tools, lease: Lease, remaining: Remaining) -> None:
        self._lease = lease
        self._door = tools.doors[lease.job.door]
        self._buckets = tools.buckets
        self._painter = tools.painter
        self._clock = tools.clock
        self._remaining = remaining

    def go_on(self) -> None:
        """Carry the job from wherever it stands to its end.

        Raises:
            Transient: It has to wait.
            LeaseLost: Another worker has it now.
            Exception: A fault of ours.
        """
        if self._lease.job.status is Status.DELETING:
            self._delete()
            return
        if self._lease.job.status is Status.OPEN:
            try:
                self._make()
            except (UserError, Defect, NotPaidAgain) as error:
                self._decide(error.outcome, error)
        if self._lease.job.status is Status.ENDING:
            self._tell()

    def _make(self) -> None:
        job = self._lease.job
        given_up = job.attempts > MAX_ATTEMPTS or self._clock.now() >= job.deadline
        if given_up and job.question and not job.question.sure:
            # Perhaps it was talk, and nobody waits for anything.
            self._decide(Outcome.TALK, None)
            return
        if job.attempts > MAX_ATTEMPTS:
            raise Defect(f"{MAX_ATTEMPTS} runs died on this job")
        if given_up:
            self._decide(Outcome.TIMED_OUT, None)
            return
        if job.question:
            understood = self._painter.understand(job)
            if understood is None:
                self._decide(Outcome.TALK, None)
                return
            self._lease.record(seconds=ENHANCE_SECONDS, understood=understood)
            job = self._lease.job
        if job.image is None:
            with ThreadPoolExecutor(1, "announce") as pool:
                announcing = pool.submit(self._announce, job)
                try:
                    source = self._source()
                    enhancement = job.enhancement or self._painter.enhance(job, source)
                finally:
                    # Whether the person can be told at all outranks whatever else went wrong.
                    announcing.result()
            self._keep(self._picture(enhancement, source))
        self._lease.hold()
        notes = self._door.deliver(
            self._lease.job,
            settled=job.image is None,
            note=self._note,
            hold=self._lease.hold,
        )
        self._lease.end(notes=notes)
        job = self._lease.job
        seconds, cost = job.finished - job.created, prices.estimate(job) / prices.MICRO
        observe.logger().info("picture done", job_id=job.id, seconds=round(seconds, 1), usd=cost)
        observe.record(observe.Metric.TIME_TO_PICTURE, seconds)
        observe.record(observe.Metric.ESTIMATED_COST, cost)

    def _announce(self, job: Job) -> None:
        if self._door.announced(job):
            return
        self._lease.hold()
        notes = self._door.announce(
            job, look_first=job.announced_by != job.worker, hold=self._lease.hold
        )
        self._lease.record(seconds=ENHANCE_SECONDS, notes=notes)

    def _source(self) -> Image | None:
        job = self._lease.job
        source = job.request.source
        if source is None:
            return None
        if source.key:
            kept = self._buckets.get_source(source.key)
            if kept is None:
                raise SourceRefused("The source image is no longer kept. Share it again.")
            return kept
        image = self._door.fetch_source(job)
        key = self._buckets.put_source(job, image)
        self._lease.record(seconds=ENHANCE_SECONDS, source=Source(source.reference, key))
        return image

    def _picture(self, enhancement: Enhancement, source: Image | None) -> Image:
        """The job's picture: the one that was paid for already, or a new one."""
        while True:
            job = self._lease.job
            if job.paid_attempts:
                found = self._buckets.find_picture(job)
                if found:
                    return found
            self._have_time()
            self._lease.count_paid(seconds=PAINT_SECONDS + MARGIN_SECONDS, enhancement=enhancement)
            self._lease.hold()
            try:
                # The table may have taken its time over that.
                self._have_time()
                observe.record(observe.Metric.PAID_CALLS)
                with ThreadPoolExecutor(2, "progress") as pool:
                    telling = pool.submit(self._door.progress, self._lease.job)
                    remembering = pool.submit(self._painter.remember, self._lease.job)
                    image = self._painter.paint(self._lease.job, enhancement.prompt, source)
                    _overlook(telling, remembering)
            except AnswerLost as error:
                if self._lease.job.paid_attempts >= MAX_PAID_ATTEMPTS:
                    raise NotPaidAgain(str(error)) from error
                observe.logger().warning("a picture's answer was lost", job_id=job.id)
            except Filtered as error:
                observe.record(observe.Metric.FILTERED, stage=error.outcome.value)
                raise
            except ImagineError:
                self._lease.uncount_paid()
                raise
            else:
                return image

    def _have_time(self) -> None:
        """A picture this process could not keep any more would be paid for and lost."""
        if self._remaining() < PAINT_SECONDS + KEEP_SECONDS:
            raise Unavailable("this process has no time left for a picture")

    def _keep(self, image: Image) -> None:
        job = self._lease.job
        with ThreadPoolExecutor(1, "keep") as pool:
            keeping = pool.submit(self._buckets.put_picture, job, image)
            notes = self._door.upload(job, image)
            stored, first = keeping.result()
            if first is not None:
                # Another worker's picture was kept before ours: that one is the job's.
                notes = self._door.upload(job, first)
            settling = pool.submit(self._door.settle, notes)
            self._lease.record(
                seconds=POST_SECONDS + MARGIN_SECONDS,
                stage=Stage.POSTING,
                image=stored,
                notes=notes,
            )
            settling.result()

    def _note(self, notes: Mapping[str, str]) -> None:
        self._lease.record(seconds=POST_SECONDS + MARGIN_SECONDS, notes=notes)
        self._lease.hold()

    def _decide(self, outcome: Outcome, error: ImagineError | None) -> None:
        if outcome is not Outcome.TALK:
            _log_failure(self._lease.job, outcome, error)
        self._lease.decide(outcome, seconds=POST_SECONDS, notes=_details(error))

    def _tell(self) -> None:
        job = self._lease.job
        self._lease.hold()
        try:
            self._door.fail(job, hold=self._lease.hold)
        except (UserError, Defect) as error:
            observe.logger().error("nobody could be told", job_id=job.id, reason=str(error))
        except Transient:
            if self._clock.now() < job.deadline + TELL_SECONDS:
                raise
            observe.logger().error("nobody could be told in time", job_id=job.id)
        self._lease.end(notes={})
        observe.record(observe.Metric.ESTIMATED_COST, prices.estimate(job) / prices.MICRO)
        if job.outcome == Outcome.TALK:
            return
        observe.record(observe.Metric.JOBS_FAILED, outcome=job.outcome)

    def _delete(self) -> None:
        job = self._lease.job
        try:
            self._door.remove(job)
        except (UserError, Defect) as error:
            # Whatever stands in the way of tidying up, the words and the picture must go.
            observe.logger().error("message not removed", job_id=job.id, reason=str(error))
        self._buckets.delete(job)
        self._painter.forget(job)
        self._lease.scrub()


def _overlook(*besides: Future[None]) -> None:
    """What is done beside the painting must not cost the picture, whatever becomes of it."""
    for done in besides:
        try:
            done.result()
        except Exception:  # noqa: BLE001 - logged
            observe.logger().exception("something beside the painting failed")


def _log_failure(job: Job, outcome: Outcome, error: ImagineError | None) -> None:
    """One line for the operator; of what a person can change the outcome alone, without words."""
    line = {"job_id": job.id, "outcome": outcome.value}
    if isinstance(error, Defect):
        line["mend"] = error.mend if isinstance(error, Misconfigured) else "see docs/runbook.md"
        observe.logger().error("job failed", extra={**line, "reason": str(error)})
    else:
        reason = "" if error is None or isinstance(error, UserError) else str(error)
        observe.logger().warning("job failed", extra={**line, "reason": reason})


def _details(error: ImagineError | None) -> Mapping[str, str]:
    """What the door needs to say it, beyond the outcome."""
    if isinstance(error, SourceRefused):
        return {"reason": error.message}
    if isinstance(error, CannotPost):
        return {"closed": error.reason}
    if isinstance(error, LimitReached):
        return {"limit": str(error.limit), "resets": str(int(error.resets))}
    return {}
