"""A figure: what was measured, against what, what it should be, and whether it is."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Whether a figure is what it should be."""

    MET = "met"
    MISSED = "missed"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should be at most.

    Attributes:
        limit: The most.
        of_ratio: Whether that is of ours by the baseline's, or of ours itself.
    """

    limit: float
    of_ratio: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the table.

    Attributes:
        group: What it belongs to.
        what: What was measured.
        unit: In which unit ("ms", "s", "MB", "1/s", "USD", "%", "").
        ours: Our figure.
        baseline: The baseline's; None where it has none.
        target: What it should be; None where it is only looked at.
        spread: The least and the most of ours over the runs.
        note: What has to be known to read it, and why a target was missed.
    """

    group: str
    what: str
    unit: str
    ours: float
    baseline: float | None = None
    target: Target | None = None
    spread: tuple[float, float] | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours by the baseline's; None without one."""
        return self.ours / self.baseline if self.baseline else None

    @property
    def verdict(self) -> Verdict:
        """Whether the target is met."""
        if self.target is None:
            return Verdict.NONE
        value = self.ratio if self.target.of_ratio else self.ours
        met = value is not None and value <= self.target.limit
        return Verdict.MET if met else Verdict.MISSED


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many percent of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def spread(values: Sequence[float]) -> tuple[float, float]:
    """The least and the most."""
    return min(values), max(values)
