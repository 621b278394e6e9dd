"""API Gateway's HTTP API in front of the function: routes of the template, payload format 2.0.

Who is let in is for `local.lambda_host.authorizers` to say. Events hold what the function reads of
them: no cookies, and of path and query no more than their text. A body that is not sure to be text
is base64 encoded, form bodies among them.
"""

from __future__ import annotations

import base64
import json
import re
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from local.http_server import Request, Response, Server
from local.lambda_host.authorizers import Authorizers, Refused
from local.lambda_host.function import Invocation, Result, Throttled
from local.lambda_host.routes import Cors, Front, Route

INTEGRATION_LIMIT = 30.0
"""Seconds the function has to answer (API Gateway quotas for HTTP APIs)."""

BODY_LIMIT = 10 * 2**20
"""Most bytes of a request (API Gateway quotas)."""

EVENT_LIMIT = 6 * 2**20
"""Most bytes of the event made of it: base64 makes a third more of a body (Lambda quotas)."""

_TEXT = ("application/json", "application/javascript", "application/xml")


class HttpApi:
    """Answers HTTP requests on a loopback port by invoking the function.

    Args:
        front: Its routes, and what browsers are told.
        qualifier: The alias that is invoked.
        invoke: Runs an invocation; raises Throttled.
        api_id: Named in each event.
        account: Named in each event.
        authorizers: Knows whom to believe.
        port: The port; 0 takes a free one.

    Attributes:
        url: Where it answers.
    """

    def __init__(
        self,
        front: Front,
        qualifier: str,
        invoke: Callable[[Invocation], Result],
        *,
        api_id: str,
        account: str,
        authorizers: Authorizers | None = None,
        port: int = 0,
    ) -> None:
        self._front = front
        self._authorizers = authorizers or Authorizers()
        self._qualifier = qualifier
        self._invoke = invoke
        self._api_id = api_id
        self._account = account
        self._server = Server(self._answer, port)
        self.url = self._server.url

    def close(self) -> None:
        """Answer no more."""
        self._server.close()

    def _answer(self, request: Request) -> Response:
        request_id = base64.urlsafe_b64encode(uuid.uuid4().bytes)[:16].decode()
        cors = self._front.cors
        allowed = request.headers.get("origin", "") in cors.origins
        if cors.origins and request.method == "OPTIONS":
            # A preflight is answered here, and needs no authorization.
            return Response(
                204, b"", _preflight(cors, request.headers["origin"]) if allowed else ()
            )
        response = self._respond(request, request_id)
        own = [pair for pair in response.headers if not pair[0].startswith("access-control-")]
        if allowed:
            own += [
                ("access-control-allow-origin", request.headers["origin"]),
                ("access-control-expose-headers", ",".join(cors.exposed)),
            ]
        return Response(response.status, response.body, (*own, ("apigw-requestid", request_id)))

    def _respond(self, request: Request, request_id: str) -> Response:
        route = self._route(request)
        if route is None:
            return _message(404, "Not Found")
        if len(request.body) > BODY_LIMIT:
            return _message(413, "Request Entity Too Large")
        try:
            authorizer = self._authorizers.check(route, request)
        except Refused as refused:
            return refused.response
        event = self._event(request, request_id, route.key)
        if authorizer:
            event["requestContext"]["authorizer"] = authorizer
        invocation = Invocation(json.dumps(event).encode(), self._qualifier)
        if len(invocation.payload) > EVENT_LIMIT:
            return _message(413, "Request Entity Too Large")
        outcome: list[Result] = []

        def run() -> None:
            try:
                outcome.append(self._invoke(invocation))
            except Throttled:
                return

        # The function goes on after the gateway has given up.
        thread = threading.Thread(target=run, name="request", daemon=True)
        thread.start()
        thread.join(INTEGRATION_LIMIT)
        if not outcome:
            return _message(503, "Service Unavailable")
        return _message(500, "Internal Server Error") if outcome[0].error else _read(outcome[0])

    def _route(self, request: Request) -> Route | None:
        """Return the route a request falls under, exactly or by a path parameter."""
        asked = f"{request.method} {request.path}"
        for key, route in self._front.routes.items():
            parts = re.split(r"\{\w+\}", key)
            if re.fullmatch("[^/]+".join(map(re.escape, parts)), asked):
                return route
        return None

    def _event(self, request: Request, request_id: str, key: str) -> dict[str, Any]:
        """Return the event of payload format 2.0 (API Gateway developer guide)."""
        event: dict[str, Any] = {
            "version": "2.0",
            "routeKey": key,
            "rawPath": request.path,
            "rawQueryString": request.query,
            "headers": {key: text for key, text in request.headers.items() if key != "cookie"},
            "requestContext": {
                "accountId": self._account,
                "apiId": self._api_id,
                "http": {
                    "method": request.method,
                    "path": request.path,
                    "protocol": "HTTP/1.1",
                    "sourceIp": request.source,
                    "userAgent": request.headers.get("user-agent", ""),
                },
                "requestId": request_id,
                "routeKey": key,
                "stage": "$default",
                "timeEpoch": int(time.time() * 1000),
            },
            "isBase64Encoded": False,
        }
        if request.body:
            event["body"], event["isBase64Encoded"] = _body(
                request.body, request.headers.get("content-type", "")
            )
        return event


def _preflight(cors: Cors, origin: str) -> tuple[tuple[str, str], ...]:
    return (
        ("access-control-allow-origin", origin),
        ("access-control-allow-methods", ",".join(cors.methods)),
        ("access-control-allow-headers", ",".join(cors.headers)),
        ("access-control-max-age", str(cors.max_age)),
    )


def _body(body: bytes, content_type: str) -> tuple[str, bool]:
    """The body as an event carries it, and whether that is base64."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind.startswith("text/") or kind in _TEXT:
        try:
            return body.decode("utf-8"), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(body).decode("ascii"), True


def _message(status: int, text: str) -> Response:
    return Response(
        status, json.dumps({"message": text}).encode(), (("content-type", "application/json"),)
    )


def _read(result: Result) -> Response:
    """Return the handler's answer as HTTP: a status, text and headers, or it is an error."""
    answer = json.loads(result.payload or b"null")
    answer = answer if isinstance(answer, dict) else {}
    status, body, headers = (answer.get(name) for name in ("statusCode", "body", "headers"))
    body, headers = body or "", headers or {}
    if not isinstance(status, int) or not isinstance(body, str) or not isinstance(headers, dict):
        return _message(500, "Internal Server Error")
    sent = {"content-type": "text/plain; charset=utf-8"}
    sent.update({name.lower(): str(value) for name, value in headers.items()})
    return Response(status, body.encode(), tuple(sent.items()))
