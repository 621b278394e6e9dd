"""`python -m benchmarks.scale`: run the simulation and put its tables into `docs/scale.md`."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator

from benchmarks.scale.counter import HELD, PATIENCE, contend
from benchmarks.scale.limits import Demand, Limits
from benchmarks.scale.simulation import Outcome, Simulation
from infra.build import ROOT
from local import documents

DOCUMENT = ROOT / "docs" / "scale.md"
WORKSPACES = (10, 30, 100, 300, 1_000, 3_000, 10_000)
RATES = (1, 2, 5, 10, 20, 30, 40, 60)

_WRITE_UNITS_A_PICTURE = 28.0
"""Of the table, as `benchmarks.money` counts them."""

_INDEX_WRITES_A_PICTURE = 4.0
"""Of the index of unfinished jobs, whose items all have one partition key."""


def main() -> int:
    """Run everything; the exit status."""
    made = "\n".join(_sections())
    print(made)
    documents.put(DOCUMENT, "the simulation", made)
    return 0


def _sections() -> Iterator[str]:
    demand = Demand()
    yield "### From ten workspaces to ten thousand\n"
    yield from _grown(demand)
    yield "\n### Which parameter moves it\n"
    yield from _moved(demand)
    yield "\n### Where each limit would be reached by itself\n"
    yield from _reached(Limits(), demand)
    yield "\n### The workspace's daily counter\n"
    yield from _counter()


def _grown(demand: Demand) -> Iterator[str]:
    yield "| workspaces | pictures a minute | p50 | p95 | slow lane | timed out | environments |"
    yield "|---:|---:|---:|---:|---:|---:|---:|"
    for workspaces in WORKSPACES:
        done = Simulation(workspaces, Limits(), demand).run()
        yield (
            f"| {workspaces:,} | {demand.rate * workspaces * 60:,.1f} | {_time(done, 50)} "
            f"| {_time(done, 95)} | {_part(done.slow, done)} | {_part(done.timed_out, done)} "
            f"| {done.busiest} |"
        )


def _moved(demand: Demand) -> Iterator[str]:
    default = Limits()
    small = dataclasses.replace(default, concurrency=10)
    quota = dataclasses.replace(default, pictures_a_minute=300)
    many = dataclasses.replace(default, pictures_a_minute=2_000)
    cases = (
        ("as it is", 500, default),
        ("`SlowLaneConcurrency` 25", 500, dataclasses.replace(default, slow_lane=25)),
        ("model quota 90 a minute", 500, dataclasses.replace(default, pictures_a_minute=90)),
        ("as it is", 1_000, default),
        ("`SlowLaneConcurrency` 25", 1_000, dataclasses.replace(default, slow_lane=25)),
        ("model quota 300 a minute", 1_000, quota),
        ("model quota 300 a minute", 3_000, quota),
        ("the same, `SlowLaneConcurrency` 50", 3_000, dataclasses.replace(quota, slow_lane=50)),
        ("model quota 2,000 a minute", 10_000, many),
        (
            "the same, Lambda concurrency 300",
            10_000,
            dataclasses.replace(many, concurrency=300),
        ),
        ("a new account: Lambda concurrency 10", 100, small),
        ("the same, `JobLane` slow", 100, dataclasses.replace(small, fast=False)),
        ("the same, `SlowLaneConcurrency` 8", 100, _slowly(small, 8)),
    )
    yield "| setting | workspaces | p50 | p95 | unanswered | timed out | most waiting |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for name, workspaces, limits in cases:
        done = Simulation(workspaces, limits, demand).run()
        yield (
            f"| {name} | {workspaces:,} | {_time(done, 50)} | {_time(done, 95)} "
            f"| {_part(done.unanswered, done)} | {_part(done.timed_out, done)} | {done.backlog:,} |"
        )


def _slowly(limits: Limits, slow_lane: int) -> Limits:
    return dataclasses.replace(limits, fast=False, slow_lane=slow_lane)


def _reached(limits: Limits, demand: Demand) -> Iterator[str]:
    rows = (
        ("image model's quota (assumed)", limits.pictures_a_minute / 60, "a quota, or a region"),
        ("slow lane alone", limits.slow_lane / demand.seconds, "`SlowLaneConcurrency`"),
        ("Lambda concurrency", limits.concurrency / demand.seconds, "a quota"),
        ("a new table's 4,000 writes a second", 4_000 / _WRITE_UNITS_A_PICTURE, "grows by itself"),
        ("the index of unfinished jobs", 1_000 / _INDEX_WRITES_A_PICTURE, "split its one key"),
    )
    yield "| limit | pictures a second | workspaces | moved by |"
    yield "|---|---:|---:|---|"
    for name, rate, moved in rows:
        yield f"| {name} | {rate:,.2f} | {rate / demand.rate:,.0f} | {moved} |"
    talk = limits.http / demand.talk_rate
    yield f"| HTTP API, {limits.http:,.0f} requests a second of talk | | {talk:,.0f} | a quota |"
    one = limits.updates_a_minute / 2 / 60
    yield f"| Slack's `chat.update`, in one workspace | {one:.2f} | | Slack |"
    yield f"| Slack's one message a second, in one channel | {limits.posts:.2f} | | Slack |"


def _counter() -> Iterator[str]:
    yield (
        f"Transactions that hold the item for {1e3 * HELD:.0f} ms, tried again for {PATIENCE} s.\n"
    )
    yield "| admissions a second, one workspace | wait p50 | wait p99 | tries | refused |"
    yield "|---:|---:|---:|---:|---:|"
    for rate in RATES:
        found = contend(float(rate))
        usual, most = (f"{1e3 * wait:,.0f} ms" for wait in found.waits)
        yield f"| {rate} | {usual} | {most} | {found.tries:.2f} | {100 * found.refused:.1f} % |"


def _time(done: Outcome, percent: float) -> str:
    seconds = done.seconds(percent)
    return f"{seconds:,.0f} s" if seconds < float("inf") else "none came"


def _part(count: int, done: Outcome) -> str:
    return f"{100 * count / done.asked:.1f} %" if count and done.asked else "0"


if __name__ == "__main__":
    sys.exit(main())
