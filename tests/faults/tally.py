"""What the fault tests counted, for the scoreboard.

Counts are added up in the process and written to a file of its own when it ends; the scoreboard
puts the files together. No time, no machine: the same code gives the same figures.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

FULL = os.environ.get("FAULTS") == "full"
"""Whether everything is run, as `make faults` does; otherwise a sample, bounded to a minute."""

FOLDER = Path(__file__).parents[2] / ".build" / "faults"

RUNS = "runs"

_counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))


def count(section: str, row: str, figures: Mapping[str, int]) -> None:
    """Add figures, by their names, to a row of a section."""
    _counts[section][row].update(figures)


def write() -> None:
    """Keep what this process counted, where everything is run."""
    if FULL and _counts:
        FOLDER.mkdir(parents=True, exist_ok=True)
        path = FOLDER / f"{os.getpid()}.json"
        path.write_text(json.dumps(_counts, indent=1), encoding="utf-8")


def read() -> dict[str, dict[str, Counter[str]]]:
    """What every process counted."""
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for path in sorted(FOLDER.glob("*.json")):
        for section, rows in json.loads(path.read_text(encoding="utf-8")).items():
            for row, figures in rows.items():
                found[section][row].update(figures)
    return found
