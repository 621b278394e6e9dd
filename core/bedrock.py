"""The way to the two models: clients that pay once, and their errors in our words.

Knows Amazon Bedrock's runtime, its time-outs and its error table; knows nothing of prompts or
pictures. What matters about an error is money: whether the call certainly did nothing
(`Throttled`, `Unavailable`), may have been carried out (`AnswerLost`), or can never work
(`Misconfigured`, `Defect`). The SDK is imported by the first client, not with this module.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from core import observe
from core.errors import (
    AnswerLost,
    Defect,
    Filtered,
    ImagineError,
    Misconfigured,
    Throttled,
    Transient,
    Unavailable,
)
from core.model import Outcome

if TYPE_CHECKING:
    from botocore.config import _RetryDict
    from botocore.exceptions import ClientError
    from botocore.session import Session
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient

FILTER_SENTENCE = "blocked by our content filters"
"""How Bedrock words a filtered text, both as a model's answer and as an error message."""

_TRANSIENT: Mapping[str, type[Transient]] = {
    "ThrottlingException": Throttled,
    "ModelNotReadyException": Throttled,
    "ServiceQuotaExceededException": Throttled,
    "TooManyRequestsException": Throttled,
    "ServiceUnavailableException": Unavailable,
    # Credentials that lapsed while the function slept; the next try has fresh ones.
    "ExpiredTokenException": Unavailable,
    # The model may have run: the fault can lie after the work, on the way back.
    "InternalServerException": AnswerLost,
    "ModelTimeoutException": AnswerLost,
    "ModelErrorException": AnswerLost,
}

_BAD_CREDENTIALS = frozenset(
    {
        "UnrecognizedClientException",
        "InvalidSignatureException",
        "IncompleteSignatureException",
        "IncompleteSignature",
        "InvalidClientTokenId",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
    }
)

_MENDS = (
    (
        "AccessDeniedException",
        "",
        (
            "Allow bedrock:InvokeModel on {model_id} (an inference profile needs it on the profile "
            "and on the model in every region it routes to). The first calls of a third-party "
            "model start an AWS Marketplace subscription: the account needs "
            "aws-marketplace:Subscribe rights and a payment method, or calls are denied."
        ),
    ),
    (
        "ResourceNotFoundException",
        "",
        "{model_id} is not offered in this region or has ended; set another id or region.",
    ),
    (
        "ValidationException",
        "on-demand throughput",
        "Set the id of an inference profile, such as us.{model_id}.",
    ),
    (
        "ValidationException",
        "model identifier is invalid",
        "{model_id} is no model id of this region; set another id or region.",
    ),
    (
        "ValidationException",
        "Operation not allowed",
        "This AWS account may not call {model_id} yet; ask AWS Support to lift the hold.",
    ),
)
"""Error code, what its message contains, and what the operator is to do."""

_QUOTABLE = 4
"""Characters from which on words found in an error's text are a quotation and no accident."""

_ONE_ATTEMPT: _RetryDict = {"total_max_attempts": 1, "mode": "standard"}


def image_client(region: str, *, session: Session | None = None) -> BedrockRuntimeClient:
    """A client for the image model: exactly one attempt, because a second is paid again.

    A picture takes 7 to 30 s, so nothing is lost by opening a connection for each; one kept
    while the function was frozen is often dead, and a request lost on it counts as paid.

    Args:
        region: Where the model is, such as us-west-2.
        session: Whose credentials; the process's own when absent.
    """
    client = _client(region, session, connect=3, read=50, retries=_ONE_ATTEMPT)

    def drop_idle_connections(**_: object) -> None:
        client.close()

    client.meta.events.register("before-send.bedrock-runtime.InvokeModel", drop_idle_connections)
    return client


def enhance_client(region: str, *, session: Session | None = None) -> BedrockRuntimeClient:
    """A client for the enhancement: about 1 s is usual, a lost answer may be asked for again."""
    retries: _RetryDict = {"total_max_attempts": 2, "mode": "standard"}
    return _client(region, session, connect=2, read=12, retries=retries)


def intent_client(region: str, *, session: Session | None = None) -> BedrockRuntimeClient:
    """A client for judging a thread reply: what does not come at once is not worth having."""
    return _client(region, session, connect=2, read=6, retries=_ONE_ATTEMPT)


def _client(
    region: str, session: Session | None, *, connect: float, read: float, retries: _RetryDict
) -> BedrockRuntimeClient:
    from botocore.config import Config  # noqa: PLC0415 - no import of this module waits for it
    from botocore.session import get_session  # noqa: PLC0415 - the same

    config = Config(connect_timeout=connect, read_timeout=read, retries=retries, tcp_keepalive=True)
    maker = session if session is not None else get_session()
    client = maker.create_client("bedrock-runtime", region_name=region, config=config)
    return cast("BedrockRuntimeClient", client)


@contextmanager
def translating(model_id: str, *, private: Collection[str] = ()) -> Iterator[None]:
    """Raise whatever a call or the reading of its answer raises as one of our errors.

    Args:
        model_id: The model called, named in what the operator reads.
        private: Words of people: an error that quotes one of them loses its text.
    """
    from botocore.exceptions import (  # noqa: PLC0415 - loaded with the client
        BotoCoreError,
        ClientError,
    )
    from botocore.parsers import ResponseParserError  # noqa: PLC0415 - the same
    from urllib3.exceptions import HTTPError  # noqa: PLC0415 - the same

    try:
        yield
    except (BotoCoreError, ClientError, ResponseParserError, HTTPError, OSError) as error:
        translated = translate(error, model_id=model_id, private=private)
        if isinstance(translated, Throttled):
            observe.record(observe.Metric.THROTTLED)
        if _code(error) == "ServiceQuotaExceededException":
            observe.logger().error(
                "a Bedrock quota is spent",
                extra={"model": model_id, "mend": "Ask for a higher quota in Service Quotas."},
            )
        raise translated from (None if _quotes(str(error), private) else error)


def translate(error: Exception, *, model_id: str, private: Collection[str] = ()) -> ImagineError:
    """What an error of a Bedrock call means for the job, and for money.

    An error outside the documented table is judged by its HTTP status; where even that leaves
    open whether the model ran, it counts as an answer lost.

    Args:
        error: From botocore, or from reading the body of its answer.
        model_id: The model called.
        private: Words that must not be repeated in the result.
    """
    from botocore import exceptions as e  # noqa: PLC0415 - loaded with the client

    if isinstance(error, e.ClientError):
        return _of_service(error, model_id, private)
    name = type(error).__name__
    if isinstance(
        error, e.EndpointConnectionError | e.ConnectTimeoutError | e.ProxyConnectionError
    ):
        return Unavailable(f"{model_id}: could not connect ({name})")
    if isinstance(
        error,
        e.HTTPClientError | e.ConnectionError | e.IncompleteReadError,
    ) or not isinstance(error, e.BotoCoreError):
        return AnswerLost(f"{model_id}: the connection broke after sending ({name})")
    if isinstance(
        error, e.NoCredentialsError | e.PartialCredentialsError | e.CredentialRetrievalError
    ):
        return Misconfigured(
            f"{model_id}: no AWS credentials ({name})",
            mend="Give the function a role, or this process credentials, that may call Bedrock.",
        )
    return Defect(f"{model_id}: the call could not be made ({name})")


def _of_service(error: ClientError, model_id: str, private: Collection[str]) -> ImagineError:
    code = _code(error)
    text = str(error.response.get("Error", {}).get("Message", ""))
    meta = error.response.get("ResponseMetadata", {})
    status = meta.get("HTTPStatusCode", 0)
    known = _TRANSIENT.get(code)
    if known is not None:
        return known(f"{model_id}: {code}", retry_after=_seconds(meta.get("HTTPHeaders", {})))
    if FILTER_SENTENCE in text.lower():
        return Filtered(Outcome.FILTERED_PROMPT)
    mend = _mend(code, text, model_id)
    if mend:
        return Misconfigured(f"{model_id}: {code}", mend=mend)
    if code != "ValidationException":
        by_status = _by_status(status)
        if by_status is not None:
            return by_status(f"{model_id}: {code} with HTTP {status}")
    said = "(it quotes the prompt)" if _quotes(text, private) else text[:300]
    return Defect(f"{model_id}: {code}: {said}")


def _mend(code: str, text: str, model_id: str) -> str:
    """What the operator must change, or "" where it is not the operator's doing."""
    if code in _BAD_CREDENTIALS:
        return "AWS does not accept these credentials; check the role and the clock."
    for known, phrase, mend in _MENDS:
        if code == known and phrase in text:
            return mend.format(model_id=model_id)
    return ""


def _by_status(status: int) -> type[Transient] | None:
    """The meaning of an HTTP status that came without a code of the table; None is final."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return Unavailable
    final = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    late = status in {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.FAILED_DEPENDENCY}
    return None if final and not late else AnswerLost


def _code(error: Exception) -> str:
    response = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""


def _seconds(headers: Mapping[str, str]) -> float:
    """`Retry-After` in seconds; 0 where it is absent or a date."""
    value = headers.get("retry-after", "")
    return float(value) if value.isdecimal() else 0.0


def _quotes(text: str, private: Collection[str]) -> bool:
    return any(len(words) >= _QUOTABLE and words in text for words in private)
