"""What tests of a running workspace share: waiting for something, and not waiting for leases."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from local.workspace import LocalWorkspace


def until(so: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until something is so.

    Raises:
        AssertionError: It was not so in time.
    """
    give_up = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < give_up, "it never came about"
        time.sleep(0.02)


def let_leases_run_out(workspace: LocalWorkspace) -> None:
    """Do what the better part of a minute would: nobody holds any unfinished job any more."""
    table, name = workspace.region.dynamodb(), workspace.region.environment["TABLE_NAME"]
    items: list[dict[str, Any]] = table.scan(TableName=name)["Items"]
    for item in items:
        if "lease_until" in item and "open" in item:
            table.update_item(
                TableName=name,
                Key={"pk": item["pk"]},
                UpdateExpression="SET lease_until = :past",
                ExpressionAttributeValues={":past": {"N": "1"}},
            )
