"""Moves dead letters back to the slow lane's queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

PER_SECOND = 1
"""How fast they come back, so that a wave of them does not meet the same trouble at once."""


def redrive(client: SQSClient, dead_letters: str) -> str:
    """Start moving every dead letter back to the queue it came from.

    Args:
        client: An SQS client.
        dead_letters: URL of the dead-letter queue.

    Returns:
        What was begun.

    Raises:
        ClientError: SQS refuses, or another move is under way.
    """
    attributes = client.get_queue_attributes(
        QueueUrl=dead_letters, AttributeNames=["ApproximateNumberOfMessages", "QueueArn"]
    )["Attributes"]
    waiting = int(attributes["ApproximateNumberOfMessages"])
    if waiting == 0:
        return "There are no dead letters."
    client.start_message_move_task(
        SourceArn=attributes["QueueArn"], MaxNumberOfMessagesPerSecond=PER_SECOND
    )
    return f"About {waiting} dead letters go back to the slow lane, {PER_SECOND} a second."
