"""A deployed stack, as CloudFormation tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient


class StackMissing(Exception):
    """There is no such stack here. The message says what was looked for, and where."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """A stack.

    Attributes:
        name: Its name.
        region: Where it is.
        status: CloudFormation's word for its state, such as UPDATE_COMPLETE.
        parameters: Values of its parameters, by name.
        outputs: Values of its outputs, by name.
    """

    name: str
    region: str
    status: str
    parameters: Mapping[str, str]
    outputs: Mapping[str, str]

    def output(self, name: str) -> str:
        """The value of an output.

        Raises:
            StackMissing: The stack has none of that name: it is not this template's, or unfinished.
        """
        if name not in self.outputs:
            raise StackMissing(
                f"Stack {self.name} in {self.region} is {self.status} and has no output {name}: "
                "run make deploy"
            )
        return self.outputs[name]


def find(client: CloudFormationClient, name: str) -> Deployed:
    """Read a stack.

    Raises:
        StackMissing: There is none of that name.
        ClientError: CloudFormation refuses to tell.
    """
    region = client.meta.region_name
    try:
        (stack,) = client.describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            raise StackMissing(
                f"There is no stack {name} in {region}: run make deploy, or name another one "
                "with STACK=… REGION=…"
            ) from error
        raise
    parameters = {one["ParameterKey"]: one["ParameterValue"] for one in stack.get("Parameters", [])}
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])}
    return Deployed(name, region, stack["StackStatus"], parameters, outputs)
