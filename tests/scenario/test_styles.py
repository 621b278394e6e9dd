"""Enhancement styles from the setting to the picture."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from core.styles import STYLES
from local.painter.painter import compose
from local.painter.painting import Painting
from tests.house import House
from tests.rest_caller import Caller
from tests.slack_reading import reading

NOIR = {"noir": {"description": "Black and white", "guidance": "hard shadows on wet streets."}}


def said_to_the_model(house: House) -> list[str]:
    """The system prompts of the enhancements."""
    return [request["system"][0]["text"] for request in house.enhanced()]


def test_styles_differ_in_what_is_asked_and_painted(house: House) -> None:
    """The same words and seed in each style: other instructions, other prompts, other pictures."""
    for style in STYLES:
        house.people.command("ana", "general", f"a red fox in the snow --seed 42 --style {style}")
    house.settle()
    assert len(set(said_to_the_model(house))) == len(STYLES)
    prompts = [body["prompt"] for body in house.painted()]
    assert len(set(prompts)) == len(STYLES)
    assert all("fox" in prompt for prompt in prompts)
    pictures = [np.asarray(compose(Painting(prompt, 42, (336, 192))), float) for prompt in prompts]
    for one, other in combinations(pictures, 2):
        assert np.abs(one - other).mean() > 4


def test_an_operators_style_is_offered_everywhere(build: Callable[..., House]) -> None:
    """It is in the help, in the form and over REST, and it is what the model is told."""
    house = build(EnhancementStyles=json.dumps(NOIR), DefaultStyle="noir")
    told = house.people.command("ana", "general", "help")
    assert told.message is not None
    assert "noir" in reading(told.message)
    house.people.command("ana", "general", "")
    view = house.slack.modals.top("U0ANA")
    assert view is not None
    assert "noir: Black and white" in json.dumps(view.payload)
    house.people.command("ana", "general", "a red fox")
    house.settle()
    assert "hard shadows on wet streets." in said_to_the_model(house)[0]
    document = Caller(house).get("/openapi.json").body
    request = document["components"]["schemas"]["Request"]["properties"]
    assert "noir" in request["enhancement_style"]["enum"]


@pytest.mark.parametrize("name", ["noir", "baroque"])
def test_a_style_that_is_not_there_is_refused(house: House, name: str) -> None:
    """The refusal names those that are."""
    told = house.people.command("ana", "general", f"a red fox --style {name}")
    assert told.message is not None
    assert all(style in reading(told.message) for style in STYLES)
    assert house.jobs() == []
