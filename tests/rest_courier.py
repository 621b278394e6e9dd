"""Programs that ask over REST, and may ask again: each request by its idempotency key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from local.slack.courier import Deliver, Delivery, Reply
from local.slack.interactions import Done
from local.slack.records import Json
from tests.signing import sign

_PATIENCE = 40.0
_TAKEN = {200, 202}


class RestCourier:
    """Brings requests to the REST door and remembers each, as Slack's courier does Slack's.

    Attributes:
        deliveries: Every request sent, in order of their end.

    Args:
        deliver: Brings a request there.
    """

    def __init__(self, deliver: Deliver) -> None:
        self.deliveries: list[Delivery] = []
        self._deliver = deliver

    def ask(self, fields: Json) -> Done:
        """Ask for a picture that is not waited for."""
        headers = {
            "content-type": "application/json",
            "prefer": "respond-async",
            "idempotency-key": "once",
        }
        delivery = self._send("/generate-enhanced", headers, json.dumps(fields).encode())
        return Done(delivery, error=delivery.problem)

    def repeat(self, delivery: Delivery) -> Delivery:
        """Ask the same once more."""
        return self._send(delivery.path, delivery.headers, delivery.body)

    def _send(self, path: str, headers: Mapping[str, str], body: bytes) -> Delivery:
        reply: Reply | None = None
        try:
            reply = self._deliver(path, headers, body)
        except OSError:
            problem = "connection_failed"
        else:
            problem = "" if reply.status in _TAKEN else "http_error"
        delivery = Delivery(path, headers, body, reply, problem)
        self.deliveries.append(delivery)
        return delivery


def through(gateway: str) -> Deliver:
    """Brings requests to an HTTP API at this address, signed with AWS credentials."""

    def deliver(path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        url = f"{gateway}{path}"
        request = Request(url, body, sign("POST", url, body, headers))  # noqa: S310 - loopback
        try:
            with urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310 - the same
                return Reply(answer.status, dict(answer.headers), answer.read())
        except HTTPError as error:
            with error:
                return Reply(error.code, dict(error.headers), error.read())

    return deliver
