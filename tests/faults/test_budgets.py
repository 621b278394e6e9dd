"""Budgets: exactly as many as the limit, given back once, and never more paid than the cap."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.budgets import Limits
from core.clock import SystemClock
from core.errors import LimitReached
from core.jobs import Jobs
from core.model import ImageRequest, Outcome, Status
from core.table import Table
from local.bedrock import IMAGE_MODEL, Trouble
from local.faults import Call, Lost, Phase, Refusal, nothing
from tests.faults import tally
from tests.faults.bench import Bench
from tests.faults.kinds import COMMAND
from tests.faults.script import HOW, Ahead
from tests.house import House
from tests.refusals import conflict

SECTION = "Budgets"

MIDNIGHT = 1_800_057_600.0
"""The end of the virtual clock's first day, UTC."""


@pytest.mark.parametrize("conflicting", [0.0, 0.5], ids=["quiet", "conflicts"])
@pytest.mark.parametrize("budget", ["person", "workspace"])
@pytest.mark.parametrize("seed", range(25 if tally.FULL else 1))
def test_concurrent_admissions_at_the_limit(
    bench: Bench, budget: str, conflicting: float, seed: int
) -> None:
    """Of 24 asked for at the same moment at a limit of 7, exactly 7 are admitted, and counted."""
    house, chance = bench.house, random.Random(seed)  # noqa: S311 - which transactions conflict
    house.clear()

    def hook(call: Call, phase: Phase) -> Refusal | None:
        met = call.operation == "TransactWriteItems" and phase is Phase.BEFORE
        return conflict() if met and chance.random() < conflicting else None

    house.hook = hook
    jobs = Jobs(
        Table(
            house._clients.dynamodb,
            house.settings.table,
            clock=SystemClock(),
            rng=chance,
            patience=60.0,
        ),
        clock=house.clock,
        rng=chance,
        limits=Limits(
            person=7 if budget == "person" else None,
            workspace=7 if budget == "workspace" else None,
            paid=None,
        ),
        retention_days=1,
    )

    def ask(number: int) -> bool:
        try:
            jobs.admit(
                act=f"act {number}",
                tenant="T0LOCAL",
                owner="U0ANA",
                door="slack",
                address={},
                request=ImageRequest("a red fox"),
            )
        except LimitReached as spent:
            return (spent.budget, spent.limit) != (budget, 7)
        return True

    with ThreadPoolExecutor(8) as pool:
        admitted = list(pool.map(ask, range(24)))
    assert Counter(admitted) == {True: 7, False: 17}
    assert len(house.jobs()) == 7
    assert list(house.counters().values()) == [7]
    tally.count(SECTION, "24 at once at a limit of 7", {"runs": 1, "admitted": 7, "refused": 17})


def test_given_back_once_when_sweep_and_worker_race(bench: Bench) -> None:
    """A worker that comes back to end a job which the sweep has ended gives nothing back again."""
    house = bench.house
    bench.trial(COMMAND).act()
    house.settle()
    standing = house.counters()
    house.bedrock.fail(IMAGE_MODEL, Trouble.FILTER_PROMPT, times=9)
    transactions = Counter[str]()

    def stand_still_before_the_end(call: Call, phase: Phase) -> None:
        if call.operation == "TransactWriteItems" and phase is Phase.BEFORE:
            transactions[call.operation] += 1
            # After the admission and the count of the paid call comes the end.
            if transactions[call.operation] == 3:
                house.clock.sleep(400)
                house.sweep()

    house.hook = stand_still_before_the_end
    COMMAND.do(house)
    house.settle()
    assert transactions["TransactWriteItems"] == 4
    assert [job.status for job in house.jobs()] == [Status.DONE, Status.FAILED]
    assert _pictures(house.counters()) == _pictures(standing)
    tally.count(SECTION, "sweep and worker both end a job", {"runs": 1})


def _pictures(counters: dict[str, int]) -> dict[str, int]:
    return {key: number for key, number in counters.items() if "#pictures#" in key and number}


def _paid(counters: dict[str, int]) -> dict[str, int]:
    days = {key.rpartition("#")[2]: n for key, n in counters.items() if "#paid#" in key}
    return {day: number for day, number in days.items() if number}


def test_given_back_to_the_day_it_was_taken_from(bench: Bench) -> None:
    """A job admitted before midnight that fails after it gives back to the day before."""
    house = bench.house
    trial = bench.trial(COMMAND)
    house.clock.set(MIDNIGHT - 5)
    trial.act()
    house.clock.set(MIDNIGHT + 5)
    trial.act()
    house.bedrock.fail(IMAGE_MODEL, Trouble.FILTER_PROMPT)
    house.settle()
    keys = [key for key in house.counters() if "#pictures#" in key]
    assert {key.split("#")[2] for key in keys} == {"2027-01-15", "2027-01-16"}
    taken = _pictures(house.counters())
    assert set(taken.values()) == {1}
    assert {key.split("#")[2] for key in taken} == {"2027-01-16"}
    tally.count(SECTION, "failed on the next day", {"runs": 1})


def test_an_unpaid_call_is_uncounted_where_it_was_counted(bench: Bench) -> None:
    """A call counted before midnight and throttled after it takes nothing from the new day."""
    house = bench.house
    trial = bench.trial(COMMAND)
    house.clock.set(MIDNIGHT - 5)
    trial.act()
    payload = house.trace.invoked[-1]
    house.lose_invocations()

    def over_midnight(call: Call, phase: Phase) -> Refusal | None:
        if call.operation != "InvokeModel" or phase is not Phase.BEFORE:
            return None
        house.hook = nothing
        house.clock.set(MIDNIGHT + 5)
        # Another picture of the new day, paid and counted on it.
        COMMAND.do(house)
        house.run_invocation()
        return Refusal("ThrottlingException", 400)

    house.hook = over_midnight
    house.invoke(payload)
    assert _paid(house.counters()) == {"2027-01-16": 1}
    house.settle()
    assert _paid(house.counters()) == {"2027-01-16": 2}
    tally.count(SECTION, "throttled over midnight", {"runs": 1})


@pytest.fixture
def capped(bench: Bench) -> Iterator[Callable[[int], House]]:
    """The house with another cap on its paid calls."""
    house = bench.house
    before = house.settings

    def cap(paid: int) -> House:
        house.clear()
        house.resettle(PAID_CALLS_PER_WORKSPACE=str(paid))
        return house

    yield cap
    house.settings = before
    house.restart()


@pytest.mark.parametrize("seed", range(40 if tally.FULL else 3))
def test_the_paid_cap_holds_whatever_fails(capped: Callable[[int], House], seed: int) -> None:
    """With a cap of 5, a dozen requests and faults everywhere, at most 5 pictures are paid."""
    house, chance = capped(5), random.Random(seed)  # noqa: S311 - which faults
    ahead = Ahead(house)
    house.hook = ahead
    for _ in range(12):
        ahead.plan(chance.randint(1, 60), chance.choice(HOW), chance.randint(0, 4))
        COMMAND.do(house)
        if chance.random() < 0.5:
            house.settle(30)
    house.settle()
    assert len(house.painted()) <= 5
    assert house.unfinished() == 0
    outcomes = Counter(job.outcome for job in house.jobs())
    assert outcomes[Outcome.PAID_LIMIT] >= len(house.jobs()) - 5 - outcomes[Outcome.ANSWER_LOST]
    tally.count(SECTION, "a cap of 5 and faults", {"runs": 1, "paid": len(house.painted())})


def test_lost_answers_stop_at_the_cap(capped: Callable[[int], House]) -> None:
    """When every answer is lost, the workspace pays its cap and no more, and everybody is told."""
    house = capped(5)

    def lose(call: Call, phase: Phase) -> Lost | None:
        return Lost() if call.operation == "InvokeModel" and phase is Phase.AFTER else None

    house.hook = lose
    for _ in range(6):
        COMMAND.do(house)
    house.settle()
    assert len(house.painted()) == 5
    assert {job.outcome for job in house.jobs()} == {Outcome.ANSWER_LOST, Outcome.PAID_LIMIT}
    assert len(house.posted()) + len(house.private_messages()) == 6
    tally.count(SECTION, "every answer lost, a cap of 5", {"runs": 1, "paid": 5})
