"""HTTP as API Gateway hands it over: requests read without trusting them, answers written.

Payload format 2.0: form bodies come base64-encoded, JSON bodies plain.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.signature import SignatureVerifier

from core.clock import Clock


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request, whatever it says.

    Attributes:
        method: Upper case; "POST" where the event does not tell.
        path: Without the query; "" where the event does not tell.
        headers: By lower-case name.
        body: The bytes that were sent; None where they cannot be had.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None


def is_http(event: Mapping[str, Any]) -> bool:
    """Whether an event came over HTTP, in whatever shape it is."""
    return any(name in event for name in ("requestContext", "headers", "rawPath", "routeKey"))


def read(event: Mapping[str, Any]) -> HttpRequest:
    """The request in an event. Never raises: what is missing or odd reads as empty."""
    context = event.get("requestContext")
    http = context.get("http") if isinstance(context, Mapping) else None
    http = http if isinstance(http, Mapping) else {}
    headers = event.get("headers")
    headers = headers if isinstance(headers, Mapping) else {}
    return HttpRequest(
        method=str(http.get("method") or "POST").upper(),
        path=str(event.get("rawPath") or http.get("path") or ""),
        headers={
            str(name).lower(): value for name, value in headers.items() if isinstance(value, str)
        },
        body=_body(event),
    )


def _body(event: Mapping[str, Any]) -> bytes | None:
    body = event.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        return None
    try:
        if event.get("isBase64Encoded"):
            return base64.b64decode(body, validate=True)
        return body.encode()
    except (binascii.Error, ValueError):
        return None


def signed_by(request: HttpRequest, secret: str, clock: Clock) -> bool:
    """Whether Slack signed exactly these bytes within the last five minutes."""
    timestamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    if request.body is None or not (timestamp.isascii() and timestamp.isdigit()):
        return False
    try:
        return SignatureVerifier(secret, clock).is_valid(  # type: ignore[arg-type]
            request.body, timestamp, signature
        )
    except (OverflowError, TypeError, ValueError):
        # Bytes that are no text, a signature that is no ASCII, a time beyond all: not Slack's.
        return False


def answer(
    status: int, body: object = "", headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """An answer for API Gateway; a body that is no text becomes JSON."""
    text = body if isinstance(body, str) else json.dumps(body)
    kind = "text/plain;charset=utf-8" if isinstance(body, str) else "application/json"
    return {
        "statusCode": status,
        "headers": {"content-type": kind, **(headers or {})},
        "body": text,
    }
