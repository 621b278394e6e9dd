"""A small HTTP server on a loopback port, for the doors of the Lambda host.

One function answers every request. Responses leave in one buffer on a socket without Nagle's
delay: in two writes each call would wait for the other side's delayed acknowledgement, 40 ms.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        method: In capitals.
        path: Percent-decoded, without the query.
        query: The raw query string.
        headers: Names in lower case; repeated ones joined with commas, as API Gateway does.
        body: Its bytes.
        source: The caller's address.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    source: str


@dataclass(frozen=True, slots=True)
class Response:
    """One answer.

    Attributes:
        status: HTTP status.
        body: Its bytes.
        headers: Pairs, because some may be repeated; the length is added.
    """

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = field(default=())


Answer = Callable[[Request], Response | None]
"""Answers a request; None closes the connection without a word. Called from many threads."""


class Server:
    """Listens from construction until `close`.

    Args:
        answer: Answers each request.
        port: The port; 0 takes a free one.

    Attributes:
        address: `127.0.0.1:PORT`.
        url: `http://127.0.0.1:PORT`.
    """

    def __init__(self, answer: Answer, port: int = 0) -> None:
        class Handler(_Handler):
            respond = staticmethod(answer)

        self._server = _Listener(("127.0.0.1", port), Handler)
        self.address = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.address}"
        # A short poll, so that closing does not wait for the usual half second.
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name=self.address, daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop listening and end the connections that are open."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Listener(ThreadingHTTPServer):
    """Remembers its connections, so that closing it ends those that are kept alive."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, *arguments: Any) -> None:  # noqa: ANN401 (socketserver's own)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 (socketserver's own)
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the other side was faster

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """A client that goes away, killed perhaps, is no error here."""


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, asks for the answer, writes it at once."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    respond: Answer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its signature)
        """Say nothing a request."""

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        headers: dict[str, str] = {}
        for name, value in self.headers.items():
            key = name.lower()
            headers[key] = f"{headers[key]},{value}" if key in headers else value
        request = Request(
            self.command,
            unquote(parts.path),
            parts.query,
            headers,
            self._body(),
            str(self.client_address[0]),
        )
        response = self.respond(request)
        if response is None:
            self.close_connection = True
            return
        lines = [
            f"HTTP/1.1 {response.status} {_phrase(response.status)}",
            *(f"{name}: {value}" for name, value in response.headers),
            f"content-length: {len(response.body)}",
        ]
        if self.close_connection:
            lines.append("connection: close")
        head = "\r\n".join(lines) + "\r\n\r\n"
        self.wfile.write(
            head.encode("latin-1") + (b"" if self.command == "HEAD" else response.body)
        )

    def __getattr__(self, name: str) -> Callable[[], None]:
        # Whatever the method, who answers says whether there is such a thing.
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("content-length") or 0))
        whole = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return whole


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
