"""A file shared in Slack, downloaded: the bot's token goes to Slack's hosts and to no other.

By `http.client`, which does nothing by itself: it follows no redirect, reads no proxy from the
environment, unpacks nothing and tries nothing twice. Each of these would be a way for the token to
get out, for a file to outgrow its bound, or for a wait to outlast the job's step.

Knows nothing of pictures: what the bytes are is for `core.images` to say.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Final
from urllib.parse import urljoin, urlsplit

from core.errors import (
    BadAnswer,
    ImagineError,
    Misconfigured,
    SourceRefused,
    Throttled,
    Unavailable,
)
from core.images import looks_like_html

MAX_BYTES: Final = 20_000_000
"""Bytes of a file that are taken. Phones' photos, those of 48 megapixels included, have 2 to 15
MB, and the file is held in memory beside the picture decoded from it."""

TIMEOUT_SECONDS: Final = 20.0
"""Time for a whole download, its redirects included."""

_MAX_REDIRECTS = 5
_CHUNK = 65_536
_SLACK_HOST = re.compile(r"(?:[a-z0-9-]+\.)*(slack\.com|slack-edge\.com)")
_MEND = "add the scope files:read to the Slack app and reinstall it to the workspace"


def stand_in_hosts(slack_api_url: str) -> frozenset[str]:
    """The host (with its port, as written) of a SLACK_API_URL that is not Slack's own.

    For `download`'s `allowed_hosts`; empty for Slack's, so that http never reaches them.
    """
    host = urlsplit(slack_api_url).netloc.lower()
    return frozenset() if _SLACK_HOST.fullmatch(host.partition(":")[0]) else frozenset({host})


def download(
    url: str,
    *,
    token: str,
    allowed_hosts: Collection[str] = (),
    max_bytes: int = MAX_BYTES,
    timeout: float = TIMEOUT_SECONDS,
    now: Callable[[], float] = time.monotonic,
) -> bytes:
    """The bytes of a file that Slack lists as an image.

    Args:
        url: The file's `url_private_download`.
        token: The bot token.
        allowed_hosts: Hosts beside Slack's own, as `stand_in_hosts` gives them: they may be spoken
            to without TLS, and are given the token.
        max_bytes: Size from which a file is refused, before or while it is read.
        timeout: Seconds from the first connection to the last byte.
        now: Seconds on a clock that does not go back.

    Raises:
        SourceRefused: The file is gone, too large, or not kept in Slack.
        Throttled: Slack says "not now".
        Unavailable: Slack cannot be reached, breaks off or takes too long.
        Misconfigured: Slack wants a login: the token lacks a scope, or is not good.
        BadAnswer: Slack answers something else.
    """
    until = now() + timeout
    hop = _hop(url, allowed_hosts)
    if hop is None:
        raise SourceRefused(
            "That file is kept outside Slack. Please upload the picture itself to Slack."
        )
    for _ in range(_MAX_REDIRECTS + 1):
        try:
            content, location = _get(hop, token, max_bytes, lambda: until - now())
        except (OSError, HTTPException) as error:
            raise Unavailable(f"download: {type(error).__name__}") from error
        if not location:
            return content
        hop = _hop(location, allowed_hosts, base=hop.url)
        if hop is None:
            # As on the way to a company's single sign-on.
            raise Misconfigured("download: Slack led away from its own hosts", mend=_MEND)
    raise Misconfigured("download: Slack led from page to page", mend=_MEND)


@dataclass(frozen=True, slots=True)
class _Hop:
    """A place that may be asked.

    Attributes:
        url: The whole URL.
        secure: Whether by TLS.
        host: Name or address.
        port: As in the URL or its scheme's own.
        target: Path and query.
        trusted: Whether the token goes there: Slack's static content needs none.
    """

    url: str
    secure: bool
    host: str
    port: int
    target: str
    trusted: bool


def _hop(url: str, allowed_hosts: Collection[str], base: str = "") -> _Hop | None:
    """The place a URL, relative to a base, means if it is one of Slack's or allowed; else None.

    Only what is written out in full counts. Everything by which two readers of one URL may find
    two hosts in it is refused: user names, backslashes, blanks, letters beyond ASCII.
    """
    if not re.fullmatch(r"[!-\[\]-~]+", url):
        return None
    try:
        url = urljoin(base, url)
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    secure = parts.scheme == "https"
    netloc = parts.netloc.lower()
    slack = _SLACK_HOST.fullmatch(netloc.removesuffix(":443")) if secure else None
    allowed = netloc in allowed_hosts and parts.scheme in {"http", "https"}
    if not parts.hostname or not (slack or allowed):
        return None
    return _Hop(
        url=url,
        secure=secure,
        host=parts.hostname,
        port=port or (443 if secure else 80),
        target=(parts.path or "/") + ("?" + parts.query if parts.query else ""),
        trusted=allowed or (slack is not None and slack[1] == "slack.com"),
    )


def _get(hop: _Hop, token: str, max_bytes: int, left: Callable[[], float]) -> tuple[bytes, str]:
    """Ask once: the file's bytes, or where else to ask.

    Raises:
        ImagineError: The answer is neither.
        OSError: There is none, or not in time.
        HTTPException: It is not HTTP.
    """
    headers = {"User-Agent": "imagine-for-slack", "Accept": "*/*", "Connection": "close"}
    if hop.trusted:
        headers["Authorization"] = f"Bearer {token}"
    connect = HTTPSConnection if hop.secure else HTTPConnection
    with closing(connect(hop.host, hop.port, timeout=_waiting(left))) as connection:
        connection.request("GET", hop.target, headers=headers)
        sock = connection.sock
        with connection.getresponse() as response:
            location = response.getheader("Location")
            if response.status in {301, 302, 303, 307, 308} and location:
                return b"", location
            if response.status != 200:  # noqa: PLR2004 - HTTP's OK
                raise _error(response)
            if (response.getheader("Content-Type") or "").lower().startswith("text/html"):
                raise _login_page()
            content = _body(response, max_bytes, lambda: sock.settimeout(_waiting(left)))
    if looks_like_html(content):
        raise _login_page()
    return content, ""


def _body(response: HTTPResponse, max_bytes: int, before_each_read: Callable[[], None]) -> bytes:
    """The whole of an answer's body.

    Raises:
        SourceRefused: It has more than `max_bytes`.
        OSError: It breaks off, or does not come in time.
    """
    declared = response.length
    if declared is not None and declared > max_bytes:
        raise _too_large(max_bytes)
    content = bytearray()
    while declared is None or len(content) < declared:
        before_each_read()
        chunk = response.read1(_CHUNK)
        if not chunk:
            break
        content += chunk
        if len(content) > max_bytes:
            raise _too_large(max_bytes)
    if declared is not None and len(content) < declared:
        raise ConnectionError("broken off")
    return bytes(content)


def _waiting(left: Callable[[], float]) -> float:
    """Seconds that may still be waited.

    Raises:
        TimeoutError: None are left.
    """
    seconds = left()
    if seconds <= 0:
        raise TimeoutError("the whole took too long")
    return seconds


def _login_page() -> Misconfigured:
    return Misconfigured("download: Slack sent a web page, as to someone not logged in", mend=_MEND)


def _too_large(max_bytes: int) -> SourceRefused:
    return SourceRefused(
        f"That file is larger than {max_bytes / 1e6:.0f} MB. Please send a smaller copy."
    )


def _error(response: HTTPResponse) -> ImagineError:
    """What a status that is neither success nor redirect means."""
    status = response.status
    said = f"download: Slack answered {status}"
    asked_for = response.getheader("Retry-After") or ""
    retry_after = float(asked_for) if asked_for.isdecimal() else 0.0
    if status in {401, 403}:
        return Misconfigured(said, mend=f"{_MEND}, and check its bot token")
    if status in {404, 410}:
        return SourceRefused("That file has been deleted from Slack. Please share it again.")
    if status == 429:  # noqa: PLR2004 - HTTP's Too Many Requests
        return Throttled(said, retry_after=retry_after)
    if status == 408 or status >= 500:  # noqa: PLR2004 - HTTP's Request Timeout, server errors
        return Unavailable(said, retry_after=retry_after)
    return BadAnswer(said)
