"""Converse with Nova Pro: held to the service's own model, and to what only the service says."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.bedrock import IMAGE_MODEL, TEXT_MODEL

from .conftest import Runtime

Picture = Callable[..., str]
BARE = "amazon.nova-pro-v1:0"
SCHEMA = {
    "type": "object",
    "properties": {
        "outcome": {"type": "string", "enum": ["again", "change", "talk"]},
        "prompt": {"type": "string"},
    },
    "required": ["outcome"],
}


def _tools(choice: dict[str, Any] | None) -> dict[str, Any]:
    spec = {"name": "intent", "description": "What is meant.", "inputSchema": {"json": SCHEMA}}
    config: dict[str, Any] = {"tools": [{"toolSpec": spec}]}
    return config | ({"toolChoice": choice} if choice is not None else {})


def _said(*blocks: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"role": "user", "content": list(blocks)}]


def test_an_answer_has_all_its_parts(runtime: Runtime) -> None:
    """Text, stop reason, usage that adds up and latency come with every answer."""
    answer = runtime.converse(
        system=[{"text": "Write one prompt."}],
        inferenceConfig={"maxTokens": 300, "temperature": 0.5},
    )
    message = answer["output"]["message"]
    assert message["role"] == "assistant"
    assert "fox" in message["content"][0]["text"]
    assert answer["stopReason"] == "end_turn"
    usage = answer["usage"]
    assert usage["inputTokens"] > 0 < usage["outputTokens"]
    assert usage["totalTokens"] == usage["inputTokens"] + usage["outputTokens"]
    assert answer["metrics"]["latencyMs"] > 0


def test_the_bare_id_fails_in_us_west_2_with_the_services_words(runtime: Runtime) -> None:
    """On-demand throughput isn’t supported there, with the typographic apostrophe."""
    assert runtime.converse_refusal(modelId=BARE) == (
        "Invocation of model ID amazon.nova-pro-v1:0 with on-demand throughput isn\u2019t "
        "supported. Retry your request with the ID or ARN of an inference profile that contains "
        "this model."
    )


def test_the_bare_id_works_in_us_east_1(runtime: Runtime) -> None:
    """The signature's region decides."""
    client = runtime.make_client("us-east-1")
    messages = _said({"text": "a fox"})
    assert client.converse(modelId=BARE, messages=messages)["stopReason"] == "end_turn"


def test_the_profile_is_taken_by_arn_too(runtime: Runtime) -> None:
    """An inference profile's ARN names the same model."""
    arn = f"arn:aws:bedrock:us-west-2:123456789012:inference-profile/{TEXT_MODEL}"
    assert runtime.converse(modelId=arn)["stopReason"] == "end_turn"
    assert runtime.bedrock.requests[-1].model_id == TEXT_MODEL


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cfg": 1}, "extraneous key [cfg]"),
        ({"inferenceConfig": {"max_tokens": 5}}, "extraneous key [max_tokens]"),
        ({"inferenceConfig": {"maxTokens": 0}}, "inferenceConfig.maxTokens"),
        ({"inferenceConfig": {"maxTokens": "300"}}, "expected integer"),
        ({"inferenceConfig": {"maxTokens": 10_001}}, "exceeds the model limit of 10000"),
        ({"inferenceConfig": {"temperature": 1.5}}, "inferenceConfig.temperature"),
        ({"inferenceConfig": {"topP": -0.1}}, "inferenceConfig.topP"),
        ({"messages": []}, "at least one message"),
        ({"messages": None}, "at least one message"),
        ({"messages": [{"role": "user"}]}, "messages.1.member.content"),
        ({"messages": [{"role": "user", "content": []}]}, "is empty"),
        ({"messages": [{"role": "wizard", "content": [{"text": "a"}]}]}, "enum value set"),
        ({"messages": [{"role": "assistant", "content": [{"text": "a"}]}]}, "start with a user"),
        ({"messages": _said({"text": "a"}) * 2}, "alternate"),
        ({"messages": _said({"text": "  "})}, "is blank"),
        ({"messages": _said({})}, "exactly one of"),
        ({"messages": _said({"text": "a", "cachePoint": {"type": "default"}})}, "exactly one of"),
        ({"messages": [{"role": "user", "content": "a fox"}]}, "expected list"),
        ({"system": "Write."}, "expected list"),
        ({"system": [{"text": ""}]}, "system.1.member.text"),
        ({"toolConfig": {"tools": []}}, "toolConfig.tools"),
        ({"toolConfig": {"toolChoice": {"auto": {}}}}, "Member must not be null"),
        ({"toolConfig": _tools({"tool": {"name": "other"}})}, "not among the tools"),
        ({"toolConfig": _tools({"auto": {}, "any": {}})}, "exactly one of"),
    ],
)
def test_requests_outside_the_service_model_are_refused(
    runtime: Runtime, changes: dict[str, Any], words: str
) -> None:
    """Unknown members, missing ones, wrong types, ranges and roles are ValidationExceptions."""
    assert words in runtime.raw_refusal(**changes)


def test_structured_text_output_is_refused(runtime: Runtime) -> None:
    """Nova has no outputConfig.textFormat, although the service model does."""
    text_format = {
        "type": "json_schema",
        "structure": {"jsonSchema": {"schema": json.dumps(SCHEMA)}},
    }
    message = runtime.converse_refusal(outputConfig={"textFormat": text_format})
    assert "outputConfig.textFormat" in message


@pytest.mark.parametrize(("form", "declared"), [("JPEG", "jpeg"), ("PNG", "png"), ("GIF", "gif")])
def test_images_are_seen(runtime: Runtime, picture: Picture, form: str, declared: str) -> None:
    """An image block with its true format is taken and costs about 1,300 tokens."""
    source = {"bytes": base64.b64decode(picture(form=form))}
    image = {"image": {"format": declared, "source": source}}
    answer = runtime.converse(messages=_said({"text": "at night"}, image))
    assert answer["usage"]["inputTokens"] > 1_300


def test_a_format_that_lies_is_refused(runtime: Runtime, picture: Picture) -> None:
    """The declared format must match the bytes."""
    image = {"format": "png", "source": {"bytes": base64.b64decode(picture(form="JPEG"))}}
    assert "appears to be a image/jpeg" in runtime.converse_refusal(
        messages=_said({"image": image})
    )


def test_bytes_that_are_no_image_are_refused(runtime: Runtime) -> None:
    """Bytes are decoded, not believed."""
    image = {"format": "png", "source": {"bytes": b"<html>"}}
    assert "Could not process image" in runtime.converse_refusal(messages=_said({"image": image}))


@pytest.mark.parametrize("choice", [{"tool": {"name": "intent"}}, {"any": {}}])
def test_a_forced_tool_call_is_answered_with_its_use(
    runtime: Runtime, choice: dict[str, Any]
) -> None:
    """The one content block is the tool's use, with an input after its schema."""
    answer = runtime.converse(toolConfig=_tools(choice))
    assert answer["stopReason"] == "tool_use"
    (block,) = answer["output"]["message"]["content"]
    assert block["toolUse"]["name"] == "intent"
    assert block["toolUse"]["toolUseId"]
    assert block["toolUse"]["input"]["outcome"] in {"again", "change", "talk"}


@pytest.mark.parametrize("choice", [{"auto": {}}, None])
def test_an_unforced_tool_is_left_alone(runtime: Runtime, choice: dict[str, Any] | None) -> None:
    """Where the model may choose, it answers in words."""
    assert runtime.converse(toolConfig=_tools(choice))["stopReason"] == "end_turn"


def test_the_image_model_does_not_converse(runtime: Runtime) -> None:
    """Stable Diffusion has InvokeModel only."""
    assert "doesn't support the model" in runtime.converse_refusal(modelId=IMAGE_MODEL)


@pytest.mark.parametrize("model_id", ["amazon.nova-pro", "us.stability.sd3-5-large-v1:0", "gpt"])
def test_unknown_models_are_invalid_identifiers(runtime: Runtime, model_id: str) -> None:
    """An id that no model has is a ValidationException."""
    message = "The provided model identifier is invalid."
    assert runtime.converse_refusal(modelId=model_id) == message


def test_the_image_model_is_in_us_west_2_only(runtime: Runtime) -> None:
    """Elsewhere its id is as unknown as any."""
    client = runtime.make_client("us-east-1")
    with pytest.raises(ClientError, match="model identifier is invalid"):
        client.invoke_model(modelId=IMAGE_MODEL, body=json.dumps({"prompt": "a fox"}))


def test_models_past_their_end_are_not_found(runtime: Runtime) -> None:
    """A model that has been withdrawn is a ResourceNotFoundException, 404."""
    with pytest.raises(ClientError) as caught:
        runtime.client.invoke_model(modelId="stability.sd3-large-v1:0", body="{}")
    assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
