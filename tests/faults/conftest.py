"""One bench for all fault tests of a process, and what they counted kept at the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults import tally
from tests.faults.bench import Bench


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """A house for thousands of runs. Torn down with its file: moto has one state a process."""
    made = Bench()
    yield made
    made.close()


def pytest_sessionfinish() -> None:
    """Keep the figures for the scoreboard."""
    tally.write()
