"""Carrying Slack's requests to the app: signed, timed, and for events tried again.

Slack waits three seconds. Events are tried three more times (at once, after one minute, after
five); commands and interactions are not. Knows nothing of what the requests say.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

from local.slack.records import Json
from local.slack.state import SlackWorkspace

PATIENCE = 3.0
"""Seconds Slack waits for an answer."""

RETRY_DELAYS = (0.0, 60.0, 300.0)
"""Seconds before each further try of an event."""

PATH = "/slack/events"
"""URL path that the app listens at."""

_SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True)
class Reply:
    """The app's HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        """A header's value whatever its case; "" when absent."""
        for key, value in self.headers.items():
            if key.lower() == name.lower():
                return value
        return ""


Deliver = Callable[[str, Mapping[str, str], bytes], Reply]
"""Takes path, headers and body to the app. Raises TimeoutError or OSError when there is no
answer."""

Schedule = Callable[[float, Callable[[], None]], object]
"""Runs something after so many seconds."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request and what came of it.

    Attributes:
        path: URL path.
        headers: As sent, signature included.
        body: As sent.
        reply: The answer; None when none came in time.
        problem: "" when answered 2xx in time; else "http_timeout", "http_error" or
            "connection_failed", as Slack names them.
        retry: 0 for the first try.
    """

    path: str
    headers: Mapping[str, str]
    body: bytes
    reply: Reply | None
    problem: str = ""
    retry: int = 0

    def reply_json(self) -> Json:
        """The answer's JSON object; empty when it is none."""
        if self.reply is None or not self.reply.body.strip():
            return {}
        try:
            said = json.loads(self.reply.body)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}


def later(seconds: float, run: Callable[[], None]) -> None:
    """Run something on a thread of its own after so many seconds of real time."""
    timer = threading.Timer(seconds, run)
    timer.daemon = True
    timer.start()


class Courier:
    """Brings requests to the app and remembers each.

    Attributes:
        deliveries: Every request sent, retries included, in order of their end.
        patience: Seconds it waits for an answer. Slack's three, unless a test that lives in real
            time on a busy machine is about something else.

    Args:
        workspace: Whose secret signs, and whose clock says how long an answer took.
        deliver: Brings a request to the app.
        schedule: Runs retries.
    """

    def __init__(
        self, workspace: SlackWorkspace, deliver: Deliver, schedule: Schedule = later
    ) -> None:
        self.deliveries: list[Delivery] = []
        self.patience = PATIENCE
        self._workspace = workspace
        self._deliver = deliver
        self._schedule = schedule

    def send_form(self, fields: Mapping[str, str]) -> Delivery:
        """Send a command or an interaction, once."""
        body = urlencode(fields).encode()
        return self._send(body, "application/x-www-form-urlencoded", 0, "")

    def send_event(self, payload: Json) -> Delivery:
        """Send an event; the first try's outcome, further tries being scheduled."""
        return self._try_event(json.dumps(payload).encode(), 0, "")

    def repeat(self, delivery: Delivery) -> Delivery:
        """Send the same bytes once more, signed anew; an event says that it is a retry."""
        kind = delivery.headers["Content-Type"]
        retry = delivery.retry + 1 if kind == "application/json" else 0
        return self._send(delivery.body, kind, retry, "http_timeout")

    def _try_event(self, body: bytes, retry: int, reason: str) -> Delivery:
        delivery = self._send(body, "application/json", retry, reason)
        refused = delivery.reply is not None and delivery.reply.header("X-Slack-No-Retry") == "1"
        if delivery.problem and not refused and retry < len(RETRY_DELAYS):
            self._schedule(
                RETRY_DELAYS[retry],
                lambda: _ignore(self._try_event(body, retry + 1, delivery.problem)),
            )
        return delivery

    def _send(self, body: bytes, content_type: str, retry: int, reason: str) -> Delivery:
        headers = self._headers(body, content_type)
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        began = self._workspace.clock()
        reply: Reply | None = None
        problem = ""
        try:
            reply = self._deliver(PATH, headers, body)
        except TimeoutError:
            problem = "http_timeout"
        except OSError:
            problem = "connection_failed"
        if reply is not None and self._workspace.clock() - began > self.patience:
            reply, problem = None, "http_timeout"
        if reply is not None and reply.status not in _SUCCESS:
            problem = "http_error"
        delivery = Delivery(PATH, headers, body, reply, problem, retry)
        self.deliveries.append(delivery)
        return delivery

    def _headers(self, body: bytes, content_type: str) -> dict[str, str]:
        timestamp = str(int(self._workspace.clock()))
        verifier = SignatureVerifier(self._workspace.signing_secret)
        signature = verifier.generate_signature(timestamp=timestamp, body=body)
        return {
            "Content-Type": content_type,
            "Content-Length": str(len(body)),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "Accept": "application/json,*/*",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature or "",
        }


def _ignore(_: object) -> None:
    """What a scheduled retry returns is in the list of deliveries."""
