"""What people are answered, row by row: bad commands, refusals, outages, limits."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.model import Outcome, Status
from local.bedrock import IMAGE_MODEL, TEXT_MODEL, Trouble
from local.faults import Call, Phase, Refusal
from local.slack.records import Message
from tests.house import House
from tests.refusals import faulty, outage
from tests.slack_reading import assert_dead, buttons, literals, pictures, reading


def refused(house: House, text: str) -> str:
    """What a command is answered privately, having cost nothing."""
    done = house.people.command("ana", "general", text)
    house.settle()
    assert done.error == ""
    assert done.message is not None
    assert done.message.only_for == "U0ANA"
    assert_dead(done.message)
    assert house.posted() == []
    assert house.jobs() == []
    assert house.enhanced() == house.painted() == []
    assert house.trace.calls == []
    return reading(done.message)


def only_private(house: House) -> Message:
    """The one thing that was said privately, where nothing is left in the conversation."""
    (told,) = house.private()
    assert house.posted() == []
    assert_dead(told)
    return told


def given_back(house: House) -> bool:
    """Whether no budget is taken from any more."""
    day = "2027-01-15"
    keys = (f"T0LOCAL#pictures#{day}", f"T0LOCAL#pictures#{day}#U0ANA")
    return all(house.count(key) == 0 for key in keys)


def test_an_unknown_ratio_is_answered_with_the_nine(house: House) -> None:
    """`--ar 4:3` names the nine ratios and the nearest, and charges nothing."""
    told = refused(house, "a red fox --ar 4:3")
    for ratio in ("21:9", "16:9", "3:2", "5:4", "1:1", "4:5", "2:3", "9:16", "9:21"):
        assert ratio in told
    assert "a red fox --ar 4:3" in told


def test_asking_for_help_shows_how_it_is_used(house: House) -> None:
    """`/imagine help` answers privately with examples."""
    assert "/imagine a red fox" in refused(house, "help")


@pytest.mark.parametrize("text", ["", "   ", "--ar 1:1 --seed 7"])
def test_nothing_to_paint_opens_the_form(house: House, text: str) -> None:
    """A command without words opens the form, filled in with the options there were."""
    done = house.people.command("ana", "general", text)
    house.settle()
    assert done.error == ""
    assert done.message is None
    assert house.trace.calls == ["slack:views.open"]
    assert house.jobs() == []
    if "--seed 7" in text:
        house.people.submit("ana", {"prompt": "a red fox"})
        house.settle()
        (body,) = house.painted()
        assert (body["aspect_ratio"], body["seed"]) == ("1:1", 7)


def test_without_the_form_nothing_to_paint_is_answered_with_the_help(house: House) -> None:
    """Where Slack opens no form, a command without words shows how it is used."""
    house.hook = faulty("views.open", Refusal("internal_error", 200))
    done = house.people.command("ana", "general", "")
    assert done.message is not None
    assert "/imagine" in reading(done.message)


def test_too_many_words_are_answered_with_limit_and_length(house: House) -> None:
    """2,001 characters are one too many, and the answer says both numbers."""
    told = refused(house, "a" * 2001)
    assert "2,000" in told
    assert "2,001" in told


@pytest.mark.parametrize("seed", ["0", "-1", "4294967295", "abc"])
def test_a_seed_outside_the_range_is_answered_with_the_range(house: House, seed: str) -> None:
    """Seeds go from 1 to 4294967294; 0 would be a random one nobody could name."""
    told = refused(house, f"a fox --seed {seed}")
    assert "1 to 4294967294" in told.replace(",", "")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a 🦊 fox 👩‍👩‍👧", "a 🦊 fox 👩‍👩‍👧"),
        ("một con cáo đỏ trong tuyết", "một con cáo đỏ trong tuyết"),
        ("ثعلب أحمر في الثلج", "ثعلب أحمر في الثلج"),
        ("cafe\u0301 crème brûlée at noon", "café crème brûlée at noon"),
        ("a fox\u202e dessert\x07 in\u2066 snow", "a fox dessert in snow"),
    ],
)
def test_any_script_is_painted_and_shown_as_typed(house: House, typed: str, kept: str) -> None:
    """Emoji, Vietnamese, right-to-left and combining marks come through; overrides do not."""
    house.people.command("ana", "general", typed)
    house.settle()
    (message,) = house.posted()
    assert kept in literals(message)
    assert len(house.painted()) == 1


def test_markup_is_shown_literally(house: House) -> None:
    """What a person types pings nobody, links nowhere and formats nothing."""
    typed = "<!channel> *bold* <https://x|y> @here <@U0BO> _a_ ~b~ `c` :tada:"
    house.people.command("ana", "general", typed)
    house.settle()
    (message,) = house.posted()
    assert typed in literals(message)
    assert_dead(message)


def test_a_rocket_payload_is_a_picture_like_any_other(house: House) -> None:
    """The word "payload" in a command is a word."""
    house.people.command("ana", "general", "a rocket payload")
    house.settle()
    (message,) = house.posted()
    assert "a rocket payload" in literals(message)


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble.THROTTLE,
        Trouble.LOSE_REPLY,
        Trouble.CONTENT_FILTERED,
        Trouble.FILTER_SENTENCE,
        Trouble.REFUSAL,
        Trouble.EMPTY,
        Trouble.OVERLONG,
    ],
)
def test_without_an_enhancement_the_words_are_painted_and_that_is_said(
    house: House, trouble: Trouble
) -> None:
    """Whatever keeps Nova from helping, English words are painted as they are."""
    house.bedrock.fail(TEXT_MODEL, trouble, times=9)
    house.people.command("ana", "general", "a red fox in the snow")
    house.settle()
    (message,) = house.posted()
    (body,) = house.painted()
    assert body["prompt"] == "a red fox in the snow"
    assert "as typed" in reading(message)


def test_words_that_are_not_english_wait_for_the_translation(house: House) -> None:
    """With Nova down the placeholder says it waits, and the picture comes when Nova is back."""
    house.bedrock.fail(TEXT_MODEL, Trouble.THROTTLE, times=4)
    house.people.command("ana", "general", "một con cáo đỏ trong tuyết")
    house.run_invocation()
    (message,) = house.posted()
    assert "Queued" in reading(message)
    assert house.painted() == []
    house.settle()
    (message,) = house.posted()
    (body,) = house.painted()
    assert body["prompt"].isascii()
    assert buttons(message).keys() >= {"new_seed"}


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        (Trouble.FILTER_PROMPT, Outcome.FILTERED_PROMPT),
        (Trouble.FILTER_OUTPUT, Outcome.FILTERED_OUTPUT),
    ],
)
def test_a_filtered_picture_is_told_to_one_person_and_given_back(
    house: House, trouble: Trouble, outcome: Outcome
) -> None:
    """The placeholder goes, the person learns privately which filter it was, the budget is back."""
    house.bedrock.fail(IMAGE_MODEL, trouble)
    house.people.command("ana", "general", "a red fox")
    house.settle()
    told = only_private(house)
    assert "a red fox" in reading(told)
    assert "filter" in reading(told)
    (job,) = house.jobs()
    assert (job.status, job.outcome) == (Status.FAILED, outcome)
    assert given_back(house)
    assert len(house.bedrock.calls(IMAGE_MODEL)) == 1


def test_a_throttled_picture_waits_and_comes(house: House) -> None:
    """A throttled model means a queued placeholder, the slow lane, and then the picture."""
    house.bedrock.fail(IMAGE_MODEL, Trouble.THROTTLE, times=3)
    house.people.command("ana", "general", "a red fox")
    house.run_invocation()
    (message,) = house.posted()
    assert "Queued" in reading(message)
    house.settle()
    (message,) = house.posted()
    (job,) = house.jobs()
    assert job.status is Status.DONE
    assert (job.paid_attempts, job.waits) == (1, 3)
    assert house.trace.calls.count("sqs:SendMessage") == 1
    assert buttons(message).keys() >= {"new_seed"}


@pytest.mark.parametrize("lane", ["fast", "slow"])
def test_with_both_lanes_closed_the_next_sweep_begins(
    build: Callable[..., House], lane: str
) -> None:
    """“Within five minutes” is what the person reads, so the very next sweep takes the job up."""
    house = build(JobLane=lane)
    shut = {"lambda", "sqs"}

    def closed(call: Call, phase: Phase) -> Refusal | None:
        return outage(call.service) if call.service in shut and phase is Phase.BEFORE else None

    house.hook = closed
    done = house.people.command("ana", "general", "a red fox")
    assert done.message is not None
    assert "within five minutes" in reading(done.message)
    house.clock.sleep(1)
    shut.clear()
    house.sweep()
    assert house.run_message()
    assert house.jobs()[0].status is Status.DONE


def test_a_paid_picture_waits_for_slack(house: House) -> None:
    """Lost answers of Slack's are no lost pictures, even where both paid calls are spent."""
    house.bedrock.fail(IMAGE_MODEL, Trouble.LOSE_REPLY)
    house.hook = faulty("upload", Refusal("", 500), times=4)
    house.people.command("ana", "general", "a red fox")
    house.run_invocation()
    (message,) = house.posted()
    assert "A service that painting needs is not answering" in reading(message)
    house.settle()
    (job,) = house.jobs()
    assert (job.status, job.paid_attempts, job.waits) == (Status.DONE, 2, 1)
    assert len(house.painted()) == 2
    (message,) = house.posted()
    assert len(pictures(message)) == 1


def test_a_model_that_stays_throttled_ends_at_the_deadline(house: House) -> None:
    """After 30 minutes the placeholder says that it did not work and offers to try again."""
    house.bedrock.fail(IMAGE_MODEL, Trouble.THROTTLE, times=10_000)
    house.people.command("ana", "general", "a red fox")
    house.settle()
    (message,) = house.posted()
    (job,) = house.jobs()
    assert (job.status, job.outcome) == (Status.FAILED, Outcome.TIMED_OUT)
    assert job.finished - job.created < 31 * 60
    assert "try_again" in buttons(message)
    assert given_back(house)
    assert house.private() == []
    house.bedrock.faults.clear()
    house.people.click("ana", message.ts, "try_again")
    house.settle()
    assert len(house.painted()) == 1


@pytest.mark.parametrize(
    "exception", ["AccessDeniedException", "ResourceNotFoundException", "ValidationException"]
)
def test_what_the_operator_must_mend_is_said_and_logged(house: House, exception: str) -> None:
    """The placeholder says that the operator was told; the log line says what to do."""
    house.bedrock.fail(IMAGE_MODEL, Trouble.EXCEPTION, exception=exception)
    house.people.command("ana", "general", "a red fox")
    house.settle()
    (message,) = house.posted()
    assert "operator" in reading(message)
    assert '"mend":' in house.logged()
    assert given_back(house)
    assert house.private() == []


def test_a_bucket_that_refuses_is_said_and_logged(house: House) -> None:
    """A picture that cannot be kept ends where the placeholder stands."""

    def refuse(call: Call, phase: Phase) -> Refusal | None:
        denied = call.operation == "PutObject" and phase is Phase.BEFORE
        return Refusal("AccessDenied", 403) if denied else None

    house.hook = refuse
    house.people.command("ana", "general", "a red fox")
    house.settle()
    (message,) = house.posted()
    assert "operator" in reading(message)
    assert "ListBucket" in house.logged()


def test_an_upload_slack_refuses_is_said_and_logged(house: House) -> None:
    """Without the scope to upload, the operator's log names it."""
    house.slack.scopes -= {"files:write"}
    house.people.command("ana", "general", "a red fox")
    house.settle()
    (message,) = house.posted()
    assert "operator" in reading(message)
    assert "slack-manifest.yaml" in house.logged()


@pytest.mark.parametrize(
    ("parameter", "says"),
    [("PicturesPerPerson", "you"), ("PicturesPerWorkspace", "workspace")],
)
def test_a_spent_budget_is_answered_privately(
    build: Callable[..., House], parameter: str, says: str
) -> None:
    """The answer says which limit it is and when it starts anew; nothing is painted."""
    house = build(**{parameter: "1"})
    house.people.command("ana", "general", "a red fox")
    house.settle()
    done = house.people.command("ana", "general", "a blue fox")
    house.settle()
    assert done.message is not None
    told = reading(done.message).lower()
    assert says in told
    assert "utc" in told
    assert len(house.painted()) == len(house.posted()) == 1


def test_a_public_channel_is_joined(house: House) -> None:
    """Where the bot is no member but may join, it does, and paints."""
    house.people.command("ana", "random", "a red fox")
    house.settle()
    assert len(house.posted("random")) == 1


def test_a_private_channel_is_hinted_at_with_another_try(house: House) -> None:
    """Where the bot cannot post, the person is told how to invite it, and tries again."""
    house.people.command("ana", "secret", "a red fox")
    house.settle()
    told = only_private(house)
    assert "/invite" in reading(told)
    assert house.painted() == []
    assert given_back(house)
    house.slack.join("C0SECRET", house.slack.bot.id)
    house.people.click("ana", told.ts, "try_again")
    house.settle()
    assert len(house.posted("secret")) == len(house.painted()) == 1


def test_two_peoples_conversation_is_left_alone(house: House) -> None:
    """Between two people the person is pointed to the bot's own direct message."""
    house.people.command("ana", "D0ANABO", "a red fox")
    house.settle()
    assert "direct message" in reading(only_private(house))
    assert house.painted() == []


def test_raw_words_that_are_not_english_are_not_painted_untold(house: House) -> None:
    """`--raw` with Vietnamese words says what would happen, and offers to translate."""
    done = house.people.command("ana", "general", "một con cáo đỏ trong tuyết --raw")
    house.settle()
    assert done.message is not None
    assert house.painted() == []
    house.people.click("ana", done.message.ts, "translate")
    house.settle()
    assert len(house.painted()) == len(house.enhanced()) == 1
