"""Several faults together, wherever they strike, with deliveries late, lost and repeated."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.model import Outcome
from tests.faults import tally
from tests.faults.bench import Bench
from tests.faults.kinds import COMMAND, KINDS, Kind
from tests.faults.script import HOW, Ahead

SECTION = "Several faults together, deliveries late, lost and repeated"

_MOST_FAULTS = 3
_SHARDS, _EXAMPLES = (10, 1_000) if tally.FULL else (1, settings().max_examples)


class Trouble(RuleBasedStateMachine):
    """People act, faults happen some calls ahead, deliveries are repeated, lost and late.

    Which rules may come next depends on nothing that threads decide.
    """

    bench: Bench

    def __init__(self) -> None:
        super().__init__()
        self._ahead = Ahead(self.bench.house)
        self._faults = 0

    @initialize(kind=st.sampled_from(KINDS), data=st.data())
    def begin(self, kind: Kind, data: st.DataObject) -> None:
        """The first act, with or without something going wrong before it is acknowledged."""
        self._trial = self.bench.trial(kind, self._ahead)
        for _ in range(data.draw(st.integers(0, 2))):
            self.go_wrong(data.draw(_STEPS), data.draw(_HOW), data.draw(_WHICH))
        self._trial.act()

    @precondition(lambda self: self._faults < _MOST_FAULTS)
    @rule(steps=st.integers(1, 40), how=st.sampled_from(HOW), which=st.integers(0, 4))
    def go_wrong(self, steps: int, how: str, which: int) -> None:
        """Something goes wrong so many boundaries ahead."""
        self._faults += 1
        self._ahead.plan(steps, how, which)

    @precondition(lambda self: len(self._trial.acts) == 1)
    @rule()
    def act_besides(self) -> None:
        """Somebody asks for something else meanwhile."""
        self._trial.act(COMMAND)

    @rule(act=st.integers(0, 1))
    def deliver_again(self, act: int) -> None:
        """Slack sends a request once more."""
        self._trial.repeat(min(act, len(self._trial.acts) - 1))

    @rule()
    def invoke(self) -> None:
        """Lambda runs an event, if it has one."""
        if self.bench.house.pending:
            self.bench.house.run_invocation()

    @rule()
    def repeat_events(self) -> None:
        """Lambda will run its events twice."""
        self.bench.house.repeat_invocations()

    @rule()
    def lose_events(self) -> None:
        """Lambda will never run its events."""
        self.bench.house.lose_invocations()

    @rule()
    def receive(self) -> None:
        """Lambda takes a message from the queue, if one can be seen."""
        self.bench.house.run_message()

    @rule()
    def sweep(self) -> None:
        """The schedule fires."""
        self.bench.house.sweep()

    @rule(seconds=st.sampled_from([1.0, 10.0, 57.0, 150.0, 600.0]))
    def wait(self, seconds: float) -> None:
        """Time passes, and nothing happens."""
        self.bench.house.clock.sleep(seconds)

    def teardown(self) -> None:
        """Everything comes to rest, and one outcome is left of each act."""
        if not hasattr(self, "_trial"):
            return
        run = self._trial.finish(self._ahead.happened)
        figures = run.figures()
        excused = set(run.unexpected.split(", ")) <= _WITH_FAULTS
        if excused:
            figures.pop("ended otherwise")
        tally.count(SECTION, f"faults: {len(run.happened)}", figures)
        assert not run.finding.problems, str(run)
        assert not run.unexpected or excused, str(run)


_STEPS, _HOW, _WHICH = st.integers(1, 40), st.sampled_from(HOW), st.integers(0, 4)

_WITH_FAULTS = {end.value for end in (Outcome.ANSWER_LOST, Outcome.TIMED_OUT)}
"""Visible ends that several faults, or long waits, may bring a job to."""


@pytest.mark.parametrize("shard", range(_SHARDS))
def test_several_faults_leave_one_outcome(bench: Bench, shard: int) -> None:
    """Whatever happens together, an act has one outcome, and is paid for twice at most."""
    machine: Any = type("Trouble", (Trouble,), {"bench": bench})
    how = settings(
        max_examples=_EXAMPLES,
        stateful_step_count=8,
        database=None,
        deadline=None,
        derandomize=not tally.FULL,
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    run = functools.partial(run_state_machine_as_test, machine, settings=how)
    seed(shard)(machine) if tally.FULL else None
    run()
