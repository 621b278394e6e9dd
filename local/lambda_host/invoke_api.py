"""Lambda's own API, as far as a function invokes itself by it: `Invoke`."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from urllib.parse import parse_qs, unquote

from local.aws_requests import scope
from local.faults import (
    OPERATOR,
    Call,
    Exchange,
    Guard,
    Hook,
    Lost,
    Phase,
    Refusal,
    Watcher,
    nothing,
    render,
    unwatched,
)
from local.http_server import Request, Response, Server
from local.lambda_host import chain
from local.lambda_host.chain import ChainTooLong
from local.lambda_host.function import Function, Invocation, Result, Throttled
from local.lambda_host.logs import Logs

SYNCHRONOUS_LIMIT = 6 * 2**20
"""Most bytes of an event that is waited for (Lambda quotas)."""

ASYNCHRONOUS_LIMIT = 2**20
"""Most bytes of an event that is not (Lambda quotas, since October 2025)."""

_PATH = re.compile(r"/2015-03-31/functions/(.+)/invocations")


class InvokeApi:
    """Answers `Invoke` calls on a loopback port.

    Args:
        function: The one function there is.
        invoke: Runs an invocation; raises Throttled.
        accept: Takes an asynchronous one.
        guard: Refuses what the function may not do.
        logs: Told of chains that are cut.

    Attributes:
        url: Where it answers.
        hook: Asked before and after each call of the function; may be replaced at any time.
        watcher: Told of each call of the function; may be replaced at any time.
    """

    def __init__(
        self,
        function: Function,
        invoke: Callable[[Invocation], Result],
        accept: Callable[[Invocation], None],
        guard: Guard,
        logs: Logs,
    ) -> None:
        self.hook: Hook = nothing
        self.watcher: Watcher = unwatched
        self._guard = guard
        self._logs = logs
        self._function = function
        self._invoke = invoke
        self._accept = accept
        self._server = Server(self._answer)
        self.url = self._server.url

    def close(self) -> None:
        """Answer no more."""
        self._server.close()

    def _answer(self, request: Request) -> Response | None:
        _, caller = scope(request.headers.get("authorization", ""))
        call = Call("lambda", "Invoke", caller, request.path, request.body)
        if caller == OPERATOR:
            return self._carry_out(request)
        began = time.time()
        response = self._judged(call, request)
        status, body = (response.status, response.body) if response else (0, b"")
        self.watcher(Exchange(call, began, time.time(), status, body))
        return response

    def _judged(self, call: Call, request: Request) -> Response | None:
        """The answer to a call of the function; None when it is lost."""
        verdict = self.hook(call, Phase.BEFORE) or self._guard.refusal(call)
        if verdict is None:
            response = self._carry_out(request)
            verdict = self.hook(call, Phase.AFTER)
            if verdict is None:
                return response
        return None if isinstance(verdict, Lost) else _refuse(verdict)

    def _carry_out(self, request: Request) -> Response:
        kind = request.headers.get("x-amz-invocation-type", "RequestResponse")
        qualifier = self._qualifier(request)
        if refusal := _unfit(request, kind, found=qualifier is not None):
            return _refuse(refusal)
        try:
            trace = chain.follow(unquote(request.headers.get("x-amzn-trace-id", "")))
        except ChainTooLong:
            return self._cut(kind)
        invocation = Invocation(request.body or b"{}", qualifier or "", trace=trace)
        headers = {"x-amzn-requestid": invocation.request_id}
        if kind == "DryRun":
            return Response(204, b"", tuple(headers.items()))
        if kind == "Event":
            self._accept(invocation)
            return Response(202, b"", tuple(headers.items()))
        try:
            result = self._invoke(invocation)
        except Throttled:
            return _refuse(
                Refusal(
                    "TooManyRequestsException",
                    429,
                    "Rate Exceeded.",
                    details={"Reason": "ConcurrentInvocationLimitExceeded", "Type": "User"},
                )
            )
        headers["content-type"] = "application/json"
        headers["x-amz-executed-version"] = "1" if qualifier else "$LATEST"
        if result.error:
            headers["x-amz-function-error"] = result.error
        return Response(200, result.payload, tuple(headers.items()))

    def _cut(self, kind: str) -> Response:
        """Drop an event of a loop, and answer as if it had been taken; tell one who waits."""
        self._logs.append("lambda", "[ERROR] A recursive loop was stopped; its event is dropped.")
        if kind == "Event":
            return Response(202)
        return _refuse(
            Refusal("RecursiveInvocationException", 400, "Recursive invocation loop detected.")
        )

    def _qualifier(self, request: Request) -> str | None:
        """The qualifier that path and query ask for; None if there is no such function.

        A name is plain, or an ARN, or `ACCOUNT:function:NAME`, each with or without a qualifier.
        """
        match = _PATH.fullmatch(request.path)
        if match is None or request.method != "POST":
            return None
        prefix, _, plain = match[1].rpartition(":function:")
        name, _, qualifier = plain.partition(":")
        asked = parse_qs(request.query).get("Qualifier", [qualifier])[0]
        if (
            name != self._function.name
            or not self._function.arn.partition(":function:")[0].endswith(prefix)
            or asked not in {"", "$LATEST", "1", self._function.alias}
        ):
            return None
        return "" if asked == "$LATEST" else asked


def _unfit(request: Request, kind: str, *, found: bool) -> Refusal | None:
    """Why a call is not taken, if it is not."""
    if not found:
        return Refusal("ResourceNotFoundException", 404, f"Function not found: {request.path}")
    if kind not in {"Event", "RequestResponse", "DryRun"}:
        return Refusal("InvalidParameterValueException", 400, f"No invocation type {kind}")
    body = request.body
    limit = ASYNCHRONOUS_LIMIT if kind == "Event" else SYNCHRONOUS_LIMIT
    if len(body) > limit:
        return Refusal(
            "RequestTooLargeException",
            413,
            f"{len(body)} byte payload is too large for the {kind} invocation type "
            f"(limit {limit} bytes)",
        )
    try:
        json.loads(body or b"{}")
    except ValueError as error:
        return Refusal(
            "InvalidRequestContentException",
            400,
            f"Could not parse request body into json: {error}",
        )
    return None


def _refuse(refusal: Refusal) -> Response:
    headers, body = render("lambda", refusal)
    return Response(refusal.status, body, tuple(headers.items()))
