"""Too many pictures at once: all of them come, in turn, and everybody knows that they will."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import pytest

from core.model import Status
from local.faults import Call, Phase, Refusal
from tests.faults import tally
from tests.faults.bench import Bench
from tests.faults.oracle import judge
from tests.house import House

SECTION = "Backpressure"

BURST = 200 if tally.FULL else 8
ACK = ["dynamodb:TransactWriteItems", "lambda:Invoke"]
SLOW_ACK = ["dynamodb:TransactWriteItems", "sqs:SendMessage"]


class Narrow:
    """An image model that takes one call in so many seconds and throttles the others: a hook."""

    def __init__(self, house: House, seconds: float) -> None:
        self.throttled = 0
        self._house = house
        self._seconds = seconds
        self._free = 0.0

    def __call__(self, call: Call, phase: Phase) -> Refusal | None:
        """Say what becomes of a call."""
        if call.operation != "InvokeModel" or phase is Phase.AFTER:
            return None
        if self._house.clock.now() < self._free:
            self.throttled += 1
            return Refusal("ThrottlingException", 429)
        self._free = self._house.clock.now() + self._seconds
        return None


@pytest.fixture
def house(bench: Bench) -> Iterator[House]:
    """The house without budgets."""
    made = bench.house
    before = made.settings
    made.clear()
    yield made
    made.settings = before
    made.restart()


def unlimited(house: House, lane: str = "fast") -> None:
    """No daily budgets, jobs by that lane."""
    names = ("PICTURES_PER_PERSON", "PICTURES_PER_WORKSPACE", "PAID_CALLS_PER_WORKSPACE")
    house.resettle(JOB_LANE=lane, **dict.fromkeys(names, "unlimited"))


def burst(house: House, acknowledged: list[str]) -> None:
    """So many commands at once, each acknowledged with these calls and no other."""
    for number in range(BURST):
        before = len(house.trace.calls)
        done = house.people.command(("ana", "bo", "kim")[number % 3], "general", f"fox {number}")
        assert done.delivery is not None
        assert done.delivery.reply is not None
        assert (done.delivery.reply.status, done.delivery.reply.body) == (200, b"")
        assert house.trace.calls[before:] == acknowledged


def swept(house: House) -> Counter[str]:
    """How often each job was swept up."""
    lines = [json.loads(line) for line in house.logged().splitlines()]
    return Counter(line["job_id"] for line in lines if line["message"] == "job swept up")


def queued(house: House) -> set[str]:
    """The messages that have said that they wait."""
    calls = house.slack.calls_of("chat.update")
    return {str(call.args["ts"]) for call in calls if "Queued" in json.dumps(call.args["blocks"])}


def check(house: House) -> None:
    """As many pictures as were asked for, each paid for once."""
    finding = judge(house)
    assert finding.problems == []
    assert finding.outcomes == {Status.DONE.value: BURST}
    assert len(house.painted()) == len(house.posted()) == BURST


def test_a_burst_with_the_models_throttled(house: House) -> None:
    """With models that take one picture in 6 s, 200 at once all come within the half hour."""
    unlimited(house)
    narrow = house.hook = Narrow(house, 6.0)
    burst(house, ACK)
    house.settle()
    check(house)
    assert max(job.finished - job.created for job in house.jobs()) < 30 * 60
    # Whoever was throttled said so, and waited by one message.
    waited = [job for job in house.jobs() if job.waits]
    assert len(queued(house)) == len(waited) == BURST - 1
    assert house.trace.calls.count("sqs:SendMessage") == len(waited)
    assert swept(house) == {}
    figures = {
        "commands": BURST,
        "pictures": len(house.posted()),
        "calls throttled": narrow.throttled,
        "placeholders that said they wait": len(waited),
        "messages in the slow lane": house.trace.calls.count("sqs:SendMessage"),
        "jobs swept up": 0,
    }
    tally.count(SECTION, "one picture in 6 s", figures)


def test_a_burst_with_every_event_late(house: House) -> None:
    """When Lambda holds its events back for minutes, the sweep takes no job up twice."""
    unlimited(house)
    burst(house, ACK)
    house.clock.sleep(130)
    house.sweep()
    house.clock.sleep(300)
    house.sweep()
    house.settle()
    check(house)
    assert set(swept(house).values()) <= {1}
    tally.count(
        SECTION,
        "events held back for seven minutes",
        {"commands": BURST, "pictures": len(house.posted()), "jobs swept up": len(swept(house))},
    )


def test_every_job_by_the_slow_lane(house: House) -> None:
    """With the parameter set, nothing is invoked: one write and one message are the whole ack."""
    unlimited(house, lane="slow")
    house.hook = Narrow(house, 6.0)
    burst(house, SLOW_ACK)
    house.settle()
    check(house)
    assert "lambda:Invoke" not in house.trace.calls
    assert house.trace.calls.count("sqs:SendMessage") == BURST
    assert swept(house) == {}
    tally.count(
        SECTION, "every job by the slow lane", {"commands": BURST, "pictures": len(house.posted())}
    )


def test_the_slow_lane_backed_up(house: House) -> None:
    """Jobs that wait in the queue before they are ever begun are not taken for abandoned."""
    unlimited(house, lane="slow")
    burst(house, SLOW_ACK)
    # Nobody takes a message for eight minutes, and the sweep comes by as ever.
    for _ in range(2):
        house.clock.sleep(240)
        house.sweep()
    assert swept(house) == {}
    house.settle()
    check(house)
    assert house.trace.calls.count("sqs:SendMessage") == BURST
    tally.count(
        SECTION,
        "the slow lane backed up for eight minutes",
        {"commands": BURST, "pictures": len(house.posted()), "jobs swept up": 0},
    )
