"""The same command, written as Bolt's own documentation for AWS Lambda shows it.

What ours is measured against: one token, Bolt's Lambda adapter, and a lazy listener that asks the
two models and uploads the picture. It keeps no record, so a run that dies is lost, a repeated one
paints twice, and nobody's budget is counted.
"""

from __future__ import annotations

import base64
import json
import os
import random
from functools import cache
from typing import Any

import boto3
from slack_bolt import Ack, App
from slack_bolt.adapter.aws_lambda import SlackRequestHandler
from slack_sdk import WebClient

INSTRUCTION = "Rewrite the words as one vivid English prompt for a picture. Answer with it alone."

app = App(
    token=os.environ["SLACK_BOT_TOKEN"],
    signing_secret=os.environ["SLACK_SIGNING_SECRET"],
    process_before_response=True,
    # The documentation leaves Slack's address as it is; a measurement must not call it.
    client=WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]),
)


@cache
def aws(service: str) -> Any:  # noqa: ANN401 (boto3 makes clients at run time)
    """A client, made when it is first needed."""
    return boto3.client(service)  # type: ignore[call-overload] # any service


def acknowledge(ack: Ack) -> None:
    """Answer within Slack's three seconds."""
    ack("Painting …")


def paint(command: dict[str, Any], client: WebClient) -> None:
    """Enhance, paint, keep, share."""
    bedrock = aws("bedrock-runtime")
    said = bedrock.converse(
        modelId=os.environ["ENHANCE_MODEL_ID"],
        system=[{"text": INSTRUCTION}],
        messages=[{"role": "user", "content": [{"text": command["text"]}]}],
        inferenceConfig={"maxTokens": 300},
    )
    prompt = said["output"]["message"]["content"][0]["text"]
    seed = random.randint(1, 2**32 - 2)  # noqa: S311 (a picture's seed)
    answer = bedrock.invoke_model(
        modelId=os.environ["IMAGE_MODEL_ID"],
        body=json.dumps(
            {
                "prompt": prompt,
                "mode": "text-to-image",
                "aspect_ratio": "16:9",
                "seed": seed,
                "output_format": "jpeg",
            }
        ),
    )
    picture = base64.b64decode(json.loads(answer["body"].read())["images"][0])
    aws("s3").put_object(
        Bucket=os.environ["OUTPUT_BUCKET"],
        Key=f"baseline/{command['trigger_id']}.jpg",
        Body=picture,
        ContentType="image/jpeg",
    )
    client.files_upload_v2(
        channel=command["channel_id"],
        filename=f"imagine-{seed}.jpg",
        content=picture,
        title=command["text"][:80],
        initial_comment=f"<@{command['user_id']}> asked for: {command['text']}\n>{prompt}",
    )


app.command("/imagine")(ack=acknowledge, lazy=[paint])


@app.event("message")
def overhear() -> None:
    """Most messages in its channels are none of its business."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
    """The function's entry."""
    adapter = SlackRequestHandler(app=app)
    answer: dict[str, Any] = adapter.handle(event, context)  # type: ignore[no-untyped-call]
    return answer
