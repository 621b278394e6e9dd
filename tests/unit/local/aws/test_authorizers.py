"""Who the HTTP API lets in: signatures, tokens, and pages of other origins."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from local.faults import OPERATOR
from local.issuer import AUDIENCE, Issuer
from local.lambda_host.authorizers import Authorizers
from local.lambda_host.function import Invocation, Result
from local.lambda_host.http_api import HttpApi
from local.lambda_host.routes import Cors, Front, Route, TokenRule
from tests.signing import sign

ISSUER = Issuer()
FRONT = Front(
    {
        one.key: one
        for one in (
            Route("POST /open"),
            Route("POST /signed", signed=True),
            Route("GET /signed/{id}", signed=True),
            Route("POST /token", tokens=TokenRule(ISSUER.url, (AUDIENCE, "web"))),
        )
    },
    Cors(("https://a.example",), ("GET", "POST"), ("authorization",), ("location",), 600),
)


class Door:
    """A running HTTP API and what came through it."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.api = HttpApi(
            FRONT,
            "live",
            self.invoke,
            api_id="api",
            account="123456789012",
            authorizers=Authorizers(issuers={ISSUER.url: ISSUER.keys}),
        )

    def invoke(self, invocation: Invocation) -> Result:
        """Keep the event and answer, with a header that only the gateway may set."""
        self.events.append(json.loads(invocation.payload))
        headers = {"access-control-allow-origin": "*"}
        return Result(json.dumps({"statusCode": 200, "headers": headers, "body": "ok"}).encode())

    def send(
        self, method: str, path: str, headers: dict[str, str], body: bytes = b"{}"
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer."""
        connection = http.client.HTTPConnection(self.host, timeout=10)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response.status, dict(response.getheaders()), content

    @property
    def host(self) -> str:
        """Host and port."""
        return self.api.url.removeprefix("http://")


@pytest.fixture
def door() -> Iterator[Door]:
    """A door with each kind of route."""
    made = Door()
    yield made
    made.api.close()


def test_a_signed_request_is_let_in(door: Door) -> None:
    """A right signature gets in, and the function is told whose it is."""
    headers = sign("POST", f"{door.api.url}/signed", b'{"a":1}', {"prefer": "x"})
    status, _, _ = door.send("POST", "/signed", headers, b'{"a":1}')
    assert status == 200
    iam = door.events[0]["requestContext"]["authorizer"]["iam"]
    assert iam["accessKey"] == OPERATOR
    assert iam["accountId"] == "123456789012"
    assert iam["userArn"].startswith("arn:aws:iam::123456789012:user/")


def test_path_and_query_are_part_of_what_is_signed(door: Door) -> None:
    """A signature is for one path and query, odd characters included."""
    url = f"{door.api.url}/signed/a%3Ab%20c?x=1&b=%C3%A4"
    headers = sign("GET", url, b"")
    assert door.send("GET", "/signed/a%3Ab%20c?x=1&b=%C3%A4", headers, b"")[0] == 200
    assert door.send("GET", "/signed/a%3Ab%20c?x=2", headers, b"")[0] == 403
    assert door.send("GET", "/signed/other?x=1", headers, b"")[0] == 403


def test_a_signature_holds_for_five_minutes(door: Door) -> None:
    """A clock that is some minutes off does no harm."""
    headers = sign("POST", f"{door.api.url}/signed", b"{}", now=time.time() - 200)
    assert door.send("POST", "/signed", headers)[0] == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "other"},
        {"access_key": "AKIASTRANGER"},
        {"service": "s3"},
        {"region": "us-east-1"},
        {"now": time.time() - 400},
        {"now": time.time() + 40_000},
    ],
)
def test_a_wrong_signature_is_not(door: Door, wrong: dict[str, Any]) -> None:
    """Another secret, key, service, region or time does not get in."""
    headers = sign("POST", f"{door.api.url}/signed", b"{}", **wrong)
    status, _, body = door.send("POST", "/signed", headers)
    assert (status, json.loads(body)) == (403, {"message": "Forbidden"})
    assert door.events == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": "AWS4-HMAC-SHA256"},
        {"Authorization": "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0"},
        {"Authorization": "AWS4-HMAC-SHA256 é,=,,"},
    ],
)
def test_no_signature_is_not(door: Door, headers: dict[str, str]) -> None:
    """What is no signature does not get in."""
    encoded = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    assert door.send("POST", "/signed", encoded)[0] == 403
    assert door.events == []


def test_a_changed_body_is_not(door: Door) -> None:
    """The body that was signed is the one that gets in."""
    headers = sign("POST", f"{door.api.url}/signed", b"{}")
    assert door.send("POST", "/signed", headers, b'{"a":1}')[0] == 403
    headers = sign("POST", f"{door.api.url}/signed", b"{}", {"x-amz-content-sha256": "0" * 64})
    assert door.send("POST", "/signed", headers, b"{}")[0] == 403


def test_a_token_is_let_in(door: Door) -> None:
    """A token of the issuer gets in, and the function is told its claims as texts."""
    token = ISSUER.token("ana", groups=["a", "b"], admin=True)
    assert door.send("POST", "/token", {"Authorization": f"Bearer {token}"})[0] == 200
    claims = door.events[0]["requestContext"]["authorizer"]["jwt"]["claims"]
    assert (claims["iss"], claims["sub"], claims["aud"]) == (ISSUER.url, "ana", AUDIENCE)
    assert (claims["groups"], claims["admin"]) == ("[a b]", "true")
    assert claims["exp"].isdigit()


@pytest.mark.parametrize("audience", [{"aud": ["web", "x"]}, {"aud": "web"}])
def test_one_audience_is_enough(door: Door, audience: dict[str, Any]) -> None:
    """A token for several audiences gets in by one of them."""
    token = ISSUER.token("ana", **audience)
    assert door.send("POST", "/token", {"Authorization": f"Bearer {token}"})[0] == 200


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x.y.z",
        Issuer().token("ana"),
        ISSUER.token("ana", exp=1),
        ISSUER.token("ana", nbf=int(time.time()) + 60_000),
        ISSUER.token("ana", iat=int(time.time()) + 60_000),
        ISSUER.token("ana", aud="other"),
        ISSUER.token("ana", iss="https://other.example/"),
    ],
)
def test_any_other_token_is_not(door: Door, token: str) -> None:
    """Forged, stale, early, or for somebody else: 401 without the function."""
    status, headers, body = door.send("POST", "/token", {"Authorization": f"Bearer {token}"})
    assert (status, json.loads(body)) == (401, {"message": "Unauthorized"})
    assert headers["www-authenticate"] == "Bearer"
    assert door.events == []


def test_where_nobody_is_asked_nothing_is_told(door: Door) -> None:
    """An open route has no authorizer in its event, whatever the request claims."""
    door.send("POST", "/open", {"Authorization": f"Bearer {ISSUER.token('ana')}"})
    assert "authorizer" not in door.events[0]["requestContext"]


def test_a_preflight_is_answered_by_the_gateway(door: Door) -> None:
    """Pages of the origins given are told what they may, without authorization."""
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    status, headers, _ = door.send("OPTIONS", "/signed", asked, b"")
    assert status == 204
    assert headers["access-control-allow-origin"] == "https://a.example"
    assert headers["access-control-allow-methods"] == "GET,POST"
    assert door.events == []


def test_other_origins_are_told_nothing(door: Door) -> None:
    """Another page's preflight says nothing, and answers carry no leave for it."""
    asked = {"Origin": "https://b.example"}
    _, headers, _ = door.send("OPTIONS", "/signed", asked, b"")
    assert not [name for name in headers if name.startswith("access-control")]
    _, headers, _ = door.send("POST", "/open", asked)
    assert not [name for name in headers if name.startswith("access-control")]


def test_answers_tell_the_page_that_it_may_read_them(door: Door) -> None:
    """The gateway's own headers are sent, in place of the function's."""
    _, headers, _ = door.send("POST", "/open", {"Origin": "https://a.example"})
    assert headers["access-control-allow-origin"] == "https://a.example"
    assert headers["access-control-expose-headers"] == "location"
