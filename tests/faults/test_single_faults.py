"""One fault at a time: every way a call can go wrong, at every call of every kind of job."""

from __future__ import annotations

import pytest

from tests.faults import tally
from tests.faults.bench import Bench
from tests.faults.kinds import KINDS, Kind
from tests.faults.script import Fault, beyond_a_fence, troubles_of

SECTION = "One fault at every call"
UNFENCED = "Held up in the middle of speaking to Slack"

_STRIDE = 2 if tally.FULL else 22
"""One fault in so many is tried from each start; in the full run the two starts take all."""


@pytest.mark.parametrize("start", [0, pytest.param(_STRIDE // 2, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_single_fault_leaves_one_outcome(bench: Bench, kind: Kind, start: int) -> None:
    """Killed, cut off, refused or held up anywhere once, a job ends as if nothing had been."""
    faults = [
        Fault(boundary, trouble)
        for boundary in bench.boundaries(kind)
        for trouble in troubles_of(boundary)
    ]
    short = []
    for fault in faults[start::_STRIDE]:
        run = bench.run(kind, [fault])
        assert run.happened == [str(fault)]
        apart = beyond_a_fence(fault.trouble, fault.at.call)
        tally.count(UNFENCED if apart else SECTION, kind.name, run.figures())
        if not apart and not run.right:
            short.append(str(run))
    assert short == []
