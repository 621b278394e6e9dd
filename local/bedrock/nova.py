"""Nova Pro by Converse: its request checked by the service's own model, its answers formed.

What it says comes from a `Speaker` (`local.rewriter`); this knows only Converse.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import botocore.session
from botocore.model import Shape
from PIL import Image

from local.bedrock.errors import ServiceError, validation
from local.bedrock.faults import Trouble
from local.bedrock.shapes import check

MODEL_ID = "amazon.nova-pro-v1:0"
PROFILE_ID = f"us.{MODEL_ID}"
ON_DEMAND_REGION = "us-east-1"
"""Where the bare model id works; elsewhere only the inference profile does."""

PROFILE_REGIONS = ("us-east-1", "us-east-2", "us-west-2")
MAX_OUTPUT_TOKENS = 10_000
BLOCKED = "- The generated text has been blocked by our content filters."
"""What a filtered answer can hold as its text."""

_IMAGE_BLOCK_FORMATS = {"PNG": "png", "JPEG": "jpeg", "GIF": "gif", "WEBP": "webp"}
_USER, _ASSISTANT = "user", "assistant"


@dataclass(frozen=True, slots=True)
class Said:
    """A conversation as its last words are to be answered.

    Attributes:
        system: The system prompt's text.
        text: The text of the last message, its blocks joined by line ends.
        image: The bytes of the last message's first image, if any.
        max_tokens: Upper bound of the answer, or 0.
    """

    system: str
    text: str
    image: bytes | None = None
    max_tokens: int = 0


class Speaker(Protocol):
    """Who answers in the model's place."""

    def write(self, said: Said) -> str:
        """Answer in words."""

    def fill(self, said: Said, tool: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Answer with a tool's input, after its JSON schema."""


def read(body: Mapping[str, Any]) -> Said:
    """The conversation a request holds.

    Args:
        body: The parsed JSON body.

    Raises:
        ServiceError: ValidationException, as the service would refuse it.
    """
    check(dict(body), _input_shape())
    if "textFormat" in body.get("outputConfig", {}):
        raise validation(
            "This model doesn't support the outputConfig.textFormat field. "
            "Remove outputConfig.textFormat and try again."
        )
    _check_messages(body.get("messages", []))
    tokens = int(body.get("inferenceConfig", {}).get("maxTokens", 0))
    if tokens > MAX_OUTPUT_TOKENS:
        raise validation(
            f"The maximum tokens you requested exceeds the model limit of {MAX_OUTPUT_TOKENS}. "
            f"Try again with a maximum tokens value that is lower than {MAX_OUTPUT_TOKENS}."
        )
    _chosen_tool(body)
    content = body["messages"][-1]["content"]
    images = [block["image"]["source"] for block in content if "image" in block]
    return Said(
        system="\n".join(block["text"] for block in body.get("system", []) if "text" in block),
        text="\n".join(block["text"] for block in content if "text" in block),
        image=next((base64.b64decode(one["bytes"]) for one in images if "bytes" in one), None),
        max_tokens=tokens,
    )


def answer(
    body: Mapping[str, Any], said: Said, speaker: Speaker, trouble: Trouble | None, use_id: str
) -> dict[str, Any]:
    """The body of an answer.

    Args:
        body: The request, as `read` has passed it.
        said: What `read` made of it.
        speaker: Who answers.
        trouble: What is to be wrong with the answer, or None.
        use_id: Id for a tool's use.
    """
    tool = _chosen_tool(body)
    content: list[dict[str, Any]]
    if trouble in _SPOKEN:
        stop, text = _SPOKEN[trouble]
        content = [{"text": text}] if text else []
    elif tool is not None:
        schema = tool["inputSchema"].get("json", {})
        filled = speaker.fill(said, tool["name"], schema)
        stop = "tool_use"
        content = [{"toolUse": {"toolUseId": use_id, "name": tool["name"], "input": filled}}]
    else:
        stop, text = _told(speaker.write(said), trouble)
        content = [{"text": text}]
    return _envelope(body, content, stop)


_SPOKEN: Mapping[Trouble | None, tuple[str, str]] = {
    Trouble.CONTENT_FILTERED: ("content_filtered", BLOCKED),
    Trouble.GUARDRAIL: ("guardrail_intervened", "Sorry, I cannot answer that."),
    Trouble.FILTER_SENTENCE: ("end_turn", BLOCKED),
    Trouble.REFUSAL: ("end_turn", "I'm sorry, but I can't help with that request."),
    Trouble.EMPTY: ("end_turn", ""),
}


def _told(text: str, trouble: Trouble | None) -> tuple[str, str]:
    if trouble is Trouble.PREAMBLE:
        return "end_turn", f'Here is the enhanced prompt:\n\n"{text}"'
    if trouble is Trouble.OVERLONG:
        return "end_turn", " ".join([text] * 40)
    if trouble is Trouble.MAX_TOKENS:
        return "max_tokens", text[: len(text) // 2]
    return "end_turn", text


def _envelope(body: Mapping[str, Any], content: list[Any], stop: str) -> dict[str, Any]:
    taken, given = _tokens(body), _tokens(content)
    return {
        "output": {"message": {"role": _ASSISTANT, "content": content}},
        "stopReason": stop,
        "usage": {"inputTokens": taken, "outputTokens": given, "totalTokens": taken + given},
        "metrics": {"latencyMs": 300 + 12 * given},
    }


def _tokens(value: Any) -> int:  # noqa: ANN401, a JSON value
    """About as many as a tokenizer would count: four characters each, an image 1,300."""
    if isinstance(value, Mapping):
        if "bytes" in value:
            return 1_300
        return sum(_tokens(item) for item in value.values())
    if isinstance(value, list):
        return sum(_tokens(item) for item in value)
    return (len(value) + 3) // 4 if isinstance(value, str) else 0


def _check_messages(messages: list[Any]) -> None:
    if not messages:
        raise validation("A conversation must have at least one message. Add one and try again.")
    for at, message in enumerate(messages):
        expected = _USER if at % 2 == 0 else _ASSISTANT
        if message["role"] != expected:
            raise validation(
                "A conversation must start with a user message, and messages must alternate "
                f"between user and assistant: messages.{at} has the role {message['role']}."
            )
        if not message["content"]:
            raise validation(f"The content field in the Message object at messages.{at} is empty.")
        for number, block in enumerate(message["content"]):
            _check_block(block, f"messages.{at}.content.{number}")


def _check_block(block: Mapping[str, Any], where: str) -> None:
    if "text" in block and not block["text"].strip():
        raise validation(
            f"The text field in the ContentBlock object at {where} is blank. "
            "Add text to the text field, and try again."
        )
    if "image" in block and "bytes" in block["image"]["source"]:
        _check_image(block["image"], where)


def _check_image(block: Mapping[str, Any], where: str) -> None:
    content = base64.b64decode(block["source"]["bytes"])
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_IMAGE_BLOCK_FORMATS)) as image:
            found = _IMAGE_BLOCK_FORMATS[image.format or ""]
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise validation(f"{where}: Could not process image") from error
    if found != block["format"]:
        raise validation(
            f"{where}: the image was specified using the image/{block['format']} media type, "
            f"but appears to be a image/{found} image"
        )


def _chosen_tool(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """The tool the answer must use: the one named, or the first for `any`; None for words."""
    config = body.get("toolConfig")
    if config is None:
        return None
    tools: dict[str, dict[str, Any]] = {
        tool["toolSpec"]["name"]: tool["toolSpec"] for tool in config["tools"] if "toolSpec" in tool
    }
    choice = config.get("toolChoice", {"auto": {}})
    if "auto" in choice:
        return None
    if "any" in choice:
        return next(iter(tools.values()), None)
    name = choice["tool"]["name"]
    if name not in tools:
        raise validation(f"The tool {json.dumps(name)} in toolChoice is not among the tools.")
    schema = tools[name]["inputSchema"].get("json", {})
    if schema.get("type") != "object":
        raise validation(f"toolConfig: the input schema of {name} must have the type object.")
    return tools[name]


def unknown_here(region: str, *, profile: bool) -> ServiceError | None:
    """The refusal of this model in a region, or None where it is served."""
    if profile:
        return None if region in PROFILE_REGIONS else validation(INVALID_ID)
    if region == ON_DEMAND_REGION:
        return None
    return validation(
        f"Invocation of model ID {MODEL_ID} with on-demand throughput isn’t supported. "
        "Retry your request with the ID or ARN of an inference profile that contains this model."
    )


INVALID_ID = "The provided model identifier is invalid."


@cache
def _input_shape() -> Shape:
    session = botocore.session.get_session()
    shape = session.get_service_model("bedrock-runtime").operation_model("Converse").input_shape
    if shape is None:
        raise TypeError("Converse without an input in this botocore")
    return shape
