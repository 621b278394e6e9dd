"""The figures as a table on the terminal, as JSON, and in `docs/performance.md`."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.figures import Figure, Target
from infra import pythons
from infra.build import ROOT, VERSION
from local import documents

DOCUMENT = ROOT / "docs" / "performance.md"
FIGURES = ROOT / "docs" / "performance.json"


@dataclass(frozen=True, slots=True)
class Report:
    """What a whole run came to.

    Attributes:
        figures: The rows.
        trace: A picture of bars of one picture.
        growth: A table of how calls and time grow with the number of pictures.
        machine: Where it ran.
    """

    figures: Sequence[Figure]
    trace: Sequence[str]
    growth: Sequence[str]
    machine: str


def machine() -> str:
    """This machine, in a sentence."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, {_memory():.0f} GB, {platform.system()}; "
        f"the function under CPython {_version(pythons.find(VERSION))}, the stand-ins under "
        f"{platform.python_version()}; load average {os.getloadavg()[0]:.1f}"
    )


def _version(python: Path) -> str:
    # An interpreter's folder is named for its version, wherever it was installed from.
    named = [part for part in python.resolve().parts if VERSION in part]
    return named[0] if named else VERSION


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").split("\n")
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def rows(figures: Sequence[Figure]) -> Iterator[tuple[str, ...]]:
    """The table's rows, its head first."""
    yield ("", "what", "ours", "spread", "baseline", "ratio", "target", "verdict")
    group = ""
    for one in figures:
        unit = f" {one.unit}" if one.unit else ""
        least_and_most = "" if one.spread is None else "–".join(map(_number, one.spread))
        yield (
            one.group if one.group != group else "",
            one.what,
            _number(one.ours) + unit,
            least_and_most,
            "" if one.baseline is None else _number(one.baseline) + unit,
            "" if one.ratio is None else f"{one.ratio:.2f}",
            _target(one.target, unit),
            one.verdict.value,
        )
        group = one.group


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e6:  # noqa: PLR2004 - whole numbers as they are
        return f"{int(value):,}"
    digits = 4 if abs(value) < 0.1 else 3 if abs(value) < 1 else 2 if abs(value) < 10 else 1  # noqa: PLR2004
    return f"{value:,.{digits}f}"


def _target(target: Target | None, unit: str) -> str:
    if target is None:
        return ""
    return f"≤ {target.limit:g} ×" if target.of_ratio else f"≤ {target.limit:g}{unit}"


def lines(figures: Sequence[Figure]) -> Iterator[str]:
    """The table for a terminal."""
    table = list(rows(figures))
    widths = [max(len(row[at]) for row in table) for at in range(len(table[0]))]
    for row in table:
        cells = [
            cell.ljust(width) if at in {0, 1, 7} else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def write(report: Report) -> None:
    """Write the JSON, and put the tables into the document where its last ones are."""
    kept = {
        "machine": report.machine,
        "figures": [
            {**asdict(one), "ratio": one.ratio, "verdict": one.verdict.value}
            for one in report.figures
        ],
    }
    FIGURES.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    documents.put(DOCUMENT, "make bench", "\n".join(_sections(report)))


def _sections(report: Report) -> Iterator[str]:
    yield f"Measured on: {report.machine}.\n"
    head, *body = rows(report.figures)
    yield f"| {' | '.join(head)} |"
    yield "|---|---|---:|---:|---:|---:|---:|---|"
    for row in body:
        yield f"| {' | '.join(row)} |"
    noted = [one for one in report.figures if one.note]
    yield ""
    yield from (f"- *{one.group}, {one.what}*: {one.note}." for one in noted)
    yield "\n### Who waited for whom\n"
    yield "Step, when it began and how long it took, in milliseconds. Long waits are drawn short.\n"
    yield "```"
    yield from report.trace
    yield "```"
    yield "\n### Calls and processor time as pictures become many\n"
    yield from report.growth
