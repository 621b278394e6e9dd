"""Arguments read the same from forms and from JSON."""

from __future__ import annotations

from typing import Any

import pytest

from local.slack.arguments import Arguments, Refused


@pytest.mark.parametrize(
    ("value", "expected"),
    [(True, True), ("1", True), ("true", True), (False, False), ("0", False), ("", True)],
)
def test_flags_of_forms_and_json(*, value: Any, expected: bool) -> None:
    """A yes or no reads the same from a form and from JSON; absent is the default."""
    assert Arguments({"x": value}).flag("x", default=True) is expected


def test_flag_that_is_neither() -> None:
    """What is neither yes nor no is refused."""
    with pytest.raises(Refused, match="invalid_arguments"):
        Arguments({"x": "maybe"}).flag("x")


def test_numbers() -> None:
    """A number comes as text from a form; what is none is refused."""
    assert Arguments({"limit": "7"}).number("limit", 1) == Arguments({"limit": 7}).number(
        "limit", 1
    )
    assert Arguments({}).number("limit", 1) == 1
    with pytest.raises(Refused, match="invalid_arguments"):
        Arguments({"limit": "many"}).number("limit", 1)
