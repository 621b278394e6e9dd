"""What `infra/template.yaml` deploys, asserted on its translation and on the resolved stack."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

from bot.settings import read
from core.styles import STYLES
from local.region import ROOT
from local.template import Stack, load, translate

TEMPLATE = ROOT / "infra" / "template.yaml"
ACCOUNT = "123456789012"

ENVIRONMENT = {
    "TABLE_NAME",
    "INPUT_BUCKET",
    "OUTPUT_BUCKET",
    "SLOW_LANE_QUEUE_URL",
    "ENHANCE_MODEL_ID",
    "IMAGE_MODEL_ID",
    "BEDROCK_REGION",
    "DEFAULT_STYLE",
    "ENHANCEMENT_STYLES",
    "ENHANCEMENT_CACHE_DAYS",
    "EXPERIMENT_RAW_PERCENT",
    "DEFAULT_ASPECT_RATIO",
    "PICTURES_PER_PERSON",
    "PICTURES_PER_WORKSPACE",
    "PAID_CALLS_PER_WORKSPACE",
    "RETENTION_DAYS",
    "JOB_LANE",
    "OFFERS",
    "SLACK_BOT_TOKEN_SOURCE",
    "SLACK_SIGNING_SECRET_SOURCE",
    "POWERTOOLS_SERVICE_NAME",
    "POWERTOOLS_METRICS_NAMESPACE",
    "LOG_LEVEL",
    "LOG_PROMPTS",
}


@pytest.fixture
def template() -> dict[str, Any]:
    """The translated template."""
    return translate(TEMPLATE)


@pytest.fixture
def stack() -> Stack:
    """The template with its defaults, resolved."""
    return load(TEMPLATE)


def references(value: Any) -> Iterator[str]:
    """The names that a piece of template refers to."""
    if isinstance(value, list):
        for one in value:
            yield from references(one)
    if not isinstance(value, dict):
        return
    for key, one in value.items():
        if key == "Ref":
            yield one
        elif key == "Fn::GetAtt":
            yield one[0] if isinstance(one, list) else one.partition(".")[0]
        elif key == "Fn::Sub":
            text, own = (one, {}) if isinstance(one, str) else one
            for name in re.findall(r"\$\{([^!}]+)\}", text):
                if name not in own:
                    yield name.partition(".")[0]
            yield from references(own)
        else:
            yield from references(one)


def test_one_function(stack: Stack) -> None:
    """There is exactly one function, and it is the bot's handler on the intended runtime."""
    function = stack.only("AWS::Lambda::Function").properties
    assert function["Handler"] == "bot.app.handler"
    assert function["Runtime"] == "python3.13"
    assert function["Architectures"] == ["arm64"]
    assert function["Timeout"] == 120
    assert "ReservedConcurrentExecutions" not in function


def test_environment_is_complete(stack: Stack) -> None:
    """Every setting is set, no secret is, and nothing else."""
    assert stack.environment.keys() == ENVIRONMENT


def test_settings_accept_the_defaults(stack: Stack) -> None:
    """The bot reads its settings from the template's defaults without complaint."""
    settings = read(stack.environment)
    assert settings.default_style in STYLES
    assert settings.retention_days == 400
    assert settings.bot_token_source.name == "/imagine/slack-bot-token"


def test_environment_uses_simple_intrinsics(template: dict[str, Any]) -> None:
    """Environment values use Ref, GetAtt and Sub only."""
    variables = template["Resources"]["Function"]["Properties"]["Environment"]["Variables"]
    used = {next(iter(one)) for one in variables.values() if isinstance(one, dict)}
    assert used <= {"Ref", "Fn::GetAtt", "Fn::Sub"}


def test_no_circles(template: dict[str, Any]) -> None:
    """No resource depends on itself by way of others."""
    resources = template["Resources"]
    graph = {
        name: {
            other
            for other in [*references(resource), *_many(resource.get("DependsOn", []))]
            if other in resources
        }
        for name, resource in resources.items()
    }
    assert "Function" in graph["SelfInvocation"]
    order = list(TopologicalSorter(graph).static_order())
    assert sorted(order) == sorted(resources)


def test_references_exist(template: dict[str, Any]) -> None:
    """Whatever is referred to is a resource, a parameter or a pseudo parameter."""
    known = template["Resources"].keys() | template["Parameters"].keys()
    names = set(references([template["Resources"], template["Outputs"]]))
    assert {one for one in names if one not in known and not one.startswith("AWS::")} == set()


def test_alias_keeps_configuration(stack: Stack) -> None:
    """Asynchronous failures on the alias go to the slow lane at once, within a job's deadline."""
    config = stack.only("AWS::Lambda::EventInvokeConfig").properties
    assert stack.only("AWS::Lambda::Alias").properties["Name"] == "live"
    assert config["Qualifier"] == "live"
    assert config["MaximumRetryAttempts"] == 0
    assert 60 <= config["MaximumEventAgeInSeconds"] <= 30 * 60
    destination = config["DestinationConfig"]["OnFailure"]["Destination"]
    assert destination == f"arn:aws:sqs:us-west-2:{ACCOUNT}:imagine-slowlanequeue"


def test_everything_invokes_the_alias(stack: Stack, template: dict[str, Any]) -> None:
    """HTTP API, queue and schedule all go through the alias, and are allowed to."""
    alias = f"arn:aws:lambda:us-west-2:{ACCOUNT}:function:imagine-function:live"
    assert stack.only("AWS::Lambda::EventSourceMapping").properties["FunctionName"] == alias
    assert stack.only("AWS::Events::Rule").properties["Targets"][0]["Arn"] == alias
    integration = stack.only("AWS::ApiGatewayV2::Integration").properties
    assert (integration["IntegrationType"], integration["IntegrationUri"]) == ("AWS_PROXY", alias)
    permitted = {
        one.properties["Principal"]: one.properties["FunctionName"]
        for one in stack.of_type("AWS::Lambda::Permission")
    }
    assert permitted == {"apigateway.amazonaws.com": alias, "events.amazonaws.com": alias}
    for name in ("FunctionSweepPermission", "HttpApiPermission"):
        assert "SourceArn" in template["Resources"][name]["Properties"]


def test_release_publishes_a_version(template: dict[str, Any]) -> None:
    """A new release is a new version, so that the alias does not keep the old settings."""
    (before,) = _of(template, "AWS::Lambda::Version")
    changed = translate(TEMPLATE, {"LogLevel": "DEBUG", "Release": "5f0c9d2ab4"})
    (after,) = _of(changed, "AWS::Lambda::Version")
    assert before != after
    alias = changed["Resources"]["FunctionAliaslive"]["Properties"]["FunctionVersion"]
    assert alias == {"Fn::GetAtt": [after, "Version"]}


def test_slow_lane(stack: Stack) -> None:
    """Messages outlast the function's time-out, come back often, and end in the dead letters."""
    queue = stack.resources["SlowLaneQueue"].properties
    timeout = stack.only("AWS::Lambda::Function").properties["Timeout"]
    assert queue["VisibilityTimeout"] >= timeout + 30
    assert queue["SqsManagedSseEnabled"] is True
    redrive = queue["RedrivePolicy"]
    assert redrive["deadLetterTargetArn"].endswith(":imagine-deadletterqueue")
    # A job waits at least ten seconds each time, and at most 30 minutes in all.
    assert redrive["maxReceiveCount"] >= 30 * 60 / 10
    crashes = redrive["maxReceiveCount"] * queue["VisibilityTimeout"]
    assert crashes < queue["MessageRetentionPeriod"]
    assert stack.resources["DeadLetterQueue"].properties["MessageRetentionPeriod"] == 14 * 86_400


def test_slow_lane_mapping(stack: Stack) -> None:
    """One message at a time, bounded in number, failures reported one by one."""
    mapping = stack.only("AWS::Lambda::EventSourceMapping").properties
    assert mapping["BatchSize"] == 1
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert int(mapping["ScalingConfig"]["MaximumConcurrency"]) == 5
    other = load(TEMPLATE, {"SlowLaneConcurrency": "2"})
    assert other.only("AWS::Lambda::EventSourceMapping").properties["ScalingConfig"] == {
        "MaximumConcurrency": "2"
    }


def test_sweep_schedule(stack: Stack) -> None:
    """Every five minutes the function gets the event that means the sweep."""
    rule = stack.only("AWS::Events::Rule").properties
    assert rule["ScheduleExpression"] == "rate(5 minutes)"
    assert json.loads(rule["Targets"][0]["Input"]) == {"source": "imagine.sweep"}
    assert rule.get("State", "ENABLED") == "ENABLED"


def test_logs_are_kept_for_a_while(stack: Stack) -> None:
    """The function writes to its own log group, which forgets."""
    group = stack.only("AWS::Logs::LogGroup")
    assert int(group.properties["RetentionInDays"]) == 30
    function = stack.only("AWS::Lambda::Function").properties
    assert function["LoggingConfig"]["LogGroup"] == group.name


def test_alarms_reach_the_topic() -> None:
    """Alarms are silent without a topic, and all of them go to one that is given."""
    topic = f"arn:aws:sns:us-west-2:{ACCOUNT}:operators"
    alarms = load(TEMPLATE, {"AlarmTopicArn": topic}).of_type("AWS::CloudWatch::Alarm")
    assert {one.logical_id for one in alarms} >= {
        "DeadLettersAlarm",
        "SlowLaneAgeAlarm",
        "FunctionErrorsAlarm",
    }
    assert all(one.properties["AlarmActions"] == [topic] for one in alarms)
    silent = load(TEMPLATE).of_type("AWS::CloudWatch::Alarm")
    assert all(one.properties["AlarmActions"] == [] for one in silent)


def test_outputs(stack: Stack) -> None:
    """The outputs name what an operator needs next."""
    assert stack.outputs["SlackEventsUrl"].endswith("amazonaws.com/slack/events")
    assert stack.outputs["OutputBucketName"] == stack.environment["OUTPUT_BUCKET"]
    assert stack.outputs["InputBucketName"] == stack.environment["INPUT_BUCKET"]
    assert stack.outputs["TableName"] == stack.environment["TABLE_NAME"]
    assert stack.outputs["SlowLaneQueueUrl"] == stack.environment["SLOW_LANE_QUEUE_URL"]


def test_parameters_are_described(template: dict[str, Any]) -> None:
    """Every parameter says what it is for, has a default, and stands in one group."""
    parameters: Mapping[str, Any] = template["Parameters"]
    for name, rules in parameters.items():
        assert rules["Description"], name
        assert "Default" in rules, name
    interface = template["Metadata"]["AWS::CloudFormation::Interface"]
    grouped = [one for group in interface["ParameterGroups"] for one in group["Parameters"]]
    assert sorted(grouped) == sorted(parameters)


@pytest.mark.slow
def test_cfn_lint_is_silent(template: dict[str, Any], tmp_path: Path) -> None:
    """cfn-lint finds nothing in what is deployed."""
    path = tmp_path / "template.json"
    path.write_text(json.dumps(template), encoding="utf-8")
    program = Path(sys.executable).with_name("cfn-lint")
    result = subprocess.run(  # noqa: S603 (the linter of our own environment)
        [program, path], capture_output=True, text=True, check=False, timeout=60
    )
    assert (result.returncode, result.stdout) == (0, "")


def _of(template: Mapping[str, Any], kind: str) -> list[str]:
    return [name for name, one in template["Resources"].items() if one["Type"] == kind]


def _many(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
