"""Warm: a thousand signed commands after another, and a thousand messages that are not for us.

In processor time, which is what a function with a core of its own waits for beside its calls; the
stand-ins answer at once. Wall time is shown beside it, and has this machine's other work in it.
"""

from __future__ import annotations

from benchmarks import processes, requests
from benchmarks.deployables import Deployable, Deployables
from benchmarks.figures import Figure, Target, median, percentile, spread
from benchmarks.processes import Span
from benchmarks.services import Services

EVENTS = 1_000
ROUNDS = 3
_WARMING = 50
_GROUP = "warm"


def measure(made: Deployables, events: int = EVENTS, rounds: int = ROUNDS) -> list[Figure]:
    """The figures.

    Raises:
        RuntimeError: A process died, or a request was refused.
    """
    acks: dict[str, list[list[Span]]] = {}
    talk: dict[str, list[list[Span]]] = {}
    with Services() as services:
        for _ in range(rounds):
            for function in (made.ours, made.baseline_compiled):
                environment = services.environment(secrets_in_store=function is made.ours)
                commands, messages = _run(function, environment, events)
                acks.setdefault(function.name, []).append(commands)
                talk.setdefault(function.name, []).append(messages)
    ours, theirs = acks[made.ours.name], acks[made.baseline_compiled.name]
    our_talk, their_talk = talk[made.ours.name], talk[made.baseline_compiled.name]
    per_ack = median([_mean_cpu(run) for run in ours])
    their_ack = median([_mean_cpu(run) for run in theirs])
    return [
        _percentile("ack p50, CPU", ours, theirs, 50),
        _percentile(
            "ack p99, CPU", ours, theirs, 99, target=Target(20), note="beside its two calls"
        ),
        _percentile("ack p50, wall", ours, theirs, 50, wall=True),
        _percentile("ack p99, wall", ours, theirs, 99, wall=True),
        Figure(_GROUP, "acks a second and core", "1/s", 1 / per_ack, 1 / their_ack),
        _percentile("a message that is none of our business, p50, CPU", our_talk, their_talk, 50),
        _percentile("the same, p99", our_talk, their_talk, 99, target=Target(1)),
    ]


def _run(
    function: Deployable, environment: dict[str, str], events: int
) -> tuple[list[Span], list[Span]]:
    commands = [requests.command(number) for number in range(_WARMING + events)]
    messages = [requests.chatter(number) for number in range(_WARMING + events)]
    report = processes.run(function, environment, [*commands, *messages])
    if statuses := {answer["statusCode"] for answer in report.answers} - {200}:
        raise RuntimeError(f"{function.name} answered {statuses}")
    middle = len(commands)
    return list(report.events[_WARMING:middle]), list(report.events[middle + _WARMING :])


def _percentile(
    what: str,
    ours: list[list[Span]],
    theirs: list[list[Span]],
    percent: float,
    *,
    target: Target | None = None,
    note: str = "",
    wall: bool = False,
) -> Figure:
    def of(runs: list[list[Span]]) -> list[float]:
        return [
            1e3 * percentile([one.wall if wall else one.cpu for one in run], percent)
            for run in runs
        ]

    return Figure(
        _GROUP, what, "ms", median(of(ours)), median(of(theirs)), target, spread(of(ours)), note
    )


def _mean_cpu(run: list[Span]) -> float:
    return sum(one.cpu for one in run) / len(run)
