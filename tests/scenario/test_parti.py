"""Real words people would type, all the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.model import Status
from tests.house import House
from tests.parti import prompts
from tests.slack_reading import assert_dead, literals


@pytest.mark.parametrize("count", [8, pytest.param(50, marks=pytest.mark.slow)])
def test_each_prompt_is_one_message_and_one_object(build: Callable[..., House], count: int) -> None:
    """So many of the PartiPrompts, or of our own, each end as a picture with its words."""
    unlimited = ("PicturesPerPerson", "PicturesPerWorkspace", "PaidCallsPerWorkspace")
    house = build(**dict.fromkeys(unlimited, "unlimited"))
    every = list(prompts())
    chosen = [every[number * len(every) // count] for number in range(count)]
    for number, prompt in enumerate(chosen):
        house.people.command("ana", "general", f"{prompt} --seed {number + 1}")
        house.settle()
    messages = house.posted()
    assert len(messages) == len(house.pictures()) == len(house.painted()) == count
    assert {job.status for job in house.jobs()} == {Status.DONE}
    for message, prompt in zip(messages, chosen, strict=True):
        assert " ".join(prompt.split()) in literals(message)
        assert_dead(message)
