"""REST the whole way: the local gateway, Lambda's runtime, the stores and the models."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from local import region
from local.bedrock import Bedrock
from local.bedrock import serve as serve_bedrock
from local.lambda_host.authorizers import Authorizers
from local.painter.plain import paint_plain
from local.region import Region
from local.rewriter import Rewriter
from tests.issuer import AUDIENCE, Issuer
from tests.signing import sign

ISSUER = Issuer()


def start(**parameters: str) -> Iterator[Region]:
    """A region with its models."""
    bedrock = serve_bedrock(Bedrock(paint_plain, Rewriter()))
    made = region.start(
        bedrock_url=bedrock.url,
        parameters=parameters,
        authorizers=None if not parameters else Authorizers(issuers={ISSUER.url: ISSUER.keys}),
    )
    yield made
    made.close()
    bedrock.close()


@pytest.fixture
def by_signature() -> Iterator[Region]:
    """A region as the template's defaults have it."""
    yield from start()


@pytest.fixture
def by_token() -> Iterator[Region]:
    """A region for web front ends."""
    yield from start(JwtIssuer=ISSUER.url, JwtAudience=AUDIENCE, CorsOrigins="https://app.example")


def send(
    method: str, url: str, headers: Mapping[str, str], body: bytes = b""
) -> tuple[int, Mapping[str, str], dict[str, object]]:
    """Status, headers and JSON of an answer."""
    request = Request(url, body or None, dict(headers), method=method)  # noqa: S310 - loopback
    try:
        with urlopen(request, timeout=40) as answer:  # noqa: S310 - the same
            return answer.status, answer.headers, json.loads(answer.read())
    except HTTPError as error:
        with error:
            return error.code, error.headers, json.loads(error.read())


def test_signed_with_aws_credentials(by_signature: Region) -> None:
    """A signed request is answered with the picture, which its link fetches; others are not."""
    url = f"{by_signature.http_url}/generate"
    body = json.dumps({"prompt": "a cat", "aspect_ratio": "16:9", "seed": 42}).encode()
    kind = {"content-type": "application/json"}
    status, _, told = send("POST", url, sign("POST", url, body, kind), body)
    assert status == 200
    with urlopen(str(told["url"]), timeout=10) as picture:  # noqa: S310 - loopback
        assert picture.headers["content-type"] == "image/jpeg"
        assert picture.read(3) == b"\xff\xd8\xff"
    where = f"{by_signature.http_url}/jobs/{told['id']}"
    assert send("GET", where, sign("GET", where, b""))[2]["key"] == told["key"]
    assert send("POST", url, kind, body)[0] == 403
    assert send("GET", where, {"authorization": f"Bearer {ISSUER.token('ana')}"})[0] == 403
    direct = by_signature.invoke({"body": body.decode()})
    assert json.loads(direct.payload)["statusCode"] == 200


def test_with_a_token_from_a_web_page(by_token: Region) -> None:
    """A token's subject gets the picture and may look at it; another subject may not."""
    url = f"{by_token.http_url}/generate-enhanced"
    body = json.dumps({"prompt": "a cat"}).encode()
    headers = {
        "content-type": "application/json",
        "authorization": f"Bearer {ISSUER.token('ana')}",
        "origin": "https://app.example",
    }
    status, answered, told = send("POST", url, headers, body)
    assert status == 200
    assert answered["access-control-allow-origin"] == "https://app.example"
    where = f"{by_token.http_url}/jobs/{told['id']}"
    assert send("GET", where, headers)[0] == 200
    other = {"authorization": f"Bearer {ISSUER.token('bo')}"}
    assert send("GET", where, other)[0] == 404
    assert send("POST", url, sign("POST", url, body), body)[0] == 401
