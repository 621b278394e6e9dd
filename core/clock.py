"""Time, as an argument: what reads the clock or waits is given one of these."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> float:
        """Seconds since the epoch."""

    def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""
        time.sleep(seconds)


def day_of(now: float) -> str:
    """The UTC day of an instant, as `2026-11-23`: the day a budget is counted on."""
    return datetime.fromtimestamp(now, UTC).date().isoformat()


def end_of_day(now: float) -> float:
    """Epoch seconds at which the UTC day of an instant ends, and budgets start anew."""
    midnight = datetime.fromtimestamp(now, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + timedelta(days=1)).timestamp()
