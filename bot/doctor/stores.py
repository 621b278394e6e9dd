"""Checks of what keeps and carries jobs: table, buckets, queues, schedule."""

from __future__ import annotations

from botocore.exceptions import ClientError

from bot.doctor.deployment import Deployment
from bot.doctor.finding import Worth, Wrong

_DEPLOY = "run make deploy, which puts it back as the template has it"


def table(deployment: Deployment) -> str:
    """Whether the table is there, keyed, indexed and expiring as the code relies on."""
    client, name = deployment.client("dynamodb"), deployment.settings.table
    try:
        found = client.describe_table(TableName=name)["Table"]
    except client.exceptions.ResourceNotFoundException as error:
        raise Wrong(f"{name} is not there", _DEPLOY) from error
    if found["TableStatus"] not in {"ACTIVE", "UPDATING"}:
        raise Wrong(f"{name} is {found['TableStatus']}", "wait until it is ACTIVE")
    indexes = {one["IndexName"]: one["IndexStatus"] for one in found["GlobalSecondaryIndexes"]}
    if indexes.get("unfinished") != "ACTIVE":
        raise Wrong(f"its index unfinished is {indexes.get('unfinished', 'missing')}", _DEPLOY)
    expiry = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    if expiry.get("TimeToLiveStatus") not in {"ENABLED", "ENABLING"}:
        raise Wrong("nothing in it expires", _DEPLOY)
    return f"{name}, expiring by {expiry.get('AttributeName', 'expires')}"


def buckets(deployment: Deployment) -> str:
    """Whether both buckets are there and closed to the public."""
    client, settings = deployment.client("s3"), deployment.settings
    for name in (settings.input_bucket, settings.output_bucket):
        try:
            client.head_bucket(Bucket=name)
            closed = client.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in {"404", "NoSuchBucket"}:
                raise Wrong(f"{name} is not there", _DEPLOY) from error
            if code == "NoSuchPublicAccessBlockConfiguration":
                raise Wrong(f"{name} is not closed to the public", _DEPLOY) from error
            raise
        if not all(closed.values()):
            raise Wrong(f"{name} is not closed to the public", _DEPLOY)
    return f"{settings.input_bucket} and {settings.output_bucket}"


def slow_lane(deployment: Deployment) -> str:
    """Whether the queue hides messages long enough, and gives them up to the dead letters."""
    client = deployment.client("sqs")
    try:
        attributes = deployment.queue
    except client.exceptions.QueueDoesNotExist as error:
        raise Wrong(f"{deployment.settings.queue_url} is not there", _DEPLOY) from error
    hidden, timeout = int(attributes["VisibilityTimeout"]), int(deployment.function["Timeout"])
    if hidden <= timeout:
        raise Wrong(
            f"a message is hidden for {hidden} s, and the function may take {timeout} s", _DEPLOY
        )
    if "RedrivePolicy" not in attributes:
        raise Wrong("what crashes again and again is never given up", _DEPLOY)
    waiting = attributes["ApproximateNumberOfMessages"]
    return f"{waiting} waiting, hidden for {hidden} s"


def dead_letters(deployment: Deployment) -> str:
    """Whether messages were given up."""
    url = deployment.stack.output("DeadLetterQueueUrl")
    attributes = deployment.client("sqs").get_queue_attributes(
        QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"]
    )["Attributes"]
    count = int(attributes["ApproximateNumberOfMessages"])
    if count:
        raise Worth(f"about {count}", "see DeadLettersAlarm in docs/runbook.md, then make redrive")
    return "none"


def mapping(deployment: Deployment) -> str:
    """Whether the queue's messages reach the function's alias, one by one."""
    found = deployment.client("lambda").list_event_source_mappings(
        EventSourceArn=deployment.queue["QueueArn"]
    )["EventSourceMappings"]
    ours = [one for one in found if one["FunctionArn"] == deployment.alias_arn]
    if not ours:
        raise Wrong("nothing takes the queue's messages to the alias", _DEPLOY)
    (first, *_) = ours
    if first["State"] not in {"Enabled", "Enabling", "Creating", "Updating"}:
        raise Wrong(
            f"the mapping is {first['State']}",
            f"run aws lambda update-event-source-mapping --uuid {first['UUID']} --enabled",
        )
    if first["BatchSize"] != 1 or "ReportBatchItemFailures" not in first.get(
        "FunctionResponseTypes", []
    ):
        raise Wrong("it does not hand over one message at a time, each with its answer", _DEPLOY)
    return "enabled, one message at a time"


def destination(deployment: Deployment) -> str:
    """Whether a job that crashes goes to the slow lane at once."""
    client = deployment.client("lambda")
    try:
        found = client.get_function_event_invoke_config(
            FunctionName=deployment.function["FunctionName"], Qualifier="live"
        )
    except client.exceptions.ResourceNotFoundException as error:
        raise Wrong("the alias has Lambda's own retries and no destination", _DEPLOY) from error
    wanted = deployment.queue["QueueArn"]
    target = found.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination", "")
    if target != wanted:
        raise Wrong(f"it goes to {target or 'nowhere'} instead of {wanted}", _DEPLOY)
    if found.get("MaximumRetryAttempts", 2) != 0:
        raise Wrong("Lambda tries it again by itself, which can pay twice", _DEPLOY)
    return "at once, by the on-failure destination"


def schedule(deployment: Deployment) -> str:
    """Whether the sweep is started every few minutes."""
    client = deployment.client("events")
    names = client.list_rule_names_by_target(TargetArn=deployment.alias_arn)["RuleNames"]
    if not names:
        raise Wrong("no schedule starts it", _DEPLOY)
    for name in names:
        found = client.describe_rule(Name=name)
        if found["State"] == "ENABLED":
            return str(found["ScheduleExpression"])
    raise Wrong(f"{names[0]} is disabled", f"run aws events enable-rule --name {names[0]}")
