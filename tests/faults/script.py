"""What goes wrong, and where: faults at named boundaries, carried out by the house's hook.

A boundary is a call by its name and its count since the act began, before or after it is done.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from local.faults import Call, Lost, Phase, Refusal
from tests.house import House
from tests.refusals import conflict, outage, throttle

Verdict = Refusal | Lost | None
Effect = Callable[[House], Verdict]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One way a call goes wrong.

    Attributes:
        name: As the scoreboard has it.
        effect: Does it; may kill the caller.
        phase: Whether before the call is done or after.
    """

    name: str
    effect: Effect
    phase: Phase


@dataclass(frozen=True, slots=True)
class Boundary:
    """A call: its name, as "service:operation", and which of that name it is, from 1."""

    call: str
    count: int

    @property
    def service(self) -> str:
        """The service called."""
        return self.call.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Fault:
    """A trouble at a boundary."""

    at: Boundary
    trouble: Trouble

    def __str__(self) -> str:
        """For people: what happened where."""
        return f"{self.trouble.name} {self.trouble.phase} {self.at.call} {self.at.count}"


class Script:
    """The faults of one run: a hook.

    Attributes:
        done: Those that took place.
    """

    def __init__(self, house: House, faults: Sequence[Fault]) -> None:
        self.done: list[Fault] = []
        self._house = house
        self._faults = list(faults)
        self._counts: Counter[str] = Counter()
        self._mine = threading.local()
        self._lock = threading.Lock()

    def __call__(self, call: Call, phase: Phase) -> Verdict:
        """Say what becomes of a call."""
        name = f"{call.service}:{call.operation}"
        with self._lock:
            if phase is Phase.BEFORE:
                self._counts[name] += 1
                self._number()[name] = self._counts[name]
            here = Boundary(name, self._number().get(name, self._counts[name]))
            due = [one for one in self._faults if one.at == here and one.trouble.phase is phase]
            for one in due:
                self._faults.remove(one)
            self.done += due
        verdict: Verdict = None
        for one in due:
            verdict = one.trouble.effect(self._house) or verdict
        return verdict

    def _number(self) -> dict[str, int]:
        """Which call of each name this thread is making, for the moment after it is done."""
        if not hasattr(self._mine, "numbers"):
            self._mine.numbers = {}
        numbers: dict[str, int] = self._mine.numbers
        return numbers


def _kill(house: House) -> Verdict:
    house.kill()
    return None


def _lose(_: House) -> Verdict:
    return Lost()


def _answering(refusal: Refusal) -> Effect:
    return lambda _: refusal


def _holding_up(seconds: float) -> Effect:
    """The worker stands still, and meanwhile its event is delivered a second time."""

    def effect(house: House) -> Verdict:
        house.clock.sleep(seconds)
        house.deliver_again()
        return None

    return effect


KILLED = tuple(Trouble("killed", _kill, phase) for phase in Phase)
LOST = tuple(Trouble("connection lost", _lose, phase) for phase in Phase)
HELD_UP = tuple(Trouble("held up past the lease", _holding_up(56.0), phase) for phase in Phase)

WRITES = {"TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem"}
"""Calls that DynamoDB refuses while another transaction writes the same item."""


def passing(service: str, operation: str) -> tuple[Trouble, ...]:
    """The answers of a service that has trouble for the moment."""
    if service == "slack":
        return (
            *(
                Trouble(
                    f"429, Retry-After {seconds}",
                    _answering(Refusal("ratelimited", 429, headers={"Retry-After": str(seconds)})),
                    Phase.BEFORE,
                )
                for seconds in (1, 30, 120)
            ),
            Trouble("503", _answering(Refusal("", 503, "upstream trouble")), Phase.BEFORE),
            Trouble("500", _answering(Refusal("", 500, "upstream trouble")), Phase.AFTER),
        )
    if service == "bedrock-runtime":
        return (
            Trouble("throttled", _answering(throttle(service)), Phase.BEFORE),
            Trouble(
                "unavailable", _answering(Refusal("ServiceUnavailableException", 503)), Phase.BEFORE
            ),
            *(
                Trouble(code, _answering(Refusal(code, status)), Phase.AFTER)
                for code, status in (
                    ("ModelTimeoutException", 408),
                    ("ModelErrorException", 424),
                    ("InternalServerException", 500),
                )
            ),
        )
    troubles = (
        Trouble("throttled", _answering(throttle(service)), Phase.BEFORE),
        Trouble("out of order", _answering(outage(service)), Phase.BEFORE),
        Trouble("out of order", _answering(outage(service)), Phase.AFTER),
    )
    if operation in WRITES:
        troubles += (Trouble("in conflict", _answering(conflict(operation)), Phase.BEFORE),)
    return troubles


def troubles_of(boundary: Boundary) -> tuple[Trouble, ...]:
    """Everything that can go wrong for the moment with that call."""
    service, _, operation = boundary.call.partition(":")
    return (*KILLED, *LOST, *passing(service, operation), *HELD_UP)


def beyond_a_fence(trouble: Trouble, call: str) -> bool:
    """Whether a worker stands still, past its lease, in the middle of speaking to Slack.

    The table refuses what comes after that; Slack cannot, for it knows no leases.
    """
    return trouble in HELD_UP and call.startswith("slack:") and trouble.phase is Phase.BEFORE


HOW = ("killed", "lost", "refused", "held up")


class Ahead:
    """Faults so many boundaries ahead, whatever call is made there: a hook.

    Attributes:
        happened: What took place, in words.
    """

    def __init__(self, house: House) -> None:
        self.happened: list[str] = []
        self._house = house
        self._passed = 0
        self._due: dict[int, tuple[str, int]] = {}
        self._lock = threading.Lock()

    def plan(self, steps: int, how: str, which: int) -> None:
        """Have something go wrong: what, and which of the refusals there are for that call."""
        self._due[self._passed + steps] = (how, which)

    def __call__(self, call: Call, phase: Phase) -> Verdict:
        """Say what becomes of a call."""
        with self._lock:
            self._passed += 1
            due = self._due.pop(self._passed, None)
        if due is None:
            return None
        name = f"{call.service}:{call.operation}"
        trouble = _chosen(*due, call, phase)
        if trouble is None or beyond_a_fence(trouble, name):
            return None
        self.happened.append(f"{trouble.name} {phase} {name}")
        return trouble.effect(self._house)


def _chosen(how: str, which: int, call: Call, phase: Phase) -> Trouble | None:
    """One of the troubles of that sort, at that moment of a call."""
    sorts = {
        "killed": KILLED,
        "lost": LOST,
        "held up": HELD_UP,
        "refused": passing(call.service, call.operation),
    }
    there = [trouble for trouble in sorts[how] if trouble.phase is phase]
    return there[which % len(there)] if there else None
