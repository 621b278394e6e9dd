"""Faults for tests: refusals as the real services word them, and a hook that makes one."""

from __future__ import annotations

import threading

from local.faults import Call, Hook, Lost, Phase, Refusal


def faulty(
    operation: str, verdict: Refusal | Lost, phase: Phase = Phase.BEFORE, *, times: int = 1
) -> Hook:
    """A hook with one verdict on so many calls of an operation; "*" stands for every operation."""
    left, lock = [times], threading.Lock()

    def hook(call: Call, at: Phase) -> Refusal | Lost | None:
        with lock:
            if at is not phase or operation not in {"*", call.operation} or not left[0]:
                return None
            left[0] -= 1
        return verdict

    return hook


def conflict(operation: str = "TransactWriteItems") -> Refusal:
    """The answer to a write whose item another transaction is just writing."""
    if operation != "TransactWriteItems":
        return Refusal(
            "TransactionConflictException", message="Transaction is ongoing for the item"
        )
    return Refusal(
        "TransactionCanceledException",
        message="Transaction cancelled, please refer cancellation reasons for specific reasons "
        "[TransactionConflict]",
        details={
            "CancellationReasons": [
                {
                    "Code": "TransactionConflict",
                    "Message": "Transaction is ongoing for the item",
                }
            ]
        },
    )


def throttle(service: str) -> Refusal:
    """The answer of a service that is asked too much."""
    match service:
        case "dynamodb":
            return Refusal("ThrottlingException", 400, "Rate of requests exceeds the limit.")
        case "s3":
            return Refusal("SlowDown", 503, "Please reduce your request rate.")
        case "lambda":
            return Refusal("TooManyRequestsException", 429, "Rate Exceeded.")
    return Refusal("ThrottlingException", 400, "Rate exceeded")


def outage(service: str) -> Refusal:
    """The answer of a service that is down."""
    if service == "s3":
        return Refusal("ServiceUnavailable", 503, "Please retry.")
    return Refusal("InternalServerError", 500, "The request processing has failed.")
