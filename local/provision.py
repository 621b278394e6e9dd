"""Makes in the stand-ins what the template describes: table, buckets, queues and secrets.

A property that is not understood here is an error rather than ignored: what deploys and what is
tried stay the same. Bucket policies are left out, because they ask for TLS, which loopback lacks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
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
    for resource in stack.resources.values():
        if resource.type == "AWS::DynamoDB::Table":
            _make_table(client("dynamodb"), resource)
        elif resource.type == "AWS::S3::Bucket":
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


def _apply(resource: Resource, known: Mapping[str, Callable[[Any], object]]) -> None:
    """Hand each property to what makes it true here."""
    if unknown := resource.properties.keys() - known.keys():
        raise TemplateError(f"{resource.logical_id}: {', '.join(sorted(unknown))} not known here")
    for name, make in known.items():
        if name in resource.properties:
            make(resource.properties[name])


def _make_table(client: Any, resource: Resource) -> None:  # noqa: ANN401 (a boto3 client)
    arguments: dict[str, Any] = {"TableName": resource.name}

    def pass_on(name: str) -> Callable[[Any], object]:
        return lambda value: arguments.update({name: value})

    plain = ("AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema")
    later: dict[str, Any] = {}
    _apply(
        resource,
        {
            **{name: pass_on(name) for name in plain},
            "SSESpecification": lambda value: arguments.update(
                SSESpecification={"Enabled": value["SSEEnabled"]}
            ),
            "TimeToLiveSpecification": lambda value: later.update(ttl=value),
            "PointInTimeRecoverySpecification": lambda value: later.update(recovery=value),
        },
    )
    client.create_table(**arguments)
    if "ttl" in later:
        client.update_time_to_live(
            TableName=resource.name, TimeToLiveSpecification=dict(later["ttl"])
        )
    if "recovery" in later:
        client.update_continuous_backups(
            TableName=resource.name, PointInTimeRecoverySpecification=dict(later["recovery"])
        )


def _make_bucket(client: Any, resource: Resource) -> None:  # noqa: ANN401 (a boto3 client)
    name = resource.name
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})

    def encrypt(value: Mapping[str, Any]) -> None:
        rules = [
            {"ApplyServerSideEncryptionByDefault": one["ServerSideEncryptionByDefault"]}
            for one in value["ServerSideEncryptionConfiguration"]
        ]
        client.put_bucket_encryption(
            Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules}
        )

    def expire(value: Mapping[str, Any]) -> None:
        rules = [
            {
                "ID": one["Id"],
                "Status": one["Status"],
                "Filter": {"Prefix": one.get("Prefix", "")},
                "Expiration": {"Days": int(one["ExpirationInDays"])},
                "AbortIncompleteMultipartUpload": one["AbortIncompleteMultipartUpload"],
            }
            for one in value["Rules"]
        ]
        client.put_bucket_lifecycle_configuration(
            Bucket=name, LifecycleConfiguration={"Rules": rules}
        )

    _apply(
        resource,
        {
            "BucketEncryption": encrypt,
            "LifecycleConfiguration": expire,
            "OwnershipControls": lambda value: client.put_bucket_ownership_controls(
                Bucket=name, OwnershipControls=value
            ),
            "PublicAccessBlockConfiguration": lambda value: client.put_public_access_block(
                Bucket=name, PublicAccessBlockConfiguration=value
            ),
        },
    )


def _make_queue(client: Any, resource: Resource) -> None:  # noqa: ANN401 (a boto3 client)
    attributes: dict[str, str] = {}

    def keep(name: str) -> Callable[[Any], object]:
        def put(value: Any) -> None:  # noqa: ANN401 (a template is any JSON)
            attributes[name] = json.dumps(value) if isinstance(value, dict) else str(value).lower()

        return put

    names = (
        "MessageRetentionPeriod",
        "RedrivePolicy",
        "SqsManagedSseEnabled",
        "VisibilityTimeout",
    )
    _apply(resource, {name: keep(name) for name in names})
    client.create_queue(QueueName=resource.name, Attributes=attributes)
