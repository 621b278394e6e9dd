"""A deployment in the process: every resource of the template that operators' tools look at.

Made in moto from the template itself, so that what a check is shown to find right is what deploys.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

from local.provision import SlackSecrets, fill
from local.template import Stack, load
from tests.aws_clients import operator, session

TEMPLATE = Path(__file__).parent.parent / "infra" / "template.yaml"
NAME = "imagine"
TOKEN = "xoxb-1234567890-abc"
SIGNING_SECRET = "0123456789abcdef0123456789abcdef"


class Deployment:
    """The deployed stack.

    Attributes:
        stack: What was deployed.
        session: The operator's.
    """

    def __init__(
        self,
        parameters: Mapping[str, str] | None = None,
        secrets: SlackSecrets | None = None,
    ) -> None:
        self._parameters = dict(parameters or {})
        self._secrets = secrets or SlackSecrets(TOKEN, SIGNING_SECRET)
        self._mock = mock_aws(config={"lambda": {"use_docker": False}})

    def __enter__(self) -> Self:
        self._mock.start()
        self.session = boto3.session.Session(botocore_session=session())
        self.stack: Stack = load(TEMPLATE, self._parameters)
        fill(self.stack, self.client, self._secrets)
        self._make_function()
        self._make_triggers()
        self._make_alarms()
        self.put_stack(self._parameters)
        return self

    def __exit__(self, *_: object) -> None:
        self._mock.stop()

    def client(self, service: str) -> Any:
        """The operator's client of a service."""
        return operator(service)

    @property
    def function(self) -> str:
        """The function's name."""
        return self.stack.outputs["FunctionName"]

    def put_stack(self, parameters: Mapping[str, str]) -> None:
        """Have CloudFormation tell of the stack, with these parameters and the real outputs."""
        document = {
            "Parameters": {name: {"Type": "String", "Default": ""} for name in parameters},
            "Resources": {"Marker": {"Type": "AWS::SQS::Queue"}},
            "Outputs": {name: {"Value": text} for name, text in self.stack.outputs.items()},
        }
        given = [
            {"ParameterKey": name, "ParameterValue": text} for name, text in parameters.items()
        ]
        cloud = self.client("cloudformation")
        known = {one["StackName"] for one in cloud.describe_stacks()["Stacks"]}
        change = cloud.update_stack if NAME in known else cloud.create_stack
        try:
            change(StackName=NAME, TemplateBody=json.dumps(document), Parameters=given)
        except ClientError as error:
            if "No updates are to be performed" not in str(error):
                raise

    def _make_function(self) -> None:
        role = self.stack.only("AWS::IAM::Role")
        made = self.client("iam").create_role(
            RoleName=role.name,
            AssumeRolePolicyDocument=json.dumps(role.properties["AssumeRolePolicyDocument"]),
        )
        properties = self.stack.only("AWS::Lambda::Function").properties
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as packed:
            packed.writestr("bot/app.py", "")
        lambda_ = self.client("lambda")
        lambda_.create_function(
            FunctionName=self.function,
            Runtime=properties["Runtime"],
            Role=made["Role"]["Arn"],
            Handler=properties["Handler"],
            Code={"ZipFile": code.getvalue()},
            Timeout=properties["Timeout"],
            MemorySize=properties["MemorySize"],
            Architectures=properties["Architectures"],
            Environment={"Variables": dict(self.stack.environment)},
            Publish=True,
        )
        lambda_.create_alias(FunctionName=self.function, Name="live", FunctionVersion="1")
        config = self.stack.only("AWS::Lambda::EventInvokeConfig").properties
        lambda_.put_function_event_invoke_config(
            FunctionName=self.function,
            Qualifier=config["Qualifier"],
            MaximumRetryAttempts=config["MaximumRetryAttempts"],
            MaximumEventAgeInSeconds=config["MaximumEventAgeInSeconds"],
            DestinationConfig=config["DestinationConfig"],
        )

    def _make_triggers(self) -> None:
        mapping = self.stack.only("AWS::Lambda::EventSourceMapping").properties
        self.client("lambda").create_event_source_mapping(
            EventSourceArn=mapping["EventSourceArn"],
            FunctionName=mapping["FunctionName"],
            BatchSize=mapping["BatchSize"],
            FunctionResponseTypes=mapping["FunctionResponseTypes"],
        )
        rule = self.stack.only("AWS::Events::Rule")
        events = self.client("events")
        events.put_rule(Name=rule.name, ScheduleExpression=rule.properties["ScheduleExpression"])
        events.put_targets(Rule=rule.name, Targets=rule.properties["Targets"])

    def _make_alarms(self) -> None:
        for alarm in self.stack.of_type("AWS::CloudWatch::Alarm"):
            properties = dict(alarm.properties)
            properties["Threshold"] = float(properties["Threshold"])
            self.client("cloudwatch").put_metric_alarm(AlarmName=alarm.name, **properties)
