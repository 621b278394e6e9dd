"""Who is let in by API Gateway: signatures and tokens verified, and what the function is told.

A request that does not prove who sent it never reaches the function, as with the real service.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
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
class Identity:
    """Whoever has AWS credentials.

    Attributes:
        secret: Secret access key.
        arn: Of the user or role.
    """

    secret: str
    arn: str


@dataclass(frozen=True, slots=True)
class Authorizers:
    """Knows whom to believe.

    Attributes:
        identities: By access key id.
        issuers: Public keys by the issuer whose tokens they verify.
        now: Tells epoch seconds.
    """

    identities: Mapping[str, Identity] = field(
        default_factory=lambda: {
            OPERATOR: Identity(OPERATOR_SECRET, f"arn:aws:iam::{ACCOUNT}:user/ana")
        }
    )
    issuers: Mapping[str, KeySet] = field(default_factory=dict)
    now: Callable[[], float] = time.time

    def check(self, route: Route, request: Request) -> dict[str, Any]:
        """What the function is told of who sent a request; nothing where anybody may.

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
        identity = self.identities.get(access_key)
        date = request.headers.get("x-amz-date", "")
        named = parts.get("SignedHeaders", "").split(";")
        proven = (
            scheme == _SCHEME
            and identity is not None
            and scope == f"{date[:8]}/{REGION}/{SERVICE}/aws4_request"
            and {"host", "x-amz-date"} <= set(named) <= request.headers.keys()
            and self._is_fresh(date)
            and _is_of(request.headers.get("x-amz-content-sha256"), request.body)
            and compare_digest(
                parts.get("Signature", ""), _signature(request, identity.secret, named, date)
            )
        )
        if identity is None or not proven:
            raise Refused(_answer(403, b'{"message":"Forbidden"}'))
        return {
            "accessKey": access_key,
            "accountId": ACCOUNT,
            "callerId": access_key,
            "cognitoIdentity": None,
            "principalOrgId": None,
            "userArn": identity.arn,
            "userId": access_key,
        }

    def _is_fresh(self, date: str) -> bool:
        try:
            signed = datetime.strptime(date, _DATE).replace(tzinfo=UTC).timestamp()
        except ValueError:
            return False
        return abs(self.now() - signed) <= SKEW_SECONDS

    def _token(self, rule: TokenRule, request: Request) -> dict[str, Any]:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        keys = self.issuers.get(rule.issuer)
        try:
            if scheme.lower() != "bearer" or keys is None:
                raise Refused(_unauthorized())
            claims = jwt.decode(token, keys, algorithms=_ALGORITHMS).claims
        except (JoseError, ValueError) as error:
            raise Refused(_unauthorized()) from error
        now, audience = self.now(), claims.get("aud", claims.get("client_id"))
        named = audience if isinstance(audience, list) else [audience]
        if not (
            claims.get("iss") == rule.issuer
            and set(named) & set(rule.audience)
            and claims.get("exp", 0) > now
            and claims.get("nbf", 0) <= now
            and claims.get("iat", 0) <= now
        ):
            raise Refused(_unauthorized())
        return {
            "claims": {name: _told(value) for name, value in claims.items()},
            "scopes": None,
        }


def _signature(request: Request, secret: str, named: list[str], date: str) -> str:
    """The signature that whoever knows the secret gives a request."""
    url = f"https://{request.headers['host']}{quote(request.path, safe='/-_.~')}"
    signed = AWSRequest(
        request.method,
        f"{url}?{request.query}" if request.query else url,
        headers={name: request.headers[name] for name in named},
        data=request.body,
    )
    signed.context["timestamp"] = date
    signer = SigV4Auth(Credentials(OPERATOR, secret), SERVICE, REGION)
    canonical = signer.canonical_request(signed)
    return str(signer.signature(signer.string_to_sign(signed, canonical), signed))


def _is_of(digest: str | None, body: bytes) -> bool:
    """Whether a digest that a request claims for its body, if it does, is that."""
    return digest is None or digest == hashlib.sha256(body).hexdigest()


def _told(value: object) -> str:
    """A claim as an event has it: text, lists in brackets."""
    if isinstance(value, list):
        return f"[{' '.join(map(str, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _unauthorized() -> Response:
    return _answer(401, b'{"message":"Unauthorized"}', ("www-authenticate", "Bearer"))


def _answer(status: int, body: bytes, *headers: tuple[str, str]) -> Response:
    return Response(status, body, (("content-type", "application/json"), *headers))
