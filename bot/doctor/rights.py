"""Checks of what the function's role may do, by IAM's own simulation."""

from __future__ import annotations

from collections.abc import Iterator

from botocore.exceptions import ClientError

from bot.doctor.deployment import Deployment
from bot.doctor.finding import Unchecked, Wrong

ROUTED_TO = ("us-east-1", "us-east-2", "us-west-2")
"""Regions that the inference profiles of the United States route to (Bedrock user guide)."""

TABLE = ("DeleteItem", "GetItem", "PutItem", "UpdateItem")
SOURCES = ("GetObject", "PutObject")
PICTURES = ("DeleteObject", "GetObject", "PutObject")
QUEUE = (
    "ChangeMessageVisibility",
    "DeleteMessage",
    "GetQueueAttributes",
    "ReceiveMessage",
    "SendMessage",
)


def needed(deployment: Deployment) -> Iterator[tuple[str, list[str]]]:
    """What the function needs: a resource's ARN and the actions on it."""
    settings, function = deployment.settings, deployment.function
    arn = str(function["FunctionArn"])
    _, partition, _, region, account, *_ = arn.split(":")
    here = f"{region}:{account}"
    table = f"arn:{partition}:dynamodb:{here}:table/{settings.table}"
    yield table, [f"dynamodb:{name}" for name in TABLE]
    yield f"{table}/index/unfinished", ["dynamodb:Query"]
    for bucket, kept in ((settings.input_bucket, SOURCES), (settings.output_bucket, PICTURES)):
        yield f"arn:{partition}:s3:::{bucket}/T/x.jpg", [f"s3:{name}" for name in kept]
        yield f"arn:{partition}:s3:::{bucket}", ["s3:ListBucket"]
    yield deployment.queue["QueueArn"], [f"sqs:{name}" for name in QUEUE]
    yield deployment.alias_arn, ["lambda:InvokeFunction"]
    for model in _models(deployment, partition, account):
        yield model, ["bedrock:InvokeModel"]
    for source in (settings.bot_token_source, settings.signing_secret_source):
        if source.service == "ssm":
            yield f"arn:{partition}:ssm:{here}:parameter{source.name}", ["ssm:GetParameter"]
        elif source.service == "secretsmanager":
            secret = f"arn:{partition}:secretsmanager:{here}:secret:{source.name}-AbCdEf"
            yield secret, ["secretsmanager:GetSecretValue"]


def _models(deployment: Deployment, partition: str, account: str) -> Iterator[str]:
    settings = deployment.settings
    region, enhance = settings.bedrock_region, settings.enhance_model
    yield f"arn:{partition}:bedrock:{region}::foundation-model/{settings.image_model}"
    if enhance.startswith("us."):
        yield f"arn:{partition}:bedrock:{region}:{account}:inference-profile/{enhance}"
        for one in ROUTED_TO:
            bare = enhance.removeprefix("us.")
            yield f"arn:{partition}:bedrock:{one}::foundation-model/{bare}"


def permissions(deployment: Deployment) -> str:
    """Whether the role may do all that the function does."""
    client = deployment.client("iam")
    role = deployment.function["Role"]
    denied, asked = [], 0
    for resource, actions in needed(deployment):
        try:
            answer = client.simulate_principal_policy(
                PolicySourceArn=role, ActionNames=actions, ResourceArns=[resource]
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in {"AccessDenied", "AccessDeniedException"}:
                raise Unchecked(
                    "these credentials may not simulate the role",
                    "allow yourself iam:SimulatePrincipalPolicy to have it checked",
                ) from error
            raise
        asked += len(actions)
        denied += [
            f"{one['EvalActionName']} on {resource}"
            for one in answer["EvaluationResults"]
            if one["EvalDecision"] != "allowed"
        ]
    if denied:
        raise Wrong(
            f"the role may not {'; '.join(denied)}",
            "run make deploy; where that does not help, a permissions boundary or a policy of the "
            "organisation forbids it",
        )
    return f"{asked} actions are allowed"
