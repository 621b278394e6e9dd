"""The template as CloudFormation would see it: translated from SAM, its intrinsics resolved.

Everything local that stands for AWS is built from what this reads, so that a mistake in
`infra/template.yaml` shows on a laptop. It knows no service and calls none: names of resources
are made up from their logical ids, as a deployment would make up its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from local.intrinsics import ACCOUNT, REGION, Resolver, TemplateError


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource with every intrinsic in its properties resolved.

    Attributes:
        logical_id: Its name in the template.
        type: Its CloudFormation type, such as `AWS::SQS::Queue`.
        name: The physical name a deployment would have given it.
        properties: Plain values only.
    """

    logical_id: str
    type: str
    name: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stack:
    """The template with parameters applied and resources named.

    Attributes:
        resources: By logical id; those whose condition is false are absent.
        outputs: By name.
        environment: The function's variables.
        region: Region the resources lie in.
        account: Account they belong to.
    """

    resources: Mapping[str, Resource]
    outputs: Mapping[str, str]
    environment: Mapping[str, str]
    region: str
    account: str

    def of_type(self, kind: str) -> tuple[Resource, ...]:
        """All resources of a CloudFormation type, in the template's order."""
        return tuple(one for one in self.resources.values() if one.type == kind)

    def only(self, kind: str) -> Resource:
        """The one resource of a type.

        Raises:
            TemplateError: There is none, or more than one.
        """
        found = self.of_type(kind)
        if len(found) != 1:
            raise TemplateError(f"{len(found)} resources of type {kind}, expected one")
        return found[0]


@cache
def _source(path: Path) -> str:
    """Return the SAM template as JSON text."""
    from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped] # noqa: PLC0415

    return json.dumps(yaml_parse(path.read_text(encoding="utf-8")))


@cache
def _translated(path: Path, parameters: tuple[tuple[str, str], ...]) -> str:
    """Return the translated template as JSON text; tests ask for the same one often."""
    # Imported here because it takes a second, and only who translates should wait for it.
    import boto3  # noqa: PLC0415
    from samtranslator.parser.parser import Parser  # type: ignore[import-untyped] # noqa: PLC0415
    from samtranslator.translator.translator import Translator  # type: ignore[import-untyped] # noqa: PLC0415

    source = json.loads(_source(path))
    for resource in source["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            # The translator takes code that has been packaged, and never looks into it.
            resource["Properties"]["CodeUri"] = "s3://code/function.zip"
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=REGION))
    return json.dumps(translator.translate(source, dict(parameters), passthrough_metadata=True))


def translate(path: Path, parameters: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The SAM template at `path` as plain CloudFormation, intrinsics and conditions as written.

    Args:
        path: The SAM template.
        parameters: Values for its parameters; SAM looks at some of them.

    Raises:
        samtranslator.model.exceptions.InvalidDocumentException: SAM refuses the template.
    """
    translated: dict[str, Any] = json.loads(
        _translated(path.resolve(), tuple(sorted((parameters or {}).items())))
    )
    return translated


def load(
    path: Path,
    parameters: Mapping[str, str] | None = None,
    *,
    sqs_url: str = f"https://sqs.{REGION}.amazonaws.com",
) -> Stack:
    """The SAM template at `path`, ready to be built locally.

    Args:
        path: The SAM template.
        parameters: Values for its parameters; the others take their defaults.
        sqs_url: Base of queue addresses, without a trailing slash.

    Raises:
        TemplateError: A parameter is unknown, missing or outside its own rules, or the template
            uses an intrinsic or attribute that is not known here.
    """
    values = _values(json.loads(_source(path.resolve())), parameters or {})
    template = translate(path, parameters)
    resolver = Resolver(template, values, sqs_url)
    resources = {
        logical_id: Resource(
            logical_id,
            declared["Type"],
            resolver.name(logical_id),
            resolver.resolve(declared.get("Properties", {})),
        )
        for logical_id, declared in template["Resources"].items()
        if "Condition" not in declared or resolver.holds(declared["Condition"])
    }
    outputs = {
        name: str(resolver.resolve(declared["Value"]))
        for name, declared in template.get("Outputs", {}).items()
    }
    environment: dict[str, str] = {}
    for resource in resources.values():
        if resource.type == "AWS::Lambda::Function":
            variables = resource.properties.get("Environment", {}).get("Variables", {})
            environment = {name: str(value) for name, value in variables.items()}
    return Stack(resources, outputs, environment, REGION, ACCOUNT)


def _values(template: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """Each parameter's value, checked by the rules CloudFormation checks."""
    declared = template.get("Parameters", {})
    if unknown := given.keys() - declared.keys():
        raise TemplateError(f"no such parameter: {', '.join(sorted(unknown))}")
    values = {}
    for name, rules in declared.items():
        if name not in given and "Default" not in rules:
            raise TemplateError(f"parameter {name} needs a value")
        value = str(given.get(name, rules.get("Default")))
        allowed = [str(one) for one in rules.get("AllowedValues", [value])]
        pattern = rules.get("AllowedPattern", "")
        number = rules["Type"] == "Number"
        if (
            value not in allowed
            or (pattern and not re.fullmatch(pattern, value))
            or (number and not value.isdigit())
            or (number and int(value) < int(rules.get("MinValue", value)))
            or (number and int(value) > int(rules.get("MaxValue", value)))
        ):
            raise TemplateError(f"parameter {name} does not take {value!r}")
        values[name] = value
    return values
