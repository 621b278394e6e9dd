"""Lambda's own API, as far as the function uses it: it invokes itself, and does not wait."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from local.faults import Refusal, render
from local.lambda_host import chain
from local.lambda_host.chain import ChainTooLong
from local.lambda_host.function import Function, Invocation
from local.lambda_host.logs import Logs

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ASYNCHRONOUS_LIMIT = 2**20
"""Most bytes of an event that is not waited for (Lambda quotas, since October 2025)."""

_PATH = re.compile(r"/2015-03-31/functions/(.+)/invocations")


class InvokeApi:
    """A WSGI application that answers `Invoke`.

    Args:
        function: The one function there is.
        accept: Takes an invocation.
        logs: Where chains that are cut are written.
    """

    def __init__(
        self, function: Function, accept: Callable[[Invocation], None], logs: Logs
    ) -> None:
        self._function = function
        self._accept = accept
        self._logs = logs

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        qualifier = self._qualifier(request)
        if qualifier is None:
            return _refuse(
                Refusal("ResourceNotFoundException", 404, f"Function not found: {request.path}")
            )
        payload = request.get_data()
        if refusal := _unfit(request.headers.get("X-Amz-Invocation-Type", ""), payload):
            return _refuse(refusal)
        try:
            trace = chain.follow(request.headers.get("X-Amzn-Trace-Id", ""))
        except ChainTooLong:
            # Lambda answers as if the event had been taken.
            self._logs.append(
                "lambda", "[ERROR] A recursive loop was stopped; its event is dropped."
            )
            return Response(status=202)
        invocation = Invocation(payload, qualifier, trace=trace)
        self._accept(invocation)
        return Response(status=202, headers={"x-amzn-requestid": invocation.request_id})

    def _qualifier(self, request: Request) -> str | None:
        """Return the qualifier at the end of the function's ARN; None for any other name."""
        match = _PATH.fullmatch(request.path)
        if match is None or request.method != "POST":
            return None
        qualifier = match[1].removeprefix(self._function.arn).removeprefix(":")
        known = qualifier in {"", self._function.alias}
        return qualifier if known and match[1] == self._function.qualified(qualifier) else None


def _unfit(kind: str, payload: bytes) -> Refusal | None:
    """Return why a call is not taken; None if it is."""
    if kind != "Event":
        return Refusal("InvalidParameterValueException", 400, f"type {kind!r} is not known here")
    if len(payload) > ASYNCHRONOUS_LIMIT:
        return Refusal(
            "RequestTooLargeException",
            413,
            f"{len(payload)} byte payload is too large for the {kind} invocation type "
            f"(limit {ASYNCHRONOUS_LIMIT} bytes)",
        )
    try:
        json.loads(payload)
    except ValueError as error:
        return Refusal(
            "InvalidRequestContentException",
            400,
            f"Could not parse request body into json: {error}",
        )
    return None


def _refuse(refusal: Refusal) -> Response:
    headers, body = render("lambda", refusal)
    return Response(body, refusal.status, headers)
