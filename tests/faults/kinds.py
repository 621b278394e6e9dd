"""The kinds of jobs that faults are tried on. A new kind of job is one entry more in `ALL`.

Knows what people do and what has to stand before they can; not what goes wrong meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.model import Outcome, Status
from local.bedrock import IMAGE_MODEL, Trouble
from local.slack.courier import Courier
from local.slack.interactions import Done
from tests.faults import tally
from tests.house import House
from tests.pictures import photo
from tests.rest_courier import RestCourier


def _nothing(_: House) -> None:
    """Nothing has to stand before."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Something people do that becomes a job.

    Attributes:
        name: As the scoreboard has it.
        do: The act, once.
        prepare: What has to stand before it can be done.
        ends: How its job ends when nothing goes wrong, or only what passes: "done", "deleted", or
            why it failed.
        also: Other ends that are right when something went wrong.
        by_message: Whether it comes as a message, which Slack may send as several events.
        courier: What brings it to us, and can bring it again.
    """

    name: str
    do: Callable[[House], Done]
    prepare: Callable[[House], None] = _nothing
    ends: str = Status.DONE.value
    also: frozenset[str] = frozenset()
    by_message: bool = False
    courier: Callable[[House], Courier | RestCourier] = lambda house: house.people.courier

    @property
    def creates(self) -> bool:
        """Whether the act makes a job of its own, and does not go on with another."""
        return self.ends != Status.DELETED


def _painted(house: House) -> None:
    """A picture of ana's stands in the channel."""
    house.people.command("ana", "general", "a red fox in the snow --ar 1:1")
    house.settle()


def _shown_as_files(house: House) -> None:
    """Slack shows no file in a block that is shared nowhere."""
    house.slack.shows_unshared_files = False


def _painted_as_a_file(house: House) -> None:
    """A picture of ana's stands in the thread of its message."""
    _shown_as_files(house)
    _painted(house)


def _edited(house: House) -> None:
    """Bo has the form with ana's picture before him."""
    _painted(house)
    house.people.click("bo", house.posted()[-1].ts, "edit")


def _talked(house: House) -> None:
    """People talk in a thread."""
    house.people.post("bo", "general", "what shall we have on the poster?")


def _asked(house: House) -> None:
    """Ana shared an image with the bot, and was asked what to make of it."""
    house.people.share("ana", "D0ANA", "cat.png", photo())


def _laid(house: House) -> None:
    """An image lies in the input bucket."""
    bucket = house.settings.input_bucket
    house.client("s3").put_object(Bucket=bucket, Key="cat.png", Body=photo())


def _rest(name: str, prepare: Callable[[House], None] = _nothing, **fields: str) -> Kind:
    def do(house: House) -> Done:
        bucket = house.settings.input_bucket
        named = {key: value.format(bucket=bucket) for key, value in fields.items()}
        return house.programs.ask({"prompt": "a red fox", **named})

    return Kind(name, do, prepare, courier=lambda house: house.programs)


def _always(trouble: Trouble, **details: str) -> Callable[[House], None]:
    return lambda house: house.bedrock.fail(IMAGE_MODEL, trouble, times=99, **details)


def _parent(house: House, channel: str = "general") -> str:
    return house.slack.messages(channel)[0].ts


def _command(house: House, channel: str = "general") -> Done:
    return house.people.command("ana", channel, "a red fox")


def _press(user: str, button: str) -> Callable[[House], Done]:
    return lambda house: house.people.click(user, house.posted()[-1].ts, button)


def _reply(text: str, user: str = "bo", channel: str = "general") -> Callable[[House], Done]:
    return lambda house: house.people.post(user, channel, text, thread_ts=_parent(house, channel))


_SAMPLE = {
    "command",
    "shared image",
    "reply by rule",
    "New seed",
    "Delete",
    "REST",
    "picture shown as a file",
    "words filtered",
}

COMMAND = Kind("command", _command)

ALL = (
    COMMAND,
    Kind("command where the bot is no member", lambda house: _command(house, "random")),
    Kind(
        "words to the bot",
        lambda house: house.people.post("ana", "D0ANA", "a red fox"),
        by_message=True,
    ),
    Kind(
        "mention",
        lambda house: house.people.post("ana", "general", "@imagine a red fox"),
        by_message=True,
    ),
    Kind("mention in a thread", _reply("@imagine a red fox"), _talked, by_message=True),
    Kind(
        "shared image",
        lambda house: house.people.share("ana", "D0ANA", "cat.png", photo(), "as a watercolour"),
        by_message=True,
    ),
    Kind("words for a shared image", _reply("in oil", "ana", "D0ANA"), _asked, by_message=True),
    Kind("reply by rule", _reply("again"), _painted, by_message=True),
    Kind("reply with a change", _reply("make it blue"), _painted, by_message=True),
    Kind(
        "reply left to the model",
        _reply("perhaps he deserves a tiny crown of gold leaves"),
        _painted,
        also=frozenset({Outcome.TALK.value}),
        by_message=True,
    ),
    Kind("New seed", _press("bo", "new_seed"), _painted),
    Kind("My exact words", _press("bo", "exact_words"), _painted),
    Kind("form", lambda house: house.people.submit("bo", {"ratio": "3:2"}), _edited),
    Kind(
        "reaction",
        lambda house: house.people.react("bo", house.posted()[-1].ts, "repeat"),
        _painted,
    ),
    Kind("Delete", _press("ana", "delete"), _painted, Status.DELETED.value),
    Kind("picture shown as a file", _command, _shown_as_files),
    Kind(
        "Delete of a picture shown as a file",
        lambda house: house.people.click("ana", house.posted()[0].ts, "delete"),
        _painted_as_a_file,
        Status.DELETED.value,
    ),
    _rest("REST"),
    _rest("REST, from an image", _laid, init_image_s3="s3://{bucket}/cat.png"),
    Kind(
        "words filtered",
        _command,
        _always(Trouble.FILTER_PROMPT),
        Outcome.FILTERED_PROMPT.value,
    ),
    Kind(
        "a model that is not ours to call",
        _command,
        _always(Trouble.EXCEPTION, exception="AccessDeniedException"),
        Outcome.MISCONFIGURED.value,
    ),
    Kind(
        "command where the bot may not post",
        lambda house: _command(house, "secret"),
        ends=Outcome.NO_POSTING.value,
    ),
)
"""Every kind of job there is."""

KINDS_BY_NAME = {kind.name: kind for kind in ALL}

KINDS = ALL if tally.FULL else tuple(kind for kind in ALL if kind.name in _SAMPLE)
"""Those that are tried in this run."""
