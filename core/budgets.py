"""What may be spent in a day: pictures a person, pictures a workspace, paid calls a workspace.

A counter is an item per tenant and UTC day (and person). It is taken from in the very
transaction that admits a job, and given back in the one that ends it without a picture. Paid
calls are counted apart: what was paid stays paid.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.clock import day_of, end_of_day
from core.errors import LimitReached
from core.table import Write

_KEPT_SECONDS = 3 * 86_400
"""A counter outlives its day by more than the longest job, so that giving back finds it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Daily budgets; None is unlimited, 0 stops.

    Attributes:
        person: Pictures a person and day.
        workspace: Pictures a workspace and day.
        paid: Paid image calls a workspace and day.
    """

    person: int | None = 20
    workspace: int | None = 100
    paid: int | None = 150

    def pictures(self, tenant: str, owner: str, now: float) -> list[tuple[str, str, int]]:
        """The counters a new picture takes from: name of the budget, key, limit.

        An unlimited budget has none, which keeps its item from being fought over.
        """
        day = day_of(now)
        counters = [
            ("person", f"{tenant}#pictures#{day}#{owner}", self.person),
            ("workspace", f"{tenant}#pictures#{day}", self.workspace),
        ]
        return [(name, key, limit) for name, key, limit in counters if limit is not None]

    def paid_calls(self, tenant: str, now: float) -> tuple[str, int] | None:
        """The counter of paid calls, key and limit; None where it is unlimited."""
        return None if self.paid is None else (f"{tenant}#paid#{day_of(now)}", self.paid)


def take(key: str, limit: int, now: float) -> Write:
    """Take one from a counter that has not reached its limit."""
    return Write(
        key,
        update="SET #count = if_not_exists(#count, :none) + :one, expires = :expires",
        # An absent counter stands at none: only a limit of 0 refuses it.
        condition="#count < :limit" + (" OR attribute_not_exists(#count)" if limit > 0 else ""),
        names={"#count": "count"},
        values={
            ":none": 0,
            ":one": 1,
            ":limit": limit,
            ":expires": int(end_of_day(now)) + _KEPT_SECONDS,
        },
    )


def give_back(key: str) -> Write:
    """Give one back to a counter."""
    return Write(
        key,
        update="SET #count = #count - :one",
        condition="#count > :none",
        names={"#count": "count"},
        values={":none": 0, ":one": 1},
    )


def spent(budget: str, limit: int, now: float) -> LimitReached:
    """The error for a counter at its limit."""
    return LimitReached(budget, limit, end_of_day(now))
