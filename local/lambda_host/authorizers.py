"""Who is let in by API Gateway: signatures and tokens verified, and what the function is told.

A request that does not prove who sent it never reaches the function, as with the real service.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Any
from urllib.parse import quote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from local.faults import OPERATOR
from local.http_server import Request, Response
from local.intrinsics import ACCOUNT, REGION
from local.lambda_host.routes import Route, TokenRule

SKEW_SECONDS = 300
"""How old or young a signature may be (Signature Version 4)."""

SERVICE = "execute-api"
"""What the front door is called in a signature's scope."""

OPERATOR_SECRET = "local"  # noqa: S105 (of a key that opens nothing but this)
"""Secret access key of whoever is at this machine."""

_JSON = ("content-type", "application/json")
FORBIDDEN = Response(403, b'{"message":"Forbidden"}', (_JSON,))
UNAUTHORIZED = Response(401, b'{"message":"Unauthorized"}', (_JSON, ("www-authenticate", "Bearer")))

_SCHEME = "AWS4-HMAC-SHA256"
_DATE = "%Y%m%dT%H%M%SZ"
_ALGORITHMS = ["RS256", "RS384", "RS512"]


class Refused(Exception):
    """A request that does not prove who sent it.

    Attributes:
        response: What API Gateway answers.
    """

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


@dataclass(frozen=True, slots=True)
class Authorizers:
    """Verifies signatures of the operator, and tokens of issuers.

    Attributes:
        issuers: Public keys by the issuer whose tokens they verify.
    """

    issuers: Mapping[str, KeySet] = field(default_factory=dict)

    def check(self, route: Route, request: Request) -> dict[str, Any]:
        """Return what the event tells of who sent a request; empty where anybody may send it.

        Raises:
            Refused: It does not prove who sent it.
        """
        if route.signed:
            return {"iam": self._iam(request)}
        if route.tokens:
            return {"jwt": self._token(route.tokens, request)}
        return {}

    def _iam(self, request: Request) -> dict[str, Any]:
        scheme, _, rest = request.headers.get("authorization", "").partition(" ")
        parts = dict(part.strip().partition("=")[::2] for part in rest.split(","))
        access_key, _, scope = parts.get("Credential", "").partition("/")
        date = request.headers.get("x-amz-date", "")
        named = parts.get("SignedHeaders", "").split(";")
        proven = (
            scheme == _SCHEME
            and access_key == OPERATOR
            and scope == f"{date[:8]}/{REGION}/{SERVICE}/aws4_request"
            and {"host", "x-amz-date"} <= set(named) <= request.headers.keys()
            and _is_fresh(date)
            and _is_of(request.headers.get("x-amz-content-sha256"), request.body)
            and compare_digest(parts.get("Signature", ""), _signature(request, named, date))
        )
        if not proven:
            raise Refused(FORBIDDEN)
        return {
            "accessKey": access_key,
            "accountId": ACCOUNT,
            "callerId": access_key,
            "cognitoIdentity": None,
            "principalOrgId": None,
            "userArn": f"arn:aws:iam::{ACCOUNT}:user/ana",
            "userId": access_key,
        }

    def _token(self, rule: TokenRule, request: Request) -> dict[str, Any]:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        keys = self.issuers.get(rule.issuer)
        expected = JWTClaimsRegistry(
            iss={"essential": True, "value": rule.issuer},
            aud={"essential": True, "values": list(rule.audience)},
            exp={"essential": True},
        )
        try:
            if scheme.lower() != "bearer" or keys is None:
                raise Refused(UNAUTHORIZED)
            claims = jwt.decode(token, keys, algorithms=_ALGORITHMS).claims
            # A token without an audience may name its client instead, as Cognito's do.
            expected.validate({"aud": claims.get("client_id"), **claims})
        except (JoseError, ValueError) as error:
            raise Refused(UNAUTHORIZED) from error
        return {"claims": {name: _text(value) for name, value in claims.items()}, "scopes": None}


def _is_fresh(date: str) -> bool:
    try:
        signed = datetime.strptime(date, _DATE).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return False
    return abs(time.time() - signed) <= SKEW_SECONDS


def _signature(request: Request, named: list[str], date: str) -> str:
    """Return the signature that the operator gives a request."""
    url = f"https://{request.headers['host']}{quote(request.path, safe='/-_.~')}"
    signed = AWSRequest(
        request.method,
        f"{url}?{request.query}" if request.query else url,
        headers={name: request.headers[name] for name in named},
        data=request.body,
    )
    signed.context["timestamp"] = date
    signer = SigV4Auth(Credentials(OPERATOR, OPERATOR_SECRET), SERVICE, REGION)
    canonical = signer.canonical_request(signed)
    return str(signer.signature(signer.string_to_sign(signed, canonical), signed))


def _is_of(digest: str | None, body: bytes) -> bool:
    """Whether a digest that a request claims for its body, if it does, is that."""
    return digest is None or digest == hashlib.sha256(body).hexdigest()


def _text(value: object) -> str:
    """Return a claim as an event has it: text, lists in brackets."""
    if isinstance(value, list):
        return f"[{' '.join(map(str, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)
