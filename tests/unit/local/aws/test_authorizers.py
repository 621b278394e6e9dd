"""Who the HTTP API lets in: signed requests, and tokens of the issuer."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from local.faults import OPERATOR
from tests.issuer import AUDIENCE, Issuer
from tests.signing import sign

from .conftest import ISSUER, Gateway


def test_a_signed_request_is_let_in(gateway: Gateway) -> None:
    """A right signature gets in, and the function is told whose it is."""
    headers = sign("POST", f"{gateway.api.url}/signed", b'{"a":1}', {"prefer": "x"})
    assert gateway.request("POST", "/signed", b'{"a":1}', headers)[0] == 200
    iam = gateway.events[0]["requestContext"]["authorizer"]["iam"]
    assert iam["accessKey"] == OPERATOR
    assert iam["accountId"] == "123456789012"
    assert iam["userArn"].startswith("arn:aws:iam::123456789012:user/")


def test_path_and_query_are_part_of_what_is_signed(gateway: Gateway) -> None:
    """A signature is for one path and query, odd characters included."""
    path = "/jobs/a%3Ab%20c?x=1&b=%C3%A4"
    headers = sign("GET", f"{gateway.api.url}{path}", b"")
    assert gateway.request("GET", path, b"", headers)[0] == 200
    assert gateway.request("GET", "/jobs/a%3Ab%20c?x=2", b"", headers)[0] == 403
    assert gateway.request("GET", "/jobs/other?x=1", b"", headers)[0] == 403


@pytest.mark.parametrize(
    ("signed", "body", "status"),
    [
        ({"ago": 200.0}, b"{}", 200),
        ({"ago": 400.0}, b"{}", 403),
        ({"ago": -40_000.0}, b"{}", 403),
        ({"secret": "other"}, b"{}", 403),
        ({"access_key": "AKIASTRANGER"}, b"{}", 403),
        ({"service": "s3"}, b"{}", 403),
        ({"region": "us-east-1"}, b"{}", 403),
        ({}, b'{"a":1}', 403),
        ({"headers": {"x-amz-content-sha256": "0" * 64}}, b"{}", 403),
    ],
)
def test_signatures(gateway: Gateway, signed: dict[str, Any], body: bytes, status: int) -> None:
    """It holds for five minutes; with another key, secret, scope or body it does not get in."""
    if "ago" in signed:
        signed = {"now": time.time() - signed["ago"]}
    headers = sign("POST", f"{gateway.api.url}/signed", b"{}", **signed)
    got, _, answer = gateway.request("POST", "/signed", body, headers)
    assert got == status
    assert len(gateway.events) == (status == 200)
    assert status == 200 or json.loads(answer) == {"message": "Forbidden"}


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer x",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 é,=,,",
    ],
)
def test_no_signature_is_not(gateway: Gateway, authorization: str) -> None:
    """What is no signature does not get in."""
    headers = {"Authorization": authorization.encode().decode("latin-1")}
    assert gateway.request("POST", "/signed", b"{}", headers)[0] == 403
    assert gateway.events == []


def test_a_token_is_let_in(gateway: Gateway) -> None:
    """A token of the issuer gets in, and the function is told its claims as texts."""
    token = ISSUER.token("ana", groups=["a", "b"], admin=True)
    headers = {"Authorization": f"Bearer {token}"}
    assert gateway.request("POST", "/token", b"{}", headers)[0] == 200
    claims = gateway.events[0]["requestContext"]["authorizer"]["jwt"]["claims"]
    assert (claims["iss"], claims["sub"], claims["aud"]) == (ISSUER.url, "ana", AUDIENCE)
    assert (claims["groups"], claims["admin"]) == ("[a b]", "true")
    assert claims["exp"].isdigit()


@pytest.mark.parametrize(
    "claims", [{"aud": ["web", "x"]}, {"aud": "web"}, {"aud": None, "client_id": "web"}]
)
def test_one_audience_is_enough(gateway: Gateway, claims: dict[str, Any]) -> None:
    """A token gets in by one of its audiences, or by its client where it names none."""
    headers = {"Authorization": f"Bearer {ISSUER.token('ana', **claims)}"}
    assert gateway.request("POST", "/token", b"{}", headers)[0] == 200


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x.y.z",
        Issuer().token("ana"),
        ISSUER.token("ana", exp=1),
        ISSUER.token("ana", exp=None),
        ISSUER.token("ana", nbf=int(time.time()) + 60_000),
        ISSUER.token("ana", iat=int(time.time()) + 60_000),
        ISSUER.token("ana", aud="other"),
        ISSUER.token("ana", aud=None),
        ISSUER.token("ana", iss="https://other.example/"),
    ],
)
def test_any_other_token_is_not(gateway: Gateway, token: str) -> None:
    """Forged, stale, early, or for somebody else: 401 without the function."""
    headers = {"Authorization": f"Bearer {token}"}
    status, answered, body = gateway.request("POST", "/token", b"{}", headers)
    assert (status, json.loads(body)) == (401, {"message": "Unauthorized"})
    assert answered["www-authenticate"] == "Bearer"
    assert gateway.events == []
