"""Settings that are read from the environment: bounds, and words that name the fix."""

from __future__ import annotations

import pytest

from bot.settings import SettingsError, read

ENVIRONMENT = {
    "TABLE_NAME": "t",
    "INPUT_BUCKET": "i",
    "OUTPUT_BUCKET": "o",
    "SLOW_LANE_QUEUE_URL": "https://sqs.us-west-2.amazonaws.com/123456789012/q",
}


def test_what_is_not_set_has_its_default() -> None:
    """Enhanced prompts are kept for a month, and there is no experiment."""
    settings = read(ENVIRONMENT)
    assert (settings.styles, settings.cache_days, settings.raw_share) == ("", 30, 0)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ENHANCEMENT_CACHE_DAYS", "366", "a whole number from 0 to 365"),
        ("ENHANCEMENT_CACHE_DAYS", "-1", "a whole number from 0 to 365"),
        ("EXPERIMENT_RAW_PERCENT", "101", "a whole number from 0 to 100"),
        ("EXPERIMENT_RAW_PERCENT", "half", "a whole number from 0 to 100"),
    ],
)
def test_what_is_out_of_bounds_names_the_fix(name: str, value: str, says: str) -> None:
    """The message has the variable and the right form."""
    with pytest.raises(SettingsError, match=f"{name} is '{value}'; it is {says}"):
        read({**ENVIRONMENT, name: value})


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_what_is_needed_is_asked_for(name: str) -> None:
    """A setting without a default is named when it is missing."""
    with pytest.raises(SettingsError, match=f"{name} is not set"):
        read({**ENVIRONMENT, name: " "})
