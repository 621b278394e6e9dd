"""Sums of pictures, thumbs and cost: right over many jobs, and nothing counted twice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from core import prices
from core.experiment import variant
from core.model import Enhancement, ImageRequest, Job, Rewrite, Variant
from core.table import ConditionFailed, Write
from core.tally import AS_TYPED, Month, Row, Tally, Thumb, ended
from tests.jobs import job

NOW = 1_800_000_000.0  # 15 January 2027


class Clock:
    """Stands still until told."""

    def __init__(self) -> None:
        self.instant = NOW

    def now(self) -> float:
        """Epoch seconds."""
        return self.instant

    def sleep(self, seconds: float) -> None:
        """Nobody waits here."""
        raise AssertionError(seconds)


class Items:
    """A table that knows the expressions used here, and no others."""

    def __init__(self) -> None:
        self.items: dict[str, dict[str, Any]] = {}
        self.before_transaction: list[Sequence[Write]] = []

    def get(self, key: str) -> Mapping[str, Any] | None:
        """An item."""
        return self.items.get(key)

    def transact(self, writes: Sequence[Write]) -> None:
        """All of the writes, or none."""
        if self.before_transaction:
            self.transact(self.before_transaction.pop())
        failed = [not self._holds(write) for write in writes]
        if any(failed):
            raise ConditionFailed([None] * len(writes), failed)
        for write in writes:
            self._carry_out(write)

    def _holds(self, write: Write) -> bool:
        match write.condition:
            case "":
                return True
            case "attribute_not_exists(pk)":
                return write.key not in self.items
            case "thumb = :before":
                return self.items.get(write.key, {}).get("thumb") == write.values[":before"]
        raise AssertionError(write.condition)

    def _carry_out(self, write: Write) -> None:
        if write.put is not None:
            self.items[write.key] = dict(write.put)
            return
        word, _, rest = write.update.partition(" ")
        assert word == "ADD"
        item = self.items.setdefault(write.key, {})
        for part in rest.split(", "):
            name, value = part.split(" ")
            item[write.names[name]] = item.get(write.names[name], 0) + write.values[value]


@pytest.fixture
def items() -> Items:
    """An empty table."""
    return Items()


@pytest.fixture
def clock() -> Clock:
    """The middle of a month."""
    return Clock()


@pytest.fixture
def tally(items: Items, clock: Clock) -> Tally:
    """What is tested."""
    return Tally(items, clock, 400)  # type: ignore[arg-type]


def made(number: int, arm: Variant, how: Rewrite, style: str = "default", **changes: Any) -> Job:
    """A job of its own."""
    return job(
        id=f"T0.{number:032x}",
        tenant="T0",
        variant=arm,
        enhancement=Enhancement("words", how, style),
        created=NOW,
        **changes,
    )


def test_sums_come_out_right_over_ten_thousand_jobs(items: Items, tally: Tally) -> None:
    """Split, pictures, thumbs and cost of 10,000 jobs by 1,000 people are what they were."""
    chance = random.Random(7)  # noqa: S311 - a simulation
    expected: Counter[tuple[Variant, str, str]] = Counter()
    cost, people = 0, {}
    for number in range(10_000):
        who = f"U{chance.randrange(1_000)}"
        style = chance.choice(["", "", "", "anime"])
        request = ImageRequest("a red fox", style=style, enhance=chance.random() > 0.1)
        arm = variant("T0", who, request, 30)
        if arm is not Variant.NONE:
            assert people.setdefault(who, arm) is arm
        typed = arm is Variant.RAW or not request.enhance
        how = Rewrite.AS_TYPED if typed else Rewrite.ENHANCED
        each = made(number, arm, how, style or "default", paid_attempts=1)
        shown = AS_TYPED if typed else style or "default"
        done = chance.random() > 0.05
        items.transact([ended(each, done=done)])
        cost += prices.estimate(each)
        if not done:
            continue
        expected[arm, shown, "pictures"] += 1
        likes = chance.random() < (0.5 if arm is Variant.RAW else 0.7)
        if chance.random() < 0.4:
            assert tally.vote(each, who, Thumb.UP if likes else Thumb.DOWN)
            expected[arm, shown, "up" if likes else "down"] += 1
    raw = sum(arm is Variant.RAW for arm in people.values())
    assert abs(raw / len(people) - 0.3) < 0.05
    (month,) = tally.months("T0", 1)
    assert month.cost == cost
    assert {
        (row.variant, row.style, what): getattr(row, what)
        for row in month.rows
        for what in ("pictures", "up", "down")
    } == {key: expected[key] for key in expected}
    assert {row.variant for row in month.rows} == set(Variant)


def test_a_thumb_counts_once(items: Items, tally: Tally) -> None:
    """The same thumb again changes nothing; the other one takes the first back."""
    each = made(1, Variant.NONE, Rewrite.ENHANCED)
    items.transact([ended(each, done=True)])
    assert [tally.vote(each, "U1", Thumb.UP), tally.vote(each, "U1", Thumb.UP)] == [True, False]
    assert tally.vote(each, "U2", Thumb.UP)
    assert tally.vote(each, "U1", Thumb.DOWN)
    (month,) = tally.months("T0", 1)
    assert month.rows == (Row(Variant.NONE, "default", pictures=1, up=1, down=1),)


def test_pressed_twice_at_once(items: Items, tally: Tally) -> None:
    """Two presses that cross count as one."""
    each = made(1, Variant.NONE, Rewrite.ENHANCED)
    key = f"T0#thumb#{1:032x}#U1"
    items.before_transaction.append([Write(key, put={"thumb": "up"})])
    assert not tally.vote(each, "U1", Thumb.UP)
    items.items[key] = {"thumb": "up"}
    items.before_transaction.append([Write(key, put={"thumb": "down"})])
    assert not tally.vote(each, "U1", Thumb.DOWN)


def test_it_is_forgotten_whose_thumb_it_was(items: Items, tally: Tally) -> None:
    """Names go with the recipes; sums stay."""
    tally.vote(made(1, Variant.RAW, Rewrite.AS_TYPED), "U1", Thumb.UP)
    named = [item for key, item in items.items.items() if "U1" in key]
    assert [item["expires"] for item in named] == [int(NOW) + 400 * 86_400]
    assert all("expires" not in item for key, item in items.items.items() if "U1" not in key)


def test_months_are_apart(items: Items, tally: Tally, clock: Clock) -> None:
    """A thumb counts for its picture's month; the present month comes first."""
    each = made(1, Variant.NONE, Rewrite.ENHANCED)
    items.transact([ended(each, done=True)])
    clock.instant += 20 * 86_400
    tally.vote(each, "U1", Thumb.UP)
    months = tally.months("T0", 3)
    assert [month.name for month in months] == ["2027-02", "2027-01", "2026-12"]
    assert months[0] == Month("2027-02", 0, ())
    assert months[1].rows == (Row(Variant.NONE, "default", pictures=1, up=1),)


def test_workspaces_are_apart(items: Items, tally: Tally) -> None:
    """Nobody's numbers are in another's."""
    items.transact([ended(made(1, Variant.NONE, Rewrite.ENHANCED), done=True)])
    assert tally.months("T1", 1)[0].rows == ()


@pytest.mark.parametrize("how", [Rewrite.UNAVAILABLE, Rewrite.AS_TYPED, Rewrite.UNUSABLE])
def test_what_was_painted_as_typed_counts_as_that(items: Items, tally: Tally, how: Rewrite) -> None:
    """Whatever style was meant, the words are the person's own."""
    items.transact([ended(made(1, Variant.ENHANCED, how, "anime"), done=True)])
    (month,) = tally.months("T0", 1)
    assert month.rows == (Row(Variant.ENHANCED, AS_TYPED, pictures=1),)


def test_a_failure_costs_and_is_no_picture(items: Items, tally: Tally) -> None:
    """What was paid for and held back shows in the cost alone."""
    items.transact([ended(made(1, Variant.NONE, Rewrite.ENHANCED, paid_attempts=1), done=False)])
    (month,) = tally.months("T0", 1)
    assert month.cost > prices.IMAGE
    assert month.rows == ()
