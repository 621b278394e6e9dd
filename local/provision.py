"""Makes in the stand-ins what the template describes: table, buckets, queues and secrets.

A property that is not understood here is an error rather than ignored: what deploys and what is
tried stay the same. Bucket policies are left out, because they ask for TLS, which loopback lacks.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local.intrinsics import REGION, TemplateError
from local.template import Resource, Stack

Clients = Callable[[str], Any]
"""Gives a boto3 client of a service by its name."""


@dataclass(frozen=True, slots=True)
class SlackSecrets:
    """What the secret store holds.

    Attributes:
        bot_token: The bot token, `xoxb-…`; empty leaves it out of the store.
        signing_secret: The signing secret; empty leaves it out of the store.
    """

    bot_token: str = "xoxb-local"  # noqa: S105 (made up)
    signing_secret: str = "local-signing-secret"  # noqa: S105 (made up)


def fill(stack: Stack, client: Clients, secrets: SlackSecrets) -> None:
    """Make everything the stack describes that has a stand-in, and put the secrets in place.

    Raises:
        TemplateError: A resource has a property that is not understood here.
    """
    for resource in stack.of_type("AWS::DynamoDB::Table"):
        _make_table(client("dynamodb"), resource)
    for resource in stack.of_type("AWS::S3::Bucket"):
        _make_bucket(client("s3"), resource)
    queues = stack.of_type("AWS::SQS::Queue")
    # A dead-letter queue has to be there before the queue that names it.
    for resource in sorted(queues, key=lambda one: "RedrivePolicy" in one.properties):
        _make_queue(client("sqs"), resource)
    for variable, secret in (
        ("SLACK_BOT_TOKEN_SOURCE", secrets.bot_token),
        ("SLACK_SIGNING_SECRET_SOURCE", secrets.signing_secret),
    ):
        if secret:
            put_secret(client, stack.environment[variable], secret)


def put_secret(client: Clients, source: str, secret: str) -> None:
    """Put a secret where the function looks for it, or rotate it there.

    Args:
        client: Makes a client of a service.
        source: As in the function's environment: `ssm:NAME` or `secretsmanager:NAME`.
        secret: The secret itself.
    """
    store, _, name = source.partition(":")
    if store == "ssm":
        client("ssm").put_parameter(Name=name, Value=secret, Type="SecureString", Overwrite=True)
        return
    manager = client("secretsmanager")
    try:
        manager.put_secret_value(SecretId=name, SecretString=secret)
    except manager.exceptions.ResourceNotFoundException:
        manager.create_secret(Name=name, SecretString=secret)


def _only(resource: Resource, *known: str) -> dict[str, Any]:
    """Return the properties of a resource that has no others than these."""
    if unknown := resource.properties.keys() - set(known):
        raise TemplateError(f"{resource.logical_id}: {', '.join(sorted(unknown))} not known here")
    return dict(resource.properties)


def _make_table(client: Any, resource: Resource) -> None:  # noqa: ANN401 (a boto3 client)
    later = ("TimeToLiveSpecification", "PointInTimeRecoverySpecification")
    at_once = ("AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema")
    properties = _only(resource, *at_once, "SSESpecification", *later)
    expiry, recovery = (properties.pop(name, None) for name in later)
    if encryption := properties.get("SSESpecification"):
        properties["SSESpecification"] = {"Enabled": encryption["SSEEnabled"]}
    name = resource.name
    client.create_table(TableName=name, **properties)
    if expiry:
        client.update_time_to_live(TableName=name, TimeToLiveSpecification=expiry)
    if recovery:
        client.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=recovery)


def _make_bucket(client: Any, resource: Resource) -> None:  # noqa: ANN401 (a boto3 client)
    names = ("BucketEncryption", "LifecycleConfiguration")
    same = {
        "OwnershipControls": client.put_bucket_ownership_controls,
        "PublicAccessBlockConfiguration": client.put_public_access_block,
    }
    properties = _only(resource, *names, *same)
    bucket = resource.name
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    for name, put in same.items():
        if name in properties:
            put(Bucket=bucket, **{name: properties[name]})
    if encryption := properties.get("BucketEncryption"):
        rules = [
            {"ApplyServerSideEncryptionByDefault": one["ServerSideEncryptionByDefault"]}
            for one in encryption["ServerSideEncryptionConfiguration"]
        ]
        client.put_bucket_encryption(
            Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules}
        )
    if lifecycle := properties.get("LifecycleConfiguration"):
        rules = [
            {
                "ID": one["Id"],
                "Status": one["Status"],
                "Filter": {"Prefix": one.get("Prefix", "")},
                "Expiration": {"Days": int(one["ExpirationInDays"])},
                "AbortIncompleteMultipartUpload": one["AbortIncompleteMultipartUpload"],
            }
            for one in lifecycle["Rules"]
        ]
        client.put_bucket_lifecycle_configuration(
            Bucket=bucket, LifecycleConfiguration={"Rules": rules}
        )


def _make_queue(client: Any, resource: Resource) -> None:  # noqa: ANN401 (a boto3 client)
    properties = _only(
        resource,
        *("MessageRetentionPeriod", "RedrivePolicy", "SqsManagedSseEnabled", "VisibilityTimeout"),
    )
    attributes = {
        name: json.dumps(value) if isinstance(value, dict) else str(value).lower()
        for name, value in properties.items()
    }
    client.create_queue(QueueName=resource.name, Attributes=attributes)
