"""`python -m tests.faults.scoreboard`: what the fault tests counted, printed and written down."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from local import documents
from tests.faults import tally
from tests.faults.oracle import APART, Short
from tests.faults.test_single_faults import UNFENCED

DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"

OTHERWISE = "ended otherwise"

_FAULTS = ("runs", *(short.value for short in Short), OTHERWISE)
"""The columns of what has an outcome."""

Rows = Mapping[str, Counter[str]]


def main() -> int:
    """Print the scoreboard and write it down; 1 when nothing was counted."""
    counted = tally.read()
    if not counted:
        print("Nothing was counted: `make faults` runs what counts.", file=sys.stderr)
        return 1
    text = "\n".join(lines(counted))
    print(text)
    documents.put(DOCUMENT, "make faults", text)
    return 0


def lines(counted: Mapping[str, Rows]) -> Iterator[str]:
    """The scoreboard: all runs together, then a table for each section."""
    yield from _table(
        ("", *_FAULTS),
        [
            (name, _cells(_all_runs(counted, so), _FAULTS))
            for name, so in (
                ("everything the design can keep right", lambda section: section != UNFENCED),
                ("what no lease can fence: see below", lambda section: section == UNFENCED),
            )
        ],
    )
    for section in sorted(counted):
        yield f"\n### {section}\n"
        yield from _section(counted[section])


def _all_runs(counted: Mapping[str, Rows], so: Callable[[str], bool]) -> Counter[str]:
    """The runs of all sections of which something is so."""
    of = [rows for section, rows in counted.items() if so(section)]
    return sum((row for rows in of for row in rows.values() if tally.RUNS in row), Counter())


def _section(rows: Rows) -> Iterator[str]:
    columns = _columns(rows)
    table = [(name, _cells(figures, columns)) for name, figures in sorted(rows.items())]
    if len(rows) > 1:
        table.append(("**together**", _cells(sum(rows.values(), Counter()), columns)))
    yield from _table(("", *columns), table)
    apart = sum(rows.values(), Counter[str]())
    listed = [f"- {apart[name]}: {name}." for name in APART if apart[name]]
    if listed:
        yield "\nListed apart:\n"
        yield from listed


def _columns(rows: Rows) -> Sequence[str]:
    """What has outcomes has all columns for them, also those in which nothing was counted."""
    named = list(dict.fromkeys(name for row in rows.values() for name in row if name not in APART))
    kept = _FAULTS if tally.RUNS in named else ()
    return (*kept, *(name for name in named if name not in kept))


def _cells(figures: Counter[str], columns: Sequence[str]) -> Sequence[str]:
    return [f"{figures[name]:,}" for name in columns]


def _table(head: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|---|{'---:|' * (len(head) - 1)}"
    yield from (f"| {name} | {' | '.join(cells)} |" for name, cells in rows)


if __name__ == "__main__":
    sys.exit(main())
