"""What the built function talks to, and a way to run it: everything local but Lambda itself."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from local import aws
from local.bedrock import Bedrock
from local.bedrock import serve as serve_bedrock
from local.lambda_host.function import from_stack, variables
from local.painter.plain import paint_plain
from local.provision import SlackSecrets
from local.rewriter import Rewriter
from local.slack.acts import Acts
from local.slack.courier import Reply
from local.slack.server import serve as serve_slack
from local.slack.state import SlackWorkspace

ARN = "arn:aws:lambda:us-west-2:123456789012:function:imagine-function:live"
DRIVER = Path(__file__).with_name("driver.py")
_SECONDS = 60


class StandIns:
    """Slack, Bedrock, S3, DynamoDB, SQS and SSM; jobs wait in the queue until they are taken.

    Attributes:
        slack: The workspace.
        bedrock: The models.
        aws: The stores.
    """

    def __init__(self, template: Path) -> None:
        self._template = template

    def __enter__(self) -> Self:
        self.slack = SlackWorkspace()
        self._slack_server = serve_slack(self.slack)
        self.bedrock = Bedrock(paint_plain, Rewriter())
        self._bedrock_server = serve_bedrock(self.bedrock)
        secrets = SlackSecrets(self.slack.token, self.slack.signing_secret)
        self.aws = aws.start(self._template, {"JobLane": "slow"}, secrets=secrets)
        return self

    def __exit__(self, *_: object) -> None:
        self.aws.close()
        self._bedrock_server.close()
        self._slack_server.close()

    def environment(self, code: Path) -> dict[str, str]:
        """All variables of the function's process."""
        function = from_stack(
            self.aws.stack,
            code,
            environment={
                **self.aws.endpoints(),
                "SLACK_API_URL": self._slack_server.api_url,
                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": self._bedrock_server.url,
            },
        )
        return variables(function, "test", "FUNCTION", "127.0.0.1:1", "/tmp")  # noqa: S108

    def people(self, run: Any) -> Acts:
        """The workspace's people, their requests answered by `run(event)`."""

        def deliver(path: str, headers: Mapping[str, str], body: bytes) -> Reply:
            answer = run(http_event(path, headers, body))
            return Reply(answer["statusCode"], answer["headers"], answer["body"].encode())

        return Acts(self.slack, deliver)

    def queued(self) -> dict[str, Any]:
        """What Lambda would hand the function for the one message in the queue."""
        url = self.aws.stack.environment["SLOW_LANE_QUEUE_URL"]
        got = self.aws.client("sqs").receive_message(QueueUrl=url, AttributeNames=["All"])
        (message,) = got["Messages"]
        record = {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message["Attributes"],
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-west-2:123456789012:slow",
            "awsRegion": "us-west-2",
        }
        return {"Records": [record]}


def http_event(path: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """A POST as the HTTP API hands it over."""
    return {
        "version": "2.0",
        "routeKey": f"POST {path}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {name.lower(): value for name, value in headers.items()},
        "requestContext": {"http": {"method": "POST", "path": path}, "stage": "$default"},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }


def drive(
    python: Path, code: Path, environment: Mapping[str, str], event: object, report: Path
) -> dict[str, Any]:
    """Run the handler once, in a fresh process that sees nothing but its code.

    Returns:
        Its answer, and where the modules it had loaded came from.
    """
    done = subprocess.run(  # noqa: S603 (our own driver)
        [str(python), "-I", "-S", "-B", str(DRIVER), str(code), str(report)],
        input=json.dumps({"event": event, "arn": ARN}),
        env={**environment, "PYTHONHASHSEED": "random"},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise AssertionError("the handler's process died")
    answer: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return answer
