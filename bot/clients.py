"""The AWS clients, each made once.

Those that an acknowledgement needs are made while the function starts; the others when a job
first needs them. Time-outs are short where Slack waits three seconds, longer where nobody does.

They are botocore's own, which is what boto3 would hand out: importing boto3 as well takes longer
than making all of an acknowledgement's clients.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from botocore.config import Config
from botocore.session import Session, get_session

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_ssm import SSMClient

_ACK = Config(
    connect_timeout=0.5,
    read_timeout=0.8,
    # `core.table` tries again itself, within what the acknowledgement has left.
    retries={"total_max_attempts": 1, "mode": "standard"},
    tcp_keepalive=True,
)
_SECRETS = Config(
    connect_timeout=0.5,
    read_timeout=0.6,
    # The first reading has nothing to fall back to; both tries fit into what Slack waits.
    retries={"total_max_attempts": 2, "mode": "standard"},
    tcp_keepalive=True,
)
_JOB = Config(
    connect_timeout=2,
    read_timeout=10,
    retries={"total_max_attempts": 4, "mode": "standard"},
    tcp_keepalive=True,
    # Links to pictures are signed by this too; the SDK would still sign them the old way.
    signature_version="s3v4",
)


class Clients:
    """Clients for the services of a deployment.

    Args:
        bedrock_region: Region of the models.
        session: Whose credentials; the function's own when absent.
    """

    def __init__(self, bedrock_region: str, session: Session | None = None) -> None:
        self._session = session or get_session()
        self._bedrock_region = bedrock_region

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        """For the table."""
        return cast("DynamoDBClient", self._session.create_client("dynamodb", config=_ACK))

    @cached_property
    def lambda_(self) -> LambdaClient:
        """For self-invocation."""
        return cast("LambdaClient", self._session.create_client("lambda", config=_ACK))

    @cached_property
    def sqs(self) -> SQSClient:
        """For the slow lane."""
        return cast("SQSClient", self._session.create_client("sqs", config=_ACK))

    @cached_property
    def ssm(self) -> SSMClient:
        """For secrets kept in Systems Manager."""
        return cast("SSMClient", self._session.create_client("ssm", config=_SECRETS))

    @cached_property
    def secretsmanager(self) -> SecretsManagerClient:
        """For secrets kept in Secrets Manager."""
        return cast(
            "SecretsManagerClient", self._session.create_client("secretsmanager", config=_SECRETS)
        )

    @cached_property
    def s3(self) -> S3Client:
        """For the buckets."""
        return cast("S3Client", self._session.create_client("s3", config=_JOB))

    @cached_property
    def enhance(self) -> BedrockRuntimeClient:
        """For the enhancement."""
        from core import bedrock  # noqa: PLC0415 - jobs pay for this, not acknowledgements

        return bedrock.enhance_client(self._bedrock_region, session=self._session)

    @cached_property
    def intent(self) -> BedrockRuntimeClient:
        """For judging replies."""
        from core import bedrock  # noqa: PLC0415 - jobs pay for this, not acknowledgements

        return bedrock.intent_client(self._bedrock_region, session=self._session)

    @cached_property
    def image(self) -> BedrockRuntimeClient:
        """For pictures."""
        from core import bedrock  # noqa: PLC0415 - jobs pay for this, not acknowledgements

        return bedrock.image_client(self._bedrock_region, session=self._session)
