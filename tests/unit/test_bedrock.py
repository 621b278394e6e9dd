"""Clients that pay once, and Bedrock's errors in our words."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import Any

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
    ParamValidationError,
    ProxyConnectionError,
    ReadTimeoutError,
    ResponseStreamingError,
    SSLError,
)
from botocore.parsers import ResponseParserError
from botocore.session import Session
from urllib3 import HTTPConnectionPool

from core import bedrock
from core.errors import (
    AnswerLost,
    Defect,
    Filtered,
    ImagineError,
    Misconfigured,
    Throttled,
    Unavailable,
)
from core.model import Outcome
from local.bedrock import IMAGE_MODEL, TEXT_MODEL, Trouble

from .conftest import REGION, Models

MESSAGES = [{"role": "user", "content": [{"text": "a fox"}]}]


def converse(client: Any) -> None:
    """Call the text model as the enhancement does."""
    with bedrock.translating(TEXT_MODEL):
        client.converse(modelId=TEXT_MODEL, messages=MESSAGES)


def refused(code: str, message: str = "", status: int = 400, **headers: str) -> ClientError:
    """An error as botocore raises it."""
    return ClientError(
        {
            "Error": {"Code": code, "Message": message},
            "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": headers},
        },
        "Converse",
    )


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ThrottlingException", Throttled),
        ("ModelNotReadyException", Throttled),
        ("ServiceQuotaExceededException", Throttled),
        ("ServiceUnavailableException", Unavailable),
        ("InternalServerException", AnswerLost),
        ("ModelTimeoutException", AnswerLost),
        ("ModelErrorException", AnswerLost),
        ("AccessDeniedException", Misconfigured),
        ("ResourceNotFoundException", Misconfigured),
        ("MissingAuthenticationTokenException", Misconfigured),
        ("IncompleteSignatureException", Misconfigured),
        ("ValidationException", Defect),
    ],
)
def test_each_error_of_the_service_has_its_meaning(
    models: Models, code: str, kind: type[ImagineError]
) -> None:
    """Every exception of the two operations says whether it was paid and whether to try again."""
    models.bedrock.fail(TEXT_MODEL, Trouble.EXCEPTION, exception=code)
    with pytest.raises(ImagineError) as caught:
        converse(models.client())
    assert type(caught.value) is kind
    assert code in str(caught.value)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (EndpointConnectionError(endpoint_url="u"), Unavailable),
        (ConnectTimeoutError(endpoint_url="u"), Unavailable),
        (ProxyConnectionError(proxy_url="u"), Unavailable),
        (ReadTimeoutError(endpoint_url="u"), AnswerLost),
        (ResponseStreamingError(error="cut"), AnswerLost),
        (IncompleteReadError(actual_bytes=1, expected_bytes=2), AnswerLost),
        (HTTPClientError(error="anything"), AnswerLost),
        (SSLError(endpoint_url="u", error="eof"), AnswerLost),
        (ResponseParserError("half an answer"), AnswerLost),
        (ConnectionResetError(), AnswerLost),
        (NoCredentialsError(), Misconfigured),
        (ParamValidationError(report="bad"), Defect),
        (BotoCoreError(), Defect),
        (refused("ExpiredTokenException", status=403), Unavailable),
        (refused("SomethingNew", status=429), Throttled),
        (refused("SomethingNew", status=503), Unavailable),
        (refused("504", status=504), AnswerLost),
        (refused("SomethingNew", status=408), AnswerLost),
        (refused("SomethingNew", status=424), AnswerLost),
        (refused("SomethingNew", status=413), Defect),
    ],
)
def test_what_is_not_certainly_unpaid_counts_as_lost(
    error: Exception, kind: type[ImagineError]
) -> None:
    """An error before anything was sent costs nothing; any doubt after that counts as paid."""
    assert type(bedrock.translate(error, model_id=IMAGE_MODEL)) is kind


def test_a_closed_port_costs_nothing(monkeypatch: pytest.MonkeyPatch, models: Models) -> None:
    """Nobody listening is Unavailable, through the real stack."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", f"http://127.0.0.1:{port}")
    with pytest.raises(Unavailable):
        converse(models.client())


@pytest.mark.parametrize(
    ("trouble", "details"), [(Trouble.LOSE_REPLY, {}), (Trouble.HANG_DONE, {"seconds": 5.0})]
)
def test_an_answer_cut_or_late_is_lost(
    models: Models, trouble: Trouble, details: dict[str, Any]
) -> None:
    """The model did the work and the answer never came: it may have been paid."""
    models.bedrock.fail(TEXT_MODEL, trouble, **details)
    with pytest.raises(AnswerLost):
        converse(models.client(read_timeout=0.2))


def test_retry_after_is_kept() -> None:
    """The seconds a throttle asks for reach whoever waits; a date is passed over."""
    told = bedrock.translate(
        refused("ThrottlingException", **{"retry-after": "7"}), model_id=TEXT_MODEL
    )
    assert isinstance(told, Throttled)
    assert told.retry_after == 7.0
    dated = bedrock.translate(
        refused("ThrottlingException", **{"retry-after": "Mon, 23 Nov 2026"}), model_id=TEXT_MODEL
    )
    assert isinstance(dated, Throttled)
    assert dated.retry_after == 0.0


@pytest.mark.parametrize(
    ("code", "message", "mend"),
    [
        ("AccessDeniedException", "You don't have access to the model", "aws-marketplace"),
        ("ResourceNotFoundException", "end of its life", "another id or region"),
        (
            "ValidationException",
            "Invocation of model ID amazon.nova-pro-v1:0 with on-demand throughput isn’t supported",
            "us.amazon.nova-pro-v1:0",
        ),
        ("ValidationException", "The provided model identifier is invalid.", "no model id"),
        ("ValidationException", "Operation not allowed", "AWS Support"),
        ("UnrecognizedClientException", "The security token is invalid.", "credentials"),
    ],
)
def test_what_the_operator_must_mend_is_said(code: str, message: str, mend: str) -> None:
    """Each misconfiguration carries the sentence that mends it."""
    error = bedrock.translate(refused(code, message), model_id="amazon.nova-pro-v1:0")
    assert isinstance(error, Misconfigured)
    assert mend in error.mend


def test_the_bare_model_id_is_told_from_a_bad_request(models: Models) -> None:
    """The text model's bare id fails in us-west-2, and the error names the profile."""
    with pytest.raises(Misconfigured) as caught, bedrock.translating("amazon.nova-pro-v1:0"):
        models.client().converse(modelId="amazon.nova-pro-v1:0", messages=MESSAGES)
    assert "us.amazon.nova-pro-v1:0" in caught.value.mend


def test_a_filter_can_come_as_an_error() -> None:
    """The filter sentence in a ValidationException is a refusal of the words, not a defect."""
    error = bedrock.translate(
        refused("ValidationException", "This request has been blocked by our content filters."),
        model_id=IMAGE_MODEL,
    )
    assert isinstance(error, Filtered)
    assert error.outcome is Outcome.FILTERED_PROMPT


def test_people_s_words_leave_the_error() -> None:
    """A message that quotes the prompt is left out, and so is its cause; others are kept."""
    words = "a very private fox"
    quoting = refused("ValidationException", f"#/prompt: {words!r} is too odd")
    with (
        pytest.raises(Defect) as caught,
        bedrock.translating(IMAGE_MODEL, private=(words, "")),
    ):
        raise quoting
    assert words not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    plain = bedrock.translate(
        refused("ValidationException", "#/seed: not an integer"), model_id=IMAGE_MODEL
    )
    assert "#/seed: not an integer" in str(plain)


def test_a_spent_quota_is_told_to_the_operator(
    models: Models, caplog: pytest.LogCaptureFixture
) -> None:
    """The job waits as for a throttle, and a log line names what to ask AWS for."""
    models.bedrock.fail(TEXT_MODEL, Trouble.EXCEPTION, exception="ServiceQuotaExceededException")
    with pytest.raises(Throttled):
        converse(models.client())
    assert [record.__dict__["mend"] for record in caplog.records] == [
        "Ask for a higher quota in Service Quotas."
    ]


def test_our_own_errors_pass() -> None:
    """An error of ours raised while reading an answer stays what it is."""
    with pytest.raises(Filtered), bedrock.translating(IMAGE_MODEL):
        raise Filtered(Outcome.FILTERED_OUTPUT)


def test_the_image_client_pays_once(models: Models) -> None:
    """A throttled or lost picture is asked for exactly once by the client itself."""
    client = models.made(bedrock.image_client(REGION))
    for trouble in (Trouble.THROTTLE, Trouble.LOSE_REPLY):
        models.bedrock.fail(IMAGE_MODEL, trouble)
        with pytest.raises((Throttled, AnswerLost)), bedrock.translating(IMAGE_MODEL):
            client.invoke_model(modelId=IMAGE_MODEL, body='{"prompt": "a fox"}')
    assert len(models.bedrock.calls(IMAGE_MODEL)) == 2
    config = client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (3, 50)
    assert config.tcp_keepalive


def test_each_picture_has_a_connection_of_its_own(
    models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that died while the function slept never costs a picture."""
    opened: list[HTTPConnectionPool] = []
    make = HTTPConnectionPool._new_conn

    def new_connection(pool: HTTPConnectionPool) -> Any:
        opened.append(pool)
        return make(pool)

    monkeypatch.setattr(HTTPConnectionPool, "_new_conn", new_connection)
    client = models.made(bedrock.image_client(REGION))
    for _ in range(2):
        client.invoke_model(modelId=IMAGE_MODEL, body='{"prompt": "a fox"}')["body"].read()
    assert len(opened) == 2


def test_the_enhancement_is_asked_twice_at_most(models: Models) -> None:
    """One throttle is bridged by the client, two are the job's."""
    client = models.made(bedrock.enhance_client(REGION))
    models.voice.words = "A red fox."
    models.bedrock.fail(TEXT_MODEL, Trouble.THROTTLE)
    converse(client)
    assert len(models.bedrock.calls(TEXT_MODEL)) == 2
    assert (client.meta.config.connect_timeout, client.meta.config.read_timeout) == (2, 12)


def test_a_reply_is_judged_at_once_or_not(models: Models) -> None:
    """The intent's client tries once and waits a few seconds at most."""
    config = models.made(bedrock.intent_client(REGION)).meta.config
    assert config.retries["total_max_attempts"] == 1
    assert config.read_timeout <= 6


def test_a_session_s_own_credentials_are_used(models: Models) -> None:
    """A client made from a session belongs to it."""
    session = Session()
    session.set_credentials("other", "x")
    client = models.made(bedrock.image_client(REGION, session=session))
    assert client._request_signer._credentials.access_key == "other"  # type: ignore[attr-defined]


def test_importing_the_models_side_imports_no_sdk() -> None:
    """The SDK, Pillow and Powertools come with the first use, not with an acknowledgement."""
    code = (
        "import sys, core.bedrock, core.generate, core.styles, core.observe\n"
        "print([m for m in ('boto3', 'botocore', 'PIL', 'aws_lambda_powertools')"
        " if m in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
