"""The schedule: rates as the template writes them, fired by the clock or by hand."""

from __future__ import annotations

import pytest

from local.intrinsics import TemplateError
from local.lambda_host.schedule import Schedule, seconds

from .conftest import until


@pytest.mark.parametrize(
    ("expression", "period"),
    [("rate(5 minutes)", 300), ("rate(1 minute)", 60), ("rate(2 hours)", 7200)],
)
def test_rates(expression: str, period: float) -> None:
    """A rate is a number of minutes, hours or days."""
    assert seconds(expression) == period


@pytest.mark.parametrize("expression", ["cron(0 12 * * ? *)", "rate(5)", "5 minutes", ""])
def test_no_rate(expression: str) -> None:
    """Anything else is refused rather than guessed at."""
    with pytest.raises(TemplateError):
        seconds(expression)


def test_fires_by_itself() -> None:
    """With a speed it fires again and again."""
    fired: list[bytes] = []
    schedule = Schedule("rate(5 minutes)", b"{}", fired.append, speed=300_000.0)
    until(lambda: len(fired) > 2)
    schedule.close()
    assert set(fired) == {b"{}"}


def test_fires_by_hand() -> None:
    """Without a speed it fires when it is told to, and only then."""
    fired: list[bytes] = []
    schedule = Schedule("rate(1 minute)", b'{"source": "s"}', fired.append, speed=0)
    assert fired == []
    schedule.fire()
    schedule.close()
    assert fired == [b'{"source": "s"}']
