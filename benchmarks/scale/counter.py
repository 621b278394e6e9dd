"""The workspace's daily counter: one item, which every admission of the workspace writes.

DynamoDB cancels a transaction that meets another one on the same item; `core.table` tries again,
with jitter, as long as an acknowledgement has time. How many admissions a second one item bears,
and what they wait, follows from how long a transaction holds it.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass

from benchmarks.figures import percentile

HELD = 0.012
"""Seconds between a transaction's arrival and its end, in which it meets others: reasoned from the
single-digit milliseconds of a write and the two phases of a transaction; not measured on AWS."""

PATIENCE = 1.5
"""Seconds an acknowledgement tries (`bot.app`)."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.5
"""As `core.table` has them."""


@dataclass(frozen=True, slots=True)
class Contention:
    """What becomes of admissions to one workspace.

    Attributes:
        rate: Admissions a second that are asked for.
        refused: Part of them that is told to try again later.
        waits: Seconds that the others take, p50 and p99.
        tries: Transactions for each of them.
    """

    rate: float
    refused: float
    waits: tuple[float, float]
    tries: float


def contend(rate: float, *, seconds: float = 120.0, seed: int = 1) -> Contention:
    """Have people ask at random, so many a second, all in one workspace."""
    chance = random.Random(seed)  # noqa: S311 - a simulation
    # When a try begins, when its person asked, and how long it pauses if it meets another.
    tries: list[tuple[float, float, float]] = []
    at = 0.0
    while at < seconds:
        at += chance.expovariate(rate)
        heapq.heappush(tries, (at, at, _FIRST_PAUSE))
    asked, made, refused, free_at = len(tries), 0, 0, 0.0
    waits: list[float] = []
    while tries:
        now, since, pause = heapq.heappop(tries)
        made += 1
        if now >= free_at:
            free_at = now + HELD
            waits.append(free_at - since)
            continue
        told = now + HELD
        wait = pause * chance.uniform(0.5, 1.5)
        if told + wait > since + PATIENCE:
            refused += 1
            continue
        heapq.heappush(tries, (told + wait, since, min(pause * 2, _LONGEST_PAUSE)))
    return Contention(
        rate,
        refused / asked,
        (percentile(waits, 50), percentile(waits, 99)),
        made / asked,
    )
