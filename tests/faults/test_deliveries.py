"""The same act, however it comes: again and again, all at once, late, or first by way of a twin."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.model import Outcome
from tests.faults import tally
from tests.faults.bench import Bench, Trial
from tests.faults.kinds import KINDS, Kind
from tests.house import House

ACTS = "Every act delivered four times"
EVENTS = "Every asynchronous event delivered twice, or never"

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def finish(trial: Trial, section: str, row: str) -> None:
    """Everything comes to rest, and there is one outcome."""
    run = trial.finish([row])
    tally.count(section, row, run.figures())
    assert run.right, str(run)


@each_kind
def test_in_order(bench: Bench, kind: Kind) -> None:
    """Four deliveries, each after the one before was answered, are one act."""
    trial = bench.trial(kind)
    trial.act()
    for _ in range(3):
        trial.repeat(0)
    finish(trial, ACTS, "in order")


@each_kind
def test_all_at_once(bench: Bench, kind: Kind) -> None:
    """Four deliveries at the same moment are one act."""
    trial = bench.trial(kind)
    bench.house.lose_deliveries = 1
    trial.act()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(trial.repeat, [0] * 4))
    finish(trial, ACTS, "all at once")


@each_kind
def test_long_after(bench: Bench, kind: Kind) -> None:
    """Deliveries after the outcome change nothing any more."""
    trial = bench.trial(kind)
    trial.act()
    for _ in range(3):
        bench.house.settle()
        trial.repeat(0)
    finish(trial, ACTS, "long after")


@each_kind
def test_the_first_delivery_lost(bench: Bench, kind: Kind) -> None:
    """What never reached us is an act once it does; what Slack sends once, Slack says was lost."""
    trial = bench.trial(kind)
    bench.house.lose_deliveries = 1
    trial.act()
    finish(trial, ACTS, "the first one lost")


MESSAGES = tuple(kind for kind in KINDS if kind.by_message)


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.name)
@pytest.mark.parametrize("twin", ["another event", "app_mention", "broadcast"])
def test_twins(bench: Bench, kind: Kind, twin: str) -> None:
    """A message that reaches us as several events, each with an id of its own, is one act."""
    house = bench.house
    trial = bench.trial(kind)
    trial.act()
    event = json.loads(house.people.courier.deliveries[-1].body)["event"]
    if twin == "app_mention":
        event = {**event, "type": "app_mention"}
    if twin == "broadcast":
        event = {**event, "subtype": "thread_broadcast"}
    for _ in range(3):
        house.people.send(event)
    finish(trial, ACTS, f"by a twin: {twin}")


def _twice(house: House) -> None:
    house.repeat_invocations()


def _twice_at_once(house: House) -> None:
    house.run_invocations_at_once(copies=2)


def _never(house: House) -> None:
    house.lose_invocations()


@each_kind
@pytest.mark.parametrize(
    ("row", "deliver"),
    [("twice", _twice), ("twice at once", _twice_at_once), ("never", _never)],
    ids=["twice", "at-once", "never"],
)
def test_events(bench: Bench, kind: Kind, row: str, deliver: Callable[[House], None]) -> None:
    """However often Lambda runs an event, or never, the job comes to its one outcome."""
    trial = bench.trial(kind)
    trial.act()
    deliver(bench.house)
    finish(trial, EVENTS, row)


@each_kind
def test_never_and_nothing_works(bench: Bench, kind: Kind) -> None:
    """A job that nobody ever begins is ended by its deadline, where people can see it."""
    trial = bench.trial(kind)
    trial.act()
    bench.house.lose_invocations()
    bench.house.clock.sleep(31 * 60)
    run = trial.finish(["never, until the deadline"])
    tally.count(EVENTS, "never, until the deadline", run.figures() | {"ended otherwise": 0})
    assert not run.finding.problems, str(run)
    assert run.unexpected in {"", Outcome.TIMED_OUT.value}
