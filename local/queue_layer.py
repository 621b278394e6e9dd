"""A WSGI layer that adds to moto's queues what SQS does and moto does not.

A message keeps the trace header of the request that sent it, which is how Lambda counts a chain
that runs through a queue. And waits can be made shorter than they are asked for, so that a job
that is put back for a minute can be tried without waiting one. Receivers are notified when to look.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_WAITS = {
    "AmazonSQS.ChangeMessageVisibility": "VisibilityTimeout",
    "AmazonSQS.SendMessage": "DelaySeconds",
}


class QueueLayer:
    """Hands every request on, those about a message's wait or origin with a changed body.

    Args:
        app: What answers.
        speed: How much shorter than asked for a message waits. The queue's own visibility
            time-out, which covers work and not waiting, stays as it is.

    Attributes:
        receivers: Each is called with the seconds after which a message may be received.
    """

    def __init__(self, app: WSGIApplication, speed: float = 1.0) -> None:
        self._app = app
        self._speed = speed
        self.receivers: list[Callable[[float], None]] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        if target not in _WAITS:
            return self._app(environ, start_response)
        member = _WAITS[target]
        body = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        if wait := body.get(member):
            body[member] = math.ceil(wait / self._speed)
        trace = environ.get("HTTP_X_AMZN_TRACE_ID")
        if trace and target == "AmazonSQS.SendMessage":
            header = {"DataType": "String", "StringValue": trace}
            body.setdefault("MessageSystemAttributes", {}).setdefault("AWSTraceHeader", header)
        changed = json.dumps(body).encode()
        environ["wsgi.input"] = BytesIO(changed)
        environ["CONTENT_LENGTH"] = str(len(changed))
        answer = self._app(environ, start_response)
        for receiver in self.receivers:
            receiver(float(body.get(member, 0)))
        return answer
