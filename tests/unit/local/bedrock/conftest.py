"""A served stand-in with the plain painter, and boto3 clients that talk to it."""

from __future__ import annotations

import base64
import http.client
import io
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from PIL import Image

from local.bedrock import IMAGE_MODEL, TEXT_MODEL, Bedrock, Served, serve
from local.painter.plain import paint_plain
from local.rewriter import Rewriter

REGION = "us-west-2"
SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=K/20260101/us-west-2/bedrock/aws4_request, "
    f"SignedHeaders=host;x-amz-date, Signature={'0' * 64}",
    "X-Amz-Date": "20260101T000000Z",
}


@dataclass(slots=True)
class Runtime:
    """What a test says to the stand-in, through boto3."""

    bedrock: Bedrock
    served: Served
    client: Any
    make_client: Callable[..., Any]

    def invoke(self, **body: Any) -> dict[str, Any]:
        """InvokeModel of the image model; the parsed answer."""
        answer = self.client.invoke_model(modelId=IMAGE_MODEL, body=json.dumps(body))
        return json.loads(answer["body"].read())

    def refusal(self, **body: Any) -> str:
        """The ValidationException's message for a body that must be refused."""
        with pytest.raises(ClientError) as caught:
            self.invoke(**body)
        return self._message(caught.value)

    def converse(self, **changes: Any) -> dict[str, Any]:
        """Converse with the text model; `changes` replace parts of a plain request."""
        request = {
            "modelId": TEXT_MODEL,
            "messages": [{"role": "user", "content": [{"text": "a fox"}]}],
        } | changes
        return self.client.converse(**request)

    def converse_refusal(self, **changes: Any) -> str:
        """The ValidationException's message for a request that must be refused."""
        with pytest.raises(ClientError) as caught:
            self.converse(**changes)
        return self._message(caught.value)

    def raw_refusal(self, **changes: Any) -> str:
        """The same for a request that boto3 would not send as it stands."""
        request = {"messages": [{"role": "user", "content": [{"text": "a fox"}]}]} | changes
        connection = http.client.HTTPConnection(self.served.url.removeprefix("http://"), timeout=5)
        try:
            connection.request("POST", f"/model/{TEXT_MODEL}/converse", json.dumps(request), SIGNED)
            response = connection.getresponse()
            assert response.status == 400
            assert response.headers["x-amzn-errortype"] == "ValidationException"
            return json.loads(response.read())["message"]
        finally:
            connection.close()

    @staticmethod
    def _message(error: ClientError) -> str:
        assert error.response["Error"]["Code"] == "ValidationException"
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
        return error.response["Error"]["Message"]


@pytest.fixture
def runtime() -> Iterator[Runtime]:
    """The stand-in on a port, and a client without retries in us-west-2."""
    bedrock = Bedrock(paint_plain, Rewriter(), chance=random.Random(7))  # noqa: S311, seeds of pictures
    served = serve(bedrock)
    clients: list[Any] = []

    def make_client(region: str = REGION, **config: Any) -> Any:
        client = boto3.client(
            "bedrock-runtime",
            region_name=region,
            endpoint_url=served.url,
            aws_access_key_id="key",
            aws_secret_access_key="secret",
            config=Config(
                **({"retries": {"total_max_attempts": 1}, "parameter_validation": False} | config)
            ),
        )
        clients.append(client)
        return client

    yield Runtime(bedrock, served, make_client(), make_client)
    for client in clients:
        client.close()
    served.close()


@pytest.fixture
def picture() -> Callable[..., str]:
    """Makes pictures as base64: width, height, format."""

    def make(width: int = 128, height: int = 96, form: str = "PNG") -> str:
        out = io.BytesIO()
        Image.new("RGB", (width, height), (200, 90, 30)).save(out, form)
        return base64.b64encode(out.getvalue()).decode()

    return make
