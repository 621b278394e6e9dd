"""Transactions of the local table: undone whole, whatever else the table holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from local import table_copies


@pytest.fixture
def client() -> Iterator[Any]:
    """A client of a table named jobs, whose copies are small."""
    table_copies.install()
    with mock_aws():
        made: Any = boto3.client(
            "dynamodb",
            region_name="us-west-2",
            aws_access_key_id="key",
            aws_secret_access_key="secret",
        )
        made.create_table(
            TableName="jobs",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield made


def counted(key: str, *, limit: int) -> dict[str, Any]:
    """One more on a counter that has a limit."""
    return {
        "Update": {
            "TableName": "jobs",
            "Key": {"pk": {"S": key}},
            "UpdateExpression": "SET n = if_not_exists(n, :none) + :one",
            "ConditionExpression": "attribute_not_exists(n) OR n < :limit",
            "ExpressionAttributeValues": {
                ":none": {"N": "0"},
                ":one": {"N": "1"},
                ":limit": {"N": str(limit)},
            },
        }
    }


def new(key: str) -> dict[str, Any]:
    """A new item."""
    return {"Put": {"TableName": "jobs", "Item": {"pk": {"S": key}, "n": {"N": "0"}}}}


def test_a_failed_transaction_changes_nothing(client: Any) -> None:
    """What its earlier writes changed or added stands as before; so does all the rest."""
    client.transact_write_items(TransactItems=[new("other"), counted("a", limit=9)])
    before = client.scan(TableName="jobs")["Items"]
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        client.transact_write_items(
            TransactItems=[new("fresh"), counted("a", limit=9), counted("other", limit=0)]
        )
    assert client.scan(TableName="jobs")["Items"] == before


def test_a_transaction_is_carried_out_whole(client: Any) -> None:
    """All of its writes stand, one after another."""
    for _ in range(3):
        client.transact_write_items(TransactItems=[counted("a", limit=9), counted("b", limit=9)])
    items = client.scan(TableName="jobs")["Items"]
    assert {item["pk"]["S"]: item["n"]["N"] for item in items} == {"a": "3", "b": "3"}
