"""One fault at a time: every way a call can go wrong, at every call of every kind of job."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from local.faults import Phase
from tests.faults import tally
from tests.faults.bench import Bench, Run
from tests.faults.kinds import KINDS, Kind
from tests.faults.script import HELD_UP, Fault, troubles_of

SECTION = "One fault at every call"
UNFENCED = "One fault at every call: listed apart"

_SAMPLE = 9
"""Without the full run, one fault in so many."""


def _beyond_a_fence(fault: Fault) -> bool:
    """Whether a worker stands still, for longer than its lease, in the middle of speaking to Slack.

    The table refuses what comes after that; Slack cannot, for it knows no leases.
    """
    speaking = fault.trouble.phase is Phase.BEFORE or fault.at.call == "slack:users.info"
    return fault.trouble in HELD_UP and fault.at.service == "slack" and speaking


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_single_fault_leaves_one_outcome(bench: Bench, kind: Kind) -> None:
    """Killed, cut off, refused or held up anywhere once, a job ends as if nothing had been."""
    faults = [
        Fault(boundary, trouble)
        for boundary in bench.boundaries(kind)
        for trouble in troubles_of(boundary)
    ]
    short = []
    for fault in faults if tally.FULL else itertools.islice(faults, None, None, _SAMPLE):
        run = bench.run(kind, [fault])
        assert run.happened == [fault]
        apart = _beyond_a_fence(fault)
        _count(UNFENCED if apart else SECTION, run)
        if not apart and (run.finding.problems or run.unexpected):
            short.append(str(run))
    assert short == []


def _count(section: str, run: Run) -> None:
    shorts = Counter(problem.short.value for problem in run.finding.problems)
    figures = {tally.RUNS: 1, **shorts, **run.finding.apart}
    tally.count(section, run.kind.name, figures)
