"""Reading the template: parameters by their rules, intrinsics known or refused."""

from __future__ import annotations

from typing import Any

import pytest

from local.intrinsics import Resolver, TemplateError
from local.template import load

from .conftest import TEMPLATE

RESOURCES = {
    "Queue": {"Type": "AWS::SQS::Queue"},
    "Bucket": {"Type": "AWS::S3::Bucket"},
    "Function": {"Type": "AWS::Lambda::Function"},
    "Live": {
        "Type": "AWS::Lambda::Alias",
        "Properties": {"Name": "live", "FunctionName": {"Ref": "Function"}},
    },
    "Odd": {"Type": "AWS::Odd::Thing"},
}
CONDITIONS = {
    "Yes": {"Fn::Equals": [{"Ref": "Size"}, "3"]},
    "No": {"Fn::Not": [{"Condition": "Yes"}]},
}
ARN = "arn:aws:lambda:us-west-2:123456789012:function:imagine-function"


@pytest.fixture
def resolver() -> Resolver:
    """A resolver of a small template."""
    template = {"Resources": RESOURCES, "Conditions": CONDITIONS}
    return Resolver(template, {"Size": "3", "Words": "a,b"}, "http://127.0.0.1:1")


@pytest.mark.parametrize(
    ("value", "resolved"),
    [
        ({"Ref": "Size"}, "3"),
        ({"Ref": "AWS::Region"}, "us-west-2"),
        ({"Ref": "Queue"}, "http://127.0.0.1:1/123456789012/imagine-queue"),
        ({"Ref": "Bucket"}, "imagine-bucket"),
        ({"Ref": "Live"}, f"{ARN}:live"),
        ({"Fn::GetAtt": ["Function", "Arn"]}, ARN),
        ({"Fn::GetAtt": "Queue.QueueName"}, "imagine-queue"),
        ({"Fn::Sub": "${Function.Arn}:*"}, f"{ARN}:*"),
        ({"Fn::Sub": ["${Own}-${Size}", {"Own": {"Ref": "Bucket"}}]}, "imagine-bucket-3"),
        ({"Fn::Select": [1, {"Fn::Split": [",", {"Ref": "Words"}]}]}, "b"),
        ({"Fn::If": ["Yes", "a", "b"]}, "a"),
        ({"Fn::If": ["No", "a", "b"]}, "b"),
        ([{"Ref": "AWS::NoValue"}, 1], [1]),
        ({"a": {"Fn::If": ["No", 1, {"Ref": "AWS::NoValue"}]}, "b": 2}, {"b": 2}),
        ({"Effect": "Allow"}, {"Effect": "Allow"}),
    ],
)
def test_intrinsics(resolver: Resolver, value: Any, resolved: Any) -> None:
    """Each intrinsic resolves as CloudFormation resolves it."""
    assert resolver.resolve(value) == resolved


@pytest.mark.parametrize(
    "value",
    [
        {"Fn::ImportValue": "other"},
        {"Fn::FindInMap": ["a", "b", "c"]},
        {"Fn::Sub": "${!Literal}"},
        {"Ref": "Missing"},
        {"Fn::GetAtt": ["Missing", "Arn"]},
        {"Fn::GetAtt": ["Queue", "Color"]},
        {"Fn::GetAtt": ["Odd", "Arn"]},
    ],
)
def test_unknown_is_refused(resolver: Resolver, value: Any) -> None:
    """What is not known here is an error, never a guess."""
    with pytest.raises(TemplateError):
        resolver.resolve(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RetentionDays", "0"),
        ("RetentionDays", "many"),
        ("RetentionDays", "4000"),
        ("JobLane", "middle"),
        ("PicturesPerPerson", "-1"),
        ("PicturesPerPerson", "Unlimited"),
        ("DefaultAspectRatio", "4:3"),
        ("EnhanceModelId", "amazon.nova-pro-v1:0"),
        ("SlackBotTokenName", "xoxb-123"),
        ("SlowLaneConcurrency", "1"),
        ("AlarmTopicArn", "operators"),
        ("Missing", "1"),
    ],
)
def test_parameters_are_checked(name: str, value: str) -> None:
    """A value that CloudFormation would refuse is refused here, and so is an unknown name."""
    with pytest.raises(TemplateError, match=name):
        load(TEMPLATE, {name: value})


@pytest.mark.parametrize(
    ("name", "value", "variable"),
    [
        ("PicturesPerPerson", "unlimited", "PICTURES_PER_PERSON"),
        ("PaidCallsPerWorkspace", "0", "PAID_CALLS_PER_WORKSPACE"),
        ("JobLane", "slow", "JOB_LANE"),
        ("Offers", "off", "OFFERS"),
    ],
)
def test_parameters_reach_the_function(name: str, value: str, variable: str) -> None:
    """A parameter's value is what the function reads."""
    assert load(TEMPLATE, {name: value}).environment[variable] == value


def test_only_one() -> None:
    """Asking for the one of a kind of which there are several is an error."""
    with pytest.raises(TemplateError, match="2 resources"):
        load(TEMPLATE).only("AWS::SQS::Queue")
