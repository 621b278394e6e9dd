"""Lambda's own API, as far as the function uses it: it invokes itself, and does not wait."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from urllib.parse import unquote

from local.aws_requests import scope
from local.faults import (
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
from local.lambda_host import chain
from local.lambda_host.chain import ChainTooLong
from local.lambda_host.function import Function, Invocation
from local.lambda_host.logs import Logs
from local.lambda_host.wire import Request, Response, Server

ASYNCHRONOUS_LIMIT = 2**20
"""Most bytes of an event that is not waited for (Lambda quotas, since October 2025)."""

_PATH = re.compile(r"/2015-03-31/functions/(.+)/invocations")


class InvokeApi:
    """Answers `Invoke` calls on a loopback port.

    Args:
        function: The one function there is.
        accept: Takes an invocation.
        guard: Refuses what the function may not do.
        logs: Where chains that are cut are written.

    Attributes:
        url: Where it answers.
        hook: Asked before and after each call of the function; may be replaced at any time.
        watcher: Told of each call of the function; may be replaced at any time.
    """

    def __init__(
        self,
        function: Function,
        accept: Callable[[Invocation], None],
        guard: Guard,
        logs: Logs,
    ) -> None:
        self.hook: Hook = nothing
        self.watcher: Watcher = unwatched
        self._guard = guard
        self._logs = logs
        self._function = function
        self._accept = accept
        self._server = Server(self._answer)
        self.url = self._server.url

    def close(self) -> None:
        """Answer no more."""
        self._server.close()

    def _answer(self, request: Request) -> Response | None:
        _, caller = scope(request.headers.get("authorization", ""))
        call = Call("lambda", "Invoke", caller, request.path, request.body)
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
        qualifier = self._qualifier(request)
        if qualifier is None:
            return _refuse(
                Refusal("ResourceNotFoundException", 404, f"Function not found: {request.path}")
            )
        if refusal := _unfit(request):
            return _refuse(refusal)
        try:
            trace = chain.follow(unquote(request.headers.get("x-amzn-trace-id", "")))
        except ChainTooLong:
            # Lambda answers as if the event had been taken.
            self._logs.append(
                "lambda", "[ERROR] A recursive loop was stopped; its event is dropped."
            )
            return Response(202)
        invocation = Invocation(request.body, qualifier, trace=trace)
        self._accept(invocation)
        return Response(202, b"", (("x-amzn-requestid", invocation.request_id),))

    def _qualifier(self, request: Request) -> str | None:
        """Return the qualifier at the end of the function's ARN; None for any other name."""
        match = _PATH.fullmatch(request.path)
        if match is None or request.method != "POST":
            return None
        qualifier = match[1].removeprefix(self._function.arn).removeprefix(":")
        known = qualifier in {"", self._function.alias}
        return qualifier if known and match[1] == self._function.qualified(qualifier) else None


def _unfit(request: Request) -> Refusal | None:
    """Return why a call is not taken; None if it is."""
    kind = request.headers.get("x-amz-invocation-type", "RequestResponse")
    if kind != "Event":
        return Refusal("InvalidParameterValueException", 400, f"{kind} is not known here")
    if len(request.body) > ASYNCHRONOUS_LIMIT:
        return Refusal(
            "RequestTooLargeException",
            413,
            f"{len(request.body)} byte payload is too large for the {kind} invocation type "
            f"(limit {ASYNCHRONOUS_LIMIT} bytes)",
        )
    try:
        json.loads(request.body)
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
