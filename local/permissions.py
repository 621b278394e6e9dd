"""The function's rights, as its role's statements in the template grant them.

Enough of IAM's logic for a role like ours: Allow statements on the role, with wildcards, without
conditions. A call that no statement allows is refused as AWS refuses it, so that a missing right
shows on a laptop; what has been asked for is kept, so that a right nobody needs can be found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from local.faults import Call, Refusal
from local.intrinsics import TemplateError
from local.template import Stack


@dataclass(frozen=True, slots=True)
class Need:
    """What a call needs: an action on a resource."""

    action: str
    resource: str


class Permissions:
    """The rights of the function's role.

    Args:
        stack: The template, resolved.

    Attributes:
        asked: Everything that was asked for, allowed or not.

    Raises:
        TemplateError: A statement uses what is not understood here.
    """

    def __init__(self, stack: Stack) -> None:
        self.asked: set[Need] = set()
        self._stack = stack
        self._role = stack.only("AWS::IAM::Role").name
        self._allowed = [
            (re.compile(_pattern(action), re.IGNORECASE), re.compile(_pattern(resource)))
            for statement in statements(stack)
            for action in _many(statement["Action"])
            for resource in _many(statement["Resource"])
        ]

    def allows(self, need: Need) -> bool:
        """Whether a statement grants it."""
        self.asked.add(need)
        return any(
            action.fullmatch(need.action) and resource.fullmatch(need.resource)
            for action, resource in self._allowed
        )

    def refusal(self, call: Call) -> Refusal | None:
        """The answer to a call that no statement allows, or None."""
        for need in needs(call, self._stack):
            if not self.allows(need):
                return self._denied(call.service, need)
        return None

    def missing_object(self, call: Call) -> Refusal | None:
        """The answer to a read of an object that is not there, where it differs from "not found".

        Who may not list a bucket is not told what is missing in it.
        """
        bucket = call.path.lstrip("/").partition("/")[0]
        need = Need("s3:ListBucket", f"arn:aws:s3:::{bucket}")
        return None if self.allows(need) else self._denied("s3", need)

    def _denied(self, service: str, need: Need) -> Refusal:
        if service == "s3":
            return Refusal("AccessDenied", 403, "Access Denied")
        return Refusal(
            "AccessDeniedException",
            403 if service in {"lambda", "sqs"} else 400,
            f"User: arn:aws:sts::{self._stack.account}:assumed-role/{self._role}/function is not "
            f"authorized to perform: {need.action} on resource: {need.resource} because no "
            f"identity-based policy allows the {need.action} action",
        )


def statements(stack: Stack) -> list[Mapping[str, Any]]:
    """All statements of the function's role, those attached apart from it too.

    Raises:
        TemplateError: One of them does not simply allow.
    """
    role = stack.only("AWS::IAM::Role")
    documents = [one["PolicyDocument"] for one in role.properties.get("Policies", [])]
    documents += [
        one.properties["PolicyDocument"]
        for one in stack.of_type("AWS::IAM::RolePolicy")
        if one.properties["RoleName"] == role.name
    ]
    found = [one for document in documents for one in document["Statement"]]
    if role.properties.get("ManagedPolicyArns") or any(
        one["Effect"] != "Allow" or one.keys() - {"Sid", "Effect", "Action", "Resource"}
        for one in found
    ):
        raise TemplateError("the role's statements may only allow, and without conditions")
    return found


def needs(call: Call, stack: Stack) -> Iterator[Need]:
    """What a call of one of the services here needs."""
    prefix = f":{stack.region}:{stack.account}:"
    match call.service:
        case "s3":
            yield Need(f"s3:{call.operation}", f"arn:aws:s3:::{call.path.strip('/')}")
        case "lambda":
            name = call.path.partition("/functions/")[2].removesuffix("/invocations")
            plain = name.rpartition(":function:")[2]
            yield Need("lambda:InvokeFunction", f"arn:aws:lambda{prefix}function:{plain}")
        case "bedrock":
            yield from _model_needs(call, stack)
        case "dynamodb":
            yield from _table_needs(call, f"arn:aws:dynamodb{prefix}table/")
        case _:
            body = json.loads(call.body or b"{}")
            named = _named(call.service, prefix, body)
            yield Need(f"{call.service}:{call.operation}", named)


_ROUTED_TO = ("us-east-1", "us-east-2", "us-west-2")
"""Regions that the inference profiles of the United States route to (Bedrock user guide)."""


def _model_needs(call: Call, stack: Stack) -> Iterator[Need]:
    """Converse needs what InvokeModel does; a profile needs itself and its model everywhere."""
    model = call.path.removeprefix("/model/").rpartition("/")[0]
    region = stack.environment["BEDROCK_REGION"]
    regions: tuple[str, ...] = (region,)
    if model.startswith("us."):
        profile = f"arn:aws:bedrock:{region}:{stack.account}:inference-profile/{model}"
        yield Need("bedrock:InvokeModel", profile)
        model, regions = model.removeprefix("us."), _ROUTED_TO
    for one in regions:
        yield Need("bedrock:InvokeModel", f"arn:aws:bedrock:{one}::foundation-model/{model}")


def _named(service: str, prefix: str, body: Mapping[str, Any]) -> str:
    """The ARN of what a request names in its body."""
    match service:
        case "sqs":
            queue = str(body.get("QueueUrl") or body.get("QueueName", "")).rpartition("/")[2]
            return f"arn:aws:sqs{prefix}{queue}"
        case "ssm":
            return f"arn:aws:ssm{prefix}parameter/{str(body.get('Name', '')).lstrip('/')}"
        case "secretsmanager":
            name = str(body.get("SecretId", ""))
            # The store ends each ARN with six characters of its own.
            return (
                name
                if name.startswith("arn:")
                else f"arn:aws:{service}{prefix}secret:{name}-AbCdEf"
            )
    return "*"


def _table_needs(call: Call, tables: str) -> Iterator[Need]:
    body = json.loads(call.body or b"{}")
    if "TransactItems" in body:
        for item in body["TransactItems"]:
            for kind, part in item.items():
                yield Need(f"dynamodb:{kind}Item", tables + part["TableName"])
        return
    index = body.get("IndexName")
    table = tables + body.get("TableName", "*") + (f"/index/{index}" if index else "")
    yield Need(f"dynamodb:{call.operation}", table)


def _many(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _pattern(text: str) -> str:
    """IAM's wildcards as a regular expression: any characters, or one."""
    return re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")
