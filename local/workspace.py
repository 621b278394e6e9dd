"""A whole workspace on this machine: Slack, the models and an AWS region, wired together.

The function in it is the one that deploys, under Lambda's own runtime client; what stands around
it refuses what the real services refuse. Everything listens on loopback ports that were free.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from local import region
from local.bedrock import Bedrock
from local.bedrock import serve as serve_bedrock
from local.faults import Hook
from local.lambda_host.authorizers import Authorizers
from local.painter.painter import paint
from local.painter.painting import Painter
from local.provision import SlackSecrets
from local.rewriter import Rewriter
from local.slack.acts import Acts
from local.slack.courier import Reply
from local.slack.server import serve as serve_slack
from local.slack.state import SlackWorkspace

_POLL_SECONDS = 0.05
_GATEWAY_SECONDS = 35.0


class LocalWorkspace:
    """The running workspace. A context manager; leaving it ends every process.

    Attributes:
        slack: The workspace's state.
        people: What its people do.
        bedrock: The models, with the log of what they were asked.
        region: Lambda, the stores, the HTTP API.

    Args:
        parameters: Values for the template's parameters.
        environment: Variables added to the function's.
        authorizers: Knows whom the HTTP API is to believe; the operator alone otherwise.
        speed: How much faster than real time waits in AWS pass.
        painter: Stands in for the image model; the scene painter takes a second a picture.
    """

    def __init__(
        self,
        *,
        parameters: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        authorizers: Authorizers | None = None,
        speed: float = 1.0,
        painter: Painter = paint,
    ) -> None:
        self.slack = SlackWorkspace()
        self._slack_server = serve_slack(self.slack)
        self.bedrock = Bedrock(painter, Rewriter())
        self._bedrock_server = serve_bedrock(self.bedrock)
        self.region = region.start(
            slack_url=self._slack_server.api_url,
            bedrock_url=self._bedrock_server.url,
            parameters=parameters,
            environment=environment,
            authorizers=authorizers,
            secrets=SlackSecrets(self.slack.token, self.slack.signing_secret),
            speed=speed,
        )
        self.people = Acts(self.slack, self._deliver)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every process and forget everything."""
        self.region.close()
        self._bedrock_server.close()
        self._slack_server.close()

    def set_hook(self, hook: Hook) -> None:
        """From now on ask this hook about every call of the function: to AWS, models and Slack."""
        self.region.set_hook(hook)
        self.bedrock.hook = hook
        self.slack.hook = hook

    def verify(self) -> bool:
        """Ask the app whether it answers at its address, as Slack does when one is entered.

        It starts the function's first environment, so that nobody has to wait for that later.
        """
        asked = {"type": "url_verification", "challenge": "local", "token": "local"}
        reply = self.people.courier.send_event(asked).reply_json()
        return bool(reply.get("challenge") == "local")

    def settle(self, seconds: float) -> bool:
        """Wait until nothing runs and no job is unfinished; False when it took too long."""
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            if self.region.host.quiet() and not self.unfinished():
                return True
            time.sleep(_POLL_SECONDS)
        return False

    def unfinished(self) -> int:
        """How many jobs have not come to their outcome."""
        answer = self.region.dynamodb().query(
            TableName=self.region.environment["TABLE_NAME"],
            IndexName="unfinished",
            KeyConditionExpression="#open = :yes",
            ExpressionAttributeNames={"#open": "open"},
            ExpressionAttributeValues={":yes": {"S": "1"}},
            Select="COUNT",
        )
        return int(answer["Count"])

    def pictures(self) -> dict[str, Any]:
        """Every object in the output bucket: S3's answer to a get, by key."""
        s3, bucket = self.region.s3(), self.region.environment["OUTPUT_BUCKET"]
        found = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
        return {one["Key"]: s3.get_object(Bucket=bucket, Key=one["Key"]) for one in found}

    def _deliver(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        request = Request(  # noqa: S310 - our own loopback address
            self.region.http_url + path, data=body, headers=dict(headers), method="POST"
        )
        try:
            with urlopen(request, timeout=_GATEWAY_SECONDS) as answer:  # noqa: S310 - the same
                return Reply(answer.status, dict(answer.headers), answer.read())
        except HTTPError as error:
            return Reply(error.code, dict(error.headers), error.read())
        except URLError as error:
            raise ConnectionError(str(error.reason)) from error
