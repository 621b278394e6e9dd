"""A burst on real processes: an account that runs ten at a time, and throttled models."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.model import Status
from local.faults import Call, Phase, Refusal
from tests.faults import tally
from tests.faults.bench import unlike_painter
from tests.faults.oracle import judge
from tests.faults.test_backpressure import SECTION
from tests.real_house import RealHouse

BURST = 200
_A_SECOND = 2


@pytest.mark.skipif(not tally.FULL, reason="two minutes long: make faults")
def test_a_burst_of_commands() -> None:
    """By the slow lane 200 commands become 200 pictures, five jobs at a time, none of them lost.

    People are four at a time, so that with five jobs there is always room for an acknowledgement.
    """
    house = RealHouse(
        unlike_painter(),
        PicturesPerPerson="unlimited",
        PicturesPerWorkspace="unlimited",
        PaidCallsPerWorkspace="unlimited",
        SlowLaneConcurrency="5",
        JobLane="slow",
    )
    calls = Counter[str]()
    most = [0]

    recent: deque[float] = deque(maxlen=_A_SECOND)
    lock = threading.Lock()

    def watch(call: Call, phase: Phase) -> Refusal | None:
        if phase is Phase.AFTER:
            return None
        calls[f"{call.service}:{call.operation}"] += 1
        most[0] = max(most[0], sum(one.working() for one in house.region.host.pollers))
        if call.operation != "InvokeModel":
            return None
        with lock:
            now = time.monotonic()
            if len(recent) == _A_SECOND and recent[0] > now - 1:
                return Refusal("ThrottlingException", 429)
            recent.append(now)
        return None

    try:
        house.hook = watch
        with ThreadPoolExecutor(4) as pool:
            asked = [
                pool.submit(
                    house.people.command,
                    ("ana", "bo", "kim")[number % 3],
                    "general",
                    f"fox {number}",
                )
                for number in range(BURST)
            ]
            problems = Counter(one.result().error for one in asked)
        house.settle(600)
        assert problems == {"": BURST}
        finding = judge(house)
        assert finding.problems == []
        assert finding.outcomes == {Status.DONE.value: BURST}
        assert calls["lambda:Invoke"] == 0
        assert most[0] <= 5
        figures = {
            "commands": BURST,
            "pictures": len(house.posted()),
            "messages in the slow lane": calls["sqs:SendMessage"],
            "most jobs of the slow lane at a time": most[0],
        }
        tally.count(SECTION, "real processes, by the slow lane, two pictures a second", figures)
    finally:
        house.close()
