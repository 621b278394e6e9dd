"""A busy hour's worth of pictures through every limit at once: events in order of time, seeded.

A job goes the ways of the real one: the fast lane, or the slow one where something throttles it,
with the same back-off, the same deadline and the same few tries within a run. Knows the limits of
`limits` and nothing of AWS or Slack beyond them.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.figures import percentile
from benchmarks.scale.limits import Demand, Limits

DEADLINE = 30 * 60.0
_FIRST_WAIT, _LONGEST_WAIT = 5.0, 120.0
_PATIENT_PAUSE = 5.0
"""The longest that a run waits for Slack before it gives the job to the slow lane."""


class _Bucket:
    """So many a period, refilled steadily; a burst of a tenth of a minute's is let through."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._most = rate, max(1.0, burst)
        self._left, self._since = self._most, 0.0

    def take(self, now: float) -> float:
        """0 when it was taken, else seconds until there is one."""
        self._left = min(self._most, self._left + (now - self._since) * self._rate)
        self._since = now
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) / self._rate


@dataclass(slots=True)
class _Job:
    asked: float
    workspace: int
    channel: int
    announced: bool = False
    enhanced: bool = False
    painted: bool = False
    waits: int = 0


@dataclass(slots=True)
class Outcome:
    """What became of the pictures.

    Attributes:
        asked: How many.
        times: Seconds to each that came.
        timed_out: How many were ended at their deadline.
        unanswered: Requests that no environment was free to acknowledge.
        slow: How many went by the slow lane.
        because: What sent them there, by name.
        busiest: Most environments at the same time.
        backlog: Most jobs that waited in the slow lane.
    """

    asked: int = 0
    times: list[float] = field(default_factory=list)
    timed_out: int = 0
    unanswered: int = 0
    slow: int = 0
    because: Counter[str] = field(default_factory=Counter)
    busiest: int = 0
    backlog: int = 0

    def seconds(self, percent: float) -> float:
        """Time to picture that so many percent do not exceed."""
        return percentile(self.times, percent) if self.times else float("inf")


class Simulation:
    """One run.

    Args:
        workspaces: How many.
        limits: What is allowed.
        demand: What is asked for.
        seconds: How long people ask; what is under way is carried to its end.
        seed: The same gives the same.
    """

    def __init__(
        self,
        workspaces: int,
        limits: Limits,
        demand: Demand,
        *,
        seconds: float = 1_200.0,
        seed: int = 1,
    ) -> None:
        self._limits, self._demand = limits, demand
        self._chance = random.Random(seed)  # noqa: S311 - a simulation
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._now = 0.0
        self._running, self._warm = 0, 0
        self._starts = _Bucket(limits.starts / 10, limits.starts)
        self._model = _Bucket(limits.pictures_a_minute / 60, limits.pictures_a_minute / 10)
        self._updates = [self._by_minute(limits.updates_a_minute) for _ in range(workspaces)]
        self._looks = [self._by_minute(limits.looks_a_minute) for _ in range(workspaces)]
        self._posts: dict[tuple[int, int], _Bucket] = {}
        self._queue: deque[_Job] = deque()
        self._in_slow_lane = 0
        self.outcome = Outcome()
        self._ask(workspaces, seconds)

    def run(self) -> Outcome:
        """Carry everything to its end."""
        while self._events:
            self._now, _, event = heapq.heappop(self._events)
            event()
        return self.outcome

    @staticmethod
    def _by_minute(rate: float) -> _Bucket:
        return _Bucket(rate / 60, rate / 10)

    def _at(self, seconds: float, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (self._now + seconds, next(self._order), event))

    def _ask(self, workspaces: int, seconds: float) -> None:
        """Lay out everybody's requests: sizes as unlike as workspaces are, times at random."""
        demand = self._demand
        mean = demand.pictures_a_day * demand.peak_share / 3_600
        # So that the mean stays what it is, however unlike the sizes are.
        shift = -(demand.spread**2) / 2
        for workspace in range(workspaces):
            rate = mean * self._chance.lognormvariate(shift, demand.spread)
            at = self._chance.expovariate(rate)
            while at < seconds:
                job = _Job(at, workspace, self._chance.randrange(demand.channels))
                self._at(at, lambda job=job: self._request(job))  # type: ignore[misc]
                at += self._chance.expovariate(rate)

    # --- environments

    def _enter(self) -> float | None:
        """Take an environment: seconds until it is ready, None where there is none."""
        if self._running >= self._limits.concurrency:
            return None
        if self._warm > self._running:
            self._running += 1
            return 0.0
        if self._starts.take(self._now):
            return None
        self._running += 1
        self._warm = max(self._warm, self._running)
        self.outcome.busiest = max(self.outcome.busiest, self._running)
        return self._demand.start

    def _leave(self) -> None:
        self._running -= 1

    # --- a job's way

    def _request(self, job: _Job) -> None:
        self.outcome.asked += 1
        start = self._enter()
        if start is None:
            self.outcome.unanswered += 1
            return

        def acknowledged() -> None:
            self._leave()
            if self._limits.fast:
                self._invoked(job, wait=1.0)
            else:
                self._to_slow_lane(job, 0.0, "by choice")

        self._at(start + self._demand.ack, acknowledged)

    def _invoked(self, job: _Job, wait: float) -> None:
        """The asynchronous event: tried again by Lambda while nothing is free, for ten minutes."""
        start = self._enter()
        if start is not None:
            self._at(start, lambda: self._work(job, self._fast_lane_ended))
        elif self._now + wait > job.asked + 600:
            self._to_slow_lane(job, 0.0, "no environment free")
        else:
            self._at(wait, lambda: self._invoked(job, min(wait * 2, 300.0)))

    def _fast_lane_ended(self) -> None:
        self._leave()

    def _work(self, job: _Job, ended: Callable[[], None]) -> None:
        if self._now > job.asked + DEADLINE:
            self.outcome.timed_out += 1
            ended()
            return
        if not job.announced:
            wait = self._post(job)
            if wait:
                self._put_back(job, wait, "one channel's messages", ended)
                return
            job.announced = True
        if job.painted:
            self._deliver(job, ended)
            return
        before = 0.0 if job.enhanced else self._demand.enhance
        job.enhanced = True
        self._at(before, lambda: self._paint(job, ended))

    def _paint(self, job: _Job, ended: Callable[[], None]) -> None:
        if self._model.take(self._now):
            self._put_back(job, 0.0, "the image model", ended)
            return
        # Progress is told if it may be; nothing waits for it.
        self._updates[job.workspace].take(self._now)
        low, usual, high = self._demand.paint

        def painted() -> None:
            job.painted = True
            self._deliver(job, ended)

        self._at(self._chance.triangular(low, high, usual), painted)

    def _deliver(self, job: _Job, ended: Callable[[], None], tries: int = 1) -> None:
        # Three looks at the file, then the message that shows it.
        looks = max(self._looks[job.workspace].take(self._now) for _ in range(3))
        wait = max(looks, self._updates[job.workspace].take(self._now))
        if not wait:
            self._at(self._demand.deliver, lambda: self._done(job, ended))
        elif wait > _PATIENT_PAUSE or tries > 2:  # noqa: PLR2004 - as bot.webapi tries
            self._put_back(job, wait, "one workspace's Slack calls", ended)
        else:
            self._at(wait, lambda: self._deliver(job, ended, tries + 1))

    def _done(self, job: _Job, ended: Callable[[], None]) -> None:
        self.outcome.times.append(self._now - job.asked)
        ended()

    def _post(self, job: _Job) -> float:
        place = (job.workspace, job.channel)
        if place not in self._posts:
            self._posts[place] = _Bucket(self._limits.posts, 1.0)
        return self._posts[place].take(self._now)

    # --- the slow lane

    def _put_back(self, job: _Job, wait: float, why: str, ended: Callable[[], None]) -> None:
        backoff = min(_FIRST_WAIT * 2.0**job.waits, _LONGEST_WAIT)
        job.waits += 1
        self._to_slow_lane(job, max(backoff * self._chance.uniform(0.5, 1.0), wait, 1.0), why)
        ended()

    def _to_slow_lane(self, job: _Job, seconds: float, why: str) -> None:
        if job.waits <= 1:
            self.outcome.slow += 1
            self.outcome.because[why] += 1

        def seen() -> None:
            self._queue.append(job)
            self.outcome.backlog = max(self.outcome.backlog, len(self._queue))
            self._poll()

        self._at(seconds, seen)

    def _poll(self) -> None:
        while self._queue and self._in_slow_lane < self._limits.slow_lane:
            start = self._enter()
            if start is None:
                self._at(1.0, self._poll)
                return
            self._in_slow_lane += 1
            job = self._queue.popleft()
            self._at(start, lambda job=job: self._work(job, self._slow_run_ended))  # type: ignore[misc]

    def _slow_run_ended(self) -> None:
        self._in_slow_lane -= 1
        self._leave()
        self._poll()
