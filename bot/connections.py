"""Connections to Slack, kept from one call of a run to the next and closed before the run ends.

slack_sdk opens one for each call, which is two round trips and a handshake's arithmetic before the
first byte of it. Here is a handler for `urllib.request`, which it calls through.

None outlives its run: between two runs the function is frozen, connections die unseen, and what
is lost on a dead one may have been done. For the same reason a message that must not be posted
twice has a connection of its own, opened for it.
"""

from __future__ import annotations

import io
import select
import ssl
import threading
from collections.abc import Callable
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.error import URLError
from urllib.request import (
    AbstractHTTPHandler,
    HTTPSHandler,
    Request,
    build_opener,
    install_opener,
)
from urllib.response import addinfourl

_ONCE = "/chat.postMessage"


class KeptConnections(HTTPSHandler):
    """Opens http and https addresses, on a connection that is free if there is one.

    Args:
        tls: Whom to trust; the system's authorities when absent.
    """

    handler_order = 400  # before urllib's own, which are at 500
    http_request = https_request = AbstractHTTPHandler.do_request_

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        # Not HTTPSHandler's: it reads the authorities, which an acknowledgement has no use for.
        AbstractHTTPHandler.__init__(self)
        self._given = tls
        self._free: dict[str, HTTPConnection] = {}
        self._lock = threading.Lock()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Made once: it reads every certificate authority there is."""
        if self._given:
            return self._given
        context = ssl.create_default_context()
        context.set_alpn_protocols(["http/1.1"])
        return context

    def http_open(self, request: Request) -> addinfourl:
        """Answer a request.

        Raises:
            OSError: There is no answer.
        """
        return self._open(request, lambda: HTTPConnection(request.host))

    def https_open(self, request: Request) -> Any:  # noqa: ANN401 - as urllib answers
        """Answer a request, over TLS.

        Raises:
            OSError: There is no answer.
        """
        if getattr(request, "_tunnel_host", None):
            return self.do_open(HTTPSConnection, request, context=self._tls)
        return self._open(request, lambda: HTTPSConnection(request.host, context=self._tls))

    def close(self) -> None:
        """Close what is free. What is in use closes when it comes back."""
        with self._lock:
            free, self._free = self._free, {}
        for connection in free.values():
            connection.close()

    def _open(self, request: Request, make: Callable[[], HTTPConnection]) -> addinfourl:
        place = f"{request.type}://{request.host}"
        connection = self._take(place) if not request.selector.endswith(_ONCE) else None
        connection = connection or make()
        connection.timeout = request.timeout
        if connection.sock:
            connection.sock.settimeout(request.timeout)
        headers = {**request.unredirected_hdrs, **request.headers}
        try:
            connection.request(request.get_method(), request.selector, request.data, headers)
            response = connection.getresponse()
            content = response.read()
        except (OSError, HTTPException) as error:
            connection.close()
            raise URLError(error) from error
        if response.will_close:
            connection.close()
        else:
            self._give_back(place, connection)
        answer = addinfourl(
            io.BytesIO(content), response.headers, request.full_url, response.status
        )
        answer.msg = response.reason  # type: ignore[attr-defined] # as urllib's own handler does
        return answer

    def _take(self, place: str) -> HTTPConnection | None:
        with self._lock:
            connection = self._free.pop(place, None)
        if connection is None or connection.sock is None:
            return None
        # Slack has nothing to say unasked: what can be read is that it has closed.
        readable, _, _ = select.select([connection.sock], [], [], 0)
        if readable:
            connection.close()
            return None
        return connection

    def _give_back(self, place: str, connection: HTTPConnection) -> None:
        with self._lock:
            known = self._free.setdefault(place, connection)
        if known is not connection:
            connection.close()


_KEPT = KeptConnections()


def install() -> None:
    """Have everything that this process opens with `urllib.request` opened so."""
    install_opener(build_opener(_KEPT))


def close() -> None:
    """Close the process's connections: its run ends."""
    _KEPT.close()
