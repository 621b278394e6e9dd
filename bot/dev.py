"""`python -m bot dev`: the same bot in Socket Mode, for developing against a real Slack workspace.

Slack's requests come over a socket that is opened from here, so no public address is needed. Each
is handed to the application as API Gateway would hand it over, signed with a secret made for the
occasion, so that the code that runs is the code that deploys. Jobs run in a local pool, and the
slow lane is a timer; table, buckets and models are those of a deployed stack, with the shell's
credentials.

Its limits: what waits is forgotten when this ends (the stack's own sweep ends such jobs), requests
are not signed by Slack, and while a client is connected Slack sends this app nothing over HTTP.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.clients import Clients
from bot.settings import Settings
from bot.slack_door import PATH
from core import observe

if TYPE_CHECKING:
    from botocore.session import Session
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sqs import SQSClient

    from bot.app import Application

JOB_SECONDS = 120.0
"""What a job may take, as in the deployed function."""

_AGAIN_SECONDS = 30
_JOBS_AT_ONCE = 8

Later = Callable[[float, Callable[[], None]], None]
"""Has something done after so many seconds."""


def on_a_timer(seconds: float, act: Callable[[], None]) -> None:
    """Do something later, unless this process has ended by then."""
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    timer.start()


class Context:
    """Lambda's context, as far as the application reads it."""

    invoked_function_arn = "local"
    aws_request_id = "local"
    function_name = "local"

    def __init__(self) -> None:
        self._until = time.monotonic() + JOB_SECONDS

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the time-out."""
        return max(0, int((self._until - time.monotonic()) * 1000))


class Lanes:
    """Both lanes on this machine, in the few verbs of Lambda and SQS that the application uses.

    Args:
        pool: Runs jobs.
        later: Waits for those that wait.
    """

    def __init__(self, pool: Executor, later: Later = on_a_timer) -> None:
        self._pool = pool
        self._later = later
        self._numbers = itertools.count(1)
        self._waits: dict[str, float] = {}
        self._run: Callable[[dict[str, Any]], object] = lambda _: None

    def lead_to(self, application: Application) -> None:
        """Have jobs run by this application."""
        self._run = lambda event: application.handle(event, Context())

    def invoke(self, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's
        """Start a job at once, as an asynchronous invocation would."""
        event = json.loads(arguments["Payload"])
        self._pool.submit(self._fast, event)
        return {"StatusCode": 202}

    def send_message(self, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's
        """Start a job after a while, as a message in the queue would."""
        receipt = str(next(self._numbers))
        self._wait(arguments.get("DelaySeconds", 0), receipt, arguments["MessageBody"])
        return {"MessageId": receipt}

    def change_message_visibility(self, **arguments: Any) -> None:  # noqa: ANN401 - boto3's
        """Have a message that goes back to the queue seen again after so many seconds."""
        self._waits[arguments["ReceiptHandle"]] = arguments["VisibilityTimeout"]

    def _fast(self, event: dict[str, Any]) -> None:
        try:
            self._run(event)
        except Exception:  # noqa: BLE001 - whatever a job dies of, as the destination takes it
            observe.logger().exception("a job crashed and goes to the slow lane")
            self.send_message(MessageBody=json.dumps(event))

    def _slow(self, receipt: str, body: str) -> None:
        record: dict[str, Any] = {"messageId": receipt, "receiptHandle": receipt, "body": body}
        record |= {"eventSource": "aws:sqs", "attributes": {}, "messageAttributes": {}}
        report = self._run({"Records": [record]})
        if isinstance(report, Mapping) and report.get("batchItemFailures"):
            self._wait(self._waits.pop(receipt, _AGAIN_SECONDS), receipt, body)

    def _wait(self, seconds: float, receipt: str, body: str) -> None:
        def start() -> None:
            self._pool.submit(self._slow, receipt, body)

        self._later(seconds, start)


class LocalClients(Clients):
    """The clients of a deployment, but for those of the two lanes.

    Args:
        bedrock_region: Region of the models.
        session: Whose credentials.
        lanes: Stand for Lambda and SQS.
    """

    def __init__(self, bedrock_region: str, session: Session, lanes: Lanes) -> None:
        super().__init__(bedrock_region, session)
        self._lanes = lanes

    @property
    def lambda_(self) -> LambdaClient:
        """The fast lane."""
        return cast("LambdaClient", self._lanes)

    @property
    def sqs(self) -> SQSClient:
        """The slow lane."""
        return cast("SQSClient", self._lanes)


class Carrier:
    """Takes what comes over the socket to the application, and its answer back.

    Args:
        application: Answers.
        signing_secret: The application's; made for the occasion.
        now: Tells the time, in epoch seconds.
    """

    def __init__(
        self, application: Application, signing_secret: str, now: Callable[[], float] = time.time
    ) -> None:
        self._application = application
        self._now = now
        self._secret = signing_secret.encode()

    def carry(self, request: SocketModeRequest) -> SocketModeResponse | None:
        """The answer to one request; None where there is none, and Slack is to ask again."""
        answer: Any = self._application.handle(self._event(request), Context())
        if answer["statusCode"] != 200:  # noqa: PLR2004 - HTTP's own
            observe.logger().error("not acknowledged", status=answer["statusCode"])
            return None
        payload = None
        if answer["body"]:
            kind = answer["headers"].get("content-type", "")
            is_json = kind.startswith("application/json")
            payload = json.loads(answer["body"]) if is_json else {"text": answer["body"]}
        return SocketModeResponse(envelope_id=request.envelope_id, payload=payload)

    def _event(self, request: SocketModeRequest) -> dict[str, Any]:
        """The request as API Gateway would hand it over."""
        form = "application/x-www-form-urlencoded"
        match request.type:
            case "slash_commands":
                kind, body = form, urlencode(request.payload)
            case "interactive":
                kind, body = form, urlencode({"payload": json.dumps(request.payload)})
            case _:
                kind, body = "application/json", json.dumps(request.payload)
        now = str(int(self._now()))
        signature = hmac.new(self._secret, f"v0:{now}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {
            "content-type": kind,
            "x-slack-request-timestamp": now,
            "x-slack-signature": f"v0={signature}",
        }
        if request.retry_attempt:
            headers["x-slack-retry-num"] = str(request.retry_attempt)
            headers["x-slack-retry-reason"] = str(request.retry_reason)
        return {
            "version": "2.0",
            "rawPath": PATH,
            "headers": headers,
            "requestContext": {"http": {"method": "POST", "path": PATH}},
            "body": body,
            "isBase64Encoded": False,
        }


def develop(settings: Settings, session: Session, app_token: str) -> None:
    """Answer a workspace until the process ends.

    Args:
        settings: The deployed function's, with the bot token of the app for development.
        session: Whose credentials.
        app_token: The app-level token (xapp-), with connections:write.

    Raises:
        SlackApiError: Slack does not take the token.
    """
    from slack_sdk import WebClient  # noqa: PLC0415 - nothing else in here needs it
    from slack_sdk.socket_mode import SocketModeClient  # noqa: PLC0415 - the same
    from slack_sdk.socket_mode.client import BaseSocketModeClient  # noqa: PLC0415 - the same

    from bot.app import Application  # noqa: PLC0415 - the composition root uses half the house

    signing_secret = secrets.token_hex(16)
    lanes = Lanes(ThreadPoolExecutor(_JOBS_AT_ONCE, "job"))
    application = Application(
        replace(settings, signing_secret=signing_secret, fast_lane=True),
        clients=LocalClients(settings.bedrock_region, session, lanes),
    )
    lanes.lead_to(application)
    carrier = Carrier(application, signing_secret)

    def answer(client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        response = carrier.carry(request)
        if response is not None:
            client.send_socket_mode_response(response)

    web = WebClient(base_url=settings.slack_api_url)
    socket = SocketModeClient(app_token=app_token, web_client=web)
    socket.socket_mode_request_listeners.append(answer)
    socket.connect()
    threading.Event().wait()
