"""A house for each test that asks for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.house import House


@pytest.fixture
def house() -> Iterator[House]:
    """The house as the template's defaults have it."""
    made = House()
    yield made
    made.close()


@pytest.fixture
def build() -> Iterator[Callable[..., House]]:
    """Builds houses with other parameters; one at a time."""
    made: list[House] = []

    def make(**parameters: str) -> House:
        made.append(House(parameters))
        return made[-1]

    yield make
    for each in made:
        each.close()
