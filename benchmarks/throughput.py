"""Throughput: many pictures side by side, and what a picture costs as there are more of them.

Two runs. Side by side: 200 pictures, 50 at a time, with the latencies of `benchmarks.overhead`,
but a model that paints for 12 s, as the real one does: fifty functions share this machine's cores.
Growth: 1, 10, 100 and 1,000 pictures after one another in one region with quick models, counting
calls and the function's own processor time for each; what stands in for AWS and Slack has its
share of the machine too, so time on the wall would be that of the stand-ins.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure, Target, median, percentile, spread
from benchmarks.overhead import Watched
from benchmarks.stage import Latencies, Stage

PICTURES = 200
SIDE_BY_SIDE = 50
GROWTH = (1, 10, 100, 1_000)
_AS_REAL = Latencies(paint=12.0)
_QUICK = Latencies(call=0.0, enhance=0.01, paint=0.02, process=0.0)
_WARMING = 6
_START_SECONDS = 0.6
_ARRIVAL_SECONDS = 0.25
_GROUP = "throughput"
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Pictures made in one region.

    Attributes:
        pictures: How many were asked for.
        seconds: From the first command to the last finished message.
        each: Seconds from command to finished message, of each that came.
        calls: Calls by "lane name".
        cpu: Seconds of the function's processor time, acknowledgements included.
    """

    pictures: int
    seconds: float
    each: tuple[float, ...]
    calls: Mapping[str, int]
    cpu: float


def side_by_side(pictures: int = PICTURES, width: int = SIDE_BY_SIDE) -> Batch:
    """So many pictures, so many at a time."""
    # Acknowledgements need environments of their own while all the jobs run.
    with Stage(latencies=_AS_REAL, concurrency=2 * width + 10) as stage:
        # Two rounds that start the environments, one after another, as they come on two cores.
        _run(stage, 2 * width, width, apart=_START_SECONDS)
        return _run(stage, pictures, width, apart=_ARRIVAL_SECONDS)


def growth(sizes: tuple[int, ...] = GROWTH) -> list[Batch]:
    """Batches of each size, in one region after one another, each finding the one before it."""
    with Stage(latencies=_QUICK, concurrency=8) as stage:
        _run(stage, _WARMING, 2)
        return [_run(stage, size, 2) for size in sizes]


def _run(stage: Stage, pictures: int, width: int, apart: float = 0.0) -> Batch:
    """Pictures by so many people, each asking again once theirs is there.

    Args:
        stage: Where.
        pictures: How many in all.
        width: How many people.
        apart: Seconds between the first request of one and of the next.
    """
    known, cpu, began = len(stage.spans), _cpu(stage), time.time()
    waiting = list(range(pictures))
    each: list[float] = []
    lock = threading.Lock()

    def person() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                number = waiting.pop()
            seconds = _picture(stage, f"{began:.0f}-{number:05d}")
            if seconds is not None:
                each.append(seconds)

    people = [threading.Thread(target=person) for _ in range(min(width, pictures))]
    for one in people:
        one.start()
        time.sleep(apart)
    for one in people:
        one.join()
    seconds = time.time() - began
    stage.settle(_SECONDS)
    calls = Counter(f"{one.lane} {one.name}" for one in stage.spans[known:])
    return Batch(pictures, seconds, tuple(each), calls, _cpu(stage) - cpu)


def _picture(stage: Stage, mark: str) -> float | None:
    """Ask for one and wait until it is finished: the seconds that took, None if it never was."""
    began = time.time()
    words = f"a red fox, {mark}"
    finished = stage.finished(words)
    done = stage.people.command("U0ANA", "C0GENERAL", words)
    if done.message:
        # On a machine that is too busy for the stand-ins it is refused, and says so.
        return None
    return time.time() - began if finished.wait(_SECONDS) else None


def _cpu(stage: Stage) -> float:
    tick = os.sysconf("SC_CLK_TCK")
    return sum(_ticks(one.pid) for one in stage.region.host.pool.environments()) / tick


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def measure(together: Batch, grown: list[Batch], alone: Watched) -> list[Figure]:
    """The figures."""
    longer = _AS_REAL.paint - Latencies().paint
    by_itself = [one.ended("chat.update") + longer for one in alone.warm]
    some, most = _per_picture(grown[-2]), _per_picture(grown[-1])
    return [
        Figure(
            _GROUP,
            f"{together.pictures} pictures, {SIDE_BY_SIDE} at a time",
            "1/s",
            len(together.each) / together.seconds,
            note=f"{len(together.each)} came; {SIDE_BY_SIDE / median(by_itself):.1f} a second "
            "would be each as if alone",
        ),
        Figure(
            _GROUP,
            f"time to picture, p50, {SIDE_BY_SIDE} at a time (baseline: alone)",
            "s",
            median(together.each),
            median(by_itself),
            spread=spread(together.each),
            note="all of it on this machine's cores: what more it takes is the machine's",
        ),
        Figure(
            _GROUP, "the same, p95", "s", percentile(together.each, 95), percentile(by_itself, 95)
        ),
        Figure(
            _GROUP,
            f"calls a picture, of {grown[-1].pictures:,} (baseline: of {grown[-2].pictures:,})",
            "",
            most.calls,
            some.calls,
            Target(1.02, of_ratio=True),
        ),
        Figure(
            _GROUP,
            "the function's CPU a picture, of as many",
            "ms",
            1e3 * most.cpu,
            1e3 * some.cpu,
            Target(1.25, of_ratio=True),
        ),
    ]


@dataclass(frozen=True, slots=True)
class _Each:
    calls: float
    cpu: float


def _per_picture(batch: Batch) -> _Each:
    calls = sum(
        count for name, count in batch.calls.items() if not name.startswith(("function", "model"))
    )
    return _Each(calls / len(batch.each), batch.cpu / len(batch.each))


def table(grown: list[Batch], show: Callable[[float], str] = "{:.1f}".format) -> list[str]:
    """Lines of a table of how calls and time a picture grow."""
    kinds = sorted({name.partition(" ")[0] for batch in grown for name in batch.calls})
    kinds = [kind for kind in kinds if kind != "function"]
    lines = [
        f"| pictures | {' | '.join(kinds)} | CPU a picture, ms |",
        "|---:|" + "---:|" * (len(kinds) + 1),
    ]
    for batch in grown:
        counts = [
            sum(n for name, n in batch.calls.items() if name.startswith(kind + " "))
            / len(batch.each)
            for kind in kinds
        ]
        cells = [f"{batch.pictures:,}", *map(show, counts), show(1e3 * batch.cpu / len(batch.each))]
        lines.append(f"| {' | '.join(cells)} |")
    return lines
