"""What an acknowledgement talks to, answering at once: table, self-invocation, secrets, Slack.

As little as the two functions need to acknowledge, so that what is timed is theirs. Whole pictures
are made against `local.region`, which refuses what the real services refuse.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Self

from local.http_server import Request, Response, Server

TOKEN = "xoxb-bench"  # noqa: S105 (a stand-in's)
SECRET = "bench-signing-secret"  # noqa: S105 (the same)
ARN = "arn:aws:lambda:us-west-2:123456789012:function:imagine:live"

_SECRETS = {"/imagine/slack-bot-token": TOKEN, "/imagine/slack-signing-secret": SECRET}


class Services:
    """Answers on one loopback port; a context that closes it.

    Attributes:
        calls: How often each was called, as "service:operation".
    """

    def __enter__(self) -> Self:
        self.calls: Counter[str] = Counter()
        self._server = Server(self._answer)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def environment(self, *, secrets_in_store: bool) -> dict[str, str]:
        """Every variable of the function's process.

        Args:
            secrets_in_store: Whether Slack's secrets are in Systems Manager, as the template has
                them, or in the environment, as Bolt's documentation has them.
        """
        url = self._server.url
        services = ("DYNAMODB", "LAMBDA", "SSM", "SQS", "S3", "BEDROCK_RUNTIME")
        secrets = (
            {
                "SLACK_BOT_TOKEN_SOURCE": "ssm:/imagine/slack-bot-token",
                "SLACK_SIGNING_SECRET_SOURCE": "ssm:/imagine/slack-signing-secret",
            }
            if secrets_in_store
            else {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET}
        )
        return {
            **{f"AWS_ENDPOINT_URL_{service}": url for service in services},
            **secrets,
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_DEFAULT_REGION": "us-west-2",
            "AWS_LAMBDA_FUNCTION_NAME": "imagine",
            "AWS_REGION": "us-west-2",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_SESSION_TOKEN": "bench",
            "ENHANCE_MODEL_ID": "us.amazon.nova-pro-v1:0",
            "IMAGE_MODEL_ID": "stability.sd3-5-large-v1:0",
            "INPUT_BUCKET": "in",
            "OUTPUT_BUCKET": "out",
            "PATH": "",
            "POWERTOOLS_METRICS_NAMESPACE": "ImageGeneration",
            "POWERTOOLS_SERVICE_NAME": "imagine",
            # A workspace that spends its day's budget in a second would measure refusals.
            "PICTURES_PER_PERSON": "9999999",
            "PICTURES_PER_WORKSPACE": "9999999",
            "SLACK_API_URL": f"{url}/api/",
            "SLOW_LANE_QUEUE_URL": f"{url}/123456789012/slow",
            "TABLE_NAME": "jobs",
        }

    def _answer(self, request: Request) -> Response:
        target = request.headers.get("x-amz-target", "")
        operation = target.partition(".")[2]
        if target.startswith("DynamoDB_20120810.TransactWriteItems"):
            return self._json("dynamodb", operation, {})
        if target.startswith("AmazonSSM.GetParameter"):
            name = json.loads(request.body)["Name"]
            return self._json("ssm", operation, {"Parameter": {"Value": _SECRETS[name]}})
        if request.path.endswith("/invocations"):
            self.calls["lambda:Invoke"] += 1
            return Response(202)
        if request.path == "/api/auth.test":
            said = {"ok": True, "team_id": "T0LOCAL", "user_id": "U0BOT", "bot_id": "B0BOT"}
            return self._json("slack", "auth.test", said)
        self.calls[f"unexpected:{request.method} {request.path} {target}"] += 1
        return Response(500)

    def _json(self, service: str, operation: str, body: object) -> Response:
        self.calls[f"{service}:{operation}"] += 1
        return Response(200, json.dumps(body).encode(), (("content-type", "application/json"),))
