"""CloudFormation's intrinsics, resolved for a deployment that never was.

Knows how a physical name, an ARN or an address looks for the resource types the template has, and
nothing of what those resources do. What it does not know is an error, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

ACCOUNT = "123456789012"
"""The account everything local belongs to (moto's own default)."""

REGION = "us-west-2"
"""The region everything local lies in."""

_REFERENCE = re.compile(r"\$\{([^}]+)\}")
_NO_VALUE = object()


class TemplateError(Exception):
    """The template, or a value given for one of its parameters, cannot be used."""


class Resolver:
    """Resolves the intrinsics of one template.

    Args:
        template: The translated template.
        values: Each parameter's value.
        sqs_url: Base of queue addresses, without a trailing slash.
    """

    def __init__(
        self, template: Mapping[str, Any], values: Mapping[str, str], sqs_url: str
    ) -> None:
        self._conditions = template.get("Conditions", {})
        self._types = {key: one["Type"] for key, one in template["Resources"].items()}
        self._declared = template["Resources"]
        self._sqs_url = sqs_url
        self._values: dict[str, Any] = {
            **values,
            "AWS::AccountId": ACCOUNT,
            "AWS::NoValue": _NO_VALUE,
            "AWS::Partition": "aws",
            "AWS::Region": REGION,
            "AWS::StackName": "imagine",
            "AWS::URLSuffix": "amazonaws.com",
        }

    def holds(self, condition: str) -> bool:
        """Whether a named condition is true."""
        return bool(self.resolve(self._conditions[condition]))

    def resolve(self, value: Any) -> Any:  # noqa: ANN401 (a template is any JSON)
        """The value without intrinsics; entries that are `AWS::NoValue` are left out."""
        if isinstance(value, dict):
            if len(value) == 1:
                name, argument = next(iter(value.items()))
                if name in {"Ref", "Condition"} or name.startswith("Fn::"):
                    return self._intrinsic(name, argument)
            resolved = {key: self.resolve(one) for key, one in value.items()}
            return {key: one for key, one in resolved.items() if one is not _NO_VALUE}
        if isinstance(value, list):
            return [one for one in map(self.resolve, value) if one is not _NO_VALUE]
        return value

    def name(self, logical_id: str) -> str:
        """The physical name of a resource: lower case, as a bucket's must be."""
        properties = self._declared[logical_id].get("Properties", {})
        if self._types[logical_id] == "AWS::Lambda::Alias":
            return str(properties["Name"])
        return f"imagine-{logical_id.lower()}"

    def _intrinsic(self, name: str, argument: Any) -> Any:  # noqa: ANN401, PLR0911
        match name:
            case "Ref":
                return self._reference(argument)
            case "Condition":
                return self.holds(argument)
            case "Fn::GetAtt":
                parts = argument.split(".", 1) if isinstance(argument, str) else argument
                return self._attribute(*parts)
            case "Fn::Sub":
                return self._substitute(argument)
            case "Fn::If":
                condition, yes, no = argument
                return self.resolve(yes if self.holds(condition) else no)
            case "Fn::Equals":
                first, second = self.resolve(argument)
                return str(first) == str(second)
            case "Fn::Not":
                return not self.resolve(argument)[0]
            case "Fn::Split":
                separator, whole = self.resolve(argument)
                return whole.split(separator)
            case "Fn::Select":
                index, choices = self.resolve(argument)
                return choices[int(index)]
        raise TemplateError(f"{name} is not known here")

    def _substitute(self, argument: str | list[Any]) -> str:
        text, own = (argument, {}) if isinstance(argument, str) else argument

        def replace(match: re.Match[str]) -> str:
            name = match[1]
            if name in own:
                return str(self.resolve(own[name]))
            if "." in name:
                return str(self._attribute(*name.split(".", 1)))
            return str(self._reference(name))

        return _REFERENCE.sub(replace, text)

    def _reference(self, name: str) -> Any:  # noqa: ANN401 (a parameter or a name)
        if name in self._values:
            return self._values[name]
        if name not in self._types:
            raise TemplateError(f"nothing is called {name}")
        match self._types[name]:
            case "AWS::SQS::Queue":
                return f"{self._sqs_url}/{ACCOUNT}/{self.name(name)}"
            case "AWS::Lambda::Alias" | "AWS::Lambda::Version":
                return self._attribute(name, "Arn")
        return self.name(name)

    def _attribute(self, logical_id: str, attribute: str) -> str:
        if logical_id not in self._types:
            raise TemplateError(f"nothing is called {logical_id}")
        kind, name = self._types[logical_id], self.name(logical_id)
        if attribute == "Arn" and kind == "AWS::Lambda::Alias":
            function = self._declared[logical_id]["Properties"]["FunctionName"]
            return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.resolve(function)}:{name}"
        form = _ATTRIBUTES.get((kind, attribute)) or (attribute == "Arn" and _ARNS.get(kind))
        if form:
            return form.format(region=REGION, account=ACCOUNT, name=name)
        raise TemplateError(f"{kind} has no attribute {attribute} here")


_ARNS = {
    "AWS::CloudWatch::Alarm": "arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
    "AWS::DynamoDB::Table": "arn:aws:dynamodb:{region}:{account}:table/{name}",
    "AWS::Events::Rule": "arn:aws:events:{region}:{account}:rule/{name}",
    "AWS::IAM::Role": "arn:aws:iam::{account}:role/{name}",
    "AWS::Lambda::Function": "arn:aws:lambda:{region}:{account}:function:{name}",
    "AWS::Lambda::Version": "arn:aws:lambda:{region}:{account}:function:{name}:1",
    "AWS::Logs::LogGroup": "arn:aws:logs:{region}:{account}:log-group:{name}:*",
    "AWS::S3::Bucket": "arn:aws:s3:::{name}",
    "AWS::SQS::Queue": "arn:aws:sqs:{region}:{account}:{name}",
}

_ATTRIBUTES = {
    ("AWS::Lambda::Version", "Version"): "1",
    ("AWS::SQS::Queue", "QueueName"): "{name}",
}
