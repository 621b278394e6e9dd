"""Somebody who calls the REST door of a house: through API Gateway, or by direct invocation.

Every answer is held to the OpenAPI document: its status, its headers, its body.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from openapi_schema_validator import OAS30Validator

from local.bedrock import IMAGE_MODEL
from local.faults import Call, Lost, Phase, Refusal

if TYPE_CHECKING:
    from tests.house import House

ACCOUNT = "123456789012"
DOCUMENT = json.loads(
    (Path(__file__).parent.parent / "api" / "openapi.json").read_text(encoding="utf-8")
)


def signed_by(user: str = "user/painter") -> dict[str, Any]:
    """What API Gateway says of a caller whose signature it has verified."""
    arn = f"arn:aws:iam::{ACCOUNT}:{user}"
    if user.startswith("assumed-role/"):
        arn = f"arn:aws:sts::{ACCOUNT}:{user}"
    return {
        "iam": {
            "accessKey": "AKIALOCAL",
            "accountId": ACCOUNT,
            "callerId": "AIDALOCAL",
            "cognitoIdentity": None,
            "principalOrgId": None,
            "userArn": arn,
            "userId": "AIDALOCAL",
        }
    }


def with_token(subject: str, issuer: str = "https://issuer.example/") -> dict[str, Any]:
    """What API Gateway says of a caller whose token it has verified."""
    return {"jwt": {"claims": {"iss": issuer, "sub": subject, "aud": "imagine"}, "scopes": None}}


@dataclass(frozen=True, slots=True)
class Told:
    """An answer.

    Attributes:
        status: HTTP status.
        headers: By lower-case name.
        body: The JSON in its body.
    """

    status: int
    headers: Mapping[str, str]
    body: Any


class Caller:
    """Calls the REST door.

    Args:
        house: Whose.
        working: Whether the house carries jobs on while the caller waits.
    """

    def __init__(self, house: House, *, working: bool = True) -> None:
        self._house = house
        self._working = working
        self._numbers = itertools.count(1)

    def post(
        self,
        path: str,
        body: object,
        *,
        by: Mapping[str, Any] | None = None,
        text: str | None = None,
        **headers: str,
    ) -> Told:
        """Send a body; `text` instead of its JSON. Header names with underscores for dashes."""
        named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
        event = self._event("POST", path, signed_by() if by is None else by)
        event["headers"] |= {"content-type": "application/json", **named}
        event["body"] = json.dumps(body) if text is None else text
        return self._told(event)

    def get(self, path: str, *, by: Mapping[str, Any] | None = None) -> Told:
        """Look at a path."""
        return self._told(self._event("GET", path, signed_by() if by is None else by))

    def invoke(self, payload: Mapping[str, Any]) -> Told:
        """Invoke the function directly."""
        return self._told(dict(payload), seconds=120)

    def _event(self, method: str, path: str, by: Mapping[str, Any]) -> dict[str, Any]:
        """As API Gateway makes it (payload format 2.0)."""
        number = next(self._numbers)
        return {
            "version": "2.0",
            "routeKey": f"{method} {path}",
            "rawPath": path,
            "rawQueryString": "",
            "headers": {"host": "api"},
            "requestContext": {
                "accountId": ACCOUNT,
                "apiId": "api",
                **({"authorizer": dict(by)} if by else {}),
                "http": {"method": method, "path": path},
                "requestId": f"request-{number}",
                "stage": "$default",
                "timeEpoch": int(self._house.clock.now() * 1000),
            },
            "isBase64Encoded": False,
        }

    def _told(self, event: dict[str, Any], seconds: float = 30.0) -> Told:
        before, busy = self._house.hook, False

        def working(call: Call, phase: Phase) -> Refusal | Lost | None:
            # Each look of the one who waits gives the house a turn.
            nonlocal busy
            if call.operation == "GetItem" and phase is Phase.BEFORE and not busy:
                busy = True
                while self._house.pending:
                    self._house.run_invocation()
                busy = False
            return before(call, phase)

        if self._working:
            self._house.hook = working
        try:
            answer = self._house._invoke(event, seconds)
        finally:
            self._house.hook = before
        told = Told(answer["statusCode"], answer["headers"], json.loads(answer["body"]))
        context = event.get("requestContext", {})
        assert_documented(context.get("http", {"method": "POST", "path": "/generate"}), told)
        return told


def assert_documented(request: Mapping[str, str], told: Told) -> None:
    """That an answer to one of the routes is in the OpenAPI document."""
    path = "/jobs/{id}" if request["path"].startswith("/jobs/") else request["path"]
    operation = DOCUMENT["paths"].get(path, {}).get(request["method"].lower())
    if operation is None:
        return
    named = operation["responses"][str(told.status)]
    if "$ref" in named:
        named = DOCUMENT["components"]["responses"][named["$ref"].rpartition("/")[2]]
    schema = named["content"]["application/json"]["schema"]
    # References in it are looked up from its own root.
    OAS30Validator({**schema, "components": DOCUMENT["components"]}).validate(told.body)
    assert {name.lower() for name in named.get("headers", {})} <= told.headers.keys()


PROMISED = {
    "message",
    "s3_url",
    "url",
    "url_expires_in",
    "bucket",
    "key",
    "filename",
    "parameters",
    "original_prompt",
    "enhanced_prompt",
}


def assert_picture(house: House, told: Told, *, rewritten: bool) -> None:
    """That an answer has all that is promised, and that it is true."""
    assert told.status == 200
    body = told.body
    assert body.keys() == PROMISED | {"id", "status"}
    ((key, _),) = house.pictures().items()
    (painted,) = house.painted()
    bucket = house.settings.output_bucket
    assert (body["bucket"], body["key"]) == (bucket, key)
    assert body["s3_url"] == f"s3://{bucket}/{key}"
    assert body["filename"] == key.rpartition("/")[2]
    link = urlsplit(body["url"])
    assert key.rpartition("/")[2] in link.path
    assert parse_qs(link.query)["X-Amz-Expires"] == [str(body["url_expires_in"])]
    assert parse_qs(link.query)["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert body["parameters"].keys() == {"prompt", "model", "aspect_ratio", "seed"}
    assert body["parameters"]["prompt"] == body["enhanced_prompt"] == painted["prompt"]
    assert body["parameters"]["seed"] == painted["seed"] > 0
    assert body["parameters"]["model"] == IMAGE_MODEL
    assert (body["enhanced_prompt"] != body["original_prompt"]) is rewritten
    assert len(house.enhanced()) == rewritten
