"""Thumbs, the experiment and `/imagine stats`, through the real handler."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from core.experiment import interval, variant
from core.model import ImageRequest, Job, Rewrite, Variant
from local.faults import Call, Phase, Refusal
from local.slack.records import Message
from tests.house import House
from tests.house_state import items
from tests.rest_caller import Caller
from tests.slack_reading import assert_dead, buttons, reading

ADMIN, MEMBER = "kim", "bo"


def paint(house: House, text: str = "a red fox", user: str = ADMIN) -> Message:
    """A command's picture."""
    before = len(house.posted())
    house.people.command(user, "general", text)
    house.settle()
    return house.posted()[before]


def thumb(house: House, user: str, message: Message, word: str) -> None:
    """Press a thumb."""
    (job,) = [each for each in house.jobs() if each.notes.get("ts") == message.ts]
    house.people.click(user, message.ts, "thumb", value=f"{word}:{job.id}")
    house.settle()


def stats(house: House, user: str = ADMIN) -> str:
    """What `/imagine stats` says."""
    done = house.people.command(user, "general", "stats")
    assert done.error == ""
    assert done.message is not None
    assert done.message.only_for == house.slack.user(user).id
    assert_dead(done.message)
    return reading(done.message)


def rows(house: House) -> dict[str, int]:
    """The sums of the month as the table has them."""
    (sums,) = [item for item in items(house) if item["pk"] == "T0LOCAL#tally#2027-01"]
    return {name: value for name, value in sums.items() if name not in {"pk", "cost"}}


def test_thumbs_are_on_every_picture_and_count(house: House) -> None:
    """👍 and 👎 from several people, a change of mind, a press too many: sums and stats agree."""
    fox, cat = paint(house), paint(house, "a cat --style anime")
    thumb(house, ADMIN, fox, "up")
    thumb(house, MEMBER, fox, "up")
    thumb(house, MEMBER, fox, "up")
    thumb(house, MEMBER, cat, "up")
    thumb(house, MEMBER, cat, "down")
    assert rows(house) == {
        "pictures||default": 1,
        "pictures||anime": 1,
        "up||default": 2,
        "up||anime": 0,
        "down||anime": 1,
    }
    told = stats(house)
    assert "2 pictures, about 0.16 USD" in told
    low, high = interval(2, 2)
    assert f"1 picture, 👍 2, 👎 0, liked 100 % ({100 * low:.0f} % to {100 * high:.0f} %)" in told
    assert "experiment" not in told
    assert house.private(MEMBER) == []


def test_a_thumb_on_what_is_being_deleted_is_answered(house: House) -> None:
    """A picture that is just going takes no thumb, and that is said privately."""
    fox = paint(house)
    house.people.click(ADMIN, fox.ts, "delete")
    (job,) = house.jobs()
    house.people.click(MEMBER, fox.ts, "thumb", value=f"up:{job.id}")
    (told,) = house.private(MEMBER)
    assert "no longer kept" in reading(told)
    house.settle()
    assert rows(house) == {"pictures||default": 1}


def test_a_thumb_that_cannot_be_kept_is_answered(house: House) -> None:
    """Where the table is away the person is told to try again."""
    fox = paint(house)

    def refuse(call: Call, phase: Phase) -> Refusal | None:
        down = call.service == "dynamodb" and phase is Phase.BEFORE
        return Refusal("InternalServerError", 500) if down else None

    (job,) = house.jobs()
    house.hook = refuse
    house.people.click(MEMBER, fox.ts, "thumb", value=f"up:{job.id}")
    (told,) = house.private(MEMBER)
    assert "try again" in reading(told)


def test_stats_are_for_admins(house: House) -> None:
    """Others are told so, and nothing else."""
    paint(house)
    assert stats(house, MEMBER) == "Only admins of this workspace can see its numbers."


def test_without_the_scope_nobody_is_an_admin(house: House) -> None:
    """Where Slack does not tell who is one, nobody is, and the log says what to do."""
    house.slack.scopes -= {"users:read"}
    assert "Only admins" in stats(house)
    assert "slack-manifest" in house.logged()


def test_without_the_table_there_are_no_numbers(house: House) -> None:
    """That is said, within Slack's three seconds."""

    def refuse(call: Call, phase: Phase) -> Refusal | None:
        down = call.service == "dynamodb" and phase is Phase.BEFORE
        return Refusal("InternalServerError", 500) if down else None

    house.hook = refuse
    began = house.clock.now()
    assert "cannot be read" in stats(house)
    assert house.clock.now() - began < 3


def test_the_experiment_is_per_person_and_shows(build: Callable[..., House]) -> None:
    """With a share set, people differ, each stays the same, and stats tell both arms."""
    house = build(ExperimentRawPercent="15")
    people = ("ana", "bo", "kim")
    for words in ("a red fox", "a blue cat"):
        for who in people:
            paint(house, words, user=who)
    arms: dict[str, set[Variant]] = {}
    for job in house.jobs():
        arms.setdefault(job.owner, set()).add(job.variant)
        assert job.variant is variant("T0LOCAL", job.owner, ImageRequest("a cat"), 15)
        assert job.enhancement is not None
        raw = job.variant is Variant.RAW
        assert job.enhancement.how is (Rewrite.AS_TYPED if raw else Rewrite.ENHANCED)
    assert all(len(each) == 1 for each in arms.values())
    assert {arm for each in arms.values() for arm in each} == {Variant.RAW, Variant.ENHANCED}
    told = stats(house)
    assert "15 % of people" in told
    for arm, name in ((Variant.RAW, "words as typed"), (Variant.ENHANCED, "words enhanced")):
        count = sum(job.variant is arm for job in house.jobs())
        assert re.search(rf"{name}\n +{count} pictures", told)
    assert "too early to say" in told


@pytest.fixture
def all_raw(build: Callable[..., House]) -> House:
    """A house in which everybody is in the raw arm."""
    return build(ExperimentRawPercent="100")


def only(house: House) -> Job:
    """The one job."""
    (job,) = house.jobs()
    return job


def test_the_raw_arm_is_told_honestly(all_raw: House) -> None:
    """No step is named that is not taken, and the recipe says that the words are exact."""
    all_raw.people.command("ana", "general", "a red fox")
    placeholders: list[str] = []

    def watch(call: Call, phase: Phase) -> None:
        if call.operation == "chat.postMessage" and phase is Phase.AFTER:
            placeholders.extend(reading(each) for each in all_raw.posted())

    all_raw.hook = watch
    all_raw.settle()
    assert placeholders
    assert not any("Improving" in each for each in placeholders)
    (message,) = all_raw.posted()
    assert "exact words" in reading(message)
    assert "exact_words" not in buttons(message)
    assert all_raw.enhanced() == []


def test_new_seed_stays_with_the_words(all_raw: House) -> None:
    """🎲 on a picture of the raw arm paints the same words again."""
    message = paint(all_raw)
    all_raw.people.click("ana", message.ts, "new_seed")
    all_raw.settle()
    first, second = all_raw.painted()
    assert first["prompt"] == second["prompt"] == "a red fox"
    assert all_raw.enhanced() == []
    assert [job.variant for job in all_raw.jobs()] == [Variant.RAW, Variant.NONE]


@pytest.mark.parametrize("text", ["a red fox --raw", "a red fox --style anime", "một con cáo đỏ"])
def test_explicit_wishes_are_left_alone(all_raw: House, text: str) -> None:
    """`--raw` is neither influenced nor counted; nor are a chosen style or another language."""
    paint(all_raw, text)
    assert only(all_raw).variant is Variant.NONE
    assert len(all_raw.enhanced()) == ("--raw" not in text)
    assert all(name.split("|")[1] == "" for name in rows(all_raw))


def test_rest_is_left_alone(all_raw: House) -> None:
    """A program that asks for the enhancement gets it."""
    told = Caller(all_raw).post("/generate-enhanced", {"prompt": "a red fox"})
    assert told.body["enhanced_prompt"] != "a red fox"
    assert only(all_raw).variant is Variant.NONE


def test_looking_draws_nothing(all_raw: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stats and thumbs use no chance."""
    message = paint(all_raw)
    for name in ("random", "randint", "choice", "getrandbits"):
        monkeypatch.setattr(random.SystemRandom, name, None)
    thumb(all_raw, "bo", message, "up")
    assert "words as typed" in stats(all_raw)
