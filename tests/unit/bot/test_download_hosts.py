"""Downloads from Slack: which hosts are asked, and who is given the token."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest

from bot import downloads
from bot.downloads import download, stand_in_hosts
from core.errors import Misconfigured, SourceRefused
from tests.file_server import Answer, Files, serving

TOKEN = "xoxb-test"
PICTURE = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def files() -> Iterator[Files]:
    """A file server."""
    with serving() as served:
        yield served


@pytest.fixture
def slack(files: Files, monkeypatch: pytest.MonkeyPatch) -> Files:
    """Every https host is the file server, whatever its name."""

    class ToFiles(HTTPConnection):
        def connect(self) -> None:
            named = (self.host, self.port)
            self.host, port = files.host.split(":")
            self.port = int(port)
            super().connect()
            self.host, self.port = named

    monkeypatch.setattr(downloads, "HTTPSConnection", ToFiles)
    return files


def get(files: Files, path: str) -> bytes:
    """Download a path from the file server as a stand-in for Slack."""
    return download(files.url(path), token=TOKEN, allowed_hosts={files.host})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(files: Files, status: int) -> None:
    """A redirect within the allowed hosts leads to the file, be it relative or absolute."""
    files.answers["/a"] = Answer(status, {"Location": "b?c=1"})
    files.answers["/b?c=1"] = Answer(status, {"Location": files.url("/d")})
    files.answers["/d"] = Answer(body=PICTURE)
    assert get(files, "/a") == PICTURE


def test_redirects_end(files: Files) -> None:
    """A circle of redirects is left after five of them."""
    files.answers["/a"] = Answer(302, {"Location": "/a"})
    with pytest.raises(Misconfigured) as raised:
        get(files, "/a")
    assert "files:read" in raised.value.mend
    assert len(files.asked) == 6


def test_the_token_goes_to_slack_alone(slack: Files) -> None:
    """Slack's file and web hosts are given the token, its static content is not."""
    slack.answers["/a"] = Answer(302, {"Location": "https://ana.enterprise.slack.com/b"})
    slack.answers["/b"] = Answer(302, {"Location": "https://a.slack-edge.com:443/c"})
    slack.answers["/c"] = Answer(body=PICTURE)
    assert download("https://files.slack.com/a", token=TOKEN) == PICTURE
    told = [(headers["host"], headers.get("authorization")) for _, headers in slack.asked]
    assert told == [
        ("files.slack.com:443", f"Bearer {TOKEN}"),
        ("ana.enterprise.slack.com:443", f"Bearer {TOKEN}"),
        ("a.slack-edge.com:443", None),
    ]


FOREIGN = [
    "http://files.slack.com/f",
    "http://files.slack.com@evil.example/f",
    "https://files.slack.com@evil.example/f",
    "https://xoxb@files.slack.com/f",
    "https://evil.example/f",
    "https://evilslack.com/f",
    "https://slack.com.evil.example/f",
    "https://files.slack.com.evil.example/f",
    "https://files.slack.com:8443/f",
    "https://files.slack.com:443@evil.example/f",
    "https://files.slack.com:/f",
    "https://files.slack.com:99999/f",
    "https://files.slack.com./f",
    "https://.slack.com/f",
    "https://files.slack.com\\@evil.example/f",
    "https://evil.example\\.slack.com/f",
    "https://evil.example#.slack.com/f",
    "https://evil.example?.slack.com/f",
    "https://evil.example/.slack.com",
    "https://evil.example%2f.slack.com/f",
    "https://evil.example%00.slack.com/f",
    "https://files.slack.com\t.evil.example/f",
    "https://files.slack.com/f\r\nX-Evil: 1",
    "https://files.slack.com /f",
    " https://files.slack.com/f",
    "https://files.ѕlack.com/f",
    "https://files。slack.com/f",
    "https://files.slack.com／f",
    "https://files.slac\u212a.com/f",
    "https://127.0.0.1/f",
    "https://[::1]/f",
    "https://[files.slack.com]/f",
    "https://169.254.169.254/latest/meta-data",
    "https://2130706433/f",
    "https:files.slack.com/f",
    "https:///files.slack.com/f",
    "//files.slack.com/f",
    "ftp://files.slack.com/f",
    "file:///etc/passwd",
    "files.slack.com/f",
    "",
]


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No connection can be made; who tries is noted."""
    tried: list[str] = []

    def refuse(host: str, *_: Any, **__: Any) -> None:
        tried.append(host)
        raise AssertionError(host)

    monkeypatch.setattr(downloads, "HTTPSConnection", refuse)
    monkeypatch.setattr(downloads, "HTTPConnection", refuse)
    return tried


@pytest.mark.parametrize("url", FOREIGN)
def test_other_hosts_are_not_asked(nowhere: list[str], url: str) -> None:
    """A URL that is not plainly one of Slack's is refused, with what to do, before any request."""
    with pytest.raises(SourceRefused, match="upload the picture itself"):
        download(url, token=TOKEN, allowed_hosts={"127.0.0.1:8080", "localhost:8080"})
    assert nowhere == []


# As a Location these would lead on: relative to where they stand, they are within the host.
RELATIVE = {"//files.slack.com/f", "files.slack.com/f", "https:files.slack.com/f", ""}


@pytest.mark.parametrize(
    "location",
    # A header's value has no blanks around it and nothing but printable ASCII in it.
    [
        url
        for url in FOREIGN
        if url.isascii() and url.isprintable() and url == url.strip() and url not in RELATIVE
    ],
)
def test_redirects_to_other_hosts_are_not_followed(files: Files, location: str) -> None:
    """Each redirect's host is judged as the first one's was."""
    files.answers["/f"] = Answer(302, {"Location": location})
    with pytest.raises(Misconfigured, match="away from its own hosts"):
        get(files, "/f")
    assert len(files.asked) == 1


def test_a_stand_in_is_meant_exactly(nowhere: list[str]) -> None:
    """A stand-in's host is allowed on its own port only, and no other host with it."""
    allowed = stand_in_hosts("http://127.0.0.1:8080/api/")
    for url in ("http://127.0.0.1:8081/f", "http://127.0.0.1/f", "http://a@127.0.0.1:8080/f"):
        with pytest.raises(SourceRefused):
            download(url, token=TOKEN, allowed_hosts=allowed)
    assert nowhere == []


@pytest.mark.parametrize(
    ("base", "hosts"),
    [
        ("https://slack.com/api/", set()),
        ("http://slack.com/api/", set()),
        ("http://slack.com:80/api/", set()),
        ("http://LOCALHOST:8080/api/", {"localhost:8080"}),
        ("https://proxy.example/slack/api/", {"proxy.example"}),
    ],
)
def test_stand_in_hosts(base: str, hosts: set[str]) -> None:
    """SLACK_API_URL's host is a stand-in unless it is Slack's, to which http is never spoken."""
    assert stand_in_hosts(base) == hosts
