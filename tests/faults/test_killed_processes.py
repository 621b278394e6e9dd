"""Real processes, killed with SIGKILL before and after every call they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from local.faults import Phase
from tests.faults import tally
from tests.faults.bench import unlike_painter
from tests.faults.kinds import KINDS_BY_NAME, Kind
from tests.faults.oracle import Short, judge
from tests.real_house import Killer, RealHouse

SECTION = "Processes killed before and after every call"

_KINDS = ("command", "shared image", "reply by rule", "New seed", "form", "Delete", "REST")
KINDS = tuple(KINDS_BY_NAME[name] for name in (_KINDS if tally.FULL else _KINDS[:1]))

_SAMPLE = 13
"""Without the full run, one death in so many."""


@pytest.fixture(scope="module")
def house() -> Iterator[RealHouse]:
    """A workspace in processes of its own."""
    made = RealHouse(unlike_painter(), PicturesPerPerson="1000", PicturesPerWorkspace="1000")
    yield made
    made.close()


def boundaries(house: RealHouse, kind: Kind) -> list[tuple[str, int]]:
    """Every call of a run in which nobody dies: its name, and which of that name."""
    prepare(house, kind)
    kind.do(house)
    house.settle()
    assert judge(house).problems == []
    counts: Counter[str] = Counter()
    found = []
    for call in house.calls:
        counts[call] += 1
        found.append((call, counts[call]))
    return found


def prepare(house: RealHouse, kind: Kind) -> None:
    """What the act needs is there, and nothing else."""
    house.clear()
    kind.prepare(house)
    house.settle()
    house.calls.clear()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_whoever_dies_leaves_one_outcome(house: RealHouse, kind: Kind) -> None:
    """Whichever call a process dies at, its job comes to one outcome, paid for at most twice."""
    deaths = [(name, count, phase) for name, count in boundaries(house, kind) for phase in Phase]
    tried = deaths if tally.FULL else deaths[5::_SAMPLE]
    short, killed = [], 0
    for name, count, phase in tried:
        prepare(house, kind)
        before = len(house.jobs())
        killer = Killer(name, count, phase, house.kill)
        house.hook = killer
        done = kind.do(house)
        house.settle()
        finding = judge(house)
        fresh = len(house.jobs()) - before
        if fresh > 1:
            finding.short(Short.DOUBLED, f"{fresh} jobs of one act")
        if kind.creates and not fresh and not done.error:
            finding.short(Short.LOST, "accepted, and nothing came of it")
        # Not every run makes every call: secrets are read by a process that has just started, and
        # the sweep comes by when it does.
        killed += killer.killed
        figures = Counter(problem.short.value for problem in finding.problems)
        tally.count(SECTION, kind.name, {"runs": int(killer.killed), **figures, **finding.apart})
        if finding.problems:
            short.append(f"{phase} {name} {count}: {finding}")
    assert short == []
    assert killed >= 0.8 * len(tried)
