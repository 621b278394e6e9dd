"""A house for each test that asks for one.

One house stands at a time, because moto's state is the process's. It is cleared between tests,
which takes a millisecond, and built again, which takes most of a second, only where a parameter
changes what the stores are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from tests.house import House


class Ground:
    """Where the one house stands."""

    def __init__(self) -> None:
        self._house: House | None = None

    def house(self, parameters: Mapping[str, str]) -> House:
        """The house with these parameters, with nothing in it."""
        if self._house:
            self._house.clear()
            if self._house.redeploy(parameters):
                self._house.restart()
                return self._house
        self.clear()
        self._house = House(parameters)
        return self._house

    def clear(self) -> None:
        """Tear down what stands here."""
        if self._house:
            self._house.close()
        self._house = None


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    """Somewhere to build."""
    made = Ground()
    yield made
    made.clear()


@pytest.fixture
def house(ground: Ground) -> House:
    """The house as the template's defaults have it."""
    return ground.house({})


@pytest.fixture
def build(ground: Ground) -> Callable[..., House]:
    """Builds houses with other parameters; one at a time."""

    def make(**parameters: str) -> House:
        return ground.house(parameters)

    return make
