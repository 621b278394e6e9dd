"""How the house's calls reach the stand-ins: AWS and Slack, answered on the caller's own thread.

Whoever calls is known by a context variable that a worker's helper threads inherit, so that one
worker can be killed while another is at work, and one can be held up in the middle of a call while
others go on. Sees what is called, before and after it is done; what becomes of it is the hook's
affair.
"""

from __future__ import annotations

import io
import json
import threading
import urllib.request
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from dataclasses import replace
from email.message import Message as Headers
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any
from urllib.error import URLError
from urllib.parse import unquote, urlsplit
from urllib.response import addinfourl

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError
from moto.core.botocore_stubber import MockRawResponse
from moto.core.models import botocore_stubber

import core.steps
from local.bedrock import Bedrock
from local.faults import Call, Lost, Phase, Refusal, render
from local.http_server import Request
from local.permissions import Permissions
from local.slack.server import answering
from local.slack.state import SlackWorkspace

Asked = Callable[[Call, Phase], Refusal | Lost | None]
"""Says what becomes of a call; may raise, which ends the caller there."""

_caller: ContextVar[int] = ContextVar("caller", default=0)

_here = threading.local()
"""Whether this thread is in the middle of a call to Slack."""


class Killed(BaseException):
    """The worker's process is gone."""


class Crew(ThreadPoolExecutor):
    """A pool whose threads act for whoever gave them the work."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As a pool does, in the giver's context."""
        return super().submit(copy_context().run, fn, *args, **kwargs)


def caller() -> int:
    """Which run of the function the present call is made by."""
    return _caller.get()


def calling(number: int) -> Any:
    """From now on calls are made by this run; gives what `called` takes."""
    return _caller.set(number)


def called(token: Any) -> None:
    """The run is over."""
    _caller.reset(token)


class AwsWire:
    """AWS, in the process.

    Args:
        bedrock: The models.
        invoked: Takes the payload of an asynchronous invocation.
        asked: Says what becomes of a call.

    Attributes:
        permissions: What the function may do; the rest is refused as AWS refuses it.
    """

    permissions: Permissions

    def __init__(self, bedrock: Bedrock, invoked: Callable[[bytes], None], asked: Asked) -> None:
        self._bedrock = bedrock
        self._invoked = invoked
        self._asked = asked
        self._lock = threading.RLock()

    def send(self, request: AWSPreparedRequest, event_name: str, **_: Any) -> AWSResponse:
        """A handler for botocore's `before-send`."""
        _, service, operation = event_name.split(".")
        body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
        call = Call(service, operation, "function", urlsplit(request.url).path, body)
        verdict = self._asked(call, Phase.BEFORE)
        if isinstance(verdict, Lost):
            raise ConnectionClosedError(endpoint_url=request.url)
        plain = _plainly(call, request.url)
        refusal = verdict or self.permissions.refusal(plain)
        if isinstance(refusal, Refusal):
            return _refused_by_aws(request, service, refusal)
        answer = self._answer(call, request)
        verdict = self._asked(call, Phase.AFTER)
        if isinstance(verdict, Lost):
            raise ConnectionClosedError(endpoint_url=request.url)
        if service == "s3" and answer.status_code == HTTPStatus.NOT_FOUND:
            refusal = self.permissions.missing_object(plain)
            if refusal is not None:
                return _refused_by_aws(request, service, refusal)
        return answer

    def _answer(self, call: Call, request: AWSPreparedRequest) -> AWSResponse:
        if call.service == "lambda":
            self._invoked(call.body)
            return _aws_response(request, 202, {}, b"")
        if call.service == "bedrock-runtime":
            model = unquote(call.path.split("/")[2])
            region = urlsplit(request.url).netloc.split(".")[1]
            reply = self._bedrock.handle(call.operation, model, region, call.body)
            if reply.cut:
                raise ConnectionClosedError(endpoint_url=request.url)
            headers = {"content-type": "application/json"}
            if reply.error:
                headers["x-amzn-errortype"] = reply.error
            return _aws_response(request, reply.code, headers, json.dumps(reply.body).encode())
        with self._lock:
            # moto keeps no promise of atomicity between threads.
            return botocore_stubber(event_name="before-send", request=request)


def _plainly(call: Call, url: str) -> Call:
    """A call as permissions are asked about it: the bucket in the path, names decoded."""
    parts = urlsplit(url)
    if call.service == "s3" and not parts.netloc.startswith("s3."):
        return replace(call, path=f"/{parts.netloc.partition('.s3.')[0]}{call.path}")
    service = call.service.removesuffix("-runtime").replace("-", "")
    return replace(call, service=service, path=unquote(call.path))


class SlackWire(urllib.request.HTTPHandler):
    """Slack, in the process, for whoever opens its addresses with `urllib.request.urlopen`.

    Args:
        workspace: The workspace.
        asked: Says what becomes of a call.
    """

    def __init__(self, workspace: SlackWorkspace, asked: Asked) -> None:
        super().__init__()
        self._workspace = workspace
        self._asked = asked
        self._url = ""

    def connect(self) -> None:
        """Take every call of this process to the workspace's address, and of its workers' pools."""
        self._url = self._workspace.base_url
        self._workspace.hook = self._hook
        urllib.request.install_opener(urllib.request.build_opener(self))
        core.steps.ThreadPoolExecutor = Crew  # type: ignore[misc]

    def disconnect(self) -> None:
        """Take no more."""
        urllib.request.install_opener(None)  # type: ignore[arg-type]
        core.steps.ThreadPoolExecutor = ThreadPoolExecutor  # type: ignore[misc]

    def http_open(self, req: urllib.request.Request) -> Any:
        """Answer a request; to any other address, as usual."""
        if not req.full_url.startswith(self._url + "/"):
            return super().http_open(req)
        target = req.full_url.removeprefix(self._url)
        path, _, query = target.partition("?")
        request = Request(
            req.get_method(),
            unquote(path),
            query,
            {name.lower(): value for name, value in req.header_items()},
            req.data if isinstance(req.data, bytes) else b"",
            "127.0.0.1",
            target,
        )
        _here.open = True
        try:
            response = answering(self._workspace)(request)
        finally:
            _here.open = False
        if response is None:
            raise URLError(ConnectionResetError("cut"))
        headers = Headers()
        for name, value in response.headers:
            headers[name] = value
        answer = addinfourl(io.BytesIO(response.body), headers, req.full_url, response.status)
        answer.msg = HTTPStatus(response.status).phrase  # type: ignore[attr-defined] # urllib's own handler sets it
        return answer

    def _hook(self, call: Call, phase: Phase) -> Refusal | Lost | None:
        try:
            return self._asked(call, phase)
        except Killed:
            if getattr(_here, "open", False):
                raise
            # On the emulator's own thread a death is a broken connection; the worker's next call
            # finds that it is dead.
            return Lost()


class _Body(MockRawResponse):
    """An answer's body, as urllib3 has it: on a socket that can be given a time-out."""

    _fp = SimpleNamespace(
        fp=SimpleNamespace(raw=SimpleNamespace(_sock=SimpleNamespace(settimeout=lambda _: None)))
    )


def _refused_by_aws(request: AWSPreparedRequest, service: str, refusal: Refusal) -> AWSResponse:
    headers, content = render(service, refusal)
    return _aws_response(request, refusal.status, headers, content)


def _aws_response(
    request: AWSPreparedRequest, status: int, headers: Mapping[str, str], content: bytes
) -> AWSResponse:
    return AWSResponse(request.url, status, dict(headers), _Body(content))
