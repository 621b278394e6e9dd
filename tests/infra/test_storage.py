"""How what is kept is kept: the table and the buckets."""

from __future__ import annotations

import pytest

from local.region import ROOT
from local.template import Stack, load, translate

TEMPLATE = ROOT / "infra" / "template.yaml"


@pytest.fixture
def stack() -> Stack:
    """The template with its defaults, resolved."""
    return load(TEMPLATE)


def test_table(stack: Stack) -> None:
    """The table is keyed, indexed, expired and protected as the code relies on."""
    table = stack.only("AWS::DynamoDB::Table").properties
    assert table["KeySchema"] == [{"AttributeName": "pk", "KeyType": "HASH"}]
    (index,) = table["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "unfinished"
    assert index["KeySchema"] == [
        {"AttributeName": "open", "KeyType": "HASH"},
        {"AttributeName": "due", "KeyType": "RANGE"},
    ]
    assert index["Projection"] == {"ProjectionType": "KEYS_ONLY"}
    types = {one["AttributeName"]: one["AttributeType"] for one in table["AttributeDefinitions"]}
    assert types == {"pk": "S", "open": "S", "due": "N"}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True}


@pytest.mark.parametrize("name", ["InputBucket", "OutputBucket"])
def test_buckets_are_private(name: str) -> None:
    """Each bucket is private, encrypted, reached by TLS only, and forgets after RetentionDays."""
    stack = load(TEMPLATE, {"RetentionDays": "90"})
    bucket = stack.resources[name]
    assert set(bucket.properties["PublicAccessBlockConfiguration"].values()) == {True}
    (rule,) = bucket.properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    (lifecycle,) = bucket.properties["LifecycleConfiguration"]["Rules"]
    assert lifecycle["Status"] == "Enabled"
    assert lifecycle["ExpirationInDays"] == "90"
    (statement,) = stack.resources[f"{name}Policy"].properties["PolicyDocument"]["Statement"]
    arn = f"arn:aws:s3:::{bucket.name}"
    assert statement["Effect"] == "Deny"
    assert statement["Principal"] == "*"
    assert statement["Resource"] == [arn, f"{arn}/*"]
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_data_outlives_the_stack() -> None:
    """Deleting or replacing a resource keeps what it holds."""
    resources = translate(TEMPLATE)["Resources"]
    for name in ("Table", "InputBucket", "OutputBucket"):
        assert resources[name]["DeletionPolicy"] == "RetainExceptOnCreate"
        assert resources[name]["UpdateReplacePolicy"] == "Retain"
