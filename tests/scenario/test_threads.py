"""Replies in a picture's thread: the same again, a change, or talk."""

from __future__ import annotations

from typing import Any

import pytest

from core.model import Outcome, Status
from local.bedrock import TEXT_MODEL, Trouble
from local.slack import payloads
from tests.house import House
from tests.pictures import photo
from tests.slack_reading import reading


class Judge:
    """The text model of the house, which judges replies as a test says."""

    def __init__(self, house: House, outcome: str, **filled: Any) -> None:
        self.asked = 0
        self._answer = {"outcome": outcome, "certain": True, "prompt": "", "leave_out": ""} | filled
        self._speaker = house.bedrock._speaker
        house.bedrock._speaker = self

    def write(self, said: Any) -> str:
        """An enhancement, as ever."""
        return self._speaker.write(said)

    def fill(self, said: Any, tool: str, schema: Any) -> dict[str, Any]:
        """The judgement."""
        del said, tool, schema
        self.asked += 1
        return self._answer


@pytest.fixture
def thread(house: House) -> str:
    """A picture of ana's in #general; its `ts` is its thread."""
    house.people.command("ana", "general", "a red fox in the snow --ar 1:1 --seed 42")
    house.settle()
    (message,) = house.posted()
    return message.ts


def reply(house: House, thread: str, text: str, user: str = "bo", **more: Any) -> None:
    """Reply, and let the house do what it does."""
    house.people.post(user, "general", text, thread_ts=thread, **more)
    house.settle()


def test_again_is_the_same_with_a_new_seed(house: House, thread: str) -> None:
    """`again` keeps prompt, enhanced prompt and options; the picture appears in the thread."""
    reply(house, thread, "again")
    first, second = house.painted()
    assert second.pop("seed") != first.pop("seed")
    assert first == second
    assert len(house.enhanced()) == 1
    assert house.posted()[-1].thread_ts == thread


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [("seed 7", "seed", 7), ("--ar 3:2", "aspect_ratio", "3:2"), ("--seed 9", "seed", 9)],
)
def test_an_option_changes_that_one_thing(
    house: House, thread: str, text: str, field: str, value: object
) -> None:
    """Everything else of the recipe stays as it was, the seed too."""
    reply(house, thread, text)
    first, second = house.painted()
    assert second.pop(field) == value
    first.pop(field)
    assert first == second


def test_a_clear_instruction_builds_on_the_recipe(house: House, thread: str) -> None:
    """What the rules know as a change is merged by the model and enhanced anew."""
    judge = Judge(house, "change", prompt="a red fox in the snow at night")
    reply(house, thread, "at night")
    assert judge.asked == 1
    assert house.jobs()[-1].request.prompt == "a red fox in the snow at night"
    assert "red fox in the snow at night" in house.painted()[1]["prompt"]
    assert house.painted()[1]["aspect_ratio"] == "1:1"


def test_a_clear_instruction_survives_the_model(house: House, thread: str) -> None:
    """With the model down, what was plainly asked for stands behind the words."""
    house.bedrock.fail(TEXT_MODEL, Trouble.THROTTLE, times=20)
    reply(house, thread, "make it blue")
    assert "make it blue" in house.painted()[1]["prompt"]
    assert "a red fox in the snow" in house.painted()[1]["prompt"]


def test_what_rules_leave_open_is_judged(house: House, thread: str) -> None:
    """A reply that may be either goes to the model; its change is painted."""
    judge = Judge(house, "change", prompt="a red fox in the snow wearing a tiny crown")
    reply(house, thread, "perhaps he deserves a tiny crown of gold leaves")
    assert judge.asked == 1
    assert "crown" in house.painted()[1]["prompt"]


@pytest.mark.parametrize(
    "text",
    ["perhaps he deserves a tiny crown of gold leaves", "can you send this to marketing?"],
)
def test_what_is_talk_after_all_ends_without_a_word(house: House, thread: str, text: str) -> None:
    """Judged as talk: no picture, no message, no budget, and nothing to be swept."""
    before = house.count("T0LOCAL#pictures#2027-01-15")
    judge = Judge(house, "talk")
    reply(house, thread, text)
    assert judge.asked == 1
    job = house.jobs()[-1]
    assert (job.status, job.outcome) == (Status.FAILED, Outcome.TALK)
    assert len(house.posted()) == len(house.painted()) == 1
    assert house.private("bo") == []
    assert house.count("T0LOCAL#pictures#2027-01-15") == before


@pytest.mark.parametrize("trouble", [Trouble.THROTTLE, Trouble.LOSE_REPLY, Trouble.REFUSAL])
def test_doubt_means_silence(house: House, thread: str, trouble: Trouble) -> None:
    """A model that does not say starts nothing."""
    house.bedrock.fail(TEXT_MODEL, trouble, times=5)
    reply(house, thread, "perhaps he deserves a tiny crown of gold leaves")
    assert len(house.posted()) == len(house.painted()) == 1
    assert house.private("bo") == []


@pytest.mark.parametrize(
    "text",
    [
        "thanks!",
        "love it",
        "@bo what do you think?",
        "haha",
        "cảm ơn nhé",
        "@here look at this",
    ],
)
def test_talk_between_people_is_left_alone(house: House, thread: str, text: str) -> None:
    """Plain talk asks neither the model nor the table for anything but whose thread it is."""
    reply(house, thread, text, user="ana")
    assert len(house.jobs()) == 1
    assert len(house.enhanced()) == 1
    assert house.private("ana") == []


def test_a_mention_with_an_instruction_is_for_us(house: House, thread: str) -> None:
    """Named, the bot takes the words for an instruction."""
    Judge(house, "change", prompt="a red fox in the snow beside a lighthouse")
    reply(house, thread, "@imagine put a lighthouse beside him")
    assert "lighthouse" in house.painted()[1]["prompt"]


def test_an_image_in_the_reply_becomes_the_source(house: House, thread: str) -> None:
    """An image shared in the thread is what the next picture starts from."""
    house.people.post("bo", "general", "again", thread_ts=thread, files=[("cat.png", photo())])
    house.settle()
    assert house.painted()[1]["mode"] == "image-to-image"


@pytest.mark.parametrize("change", [{"user": "U0OTHER"}, {"bot_id": None}], ids=["app", "own"])
def test_words_of_apps_start_nothing(house: House, thread: str, change: dict[str, Any]) -> None:
    """Slack tells of other apps' messages and of our own; whatever they say, nothing starts."""
    words = house.slack.add_message("C0GENERAL", "U0BOT", "again", by_bot=True, thread_ts=thread)
    house.people.send(payloads.message_event(house.slack, words) | change)
    house.settle()
    assert len(house.painted()) == 1


def test_edits_and_twins_start_nothing(house: House, thread: str) -> None:
    """An edited reply, and a reply broadcast to the channel, are one act at the most."""
    done = house.people.post("bo", "general", "nice one", thread_ts=thread)
    assert done.message is not None
    house.people.edit("bo", done.message.ts, "again")
    house.settle()
    assert len(house.painted()) == 1
    house.people.post("bo", "general", "again", thread_ts=thread, broadcast=True)
    house.settle()
    assert len(house.painted()) == 2


def test_a_reply_delivered_again_is_the_same_act(house: House, thread: str) -> None:
    """Retries of the event start nothing new."""
    done = house.people.post("bo", "general", "again", thread_ts=thread)
    assert done.delivery is not None
    for _ in range(3):
        house.people.courier.repeat(done.delivery)
    house.settle()
    assert len(house.painted()) == 2


def test_the_latest_picture_in_the_thread_is_the_one_meant(house: House, thread: str) -> None:
    """After a change, `again` repeats the changed picture."""
    reply(house, thread, "--ar 3:2")
    reply(house, thread, "again")
    assert [body["aspect_ratio"] for body in house.painted()] == ["1:1", "3:2", "3:2"]


def test_an_option_that_cannot_be_taken_is_answered_privately(house: House, thread: str) -> None:
    """Plainly for us and plainly wrong: the right form, to the one person."""
    reply(house, thread, "--ar 4:3")
    (told,) = house.private("bo")
    assert "16:9" in reading(told)
    assert len(house.painted()) == 1


def test_other_threads_are_none_of_ours(house: House) -> None:
    """In a thread where we neither painted nor asked, even `again` is talk."""
    done = house.people.post("ana", "general", "lunch?")
    assert done.message is not None
    house.people.post("bo", "general", "again", thread_ts=done.message.ts)
    house.settle()
    assert house.jobs() == house.posted() == []


def never_begun(house: House, thread: str, text: str) -> None:
    """A reply whose job nobody begins before its deadline."""
    house.people.post("bo", "general", text, thread_ts=thread)
    house.lose_invocations()
    house.clock.sleep(31 * 60)
    house.settle()


def test_what_may_be_talk_is_given_up_without_a_word(house: House, thread: str) -> None:
    """Nobody who only talked reads that a picture took too long."""
    before = len(house.posted())
    never_begun(house, thread, "perhaps he deserves a tiny crown of gold leaves")
    assert house.jobs()[-1].outcome == Outcome.TALK
    assert len(house.posted()) == before
    assert house.private("bo") == []


def test_another_try_still_means_the_change(house: House, thread: str) -> None:
    """*Try again* on a change that was never understood asks for the change, not for the parent."""
    never_begun(house, thread, "make it blue")
    assert house.jobs()[-1].outcome == Outcome.TIMED_OUT
    Judge(house, "change", prompt="a blue fox in the snow")
    house.people.click("bo", house.posted()[-1].ts, "try_again")
    house.settle()
    assert "blue fox" in house.painted()[-1]["prompt"]


def test_spent_budgets_are_no_answer_to_talk(house: House, thread: str) -> None:
    """Whoever may only have been talking hears of no limit."""
    for _ in range(19):
        house.people.click("bo", thread, "new_seed")
    house.settle()
    house.people.click("bo", thread, "new_seed")
    house.settle()
    told = len(house.private("bo"))
    reply(house, thread, "perhaps he deserves a tiny crown of gold leaves")
    assert len(house.private("bo")) == told
