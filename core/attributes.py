"""Plain Python values as DynamoDB's typed attributes, and back.

boto3 has the same in `boto3.dynamodb.types`, whose import brings all of boto3 and its transfer
manager: a third of what an acknowledgement's cold start would then take. A test holds the two
together.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Item = dict[str, Any]
"""An item as plain Python values: str, int, float, bool, dict and list of these."""


def typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Each value as an attribute.

    Raises:
        TypeError: A value is none that items hold.
    """
    return {name: _typed(value) for name, value in values.items()}


def plain(attributes: Mapping[str, Any]) -> Item:
    """Each attribute as a value.

    Raises:
        TypeError: An attribute is of a type that items of ours never have.
    """
    return {name: _plain(value) for name, value in attributes.items()}


def _typed(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any plain value
    match value:
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int():
            return {"N": str(value)}
        case float():
            # Numbers here are instants and counts: milliseconds are as fine as any of them gets.
            return {"N": f"{value:.3f}"}
        case Mapping():
            return {"M": typed(value)}
        case list():
            return {"L": [_typed(each) for each in value]}
    raise TypeError(f"{type(value).__name__} is not kept in items")


def _plain(attribute: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any plain value
    ((kind, value),) = attribute.items()
    match kind:
        case "S" | "BOOL":
            return value
        case "N":
            number = Decimal(value)
            return int(number) if number == number.to_integral_value() else float(number)
        case "M":
            return plain(value)
        case "L":
            return [_plain(each) for each in value]
    raise TypeError(f"an attribute of type {kind}")
