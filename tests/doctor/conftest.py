"""A patient for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.doctor.patient import Patient


@pytest.fixture
def patient() -> Iterator[Patient]:
    """A healthy deployment."""
    with Patient() as made:
        yield made
