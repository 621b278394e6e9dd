"""Checks of the account: who asks, the stack, the function, and how much may run at once."""

from __future__ import annotations

from bot.doctor.deployment import ALIAS, Deployment
from bot.doctor.finding import Worth, Wrong

SMALL_CONCURRENCY = 50
"""Concurrent executions below which jobs can take the acknowledgements' place."""

FOR_ACKNOWLEDGEMENTS = 2
"""Of a small account's concurrent executions, those that jobs leave free (docs/scale.md)."""

_LEAST_CONCURRENCY = 2
"""The least SlowLaneConcurrency there is (infra/template.yaml, Lambda's own)."""

_DEPLOY = "run make deploy"


def credentials(deployment: Deployment) -> str:
    """Whether AWS knows who asks."""
    caller = deployment.client("sts").get_caller_identity()
    return f"{caller['Arn']}, region {deployment.region}"


def stack(deployment: Deployment) -> str:
    """Whether the stack is there and whole."""
    found = deployment.stack
    if not found.status.endswith("_COMPLETE") or found.status.startswith(("DELETE", "ROLLBACK")):
        raise Wrong(
            f"{found.name} is {found.status}",
            "look at its events in the CloudFormation console, then run make deploy",
        )
    found.output("SlackEventsUrl")
    return f"{found.name} is {found.status}"


def function(deployment: Deployment) -> str:
    """Whether the function is ready and its settings can be read."""
    found = deployment.function
    if found.get("State", "Active") != "Active":
        raise Wrong(f"it is {found['State']}: {found.get('StateReason', '')}", _DEPLOY)
    if found.get("LastUpdateStatus", "Successful") != "Successful":
        reason = found.get("LastUpdateStatusReason", "")
        raise Wrong(f"its last update is {found['LastUpdateStatus']}: {reason}", _DEPLOY)
    settings = deployment.settings
    where = f"models in {settings.bedrock_region}"
    return f"{found['FunctionName']}, {found['Runtime']}, {found['MemorySize']} MB, {where}"


def alias(deployment: Deployment) -> str:
    """Whether the alias names a published version."""
    client = deployment.client("lambda")
    try:
        found = client.get_alias(FunctionName=deployment.function["FunctionName"], Name=ALIAS)
    except client.exceptions.ResourceNotFoundException as error:
        raise Wrong(f"there is no alias {ALIAS}", _DEPLOY) from error
    version = found["FunctionVersion"]
    if version == "$LATEST":
        raise Wrong(f"{ALIAS} names $LATEST, which has no retry limits or destination", _DEPLOY)
    return f"{ALIAS} is version {version}"


def concurrency(deployment: Deployment) -> str:
    """Whether enough invocations may run at once for jobs not to hold up acknowledgements."""
    client = deployment.client("lambda")
    reserved = client.get_function_concurrency(FunctionName=deployment.function["FunctionName"])
    if "ReservedConcurrentExecutions" in reserved:
        raise Worth(
            f"{reserved['ReservedConcurrentExecutions']} concurrent executions are reserved, "
            "which caps acknowledgements and jobs alike",
            "remove the reservation; SlowLaneConcurrency bounds the jobs",
        )
    limit = client.get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    if limit < SMALL_CONCURRENCY and deployment.settings.fast_lane:
        jobs = max(_LEAST_CONCURRENCY, limit - FOR_ACKNOWLEDGEMENTS)
        raise Worth(
            f"the account may run {limit} invocations at once, so a few pictures hold up the "
            "acknowledgements",
            "ask for more in Service Quotas; until then run make deploy "
            f'PARAMETERS="JobLane=slow SlowLaneConcurrency={jobs}"',
        )
    lane = "fast" if deployment.settings.fast_lane else "slow"
    return f"{limit} in the account, jobs by the {lane} lane"


def alarms(deployment: Deployment) -> str:
    """Whether an alarm is ringing, and whether anybody would hear."""
    found = deployment.client("cloudwatch").describe_alarms(
        AlarmNamePrefix=f"{deployment.stack_name}-", MaxRecords=100
    )["MetricAlarms"]
    if not found:
        raise Wrong("the stack has none", _DEPLOY)
    ringing = [one["AlarmName"] for one in found if one["StateValue"] == "ALARM"]
    if ringing:
        raise Wrong(
            f"ringing: {', '.join(sorted(ringing))}", "see the alarm's page in docs/runbook.md"
        )
    if not any(one.get("AlarmActions") for one in found):
        raise Worth(
            f"{len(found)}, none ringing, and none of them tells anybody",
            'run make deploy PARAMETERS="AlarmTopicArn=ARN" with the ARN of an SNS topic',
        )
    return f"{len(found)}, none ringing"
