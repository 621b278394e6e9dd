"""What the REST door costs those who do not use it: nothing."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.house import TEMPLATE

_SCRIPT = """
import json, sys

class NoPydantic:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "pydantic":
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, NoPydantic())
from bot.app import Application
from bot.settings import read

application = Application(read(json.loads(sys.argv[1])))

class Context:
    invoked_function_arn = "arn:aws:lambda:us-west-2:123456789012:function:f:live"
    aws_request_id = "1"

def loaded():
    return sorted(
        name for name in sys.modules
        if name.partition(".")[0] == "api" or name.startswith("aws_lambda_powertools.event_handler")
    )

event = {
    "rawPath": "/slack/events", "headers": {}, "body": "",
    "requestContext": {"http": {"method": "POST", "path": "/slack/events"}, "stage": "$default"},
}
status = application.handle(event, Context())["statusCode"]
before = loaded()
event["rawPath"] = event["requestContext"]["http"]["path"] = "/openapi.json"
event["requestContext"]["http"]["method"] = "GET"
event["requestContext"]["authorizer"] = {
    "iam": {"accountId": "123456789012", "userArn": "arn:aws:iam::123456789012:user/ana"}
}
answer = application.handle(event, Context())
print(json.dumps([status, before, loaded(), answer["statusCode"]]))
"""


def test_slack_does_not_pay_for_rest() -> None:
    """Slack's requests load neither the REST door nor the resolver; REST needs no pydantic."""
    environment = {
        "TABLE_NAME": "t",
        "INPUT_BUCKET": "i",
        "OUTPUT_BUCKET": "o",
        "SLOW_LANE_QUEUE_URL": "https://sqs.us-west-2.amazonaws.com/123456789012/q",
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "s",
    }
    done = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", _SCRIPT, json.dumps(environment)],
        capture_output=True,
        text=True,
        check=True,
        cwd=TEMPLATE.parent.parent,
        env={
            "AWS_DEFAULT_REGION": "us-west-2",
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
        },
    )
    refused, before, after, answered = json.loads(done.stdout.splitlines()[-1])
    assert (refused, before) == (401, [])
    assert (answered, "api.rest" in after) == (200, True)
