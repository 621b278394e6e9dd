"""Downloads from Slack: what each answer means, and how much of one is waited for."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from bot.downloads import download
from core.errors import (
    BadAnswer,
    ImagineError,
    Misconfigured,
    SourceRefused,
    Throttled,
    Unavailable,
)
from tests.file_server import Answer, Files, serving

TOKEN = "xoxb-test"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 64


@pytest.fixture
def files() -> Iterator[Files]:
    """A file server."""
    with serving() as served:
        yield served


def get(files: Files, path: str, **options: Any) -> bytes:
    """Download a path from the file server as a stand-in for Slack."""
    return download(files.url(path), token=TOKEN, allowed_hosts={files.host}, **options)


def test_a_file_comes_whole(files: Files) -> None:
    """The bytes are the file's, asked for once, with the token and the query."""
    files.answers["/f/a%20b.png?pub=1"] = Answer(body=PICTURE)
    assert get(files, "/f/a%20b.png?pub=1") == PICTURE
    [(_, headers)] = files.asked
    assert headers["authorization"] == f"Bearer {TOKEN}"


def test_a_file_of_unsaid_length_comes_whole(files: Files) -> None:
    """A body in chunks, which says no length, is read to its end."""
    body = f"{len(PICTURE):x}\r\n".encode() + PICTURE + b"\r\n0\r\n\r\n"
    files.answers["/f"] = Answer(headers={"Transfer-Encoding": "chunked"}, body=body)
    assert get(files, "/f") == PICTURE


def test_proxies_of_the_environment_are_not_asked(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy set for other programs sees neither the token nor the file."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    files.answers["/f"] = Answer(body=PICTURE)
    assert get(files, "/f") == PICTURE


@pytest.mark.parametrize(
    "answer",
    [
        Answer(headers={"Content-Type": "text/html; charset=utf-8"}, body=b"Sign in"),
        Answer(headers={"Content-Type": "image/png"}, body=b"\n<!DOCTYPE html><html>Sign in"),
    ],
)
def test_a_login_page_is_a_missing_scope(files: Files, answer: Answer) -> None:
    """A web page instead of the file tells the operator which scope to add."""
    files.answers["/f"] = answer
    with pytest.raises(Misconfigured) as raised:
        get(files, "/f")
    assert "files:read" in raised.value.mend


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (204, BadAnswer),
        (302, BadAnswer),
        (400, BadAnswer),
        (401, Misconfigured),
        (403, Misconfigured),
        (404, SourceRefused),
        (408, Unavailable),
        (410, SourceRefused),
        (429, Throttled),
        (500, Unavailable),
        (503, Unavailable),
    ],
)
def test_each_status_has_its_error(files: Files, status: int, error: type[ImagineError]) -> None:
    """A status says whether the person, the operator or time can help."""
    files.answers["/f"] = Answer(status, body=b"<html>no</html>" if status != 204 else b"")
    with pytest.raises(ImagineError) as raised:
        get(files, "/f")
    assert type(raised.value) is error
    assert TOKEN not in str(raised.value)


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("soon", 0.0)])
def test_retry_after(files: Files, header: str, seconds: float) -> None:
    """The wait that Slack asks for is passed on."""
    files.answers["/f"] = Answer(429, {"Retry-After": header})
    with pytest.raises(Throttled) as raised:
        get(files, "/f")
    assert raised.value.retry_after == seconds


def test_a_file_of_the_largest_size_is_taken(files: Files) -> None:
    """The bound itself is within the bound."""
    files.answers["/f"] = Answer(body=PICTURE)
    assert get(files, "/f", max_bytes=len(PICTURE)) == PICTURE


@pytest.mark.parametrize(
    "answer",
    [
        Answer(headers={"Content-Length": "20000001"}, stalls=True),
        Answer(
            headers={"Transfer-Encoding": "chunked"},
            body=(b"10000\r\n" + bytes(0x10000) + b"\r\n") * 320,
            stalls=True,
        ),
    ],
    ids=["as it says", "as it comes"],
)
def test_a_file_that_is_too_large(files: Files, answer: Answer) -> None:
    """A file is refused as soon as its size is known or passed, not when all of it is here."""
    files.answers["/f"] = answer
    with pytest.raises(SourceRefused, match="larger than 20 MB"):
        get(files, "/f")


def test_a_file_broken_off(files: Files) -> None:
    """A body shorter than it was said to be is tried again later, not taken for the file."""
    files.answers["/f"] = Answer(headers={"Content-Length": "99999"}, body=PICTURE)
    with pytest.raises(Unavailable):
        get(files, "/f")


def test_a_stalled_download_ends(files: Files) -> None:
    """A body that stops coming is given up after the time allowed."""
    files.answers["/f"] = Answer(headers={"Content-Length": "99999"}, body=PICTURE, stalls=True)
    with pytest.raises(Unavailable):
        get(files, "/f", timeout=0.05)


def test_a_trickle_ends(files: Files) -> None:
    """The time allowed is for the whole download, however steadily it comes."""
    files.answers["/f"] = Answer(body=bytes(5_000_000))
    reads = itertools.count()
    with pytest.raises(Unavailable):
        get(files, "/f", timeout=10, now=lambda: float(next(reads)))
    assert next(reads) < 20


def test_nobody_there() -> None:
    """A connection refused is Slack being unavailable."""
    with pytest.raises(Unavailable):
        download("http://127.0.0.1:1/f", token=TOKEN, allowed_hosts={"127.0.0.1:1"})
