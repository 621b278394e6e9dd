"""What is counted a workspace and month: pictures, thumbs and cost, by variant and style.

One item holds a month's sums, so that reading them is one read. A job is counted in the very
transaction that ends it, a thumb in the one that keeps whose it is: nothing is counted twice. A
thumb counts for the month of its picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from core.attributes import Item
from core.clock import Clock
from core.errors import Throttled
from core.model import Job, Rewrite, Variant
from core.prices import estimate
from core.table import ConditionFailed, Table, Write

AS_TYPED = "as typed"
"""Stands for a style where the person's own words were painted."""

_COST = "cost"
_PICTURES = "pictures"
_GOES_BY_STYLE = {Rewrite.ENHANCED, Rewrite.REUSED}
_TRIES = 3
_DAY = 86_400


class Thumb(StrEnum):
    """What somebody thinks of a picture."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Row:
    """Sums of one kind of picture.

    Attributes:
        variant: Arm of the experiment; NONE for everything outside it.
        style: Enhancement style, or `AS_TYPED`.
        pictures: How many were made.
        up: Thumbs up.
        down: Thumbs down.
    """

    variant: Variant
    style: str
    pictures: int = 0
    up: int = 0
    down: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """Sums of a workspace and month.

    Attributes:
        name: Such as "2026-11".
        cost: Millionths of a US dollar, failures included.
        rows: Those in which something was counted.
    """

    name: str
    cost: int
    rows: tuple[Row, ...]


def ended(job: Job, *, done: bool) -> Write:
    """Count a job that ends, with its picture or without one.

    Args:
        job: The job, all of its results written.
        done: Whether there is a picture.
    """
    sums = {_COST: estimate(job)}
    if done:
        sums[_name(_PICTURES, job)] = 1
    return _add(job, sums)


class Tally:
    """Counts thumbs, and reads the sums.

    Args:
        table: Where they lie.
        clock: Tells the month.
        retention_days: How long it is remembered whose thumb it was.
    """

    def __init__(self, table: Table, clock: Clock, retention_days: int) -> None:
        self._table = table
        self._clock = clock
        self._retention = retention_days * _DAY

    def vote(self, job: Job, by: str, thumb: Thumb) -> bool:
        """Count what somebody thinks of a picture; their last word counts, once.

        Returns:
            Whether that changed anything.

        Raises:
            Transient: The table could not be written.
        """
        key = f"{job.tenant}#thumb#{job.id.partition('.')[2]}#{by}"
        for _ in range(_TRIES):
            held = self._table.get(key)
            before = str(held["thumb"]) if held else ""
            if before == thumb:
                return False
            sums = {_name(thumb.value, job): 1}
            if before:
                sums[_name(before, job)] = -1
            try:
                self._table.transact([self._keep(key, before, thumb), _add(job, sums)])
            except ConditionFailed:
                continue  # pressed twice at once: look again
            return True
        raise Throttled("a thumb changes faster than it can be counted")

    def months(self, tenant: str, count: int) -> list[Month]:
        """The sums of the last months, the present one first.

        Raises:
            Transient: The table could not be read.
        """
        now = datetime.fromtimestamp(self._clock.now(), UTC)
        found = []
        for back in range(count):
            year, month = divmod(now.year * 12 + now.month - 1 - back, 12)
            name = f"{year}-{month + 1:02}"
            item = self._table.get(f"{tenant}#tally#{name}") or {}
            found.append(Month(name, int(item.get(_COST, 0)), tuple(_rows(item))))
        return found

    def _keep(self, key: str, before: str, thumb: Thumb) -> Write:
        expires = int(self._clock.now()) + self._retention
        values = {":before": before} if before else {}
        return Write(
            key,
            put={"thumb": thumb.value, "expires": expires},
            condition="thumb = :before" if before else "attribute_not_exists(pk)",
            values=values,
        )


def _name(what: str, job: Job) -> str:
    made = job.enhancement
    style = made.style if made and made.how in _GOES_BY_STYLE else AS_TYPED
    return f"{what}|{job.variant.value}|{style}"


def _add(job: Job, sums: Mapping[str, int]) -> Write:
    month = f"{datetime.fromtimestamp(job.created, UTC):%Y-%m}"
    parts = [f"#{number} :{number}" for number in range(len(sums))]
    return Write(
        f"{job.tenant}#tally#{month}",
        update=f"ADD {', '.join(parts)}",
        names={f"#{number}": name for number, name in enumerate(sums)},
        values={f":{number}": value for number, value in enumerate(sums.values())},
    )


def _rows(item: Item) -> Iterator[Row]:
    kinds: dict[tuple[str, str], dict[str, int]] = {}
    for name, value in item.items():
        what, _, kind = name.partition("|")
        if kind:
            arm, _, style = kind.partition("|")
            kinds.setdefault((arm, style), {})[what] = int(value)
    for (arm, style), sums in sorted(kinds.items()):
        yield Row(Variant(arm), style, **sums)
