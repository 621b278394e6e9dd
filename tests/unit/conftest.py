"""The two models at hand: the strict stand-in on a port, a voice the test scripts, clients."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config

from local.bedrock import Bedrock, serve
from local.bedrock.nova import Said
from local.painter.plain import paint_plain

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient

REGION = "us-west-2"


@dataclass(slots=True)
class Voice:
    """Answers in the text model's place with what a test says.

    Attributes:
        words: The answer in words.
        filled: The answer by tool.
        heard: What was asked, oldest first.
    """

    words: str = ""
    filled: dict[str, Any] = field(default_factory=dict)
    heard: list[Said] = field(default_factory=list)

    def write(self, said: Said) -> str:
        """The words."""
        self.heard.append(said)
        return self.words

    def fill(self, said: Said, tool: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        """The filled tool."""
        del tool, schema
        self.heard.append(said)
        return self.filled


@dataclass(slots=True)
class Models:
    """The stand-in, its voice, and a maker of clients.

    Attributes:
        bedrock: Its log and its script of faults.
        voice: What the text model says.
        client: Gives a client with short time-outs and one attempt; keywords go to its Config.
        made: Takes over a client made elsewhere, to close it.
    """

    bedrock: Bedrock
    voice: Voice
    client: Callable[..., BedrockRuntimeClient]
    made: Callable[[BedrockRuntimeClient], BedrockRuntimeClient]


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Iterator[Models]:
    """Bedrock on a loopback port, found by every client as in the local workspace."""
    voice = Voice()
    bedrock = Bedrock(paint_plain, voice, chance=random.Random(7))  # noqa: S311, a stand-in's seeds
    served = serve(bedrock)
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", served.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    clients: list[BedrockRuntimeClient] = []

    def made(client: BedrockRuntimeClient) -> BedrockRuntimeClient:
        clients.append(client)
        return client

    def client(**config: Any) -> BedrockRuntimeClient:
        settings = {"retries": {"total_max_attempts": 1}, "read_timeout": 30} | config
        return made(boto3.client("bedrock-runtime", region_name=REGION, config=Config(**settings)))

    yield Models(bedrock, voice, client, made)
    for each in clients:
        each.close()
    served.close()
