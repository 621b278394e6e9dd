"""Real words people would type, all the way."""

from __future__ import annotations

from collections.abc import Callable

from core.model import Status
from tests.house import House
from tests.parti import prompts
from tests.slack_reading import assert_dead, literals

COUNT = 50


def test_fifty_prompts_are_fifty_messages_and_fifty_objects(build: Callable[..., House]) -> None:
    """Every 32nd of the PartiPrompts, or as many of our own, ends as a picture with its words."""
    unlimited = ("PicturesPerPerson", "PicturesPerWorkspace", "PaidCallsPerWorkspace")
    house = build(**dict.fromkeys(unlimited, "unlimited"))
    every = list(prompts())
    chosen = [every[number * len(every) // COUNT] for number in range(COUNT)]
    for number, prompt in enumerate(chosen):
        house.people.command("ana", "general", f"{prompt} --seed {number + 1}")
        house.settle()
    messages = house.posted()
    assert len(messages) == len(house.pictures()) == len(house.painted()) == COUNT
    assert {job.status for job in house.jobs()} == {Status.DONE}
    for message, prompt in zip(messages, chosen, strict=True):
        assert " ".join(prompt.split()) in literals(message)
        assert_dead(message)
