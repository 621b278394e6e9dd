"""The kinds of jobs that faults are tried on. A new kind of job is one entry more in `KINDS`.

Knows what people do and what has to stand before they can; not what goes wrong meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.model import Status
from local.slack.interactions import Done
from tests.house import House


def _nothing(_: House) -> None:
    """Nothing has to stand before."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Something people do that becomes a job.

    Attributes:
        name: As the scoreboard has it.
        do: The act, once.
        prepare: What has to stand before it can be done.
        ends: How its job is to end when nothing goes wrong, or only what passes.
    """

    name: str
    do: Callable[[House], Done]
    prepare: Callable[[House], None] = _nothing
    ends: Status = Status.DONE

    @property
    def creates(self) -> bool:
        """Whether the act makes a job of its own, and does not go on with another."""
        return self.ends is Status.DONE


def _painted(house: House) -> None:
    """A picture of ana's stands in the channel."""
    house.people.command("ana", "general", "a red fox in the snow")
    house.settle()


def _threaded(house: House) -> None:
    """People talk in a thread."""
    house.people.post("bo", "general", "what shall we have on the poster?")


def _pressed(house: House, user: str, button: str) -> Done:
    return house.people.click(user, house.posted()[-1].ts, button)


def _mentioned_in_thread(house: House) -> Done:
    parent = house.slack.messages("general")[0].ts
    return house.people.post("ana", "general", "@imagine a red fox", thread_ts=parent)


KINDS = (
    Kind("command", lambda house: house.people.command("ana", "general", "a red fox")),
    Kind(
        "command where the bot is no member",
        lambda house: house.people.command("ana", "random", "a red fox"),
    ),
    Kind("words to the bot", lambda house: house.people.post("ana", "D0ANA", "a red fox")),
    Kind("mention", lambda house: house.people.post("ana", "general", "@imagine a red fox")),
    Kind("mention in a thread", _mentioned_in_thread, _threaded),
    Kind("New seed", lambda house: _pressed(house, "bo", "new_seed"), _painted),
    Kind("Delete", lambda house: _pressed(house, "ana", "delete"), _painted, Status.DELETED),
)
"""Every kind of job there is."""
