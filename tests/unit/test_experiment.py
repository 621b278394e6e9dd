"""The experiment: whose words are painted as they are, and how sure its outcome is."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from typing import Any

import pytest

from core.experiment import interval, variant
from core.model import ImageRequest, Source, Variant

WORDS = ImageRequest("a red fox in the snow")
PEOPLE = [f"U{number:06}" for number in range(10_000)]


def arms(raw_percent: int, tenant: str = "T0") -> dict[str, Variant]:
    """Everybody's arm."""
    return {who: variant(tenant, who, WORDS, raw_percent) for who in PEOPLE}


@pytest.mark.parametrize("raw_percent", [1, 20, 50, 99])
def test_the_share_is_the_one_asked_for(raw_percent: int) -> None:
    """Of 10,000 people as many are in the raw arm as the share says, give or take 1 %."""
    counted = Counter(arms(raw_percent).values())
    assert counted.keys() == {Variant.RAW, Variant.ENHANCED}
    assert abs(counted[Variant.RAW] / 100 - raw_percent) < 1


def test_nobody_and_everybody() -> None:
    """0 is no experiment at all; 100 has everybody in it."""
    assert set(arms(0).values()) == {Variant.NONE}
    assert set(arms(100).values()) == {Variant.RAW}


def test_an_arm_is_for_good() -> None:
    """Somebody is in the same arm each time, and a larger share only adds people to the raw one."""
    small, large = arms(20), arms(40)
    assert small == arms(20)
    assert all(large[who] is Variant.RAW for who in PEOPLE if small[who] is Variant.RAW)


def test_workspaces_are_split_apart() -> None:
    """Who is in which arm in one workspace says nothing of another."""
    one, other = arms(50), arms(50, "T1")
    same = sum(one[who] is other[who] for who in PEOPLE)
    assert 4_700 < same < 5_300


@pytest.mark.parametrize(
    "changes",
    [
        {"enhance": False},
        {"enhanced_prompt": "A vivid red fox."},
        {"style": "cinematic"},
        {"source": Source("F1")},
        {"parent_id": "T0.1"},
        {"prompt": "một con cáo đỏ trong tuyết"},
    ],
)
def test_requests_that_say_what_they_want_are_left_alone(changes: dict[str, Any]) -> None:
    """Exact words, a style, a source, a picture to go on from, another language: not in it."""
    request = dataclasses.replace(WORDS, **changes)
    assert {variant("T0", who, request, 100) for who in PEOPLE[:100]} == {Variant.NONE}


@pytest.mark.parametrize(
    ("liked", "votes", "low", "high"),
    [
        # E. B. Wilson's interval as tabled by Newcombe (Statistics in Medicine 17, 1998), method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_wilsons(liked: int, votes: int, low: float, high: float) -> None:
    """Published figures come out."""
    assert interval(liked, votes) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("votes", [1, 2, 10, 1_000])
def test_the_interval_holds_the_share(votes: int) -> None:
    """It lies within 0 and 1, has the share in it, and mirrors."""
    for liked in range(0, votes + 1, max(1, votes // 7)):
        low, high = (round(each, 12) for each in interval(liked, votes))
        assert 0 <= low <= liked / votes <= high <= 1
        mirrored = interval(votes - liked, votes)
        assert math.isclose(low, 1 - mirrored[1], abs_tol=1e-11)


def test_without_votes_nothing_is_known() -> None:
    """Everything is possible."""
    assert interval(0, 0) == (0.0, 1.0)
