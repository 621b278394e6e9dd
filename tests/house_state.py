"""What a house remembers, cleared in a millisecond or put back as it was at an earlier moment.

Reaches into moto and the workspace, because going through their doors costs more than what is
tested. Only what a run can change is here.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any, Protocol

from moto.core.model_instances import reset_model_data
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import FakeKey, s3_backends
from moto.sqs.models import sqs_backends

from bot.settings import Settings
from core.attributes import Item, plain
from local.bedrock import Bedrock
from local.slack.state import SlackWorkspace
from local.template import Stack

_ACCOUNT = "123456789012"


@dataclass(frozen=True, slots=True)
class Kept:
    """A moment of a house.

    Attributes:
        slack: What the workspace held, part by part.
        rows: The table's items.
        objects: Both buckets' objects.
        requests: What the models were asked.
        faults: What they are to go wrong with.
    """

    slack: tuple[Any, ...]
    rows: Any
    objects: tuple[Any, ...]
    requests: tuple[Any, ...]
    faults: Any


class Remembering(Protocol):
    """What is cleared and kept: a house, in one process or in many."""

    slack: SlackWorkspace
    bedrock: Bedrock
    stack: Stack
    settings: Settings


def clear(house: Remembering) -> None:
    """Forget everything but the time."""
    address = house.slack.base_url
    house.slack.__init__(clock=house.slack.clock)  # type: ignore[misc]
    house.slack.base_url = address
    house.bedrock.requests.clear()
    house.bedrock.faults.clear()
    rows(house).clear()
    for bucket in _buckets(house):
        for found in bucket.keys.values():
            found.dispose()
        bucket.keys.clear()
    for queue in _queues(house).values():
        queue._messages.clear()
        queue._pending_messages.clear()
    # moto keeps a list of everything it ever made.
    reset_model_data()


def keep(house: Remembering) -> Kept:
    """Remember this moment. Nothing must be waiting in the queue."""
    return Kept(
        slack=tuple(_copied(getattr(part, name)) for part, name in _parts(house)),
        rows=copy.deepcopy(rows(house)),
        objects=tuple(
            {key: (dict(vars(found)), found.value) for key, found in bucket.keys.items()}
            for bucket in _buckets(house)
        ),
        requests=tuple(house.bedrock.requests),
        faults=_copied(house.bedrock.faults._waiting),
    )


def put_back(house: Remembering, kept: Kept) -> None:
    """Make it that moment again in a house that was cleared."""
    for (part, name), value in zip(_parts(house), kept.slack, strict=True):
        setattr(part, name, _copied(value))
    rows(house).update(copy.deepcopy(kept.rows))
    for bucket, objects in zip(_buckets(house), kept.objects, strict=True):
        for key, (attributes, content) in objects.items():
            bucket.keys[key] = _object(attributes, content)
    house.bedrock.requests.extend(kept.requests)
    house.bedrock.faults._waiting.update(_copied(kept.faults))


def rows(house: Remembering) -> Any:
    """The table's items as moto keeps them, by key."""
    tables = dynamodb_backends[_ACCOUNT][house.stack.region].tables
    return tables[house.settings.table].items


def items(house: Remembering) -> list[Item]:
    """The table's items as plain values."""
    return [plain(row.to_json()["Attributes"]) for row in rows(house).values()]


def objects(house: Remembering) -> Mapping[str, bytes]:
    """The output bucket's objects, by key."""
    _, outputs = _buckets(house)
    return {key: found.value for key, found in outputs.keys.items()}


def waiting(house: Remembering) -> list[Any]:
    """The slow lane's messages, seen and unseen, as moto keeps them."""
    return list(_queues(house)[house.settings.queue_url.rpartition("/")[2]]._messages)


def _buckets(house: Remembering) -> tuple[Any, Any]:
    buckets = s3_backends[_ACCOUNT]["aws"].buckets
    return buckets[house.settings.input_bucket], buckets[house.settings.output_bucket]


def _queues(house: Remembering) -> Any:
    return sqs_backends[_ACCOUNT][house.stack.region].queues


def _parts(house: Remembering) -> tuple[tuple[Any, str], ...]:
    slack = house.slack
    return (
        (slack, "_messages"),
        (slack, "_private"),
        (slack, "_channels"),
        (slack, "_block_numbers"),
        (slack, "shows_unshared_files"),
        (slack.files, "_files"),
        (slack.files, "_tickets"),
        (slack.modals, "_stacks"),
        (slack.tickets, "_triggers"),
        (slack.tickets, "_responses"),
        (slack.journal, "_counter"),
        (slack.journal, "_last_ts"),
    )


def _object(attributes: Mapping[str, Any], content: bytes) -> FakeKey:
    """An object like one there was, with a file of its own."""
    made = FakeKey.__new__(FakeKey)
    vars(made).update(attributes)
    made._value_buffer = SpooledTemporaryFile()  # noqa: SIM115 - moto closes it
    made.disposed = False
    made.value = content
    return made


def _copied(value: Any) -> Any:
    """A copy two levels deep: below that everything is frozen."""
    if isinstance(value, dict):
        return {key: copy.copy(each) for key, each in value.items()}
    return copy.copy(value)
