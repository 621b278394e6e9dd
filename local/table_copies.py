"""moto's transactions without their copies of the whole table.

To be able to undo a transaction moto copies the table once for each of its items, so that a write
takes longer the more there is: a hundred jobs make it a tenth of a second. Here the copy holds the
items that the transaction touches, and shares the others, which it does not change.
"""

from __future__ import annotations

import copy
import threading
from functools import cache
from typing import Any

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

_transaction = threading.local()
"""The attributes of each key that this thread's transaction touches."""


@cache
def install() -> None:
    """Have every table of this process copied so."""
    whole = DynamoDBBackend.transact_write_items

    def transact(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
        operations = [each for item in transact_items for each in item.values()]
        _transaction.keys = [each.get("Key") or each.get("Item", {}) for each in operations]
        try:
            whole(backend, transact_items)
        finally:
            del _transaction.keys

    DynamoDBBackend.transact_write_items = transact  # type: ignore[assignment, method-assign]
    Table.__deepcopy__ = _copy  # type: ignore[attr-defined]


def _copy(table: Table, memo: dict[int, Any]) -> Table:
    touched = getattr(_transaction, "keys", None)
    copied = copy.copy(table)
    if touched is None or table.range_key_attr is not None:
        copied.__dict__ = copy.deepcopy(table.__dict__, memo)
        return copied
    copied.items = copy.copy(table.items)
    for attributes in touched:
        key = attributes.get(table.hash_key_attr)
        found = key and table.items.get(DynamoType(key))
        if found:
            copied.items[DynamoType(key)] = copy.deepcopy(found, memo)
    return copied
