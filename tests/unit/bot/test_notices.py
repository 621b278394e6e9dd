"""What one person is told in private."""

from __future__ import annotations

import pytest

from bot import notices
from bot.blocks import Message
from bot.outcomes import NEW_SEED
from core.budgets import Limits
from core.errors import (
    CannotPost,
    Filtered,
    LimitReached,
    NeedsEnglish,
    OptionError,
    SourceRefused,
    UserError,
)
from core.model import AspectRatio, Outcome
from tests.slack_reading import assert_dead, assert_postable, buttons, literals, reading

NOON = 1_799_928_000.0  # 14 January 2027, 12:00 UTC
STYLES = {"cinematic": "Like a still from a film", "minimal": "Your words, hardly touched"}
REFUSALS: list[UserError] = [
    OptionError("aspect_ratio", "There is no shape 4:3. The nearest is 5:4."),
    LimitReached("person", 20, NOON),
    NeedsEnglish("con cáo"),
    SourceRefused("This file is not an image. Send a JPEG or PNG."),
    Filtered(Outcome.FILTERED_PROMPT),
    CannotPost("not_in_channel"),
    UserError("anything"),
]


@pytest.mark.parametrize("error", REFUSALS, ids=lambda error: type(error).__name__)
def test_a_refusal_gives_the_typed_words_back(error: UserError) -> None:
    """Every refusal says that nothing was spent and shows what was typed, for copying."""
    typed = "a fox --ar 4:3"
    shown = notices.refusal(error, typed)
    assert_postable(shown)
    assert typed in literals(shown)
    assert "Nothing was painted or counted." in shown.text
    assert "Nothing was painted or counted." in reading(shown)


def test_a_bad_option_shows_the_right_form() -> None:
    """The message, the whole form and an example with that very option."""
    shown = notices.refusal(REFUSALS[0], "a fox --ar 4:3")
    assert "There is no shape 4:3. The nearest is 5:4." in reading(shown)
    assert notices.USAGE in reading(shown)
    assert "/imagine a red fox in the snow --ar 3:2" in reading(shown)


@pytest.mark.parametrize(
    ("budget", "sentence"),
    [
        ("person", "Your 20 pictures for today are used up."),
        ("workspace", "This workspace's 20 pictures for today are used up."),
        ("paid", "This workspace's 20 paintings for today are used up."),
    ],
)
def test_a_reached_limit_says_which_and_when_it_resets(budget: str, sentence: str) -> None:
    """In UTC for the ear, and in the reader's own time zone in the blocks."""
    shown = notices.refusal(LimitReached(budget, 20, NOON), "a fox")
    assert shown.text.startswith(f"{sentence} They start anew at 12:00 UTC on 14 January.")
    assert sentence in reading(shown)
    dates = [e for e in shown.blocks[0]["elements"][0]["elements"] if e["type"] == "date"]
    assert [date["timestamp"] for date in dates] == [NOON]


def test_a_limit_of_nothing_is_called_switched_off() -> None:
    """Nobody is told to wait for a budget that never comes."""
    shown = notices.refusal(LimitReached("workspace", 0, NOON), "a fox")
    assert_postable(shown)
    assert "switched off" in shown.text
    assert "start anew" not in shown.text + reading(shown)


def test_raw_words_that_are_not_english_can_be_translated() -> None:
    """The offer carries the words themselves, because no job exists yet."""
    shown = notices.refusal(NeedsEnglish("con cáo"), "con cáo --raw")
    assert buttons(shown)["translate"]["value"] == "con cáo --raw"
    assert not buttons(notices.refusal(NeedsEnglish("x"), "con cáo", buttons=(NEW_SEED,)))
    assert not buttons(notices.refusal(REFUSALS[0], "a fox --ar 4:3"))


def test_words_longer_than_a_button_holds_are_only_advised() -> None:
    """A button that Slack refuses would lose the whole answer."""
    assert "translate" in buttons(notices.refusal(NeedsEnglish("x"), "à" * 2_000))
    for typed in ("à" * 2_001, "🦊" * 1_001, ""):
        shown = notices.refusal(NeedsEnglish("x"), typed)
        assert_postable(shown)
        assert not buttons(shown)
        assert "Leave out --raw" in shown.text


def test_very_long_typed_words_still_fit() -> None:
    """A refusal for length is itself within Slack's length."""
    too_long = OptionError("prompt", "That is 9,000 characters; a prompt takes 2,000.")
    for typed in ("word " * 1_800, '"' * 9_000, "🦊" * 9_000):
        assert_postable(notices.refusal(too_long, typed))
    kept = "word " * 499 + "last"
    assert kept in literals(notices.refusal(too_long, kept))


def test_the_help_shows_everything_that_can_be_typed() -> None:
    """Examples first, then each option, each style, each ratio, threads, sharing and limits."""
    shown = notices.help_message(STYLES, Limits(person=20, workspace=100))
    assert_postable(shown)
    assert_dead(shown)
    read = reading(shown)
    for option in ("--ar", "--style", "--no", "--seed", "--strength", "--raw", "--format"):
        assert option in read
    assert all(f"{name}" in read and about in read for name, about in STYLES.items())
    assert all(ratio in read for ratio in AspectRatio)
    assert "1 to 4294967294" in read
    assert "Reply in its thread" in read
    assert all(emoji in read for emoji in "🔁❌🎨")
    assert "its maker or an admin can delete it" in read
    assert "Share an image" in read
    assert "20 for you, 100 for this workspace" in read
    assert "/imagine a red fox in the snow" in shown.text


def test_the_help_tells_limits_as_they_are() -> None:
    """Unlimited and switched off are said in words that are true."""
    none = notices.help_message({}, Limits(person=None, workspace=None))
    assert_postable(none)
    assert "no daily limit" in reading(none)
    one = reading(notices.help_message(STYLES, Limits(person=None, workspace=100)))
    assert "100 for this workspace" in one
    assert "for you" not in one


@pytest.mark.parametrize("limits", [Limits(person=0), Limits(workspace=0), Limits(paid=0)])
def test_the_help_says_when_pictures_are_switched_off(limits: Limits) -> None:
    """Whichever budget is at nothing, nobody reads of a day's pictures that cannot be had."""
    shown = notices.help_message(STYLES, limits)
    assert_postable(shown)
    assert "switched off" in shown.text
    assert "switched off" in reading(shown)
    assert "a day" not in shown.text


@pytest.mark.parametrize(
    ("shown", "promise"),
    [
        (notices.late(), "within five minutes"),
        (notices.unavailable(), "try again in a few minutes"),
        (notices.cannot_delete(), "admin"),
        (notices.gone(), "no longer kept"),
    ],
)
def test_short_answers(shown: Message, promise: str) -> None:
    """Each says the same to eyes and ears, calmly."""
    assert_postable(shown)
    assert_dead(shown)
    assert promise in shown.text
    assert promise in reading(shown)
    assert "!" not in shown.text


def test_an_answer_is_for_one_person() -> None:
    """What `ack` and `respond` send is seen by the person who acted, and previews nothing."""
    answer = notices.late().answer()
    assert answer["response_type"] == "ephemeral"
    assert answer["unfurl_links"] is answer["unfurl_media"] is False
    assert answer["text"]
    assert answer["blocks"]
