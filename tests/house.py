"""The whole house in one process: the real handler, strict stand-ins, and time that is a number.

Everything goes in through `bot.app.handler` as Slack and Lambda would send it, and what it calls
is answered in the process (`tests.house_wires`), so that thousands of runs are cheap. A hook sees
each call the house makes, before and after it is done, and can refuse it, lose its answer, hold it
up while others go on, or kill the worker there: from then on that worker makes no call at all, as
after SIGKILL.
"""

from __future__ import annotations

import base64
import heapq
import io
import itertools
import json
import logging
import math
import random
import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
import moto.sqs.models
from moto import mock_aws
from moto.core.models import botocore_stubber

import bot.app
from bot.clients import Clients
from bot.settings import Settings, read
from core import observe
from core.model import Job
from core.records import from_item
from local import table_copies
from local.bedrock import IMAGE_MODEL, TEXT_MODEL, Bedrock
from local.bedrock.nova import Speaker
from local.faults import Call, Hook, Lost, Phase, Refusal, nothing
from local.painter.painting import Painter
from local.painter.plain import paint_plain
from local.permissions import Permissions
from local.provision import SlackSecrets, fill
from local.rewriter import Rewriter
from local.slack.acts import Acts
from local.slack.courier import Reply
from local.slack.records import Message
from local.slack.server import serve
from local.slack.state import SlackWorkspace
from local.template import Resource, Stack, load
from tests import house_state
from tests.aws_clients import operator, session
from tests.house_wires import AwsWire, Killed, SlackWire, called, caller, calling
from tests.rest_caller import Caller
from tests.rest_courier import RestCourier

TEMPLATE = Path(__file__).parent.parent / "infra" / "template.yaml"
ARN = "arn:aws:lambda:us-west-2:123456789012:function:imagine-function:live"
FUNCTION_SECONDS = 120.0
START = 1_800_000_000.0
SWEEP_SECONDS = 300.0


class VirtualClock:
    """A clock that stands still until somebody waits."""

    def __init__(self, start: float = START) -> None:
        self._now = start
        self._lock = threading.Lock()

    def now(self) -> float:
        """Epoch seconds."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass at once."""
        with self._lock:
            self._now += max(0.0, seconds)

    def set(self, instant: float) -> None:
        """Make it that instant."""
        self._now = instant

    def advance_to(self, instant: float) -> None:
        """Let time pass until then."""
        with self._lock:
            self._now = max(self._now, instant)


@dataclass(slots=True)
class Context:
    """Lambda's context, as far as it is read."""

    clock: VirtualClock
    until: float
    invoked_function_arn: str = ARN
    aws_request_id: str = "request"
    function_name: str = "imagine"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function's time-out."""
        return max(0, int((self.until - self.clock.now()) * 1000))


@dataclass(slots=True)
class Trace:
    """What the house did.

    Attributes:
        calls: Each outbound call as "service:operation", in the order they were made.
        invoked: Payloads of asynchronous invocations, as accepted.
        failures: What invocations died of.
    """

    calls: list[str] = field(default_factory=list)
    invoked: list[dict[str, Any]] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)


def _stores(stack: Stack) -> list[Resource | tuple[str, str]]:
    kinds = ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SQS::Queue")
    secrets = [one for one in stack.environment.items() if one[0].endswith("_SOURCE")]
    return [*(one for kind in kinds for one in stack.of_type(kind)), *secrets]


class House:
    """Everything, in one process.

    Attributes:
        slack: The workspace.
        people: What its people do.
        programs: What programs ask over REST.
        bedrock: The models.
        clock: The time.
        trace: What was called.
        permissions: What the function's role may do, and what it has been asked for.
        hook: Asked about each outbound call; `local.faults` has what it may say.
        lose_deliveries: How many of Slack's next requests get lost on the way here.
    """

    def __init__(
        self,
        parameters: Mapping[str, str] | None = None,
        *,
        painter: Painter = paint_plain,
        speaker: Speaker | None = None,
        **environment: str,
    ) -> None:
        self.clock = VirtualClock()
        self.trace = Trace()
        self.hook: Hook = nothing
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._number = itertools.count()
        self._pending: deque[bytes] = deque()
        self._epoch = 0
        self._lock = threading.Lock()
        self.lose_deliveries = 0
        self._killed: set[int] = set()
        self._until: dict[int, float] = {}
        self.slack = SlackWorkspace(clock=self.clock.now)
        self._server = serve(self.slack)
        self._wire = SlackWire(self.slack, self._asked)
        self._wire.connect()
        self.bedrock = Bedrock(
            painter,
            speaker or Rewriter(),
            clock=self.clock.now,
            chance=random.Random(7),  # noqa: S311 - a stand-in's seeds
            keep=5_000,
        )
        self.people = Acts(self.slack, self._deliver, self._later)
        self.programs = RestCourier(self._deliver_rest)
        table_copies.install()
        self._mock = mock_aws()
        self._mock.start()
        self._time = botocore.endpoint.time
        # What botocore waits for before it tries again is no real time either.
        botocore.endpoint.time = SimpleNamespace(sleep=self.clock.sleep)
        self._millis = moto.sqs.models.unix_time_millis
        moto.sqs.models.unix_time_millis = lambda *_: self.clock.now() * 1000
        self.stack = load(TEMPLATE, parameters or {})
        self._session = session()
        fill(self.stack, self.client, SlackSecrets())
        # botocore asks every handler, so moto's own would do each call a second time.
        events = self._session.get_component("event_emitter")
        events.unregister("before-send", botocore_stubber)
        self._aws = AwsWire(self.bedrock, self._invoked, self._asked)
        events.register_first("before-send", self._aws.send)
        self._set_up(environment)
        self._log = logging.StreamHandler(io.StringIO())
        self._log.setFormatter(observe.logger().registered_formatter)
        observe.logger().addHandler(self._log)
        self._clients = Clients(self.settings.bedrock_region, self._session)
        self.restart()
        # The handler asks for the process's application: it is this house's.
        self._elsewhere = bot.app._application
        bot.app._application = lambda: self.application  # type: ignore[assignment]

    def _set_up(self, environment: Mapping[str, str]) -> None:
        """Give the function the stack's role and variables."""
        self.permissions = self._aws.permissions = Permissions(self.stack)
        self.environment = {
            **self.stack.environment,
            "SLACK_BOT_TOKEN": self.slack.token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": self._server.api_url,
            **environment,
        }
        self.settings: Settings = read(self.environment)

    def redeploy(self, parameters: Mapping[str, str]) -> bool:
        """Update the function alone to other parameters; False where stores would change too."""
        stack = load(TEMPLATE, parameters)
        if _stores(stack) != _stores(self.stack):
            return False
        self.stack = stack
        self._set_up({})
        return True

    def restart(self) -> None:
        """A new process of the function: nothing is remembered."""
        self.application = bot.app.Application(
            self.settings, clock=self.clock, clients=self._clients
        )

    def resettle(self, **environment: str) -> None:
        """A new process of the function, with some of its settings changed."""
        self.settings = read({**self.environment, **environment})
        self.restart()

    def clear(self, to: house_state.Kept | None = None) -> None:
        """Forget all that happened, or all since a moment that was kept; the process stays warm."""
        house_state.clear(self)
        self.clock.set(START)
        if to:
            house_state.put_back(self, to)
            self.clock.advance_to(self.slack.journal._last_ts / 1_000_000 + 1)
        self._wire.connect()
        self.people = Acts(self.slack, self._deliver, self._later)
        self.programs = RestCourier(self._deliver_rest)
        self.hook, self.trace, self._epoch = nothing, Trace(), 0
        self.lose_deliveries = 0
        for kept in (self._agenda, self._pending, self._killed, self._until):
            kept.clear()
        self._log.stream.truncate(0)
        self._log.stream.seek(0)

    def close(self) -> None:
        """Stop everything."""
        moto.sqs.models.unix_time_millis = self._millis
        botocore.endpoint.time = self._time
        observe.logger().removeHandler(self._log)
        bot.app._application = self._elsewhere
        self._mock.stop()
        self._wire.disconnect()
        self._server.close()
        for client in vars(self._clients).values():
            if hasattr(client, "close"):
                client.close()

    # --- looking

    def client(self, service: str) -> Any:
        """A boto3 client of the operator's, whose calls no hook sees."""
        return operator(service)

    def jobs(self) -> list[Job]:
        """Every job in the table, oldest first."""
        found = [from_item(item) for item in house_state.items(self) if "#job#" in item["pk"]]
        return sorted(found, key=lambda job: job.created)

    def count(self, key: str) -> int:
        """What a budget's counter stands at."""
        return self.counters().get(key, 0)

    def counters(self) -> dict[str, int]:
        """What every budget's counter stands at."""
        items = house_state.items(self)
        return {item["pk"]: item["count"] for item in items if "count" in item}

    def unfinished(self) -> int:
        """How many jobs the index of unfinished ones holds."""
        return sum("open" in row.attrs for row in house_state.rows(self).values())

    def messages(self) -> list[Any]:
        """What the slow lane's queue holds, seen and unseen, as moto keeps it."""
        return house_state.waiting(self)

    def logged(self) -> str:
        """Every log line so far, as CloudWatch would have it."""
        return str(self._log.stream.getvalue())

    def pictures(self) -> dict[str, bytes]:
        """Every object in the output bucket, by key."""
        return dict(house_state.objects(self))

    def posted(self, channel: str = "general") -> list[Message]:
        """The bot's messages in a conversation, oldest first."""
        place = self.slack.channel(channel)
        return [one for one in self.slack.messages(place.id) if one.by_bot]

    def private(self, user: str = "ana") -> list[Message]:
        """What only that person sees."""
        return list(self.slack.private_to(self.slack.user(user).id))

    def private_messages(self) -> list[Message]:
        """What somebody alone sees of the bot's."""
        people = self.slack.users()
        return [one for user in people for one in self.slack.private_to(user.id) if one.by_bot]

    def uploaded(self, file_ids: list[str]) -> bytes:
        """The bytes of the one file named."""
        (file_id,) = file_ids
        file = self.slack.files.find(file_id)
        if file is None or file.content is None:
            raise LookupError(file_id)
        return file.content

    def painted(self) -> list[dict[str, Any]]:
        """The bodies of the image calls that were carried out, and so paid."""
        return [dict(call.request) for call in self.bedrock.calls(IMAGE_MODEL, done=True)]

    def enhanced(self) -> list[dict[str, Any]]:
        """The bodies of the enhancements that were carried out."""
        return [dict(call.request) for call in self.bedrock.calls(TEXT_MODEL, done=True)]

    # --- going on

    def settle(self, seconds: float = 3 * 3600) -> None:
        """Let the house work until nothing is left to do, or so much time has passed."""
        end = self.clock.now() + seconds
        next_sweep = self.clock.now() + SWEEP_SECONDS
        while True:
            if self._pending:
                self.run_invocation()
                continue
            if self._agenda and self._agenda[0][0] <= self.clock.now():
                heapq.heappop(self._agenda)[2]()
                continue
            if self.run_message():
                continue
            times = [self._agenda[0][0]] if self._agenda else []
            times += self._visible_at()
            if self.unfinished():
                times.append(next_sweep)
            if not times or min(times) > end:
                return
            self.clock.advance_to(min(times) + 0.001)
            if self.clock.now() >= next_sweep:
                self.sweep()
                next_sweep = self.clock.now() + SWEEP_SECONDS

    def run_invocation(self, *, newest: bool = False) -> None:
        """Carry out the oldest accepted asynchronous invocation, or the newest."""
        payload = self._pending.pop() if newest else self._pending.popleft()
        event = json.loads(payload)
        try:
            self._invoke(event)
        except (Exception, Killed) as error:  # noqa: BLE001 - whatever a function dies of
            self.trace.failures.append(error)
            record = {"version": "1.0", "requestPayload": event, "responsePayload": None}
            self.client("sqs").send_message(
                QueueUrl=self.settings.queue_url, MessageBody=json.dumps(record)
            )

    def run_message(self) -> bool:
        """Carry out a message that is to be seen, if there is one."""
        if min(self._visible_at(), default=math.inf) > self.clock.now():
            return False
        sqs, url = self.client("sqs"), self.settings.queue_url
        got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1, AttributeNames=["All"])
        for message in got.get("Messages", []):
            record = {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-west-2:123456789012:slow",
                "awsRegion": "us-west-2",
            }
            try:
                report = self._invoke({"Records": [record]})
            except (Exception, Killed) as error:  # noqa: BLE001 - whatever a function dies of
                self.trace.failures.append(error)
                return True
            if not report["batchItemFailures"]:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            return True
        return False

    def invoke(self, event: dict[str, Any]) -> None:
        """Run the function with an event."""
        self._invoke(event)

    def sweep(self) -> None:
        """What the schedule does."""
        try:
            self._invoke({"source": "imagine.sweep"})
        except (Exception, Killed) as error:  # noqa: BLE001 - whatever a function dies of
            self.trace.failures.append(error)

    def kill(self) -> None:
        """Kill the worker that is making a call now; for hooks."""
        self._killed.add(caller() or self._epoch)
        raise Killed

    def run_invocations_at_once(self, copies: int = 1) -> None:
        """Carry out all that is accepted, each so many times, at the same moment."""
        payloads = [json.loads(payload) for payload in self._pending for _ in range(copies)]
        self._pending.clear()
        with ThreadPoolExecutor(max(1, len(payloads))) as pool:
            list(pool.map(self._invoke, payloads))

    def deliver_again(self) -> None:
        """Deliver the latest accepted invocation once more, now; its worker may still be at it."""
        if self.trace.invoked:
            self._pending.append(json.dumps(self.trace.invoked[-1]).encode())
            self.run_invocation(newest=True)

    @property
    def pending(self) -> int:
        """Asynchronous invocations accepted and not yet begun."""
        return len(self._pending)

    def lose_invocations(self) -> None:
        """Forget what was accepted, as Lambda may under overload."""
        self._pending.clear()

    def repeat_invocations(self) -> None:
        """Have each accepted invocation delivered twice."""
        self._pending = deque(payload for payload in self._pending for _ in range(2))

    # --- the wires

    def request(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> dict[str, Any]:
        """Send an HTTP request through API Gateway, and give the function's own answer."""
        lowered = {name.lower(): value for name, value in headers.items()}
        textual = lowered.get("content-type", "").startswith("application/json")
        event = {
            "version": "2.0",
            "routeKey": f"{method} {path}",
            "rawPath": path,
            "rawQueryString": "",
            "headers": lowered,
            "requestContext": {"http": {"method": method, "path": path}, "stage": "$default"},
            "body": body.decode() if textual else base64.b64encode(body).decode(),
            "isBase64Encoded": not textual,
        }
        answer: dict[str, Any] = self._invoke(event, seconds=30.0)
        return answer

    def _deliver(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        self._maybe_lose()
        try:
            answer = self.request("POST", path, headers, body)
        except (Exception, Killed) as error:
            self.trace.failures.append(error)
            raise ConnectionError("the function died") from error
        return Reply(answer["statusCode"], answer["headers"], answer["body"].encode())

    def _deliver_rest(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        self._maybe_lose()
        try:
            told = Caller(self, working=False).post(path, None, text=body.decode(), **headers)
        except Killed as error:
            self.trace.failures.append(error)
            raise ConnectionError("the function died") from error
        return Reply(told.status, told.headers, json.dumps(told.body).encode())

    def _maybe_lose(self) -> None:
        if self.lose_deliveries:
            self.lose_deliveries -= 1
            raise ConnectionError("lost on the way")

    def _invoke(self, event: dict[str, Any], seconds: float = FUNCTION_SECONDS) -> Any:
        with self._lock:
            self._epoch += 1
            number = self._epoch
        until = self._until[number] = self.clock.now() + seconds
        token = calling(number)
        try:
            context = Context(self.clock, until, aws_request_id=f"invocation-{number}")
            return bot.app.handler(event, context)
        finally:
            called(token)

    def _later(self, seconds: float, run: Callable[[], None]) -> None:
        entry = (self.clock.now() + seconds, next(self._number), run)
        heapq.heappush(self._agenda, entry)

    def _visible_at(self) -> list[float]:
        return [
            max(message.visible_at, message.delayed_until) / 1000 for message in self.messages()
        ]

    def _asked(self, call: Call, phase: Phase) -> Refusal | Lost | None:
        run = caller() or self._epoch
        if run in self._killed or self.clock.now() >= self._until.get(run, self.clock.now() + 1):
            raise Killed
        if phase is Phase.BEFORE:
            self.trace.calls.append(f"{call.service}:{call.operation}")
        return self.hook(call, phase)

    def _invoked(self, payload: bytes) -> None:
        self._pending.append(payload)
        self.trace.invoked.append(json.loads(payload))
