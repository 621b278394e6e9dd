"""Faults on purpose, in every emulator by the same hook; and the layer that makes AWS's.

A hook is shown every call twice, before it is done and after, and says what becomes of it. With
nothing but a hook a test can kill whoever is calling at each boundary, throttle a table, or do
the work and lose the reply. Moto itself never conflicts, throttles or fails.
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from local.aws_requests import has_expired, link_scope, s3_operation, scope

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


OPERATOR = "AKIALOCALOPERATOR000"
"""Access key id of whoever is not the function: tests, the host, the person at the terminal.

Their calls are neither refused nor shown to a hook.
"""


class Phase(StrEnum):
    """When a hook is asked."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a service's API.

    Attributes:
        service: As in the signature's scope: "dynamodb", "s3", "sqs", "ssm", "lambda", …; "slack"
            and "bedrock-runtime" for those.
        operation: The API's own name for it, such as "TransactWriteItems" or "chat.update".
        caller: Access key id that signed it; each environment of the function has its own. Slack
            does not see which.
        path: The request's path; for S3 the bucket and key, for Lambda the function.
        body: The request's bytes.
    """

    service: str
    operation: str
    caller: str
    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error answered instead of the call's own answer.

    Attributes:
        code: The service's name of the error, such as "TransactionCanceledException".
        status: HTTP status.
        message: The text beside the code.
        details: Further members of a JSON error, such as `CancellationReasons`.
        headers: Further headers, such as `Retry-After`.
    """

    code: str
    status: int = 400
    message: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class Lost:
    """The connection ends without an answer. After the call, it has been done all the same."""


Hook = Callable[[Call, Phase], Refusal | Lost | None]
"""Says what becomes of a call; None lets it pass. Called from many threads."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A call and what came of it.

    Attributes:
        call: What was asked.
        began: Epoch seconds at which it came.
        ended: Epoch seconds at which it was answered.
        status: HTTP status of the answer; 0 when it was lost.
        answer: The answer's bytes, also of one that was lost on the way.
    """

    call: Call
    began: float
    ended: float
    status: int
    answer: bytes


Watcher = Callable[[Exchange], None]
"""Told of each call of the function once it is answered. Called from many threads."""


def unwatched(exchange: Exchange) -> None:
    """The watcher that does not look."""


class Guard(Protocol):
    """Says what the function may not do."""

    def refusal(self, call: Call) -> Refusal | None:
        """The answer to a call that is not allowed, or None."""

    def missing_object(self, call: Call) -> Refusal | None:
        """The answer to a read of an object that is not there, or None for "not found"."""


def nothing(call: Call, phase: Phase) -> None:
    """The hook that lets everything pass."""


def render(service: str, refusal: Refusal) -> tuple[dict[str, str], bytes]:
    """Headers and body of a refusal, in the words of the service's protocol."""
    headers = {"x-amzn-requestid": "local", **refusal.headers}
    if service == "s3":
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Error><Code>{escape(refusal.code)}</Code>"
            f"<Message>{escape(refusal.message)}</Message></Error>"
        )
        return {"content-type": "application/xml", **headers}, text.encode()
    body = {"__type": refusal.code, "message": refusal.message, **refusal.details}
    return {
        "content-type": "application/x-amz-json-1.0",
        "x-amzn-errortype": refusal.code,
        **headers,
    }, json.dumps(body).encode()


class FaultLayer:
    """A WSGI layer in front of moto.

    It also takes the calls of one service one at a time. DynamoDB and SQS promise that a condition
    is checked and written, or a message taken, by one caller only; moto under threads does not.

    Args:
        app: What answers when a call passes.

    Attributes:
        hook: Asked before and after each call of the function; may be changed at any time.
        guard: Refuses what the function may not do; None allows everything.
        watcher: Told of each call of the function; may be changed at any time.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self.hook: Hook = nothing
        self.guard: Guard | None = None
        self.watcher: Watcher = unwatched
        self._app = app
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        call = _call(environ, body)
        began = time.time()
        verdict, answer, chunks = self._carry_out(call, environ)
        if verdict is None:
            self._tell(call, began, int(answer.status.partition(" ")[0] or 0), b"".join(chunks))
            start_response(answer.status, answer.headers)
            return chunks
        if isinstance(verdict, Lost):
            self._tell(call, began, 0, b"".join(chunks))
            raise ConnectionAbortedError
        headers, text = render(call.service, verdict)
        self._tell(call, began, verdict.status, text)
        start_response(
            f"{verdict.status} Refused",
            [*headers.items(), ("content-length", str(len(text)))],
        )
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else text]

    def _tell(self, call: Call, began: float, status: int, answer: bytes) -> None:
        if call.caller != OPERATOR:
            self.watcher(Exchange(call, began, time.time(), status, answer))

    def _carry_out(
        self, call: Call, environ: WSGIEnvironment
    ) -> tuple[Refusal | Lost | None, _Answer, list[bytes]]:
        """What becomes of a call, and its own answer if it was done."""
        answer, guard, chunks = _Answer(), self.guard, []
        trusted = call.caller == OPERATOR
        verdict = None if trusted else self.hook(call, Phase.BEFORE)
        if verdict is None and has_expired(parse_qs(environ.get("QUERY_STRING", "")), time.time()):
            verdict = Refusal("AccessDenied", 403, "Request has expired")
        if verdict is None and guard is not None and not trusted:
            verdict = guard.refusal(call)
        if verdict is None:
            with self._locks[call.service]:
                chunks = list(self._app(environ, answer))
            if trusted:
                return None, answer, chunks
            verdict = self.hook(call, Phase.AFTER)
            missing = answer.status.startswith("404") and call.operation in _OBJECT_READS
            if verdict is None and guard is not None and missing:
                verdict = guard.missing_object(call)
        return verdict, answer, chunks


_OBJECT_READS = {"GetObject", "HeadObject"}


class _Answer:
    """Keeps what an application wants to answer until the hook has been asked."""

    status = ""
    headers: list[tuple[str, str]]

    def __call__(
        self,
        status: str,
        headers: list[tuple[str, str]],
        exc_info: Any = None,  # noqa: ANN401, ARG002 (WSGI's signature)
        /,
    ) -> Callable[[bytes], object]:
        self.status, self.headers = status, headers
        return _refuse_write


def _refuse_write(data: bytes) -> object:
    raise NotImplementedError(f"{len(data)} bytes by WSGI's old write(): no application here does")


def _call(environ: WSGIEnvironment, body: bytes) -> Call:
    """What a request asks for, from its signature's scope and its target or path."""
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    signed = environ.get("HTTP_AUTHORIZATION", "")
    service, caller = scope(signed) if signed else link_scope(query)
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    path = environ.get("PATH_INFO", "")
    operation = target.rpartition(".")[2]
    if service == "s3":
        operation = s3_operation(environ["REQUEST_METHOD"], path)
    if service == "lambda":
        operation = "Invoke"
    return Call(service, operation, caller, path, body)
