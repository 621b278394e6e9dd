"""`python -m benchmarks`: measure everything, or the groups that are named, and print the table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from benchmarks import (
    cold,
    deployables,
    handshakes,
    memory,
    money,
    overhead,
    report,
    throughput,
    warm,
)
from benchmarks.figures import Figure
from infra.build import BuildError
from infra.pythons import PythonMissing

GROUPS = ("cold", "warm", "overhead", "throughput", "memory", "money")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the exit status. A target that is missed stands in the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="group", help=", ".join(GROUPS))
    chosen = parser.parse_args(arguments).groups or list(GROUPS)
    if unknown := set(chosen) - set(GROUPS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    try:
        figures = _measure(chosen)
    except (BuildError, PythonMissing) as error:
        print(error, file=sys.stderr)
        return 2
    print(*report.lines(figures), sep="\n")
    return 0


def _measure(chosen: Sequence[str]) -> list[Figure]:
    figures: list[Figure] = []
    trace: list[str] = []
    growth: list[str] = []
    where = report.machine()
    if {"cold", "warm"} & set(chosen):
        _say("building both functions")
        made = deployables.make()
    if "cold" in chosen:
        _say("cold starts")
        figures += cold.measure(made)
    if "warm" in chosen:
        _say("warm acknowledgements")
        figures += [*warm.measure(made), *handshakes.measure()]
    if {"overhead", "throughput", "money"} & set(chosen):
        _say("pictures one at a time, ours and the baseline's")
        ours, theirs = overhead.watch(), overhead.watch(baseline=True)
        trace = overhead.trace(ours)
    if "overhead" in chosen:
        figures += overhead.measure(ours, theirs)
    if "throughput" in chosen:
        _say("pictures side by side")
        together = throughput.side_by_side()
        _say("one to a thousand pictures, a minute or two")
        grown = throughput.growth()
        growth = throughput.table(grown)
        figures += throughput.measure(together, grown, ours)
    if "memory" in chosen:
        _say("memory")
        figures += memory.measure(memory.watch())
    if "money" in chosen:
        figures += money.measure(ours, theirs)
    if set(chosen) == set(GROUPS):
        report.write(report.Report(figures, trace, growth, where))
    return figures


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
