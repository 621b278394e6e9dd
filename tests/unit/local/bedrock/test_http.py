"""The stand-in's port: routes, signatures, connections."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator

import pytest

from local.bedrock import IMAGE_MODEL

from .conftest import SIGNED, Runtime

PATH = "/model/stability.sd3-5-large-v1%3A0/invoke"
BODY = json.dumps({"prompt": "a fox"})


@pytest.fixture
def connection(runtime: Runtime) -> Iterator[http.client.HTTPConnection]:
    """One connection to the stand-in."""
    connection = http.client.HTTPConnection(runtime.served.url.removeprefix("http://"), timeout=5)
    yield connection
    connection.close()


def _ask(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str]
) -> tuple[int, str | None, dict[str, object]]:
    connection.request("POST", path, BODY, headers)
    response = connection.getresponse()
    return response.status, response.headers["x-amzn-errortype"], json.loads(response.read())


def test_a_signed_request_is_answered(
    runtime: Runtime, connection: http.client.HTTPConnection
) -> None:
    """The percent-encoded id of the path is the model's."""
    code, error, answer = _ask(connection, PATH, SIGNED)
    assert (code, error, answer["finish_reasons"]) == (200, None, [None])
    assert runtime.bedrock.requests[-1].model_id == IMAGE_MODEL


def test_an_unsigned_request_is_refused(connection: http.client.HTTPConnection) -> None:
    """Without an Authorization header: 403, and a body with a message."""
    assert _ask(connection, PATH, {}) == (
        403,
        "MissingAuthenticationTokenException",
        {"message": "Missing Authentication Token"},
    )


@pytest.mark.parametrize(
    "headers",
    [
        SIGNED | {"Authorization": "Bearer abc"},
        SIGNED | {"Authorization": SIGNED["Authorization"].replace("bedrock", "s3")},
        {"Authorization": SIGNED["Authorization"]},
    ],
)
def test_a_request_signed_otherwise_is_refused(
    connection: http.client.HTTPConnection, headers: dict[str, str]
) -> None:
    """Another scheme, another service's scope or a missing date: 403."""
    code, error, _ = _ask(connection, PATH, headers)
    assert (code, error) == (403, "IncompleteSignatureException")


@pytest.mark.parametrize("path", ["/", "/model/x", "/model/x/converse-stream", "/v1/messages"])
def test_other_routes_do_not_exist(connection: http.client.HTTPConnection, path: str) -> None:
    """Only InvokeModel and Converse are here."""
    code, error, _ = _ask(connection, path, SIGNED)
    assert (code, error) == (404, "UnknownOperationException")


def test_a_connection_serves_several_requests(connection: http.client.HTTPConnection) -> None:
    """HTTP/1.1 connections stay open, after errors too."""
    _ask(connection, PATH, SIGNED)
    first = connection.sock
    _ask(connection, PATH, {})
    _ask(connection, PATH, SIGNED)
    assert connection.sock is first


def test_an_error_has_the_services_form(connection: http.client.HTTPConnection) -> None:
    """The code, the header with the exception's name and a body with just a message."""
    connection.request("POST", PATH, "{}", SIGNED)
    response = connection.getresponse()
    assert response.status == 400
    assert response.headers["x-amzn-errortype"] == "ValidationException"
    assert list(json.loads(response.read())) == ["message"]
