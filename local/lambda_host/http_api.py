"""API Gateway's HTTP API in front of the function: routes of the template, payload format 2.0.

Who is let in is for `local.lambda_host.authorizers` to say. Knows nothing of what is sent; a body
it cannot be sure to be text travels base64 encoded, form bodies among them.
"""

from __future__ import annotations

import base64
import json
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

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
        limit: float = INTEGRATION_LIMIT,
    ) -> None:
        self._front = front
        self._authorizers = authorizers or Authorizers()
        self._qualifier = qualifier
        self._invoke = invoke
        self._api_id = api_id
        self._account = account
        self._limit = limit
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
        thread.join(self._limit)
        if not outcome:
            return _message(503, "Service Unavailable")
        return _message(500, "Internal Server Error") if outcome[0].error else _read(outcome[0])

    def _route(self, request: Request) -> Route | None:
        """The route a request falls under: exact, by path parameter, or the default."""
        routes = self._front.routes
        exact = f"{request.method} {request.path}"
        if exact in routes:
            return routes[exact]
        for key in sorted(routes):
            method, _, path = key.partition(" ")
            if (
                method in {request.method, "ANY"}
                and path_parameters(path, request.path) is not None
            ):
                return routes[key]
        return routes.get("$default")

    def _event(self, request: Request, request_id: str, key: str) -> dict[str, Any]:
        """The event of payload format 2.0 (API Gateway developer guide)."""
        now = time.time()
        headers = {name: value for name, value in request.headers.items() if name != "cookie"}
        headers["x-forwarded-for"] = request.source
        headers["x-forwarded-proto"] = "https"
        headers["x-forwarded-port"] = "443"
        domain = f"{self._api_id}.execute-api.local"
        event: dict[str, Any] = {
            "version": "2.0",
            "routeKey": key,
            "rawPath": request.path,
            "rawQueryString": request.query,
            "headers": headers,
            "requestContext": {
                "accountId": self._account,
                "apiId": self._api_id,
                "domainName": domain,
                "domainPrefix": self._api_id,
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
                "time": f"{datetime.fromtimestamp(now, UTC):%d/%b/%Y:%H:%M:%S +0000}",
                "timeEpoch": int(now * 1000),
            },
            "isBase64Encoded": False,
        }
        if cookie := request.headers.get("cookie"):
            event["cookies"] = [one.strip() for one in cookie.split(";")]
        if request.query:
            parameters: dict[str, str] = {}
            for name, value in parse_qsl(request.query, keep_blank_values=True):
                parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
            event["queryStringParameters"] = parameters
        if found := path_parameters(key.partition(" ")[2], request.path):
            event["pathParameters"] = found
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


def path_parameters(template: str, path: str) -> dict[str, str] | None:
    """The parameters of a route's path, such as `/jobs/{id}`; None if the path is another's."""
    wanted, given = template.split("/"), path.split("/")
    found: dict[str, str] = {}
    for index, part in enumerate(wanted):
        if part.startswith("{") and part.endswith("+}"):
            found[part[1:-2]] = "/".join(given[index:])
            return found if found[part[1:-2]] else None
        if index >= len(given):
            return None
        if part.startswith("{") and given[index]:
            found[part[1:-1]] = given[index]
        elif part != given[index]:
            return None
    return found if len(wanted) == len(given) else None


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
    """The handler's answer as HTTP; what has no status is a JSON body by itself."""
    answer = json.loads(result.payload or b"null")
    if not isinstance(answer, dict) or "statusCode" not in answer:
        return Response(200, result.payload, (("content-type", "application/json"),))
    body = answer.get("body") or ""
    status = answer["statusCode"]
    headers: Mapping[str, Any] = answer.get("headers") or {}
    if not isinstance(status, int) or not isinstance(body, str) or not isinstance(headers, dict):
        return _message(500, "Internal Server Error")
    pairs = [(name.lower(), str(value)) for name, value in headers.items()]
    pairs += [("set-cookie", str(one)) for one in answer.get("cookies") or []]
    if "content-type" not in dict(pairs):
        pairs.append(("content-type", "text/plain; charset=utf-8"))
    encoded = answer.get("isBase64Encoded", False)
    return Response(
        status, base64.b64decode(body) if encoded else body.encode("utf-8"), tuple(pairs)
    )
