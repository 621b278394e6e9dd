"""The whole house in processes of its own: Lambda's runtime client, killed with SIGKILL.

Looks like `tests.house.House` to whoever acts in it or judges it. Time is real, but need not be
waited for: while nothing runs, leases and due times are moved into the past, as if it had passed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from bot.settings import read
from core.attributes import Item
from core.model import Job
from core.records import from_item
from local.bedrock import IMAGE_MODEL
from local.faults import Call, Hook, Lost, Phase, Refusal, nothing
from local.painter.painting import Painter
from local.slack.records import Message
from local.workspace import LocalWorkspace
from tests import house_state
from tests.rest_courier import RestCourier, through

_LOOK_SECONDS = 0.1
_SPEED = 60.0


class RealHouse:
    """A local workspace, as a house.

    Attributes:
        slack: The workspace.
        people: What its people do.
        programs: What programs ask over REST.
        bedrock: The models.
        calls: Each outbound call as "service:operation", in the order they were made.
        hook: Asked about each outbound call.

    Args:
        painter: Stands in for the image model.
        parameters: Values for the template's parameters.
    """

    def __init__(self, painter: Painter, **parameters: str) -> None:
        self._workspace = LocalWorkspace(parameters=parameters, speed=_SPEED, painter=painter)
        self.slack = self._workspace.slack
        self.people = self._workspace.people
        self.bedrock = self._workspace.bedrock
        self.region = self._workspace.region
        self.programs = RestCourier(through(self.region.http_url))
        self.stack = self.region.aws.stack
        self.settings = read(self.region.environment)
        self.calls: list[str] = []
        self.hook: Hook = nothing
        self._lock = threading.Lock()
        self._listen()
        self._workspace.verify()

    def close(self) -> None:
        """End every process."""
        self._workspace.close()

    def clear(self) -> None:
        """Forget all that happened; the processes stay warm."""
        self.hook = nothing
        house_state.clear(self)
        self._listen()
        self.people.courier.deliveries.clear()
        self.programs.deliveries.clear()
        self.calls.clear()

    def kill(self) -> None:
        """Kill whatever process is at work."""
        self.region.host.pool.kill(lambda _: True)

    # --- what the oracle and the kinds of acts want to know

    def jobs(self) -> list[Job]:
        """Every job in the table, oldest first."""
        found = [from_item(item) for item in house_state.items(self) if "#job#" in item["pk"]]
        return sorted(found, key=lambda job: job.created)

    def counters(self) -> dict[str, int]:
        """What every budget's counter stands at."""
        items = house_state.items(self)
        return {item["pk"]: item["count"] for item in items if "count" in item}

    def unfinished(self) -> int:
        """How many jobs the index of unfinished ones holds."""
        return sum("open" in item for item in house_state.items(self))

    def messages(self) -> list[Any]:
        """What the slow lane's queue holds."""
        return house_state.waiting(self)

    def pictures(self) -> dict[str, bytes]:
        """Every object in the output bucket, by key."""
        return dict(house_state.objects(self))

    def posted(self, channel: str = "general") -> list[Message]:
        """The bot's messages in a conversation, oldest first."""
        place = self.slack.channel(channel)
        return [one for one in self.slack.messages(place.id) if one.by_bot]

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

    # --- going on

    def settle(self, seconds: float = 300.0) -> None:
        """Let everything come to rest; what is left after so many real seconds stays.

        While no process works, time passes sixty times as fast: what waits in the queue is seen
        earlier, and leases and due times are moved into the past.
        """
        give_up = time.monotonic() + seconds
        passed = 0.0
        while time.monotonic() < give_up:
            if not self.region.host.quiet():
                time.sleep(_LOOK_SECONDS)
                continue
            if not self.unfinished() and not self.messages():
                return
            time.sleep(_LOOK_SECONDS)
            self._age(_LOOK_SECONDS * _SPEED)
            passed += _LOOK_SECONDS * _SPEED
            if passed >= 300:
                self.region.host.fire()
                passed = 0.0

    def _age(self, seconds: float) -> None:
        """Let so many seconds have passed for the jobs nobody works on."""
        if not self.region.host.quiet():
            return
        for item in house_state.items(self):
            if "open" in item:
                # A worker that has taken it meanwhile has a lease of its own.
                with suppress(self.region.dynamodb().exceptions.ConditionalCheckFailedException):
                    self._age_one(item, seconds)

    def _age_one(self, item: Item, seconds: float) -> None:
        self.region.dynamodb().update_item(
            TableName=self.settings.table,
            Key={"pk": {"S": item["pk"]}},
            UpdateExpression="SET lease_until = lease_until - :s, due = due - :s",
            ConditionExpression="attribute_exists(#open) AND fence = :fence",
            ExpressionAttributeNames={"#open": "open"},
            ExpressionAttributeValues={
                ":s": {"N": str(seconds)},
                ":fence": {"N": str(item["fence"])},
            },
        )

    # --- the wires

    def _listen(self) -> None:
        """Be asked about every call."""
        self._workspace.set_hook(self._asked)

    def _asked(self, call: Call, phase: Phase) -> Refusal | Lost | None:
        if phase is Phase.BEFORE:
            with self._lock:
                self.calls.append(f"{call.service}:{call.operation}")
        return self.hook(call, phase)


class Killer:
    """Kills the process that makes a call, before it is done or after: a hook.

    Args:
        name: The call's name, as "service:operation".
        count: Which of that name, from 1.
        phase: When.
        kill: Kills it.

    Attributes:
        killed: Whether it came to that.
    """

    def __init__(self, name: str, count: int, phase: Phase, kill: Callable[[], None]) -> None:
        self.killed = False
        self._name, self._left, self._phase, self._kill = name, count, phase, kill
        self._lock = threading.Lock()

    def __call__(self, call: Call, phase: Phase) -> Lost | None:
        """Say what becomes of a call."""
        with self._lock:
            if self.killed or f"{call.service}:{call.operation}" != self._name:
                return None
            if phase is Phase.BEFORE:
                self._left -= 1
            if self._left or phase is not self._phase:
                return None
            self.killed = True
        self._kill()
        return Lost()
