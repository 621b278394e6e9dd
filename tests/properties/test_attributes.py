"""Items as DynamoDB's typed attributes: what boto3 makes of the same values, and back again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from core.attributes import plain, typed

_NUMBERS = st.integers(-(10**15), 10**15) | st.floats(-1e10, 1e10).map(lambda one: round(one, 3))
_VALUES = st.recursive(
    st.text() | _NUMBERS | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
_ITEMS = st.dictionaries(st.text(), _VALUES, max_size=6)


@given(_ITEMS)
def test_attributes_are_those_that_boto3_writes(item: dict[str, Any]) -> None:
    """Whatever is written is what boto3's own serializer would have written."""
    theirs = {name: TypeSerializer().serialize(_exact(value)) for name, value in item.items()}
    assert _numbers(typed(item)) == _numbers(theirs)


@given(_ITEMS)
def test_attributes_are_read_as_they_were_written(item: dict[str, Any]) -> None:
    """Nothing is lost or changed on the way, and boto3 reads the same."""
    written = typed(item)
    assert plain(written) == item
    read = {name: TypeDeserializer().deserialize(value) for name, value in written.items()}
    assert read == _exact(item)


@pytest.mark.parametrize("value", [b"bytes", None, {1}, object()])
def test_what_items_do_not_hold_is_refused(value: object) -> None:
    """A value of another type is a mistake and never written as something else."""
    with pytest.raises(TypeError):
        typed({"value": value})


def test_attributes_of_other_types_are_refused() -> None:
    """An item that none of ours wrote is not taken for one."""
    with pytest.raises(TypeError):
        plain({"value": {"SS": ["a"]}})


def _exact(value: Any) -> Any:
    """With numbers as boto3 takes them."""
    if isinstance(value, dict):
        return {name: _exact(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_exact(each) for each in value]
    return Decimal(f"{value:.3f}") if isinstance(value, float) else value


def _numbers(value: Any) -> Any:
    """With numbers told apart by what they are, not by how they are spelt."""
    if isinstance(value, dict):
        return {
            name: Decimal(each) if name == "N" and isinstance(each, str) else _numbers(each)
            for name, each in value.items()
        }
    return [_numbers(each) for each in value] if isinstance(value, list) else value
