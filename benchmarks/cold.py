"""Cold: a fresh process, from the handler's import to the acknowledgement of a signed command.

Ours, the baseline with bytecode and the baseline as it is shipped take turns. The stand-ins answer
at once, so wall time lacks the network's part: two calls and the secrets' two for ours, two for the
baseline.
"""

from __future__ import annotations

from benchmarks import processes, requests
from benchmarks.deployables import Deployables
from benchmarks.figures import Figure, Target, median, spread
from benchmarks.services import Services

ROUNDS = 9
_GROUP = "cold"


def measure(made: Deployables, rounds: int = ROUNDS) -> list[Figure]:
    """The figures.

    Raises:
        RuntimeError: A process died, or did not acknowledge.
    """
    functions = (made.ours, made.baseline_compiled, made.baseline)
    runs: dict[str, list[processes.Report]] = {one.name: [] for one in functions}
    with Services() as services:
        for number in range(rounds):
            for function in functions:
                environment = services.environment(secrets_in_store=function is made.ours)
                report = processes.run(function, environment, [requests.command(number)])
                if report.answers[0]["statusCode"] != 200:  # noqa: PLR2004 - HTTP's OK
                    raise RuntimeError(f"{function.name} answered {report.answers[0]}")
                runs[function.name].append(report)
    ours, compiled, shipped = (runs[one.name] for one in functions)
    cpu = [_cpu(run) for run in ours]
    wall = [_wall(run) for run in ours]
    first = [1e3 * run.events[0].cpu for run in ours]
    return [
        Figure(
            _GROUP,
            "import to ack, both with bytecode, CPU",
            "ms",
            median(cpu),
            median([_cpu(run) for run in compiled]),
            Target(1.0, of_ratio=True),
            spread(cpu),
        ),
        Figure(
            _GROUP,
            "import to ack, each as shipped, CPU",
            "ms",
            median(cpu),
            median([_cpu(run) for run in shipped]),
            Target(0.4, of_ratio=True),
            spread(cpu),
            "SAM's own build for Python ships no bytecode; ours does",
        ),
        Figure(
            _GROUP,
            "the same, wall",
            "ms",
            median(wall),
            median([_wall(run) for run in shipped]),
            spread=spread(wall),
        ),
        Figure(
            _GROUP,
            "first command after init, CPU",
            "ms",
            median(first),
            median([1e3 * run.events[0].cpu for run in compiled]),
            Target(15),
            spread(first),
            "what a SnapStart restore leaves to pay",
        ),
        Figure(
            _GROUP,
            "modules loaded at the first ack",
            "",
            ours[0].modules,
            compiled[0].modules,
        ),
    ]


def _cpu(run: processes.Report) -> float:
    return 1e3 * (run.start.cpu + run.events[0].cpu)


def _wall(run: processes.Report) -> float:
    return 1e3 * (run.start.wall + run.events[0].wall)
