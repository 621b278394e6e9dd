"""What AWS's services have in common when they fail: botocore's errors as ours.

The models have a table of their own (`core.bedrock`), because there an error is money.
"""

from __future__ import annotations

from collections.abc import Mapping

from botocore.exceptions import BotoCoreError, ClientError

from core.errors import Defect, ImagineError, Misconfigured, Throttled, Unavailable

AwsError = BotoCoreError | ClientError

_THROTTLES = {
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "ReplicatedWriteConflictException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "SlowDown",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionConflictException",
    "TransactionInProgressException",
}
_SERVER_ERROR = 500


def code_of(error: AwsError) -> str:
    """The service's name for the error; "" where no answer came."""
    return str(error.response["Error"].get("Code", "")) if isinstance(error, ClientError) else ""


def fault(error: AwsError, *, service: str, mends: Mapping[str, str]) -> ImagineError:
    """Our error for one of botocore's.

    Args:
        error: What botocore raised.
        service: The service's name for messages ("S3").
        mends: What the operator is to do, by the service's error code.
    """
    code = code_of(error)
    if not isinstance(error, ClientError):
        return Unavailable(f"{service}: {type(error).__name__}")
    if code in _THROTTLES:
        return Throttled(f"{service}: {code}")
    if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= _SERVER_ERROR:
        return Unavailable(f"{service}: {code}")
    if code in mends:
        return Misconfigured(f"{service} answered {code}", mend=mends[code])
    return Defect(f"{service} answered {code}")
