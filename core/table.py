"""The DynamoDB table, in the few verbs jobs are made of, with its faults made ours.

Knows how to write conditionally, retry what did not happen, and tell a failed condition from
an outage. Does not know what a job is.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from core.attributes import Item, plain, typed
from core.aws import AwsError, code_of, fault
from core.clock import Clock
from core.errors import Defect, ImagineError, Throttled, Transient

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

T = TypeVar("T")

_CONTENTION = {"TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"}
_MENDS = {
    "AccessDeniedException": "grant the function the table's actions as infra/template.yaml does",
    "ResourceNotFoundException": "set TABLE_NAME to the table the stack made",
    "UnrecognizedClientException": "check the credentials and the region of the function",
}


class ConditionFailed(ImagineError):
    """A condition did not hold, so nothing was written.

    Attributes:
        items: The items as they stand, in the order of the writes; None where a write's own
            condition held, or where there is no such item.
        failed: Which of the writes had a condition that did not hold.
    """

    def __init__(self, items: Sequence[Item | None], failed: Sequence[bool]) -> None:
        super().__init__("the condition did not hold")
        self.items = tuple(items)
        self.failed = tuple(failed)


@dataclass(frozen=True, slots=True)
class Write:
    """One conditional write.

    Attributes:
        key: The item's partition key.
        put: The whole item, without its key, for a put; None for an update.
        update: Update expression; "" for a put.
        condition: Condition expression; "" writes whatever stands there.
        names: Stand-ins for attribute names (`#status`).
        values: Stand-ins for values (`:now`), as plain Python.
    """

    key: str
    put: Item | None = None
    update: str = ""
    condition: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


class Table:
    """The one table.

    Args:
        client: A DynamoDB client with short time-outs.
        name: The table's name.
        clock: Tells how long has been spent on retries.
        rng: Jitter.
        patience: Seconds within which throttles, conflicts and outages are tried again.
    """

    def __init__(
        self,
        client: DynamoDBClient,
        name: str,
        *,
        clock: Clock,
        rng: random.Random,
        patience: float,
    ) -> None:
        self._client = client
        self._name = name
        self._clock = clock
        self._rng = rng
        self._patience = patience

    def patient(self, seconds: float) -> Table:
        """The same table, tried for so many seconds before an outage is one."""
        return Table(self._client, self._name, clock=self._clock, rng=self._rng, patience=seconds)

    def get(self, key: str) -> Item | None:
        """Read one item, consistently.

        Raises:
            Transient: The table could not be read.
        """
        answer = self._try(
            lambda: self._client.get_item(
                TableName=self._name, Key={"pk": {"S": key}}, ConsistentRead=True
            )
        )
        return plain(answer["Item"]) if "Item" in answer else None

    def write(self, write: Write) -> Item:
        """Carry out one write and return the item as it stands after it.

        Raises:
            ConditionFailed: Its condition did not hold; carries the item as it stands.
            Transient: The table could not be written; it may have been, all the same.
        """
        if write.put is not None:
            self._try(lambda: self._client.put_item(**self._put(write)))
            return {"pk": write.key, **write.put}
        answer = self._try(
            lambda: self._client.update_item(**self._update(write), ReturnValues="ALL_NEW")
        )
        return plain(answer["Attributes"])

    def transact(self, writes: Sequence[Write]) -> None:
        """Carry out all of the writes or none.

        Transactions that touch the same item at once are cancelled with `TransactionConflict`,
        which botocore does not try again; this does, with jitter.

        Raises:
            ConditionFailed: A condition did not hold; says which, with the items as they stand.
            Transient: The table could not be written; it may have been, all the same.
        """
        items: list[Any] = [
            {"Put": self._put(write)} if write.put is not None else {"Update": self._update(write)}
            for write in writes
        ]
        self._try(lambda: self._client.transact_write_items(TransactItems=items))

    def delete(self, key: str) -> None:
        """Remove an item; it need not be there.

        Raises:
            Transient: The table could not be written.
        """
        self._try(lambda: self._client.delete_item(TableName=self._name, Key={"pk": {"S": key}}))

    def unfinished(self, *, due_before: float, limit: int) -> list[tuple[str, float]]:
        """Keys and due times of unfinished jobs, the longest overdue first.

        The index trails the table by a moment: claim before you act.

        Raises:
            Transient: The index could not be read.
        """
        answer = self._try(
            lambda: self._client.query(
                TableName=self._name,
                IndexName="unfinished",
                KeyConditionExpression="#open = :one AND #due <= :now",
                ExpressionAttributeNames={"#open": "open", "#due": "due"},
                ExpressionAttributeValues={":one": {"S": "1"}, ":now": {"N": f"{due_before:.3f}"}},
                Limit=limit,
            )
        )
        return [(item["pk"]["S"], float(item["due"]["N"])) for item in answer["Items"]]

    def _put(self, write: Write) -> dict[str, Any]:
        return {
            "TableName": self._name,
            "Item": typed({"pk": write.key, **(write.put or {})}),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            **_expressions(write),
        }

    def _update(self, write: Write) -> dict[str, Any]:
        return {
            "TableName": self._name,
            "Key": {"pk": {"S": write.key}},
            "UpdateExpression": write.update,
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            **_expressions(write),
        }

    def _try(self, call: Callable[[], T]) -> T:
        give_up = self._clock.now() + self._patience
        pause = 0.02
        while True:
            try:
                return call()
            except (BotoCoreError, ClientError) as error:
                failure = _fault(error)
                wait = pause * self._rng.uniform(0.5, 1.5)
                if not isinstance(failure, Transient) or self._clock.now() + wait > give_up:
                    raise failure from error
            self._clock.sleep(wait)
            pause = min(pause * 2, 0.5)


def _fault(error: AwsError) -> ImagineError:
    code = code_of(error)
    response: dict[str, Any] = dict(error.response) if isinstance(error, ClientError) else {}
    if code == "ConditionalCheckFailedException":
        item = response.get("Item")
        return ConditionFailed([plain(item) if item else None], [True])
    if code == "TransactionCanceledException":
        return _cancelled(response.get("CancellationReasons", []))
    return fault(error, service="DynamoDB", mends=_MENDS)


def _cancelled(reasons: Sequence[Mapping[str, Any]]) -> ImagineError:
    codes = [reason.get("Code", "None") for reason in reasons]
    if "ConditionalCheckFailed" in codes:
        # A condition that fails beside a conflict may fail for what the other side is about to
        # undo; but nothing is written either way, and the caller looks before it concludes.
        items = [plain(reason["Item"]) if reason.get("Item") else None for reason in reasons]
        return ConditionFailed(items, [code == "ConditionalCheckFailed" for code in codes])
    if _CONTENTION & set(codes):
        return Throttled("TransactionConflict")
    return Defect(f"transaction cancelled: {', '.join(codes)}")


def _expressions(write: Write) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    if write.condition:
        parts["ConditionExpression"] = write.condition
    if write.names:
        parts["ExpressionAttributeNames"] = dict(write.names)
    if write.values:
        parts["ExpressionAttributeValues"] = typed(write.values)
    return parts
